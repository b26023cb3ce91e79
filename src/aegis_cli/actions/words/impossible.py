"""What people ask for and no action does, with the reason: facts of each provider, as data."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

NUMBER = "#"
"""Stands in a sentence's words for the number of an issue or a pull request."""
_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Impossible:
    """A wish that no action fulfils."""

    provider: str
    """The name of the provider of which it is asked."""
    wish: str
    """The impossible, in words that follow "cannot"."""
    because: str
    """Why not, as a clause."""
    said: tuple[tuple[frozenset[str], ...], ...]
    """Words that a sentence has together, one of each group; in one of these ways."""
    ask: str
    """A sentence that asks for it."""
    instead: str = ""
    """What is possible, as a sentence; "" if nothing is."""
    page: str = ""
    """The page of the provider's documents; "" if it is no matter of theirs."""

    @property
    def message(self) -> str:
        """What the person is told, as a sentence."""
        return f"aegis cannot {self.wish}: {self.because}."

    def beside_actions(self, nouns: frozenset[str]) -> "Impossible | None":
        """Return it without the ways that name a noun alone of which there are actions by now."""
        known = {word for noun in nouns for word in (noun, noun.removesuffix("s"))}
        said = tuple(way for way in self.said if len(way) > 1 or known.isdisjoint(way[0]))
        return replace(self, said=said) if said else None

    def said_by(self, words: frozenset[str]) -> int:
        """Return how much of it words say, where they ask for it; 0 where they do not.

        What is written without spaces is found in one of them.
        """
        unspaced = [word for word in words if not word.isascii()]

        def holds(group: frozenset[str]) -> bool:
            glued = (word in each for word in group if not word.isascii() for each in unspaced)
            return not group.isdisjoint(words) or any(glued)

        return max((len(groups) for groups in self.said if all(map(holds, groups))), default=0)


def read_impossible(provider: str, data: Mapping[str, Any]) -> Iterator[Impossible]:
    """Read the rows of a provider, in their order."""
    words: dict[str, str] = data["words"]
    for row in data["impossible"]:
        said = tuple(
            tuple(frozenset(group.split("|")) for group in _spelled_out(each, words).split())
            for each in row["said"]
        )
        yield Impossible(
            provider, **row | {"said": said, "because": data["because"][row["because"]]}
        )


def _spelled_out(said: str, words: dict[str, str]) -> str:
    return _NAMED.sub(lambda name: words[name[1]], said)
