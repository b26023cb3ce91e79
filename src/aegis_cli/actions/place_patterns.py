"""How the places of a provider are written, and what a pattern of them covers; pure."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Protocol


class Covers(Protocol):
    """How a pattern is compared with a container of an action."""

    def __call__(self, pattern: str, container: str, *, whole: bool) -> bool:
        """Tell whether it covers a container; where it is `whole`, all that is in it."""


def _covers(pattern: str, container: str, *, whole: bool) -> bool:  # noqa: ARG001
    return fnmatchcase(container.casefold(), pattern.casefold())


@dataclass(frozen=True, slots=True)
class PlacePatterns:
    """The places of a provider: what the containers of its actions are."""

    noun: str
    """What one is called, such as "repository"."""
    form: str
    """How one is written, as in OWNER/NAME."""
    examples: str
    """Patterns, as a sentence names them."""
    is_pattern: Callable[[str], bool] = bool
    """Tells whether a text is a pattern of places."""
    covers: Covers = _covers
