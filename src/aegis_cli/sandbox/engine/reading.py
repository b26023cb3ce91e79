"""Things made of what a file says of the start, by the types of their fields."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

_PLAIN = frozenset({bool, int, str})
"""The types of values that stand in the file as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Makes things; what refers to one stands behind it in the file."""

    now: datetime
    """The start, before which times lie as days."""
    ids: Iterator[int]
    names: tuple[str, ...] = ()
    """The fields by which the file refers to a thing."""
    key_of: Callable[[type, Any], Any] = lambda _, thing: thing.id
    """Returns by which key, of a type, a mapping holds a thing."""
    unsaid: Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]] = lambda _, __: {}
    """Returns what a thing has beside what is said of it, by the types of its fields."""
    readers: Mapping[Any, Callable[[Any], Any]] = field(default_factory=dict)
    """Types whose values are written in a form of their own."""
    made: dict[tuple[Any, Any], Any] = field(default_factory=dict)
    """Each thing by its class and its name."""

    def make(self, kind: Any, data: Mapping[str, Any]) -> Any:
        """Make a thing; one whose class has an id gets a new one, unless the data says it."""
        types = _types_in(kind)
        is_new = "id" in types and "id" not in data
        new = {"id": types["id"](next(self.ids))} if is_new else {}
        said = {name: self.read(types[name], data[name]) for name in types if name in data}
        thing = kind(**{**new, **self.unsaid(types, said), **said})
        for name in self.names:
            if hasattr(thing, name):
                self.made[kind, getattr(thing, name)] = thing
        return thing

    def read(self, kind: Any, said: Any) -> Any:
        """Return a value of a type: a list of things may be a mapping, and a name a thing."""
        if said is None or kind in _PLAIN:
            return said
        origin, inner = get_origin(kind), get_args(kind)
        if origin is UnionType:
            return self.read(inner[0], said)
        if kind in self.readers:
            return self.readers[kind](said)
        if origin is dict:
            return self._mapping(inner[0], inner[1], said)
        if origin in (list, tuple, frozenset):
            return origin(self.read(inner[0], each) for each in said)
        return self._one(kind, said)

    def _mapping(self, key: type, kind: Any, said: Any) -> dict[Any, Any]:
        if isinstance(said, dict):
            return {name: self.read(kind, each) for name, each in said.items()}
        things = [self.make(kind, each) for each in said]
        return {self.key_of(key, each): each for each in things}

    def _one(self, kind: Any, said: Any) -> Any:
        if kind is datetime:
            is_fixed = isinstance(said, str)
            return datetime.fromisoformat(said) if is_fixed else self.now - timedelta(days=said)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind[said]
        if not is_dataclass(kind):
            return said
        return self.make(kind, said) if isinstance(said, dict) else self.made[kind, said]


@cache
def _types_in(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
