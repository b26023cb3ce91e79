"""What a card says of things beside its own: how many there are in each state, and some by name."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aegis_cli.actions.templates import Template, pick
from aegis_cli.actions.views import Tone


def _all(things: Sequence[Any]) -> Sequence[Any]:
    return things


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Things that a card counts, such as the checks of a pull request."""

    label: str
    """What they are: `Checks`."""
    items: str
    """The path of their list; null there means that they are not known."""
    state: Callable[[Any], str]
    """Returns the state by which a thing is counted, in words."""
    tones: tuple[tuple[str, Tone], ...]
    """The states in the order in which they are told, and the colour of each."""
    named: tuple[str, ...]
    """The states whose things are told by name."""
    name: Template
    """Names a thing: `{name}`."""
    more: Template = ""
    """What a terminal says of a thing that is told by name, behind its name."""
    of: Callable[[Sequence[Any]], Sequence[Any]] = _all
    """Returns those that count, of all."""

    def is_read(self, data: Any) -> bool:
        """Tell whether a result says anything of them."""
        return isinstance(data, dict) and self.items in data

    def things(self, data: Any) -> Sequence[Any] | None:
        """Return the things that count; `None` if they are not known."""
        found = pick(data, self.items)
        return self.of(found) if isinstance(found, list) else None

    def counts(self, things: Sequence[Any]) -> list[tuple[str, Tone, int]]:
        """Return each state that there is, with its colour and how many things are in it."""
        found = Counter(map(self.state, things))
        return [(state, tone, found[state]) for state, tone in self.tones if found[state]]
