"""What the log of a session says of one request: what was approved, what was sent, how it ended.

What was approved and sent is told in the sentences of the plan, since the person may have edited
what the client asked for. How it ended is told in the client's words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aegis_cli.core.text import one_line
from aegis_cli.errors import Code

_SHOWN = 12
"""Characters of a digest that are shown; enough to find it in a document."""
_FIRST, _LAST = 120, 80
"""Characters of a sentence that are shown, at its beginning and its end."""


class Cause(StrEnum):
    """Why a request ended, where the agent knows it and the fork does not."""

    PERSON = "the person said no"
    PIN = "the PIN was not typed"
    REPEATED = "the same was refused or taken back a moment ago"
    LAPSED = "nobody answered in time"
    CTRL_C = "Ctrl-C at the session's terminal"
    TAKEN_BACK = "its program took it back"
    GONE = "its program has gone"
    LOCKED = "the session was locked"
    ENDED = "the session ended"


_CODES: Mapping[str, str] = {
    Code.POLICY.value: "a rule of the policy forbids it",
    Code.NEEDS_APPROVAL.value: "nobody could be asked",
}
"""What is said of these codes in place of the code."""


@dataclass(slots=True)
class RequestLog:
    """What is known of one request for the log."""

    words: list[str] = field(default_factory=list)
    """Those of its client; none before it asked for anything."""
    cause: Cause | None = None
    is_changed: bool = False
    """Whether the person edited it, or struck a step out."""
    was_approved: bool = False
    """Whether the person said yes to it; a grant is no yes."""
    has_ended: bool = False
    """Whether the log says how it ended, or has nothing to say."""
    _plan: str = ""
    """The digest of what was sealed."""
    _sends: list[tuple[str, str]] = field(default_factory=list)
    """The id and the sentence of each write that was sealed, until its answer is told."""

    @staticmethod
    def approval_lines(sentences: Iterable[str]) -> Iterator[str]:
        """Yield a line for each act that the person approved."""
        return (f"approved: {_shorten_sentence(sentence)}" for sentence in sentences)

    def begin_writing(self, plan: str, sends: Iterable[tuple[str, str]]) -> None:
        """Note the plan that is sent now, or when its turn comes."""
        self._plan, self._sends = plan, [*sends]

    def write_lines(self, ends: Mapping[str, str]) -> Iterator[str]:
        """Yield a line for each write that was sealed: how it ended, by its id."""
        sends, self._sends = self._sends, []
        for id_, sentence in sends:
            how = ends.get(id_, "its answer never came")
            yield f"write of plan {self._plan[:_SHOWN]}, {how}: {_shorten_sentence(sentence)}"

    @staticmethod
    def of_targets(lines: Iterable[str]) -> Iterator[str]:
        """Yield what is said of targets: what a write changed, and which were not looked at."""
        return map(_shorten_sentence, lines)

    def last_line(self, status: str, code: str = "") -> str:
        """Return the last line: how it ended, and why if it is not done."""
        why = self.cause or _CODES.get(code, code)
        changed = "as the person changed it" if self.is_changed else ""
        told = [status, changed, why if why != status else ""]
        return f"{', '.join(filter(None, told))}: {' '.join(self.words)}"

    def broken_off(self, how: str, *, in_flight: bool) -> Iterator[str]:
        """Yield the last lines of a request that did not say how it ended."""
        if in_flight:
            yield from self.write_lines({})
        yield self.last_line(how)


def _shorten_sentence(sentence: str) -> str:
    """Return a sentence without its middle, if it is long.

    NOTE: the end of the sentence says where was written to, after a title that a program chose; the
    log would cut that end.
    """
    line = one_line(sentence)
    is_long = len(line) > _FIRST + _LAST
    return f"{line[:_FIRST]}[…]{line[-_LAST:]}" if is_long else line
