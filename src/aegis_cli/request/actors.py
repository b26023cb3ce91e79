"""Who acts at each provider: the names that stand on questions about writes; pure.

Each is read once for a command. What keeps a session keeps them too, for the same person.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Actors:
    """What providers said that people are called there, by the subjects of their sessions."""

    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    def name_of(self, subject: str, provider: str) -> str:
        """Return what somebody is called at a provider; "" if that is not known."""
        return self._names.get((subject, provider), "")

    def note(self, subject: str, provider: str, name: str) -> None:
        """Note a name. NOTE: of a session without a subject nobody can tell whose it is."""
        if subject:
            self._names[subject, provider] = name

    def forget(self, provider: str) -> None:
        """Forget the names at a provider, where another account may act from now on."""
        for key in [key for key in self._names if key[1] == provider]:
            del self._names[key]

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Yield subject, provider and name, for JSON."""
        yield from ((*key, name) for key, name in self._names.items())

    def add(self, rows: Iterable[Iterable[str]]) -> None:
        """Take what `rows` wrote."""
        for subject, provider, name in rows:
            self.note(subject, provider, name)
