"""One request of the very form that a sentence makes, and what it showed. Pure."""

from dataclasses import dataclass

from aegis_cli.planning.gemini.dialogue import Answer
from aegis_cli.planning.gemini.request_forms import Way
from aegis_cli.planning.plan import Invalid
from aegis_cli.planning.wire import FUNCTION, decode

SENTENCE = "list my repositories"
"""What a probe asks for; no step of the answer is carried out."""


@dataclass(frozen=True, slots=True)
class Probe:
    """How a request for a plan fared."""

    way: Way
    """The form, and at Gemini itself the version, that was taken."""
    seconds: float
    """How long it took, with what was refused before."""
    answer: Answer

    @property
    def has_plan(self) -> bool:
        """Whether the answer is one call, of the form of a plan."""
        names = [call.name for call in self.answer.calls]
        return names == [FUNCTION] and not isinstance(decode(self.answer.calls[0].args), Invalid)

    def __str__(self) -> str:
        return f"{self.way}, {self.seconds:.1f} s, {self.answer.usage}"
