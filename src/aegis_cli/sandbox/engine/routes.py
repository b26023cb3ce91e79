"""Find the operation of a request by its method and its percent-encoded path."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

_Route: TypeAlias = tuple[tuple[str, ...], str]
"""The segments of a path, and the operation that stands there."""


@dataclass(slots=True)
class Routes:
    """Operations by the templates of their paths, as `/repos/{owner}/{repo}/labels`."""

    operations: Iterable[tuple[str, str, str]]
    """Of each its method, its path and its name."""
    with_slashes: frozenset[str] = frozenset()
    """The variables that may hold slashes which are not encoded, where they end a path."""
    _by_length: dict[tuple[str, int], list[_Route]] = field(default_factory=dict, init=False)
    _by_path: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Sort them: what has more words in its path is looked at first."""
        for method, path, name in self.operations:
            segments = tuple(path.split("/")[1:])
            self._by_length.setdefault((method, len(segments)), []).append((segments, name))
            self._by_path[path] = (*self._by_path.get(path, ()), name)
        for group in self._by_length.values():
            group.sort(key=lambda route: sum(segment[:1] == "{" for segment in route[0]))

    @property
    def paths(self) -> Iterable[str]:
        """All templates."""
        return self._by_path

    def names_at(self, path: str) -> tuple[str, ...]:
        """Return the names of the operations at a template."""
        return self._by_path.get(path, ())

    def candidates(self, method: str, path: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the operations at a path, with the values in the place of its variables."""
        segments = path.split("/")[1:]
        for template, name in self._of_length(method, len(segments)):
            values = _match(template, segments)
            if values is not None:
                yield name, values

    def _of_length(self, method: str, length: int) -> Iterator[_Route]:
        yield from self._by_length.get((method, length), ())
        for shorter in range(length - 1, 0, -1):
            for template, name in self._by_length.get((method, shorter), ()):
                if template[-1] in self.with_slashes:
                    yield template, name


def _match(template: tuple[str, ...], segments: list[str]) -> dict[str, str] | None:
    last = len(template) - 1
    values = [*segments[:last], "/".join(segments[last:])]
    found = {}
    for part, value in zip(template, values, strict=True):
        if part[:1] == "{" and value:
            found[part[1:-1]] = unquote(value)
        elif part != value:
            return None
    return found
