"""The site of a new sandbox: always the same, with times that lie before the start.

In `world.json` things have the fields of their classes, and refer to what stands before them: to
projects and issues by key, to boards and sprints by id, to all else by name. Times are days before
the start, and documents are their paragraphs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from aegis_cli.sandbox.engine.worlds import read_world
from aegis_cli.sandbox.jira.adf import paragraphs
from aegis_cli.sandbox.jira.world import Person, Project, World

_FILE = Path(__file__).with_name("world.json")
_FIRST_ISSUE, _FIRST_OTHER = 10_101, 20_001
_NAMES = ("account_id", "id", "key", "name", "display_name")
"""The fields by which the file refers to a thing."""
_KEYS: Mapping[type, str] = {Person: "account_id", Project: "key"}
"""The field by which the site holds things, where that is not their id."""


def site() -> tuple[str, str]:
    """Return the id and the host of the site."""
    data = read_world(_FILE)
    return data["cloud_id"], data["host"]


def seed_world(now: float) -> World:
    """Build a site that shares nothing with another."""
    data, ids = read_world(_FILE), count(_FIRST_OTHER)
    numbered = enumerate(data["issues"], _FIRST_ISSUE)
    data["issues"] = [{"priority": "Medium", "id": str(at), **each} for at, each in numbered]
    maker = _Maker(datetime.fromtimestamp(int(now), UTC), ids)
    world: World = maker.make(World, {**data, "ids": ids})
    for each in world.issues.values():
        each.watchers = each.watchers or [each.reporter]
        each.project.last_number = max(each.project.last_number, each.number)
    return world


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes things of what the file says, by the types of their fields."""

    now: datetime
    ids: Iterator[int]
    made: dict[tuple[Any, Any], Any] = field(default_factory=dict)
    """Each thing by its class and what the file calls it."""

    def make(self, kind: Any, data: Mapping[str, Any]) -> Any:
        """Make a thing; one whose class has an id gets a new one, unless the data says it."""
        types = get_type_hints(kind)
        values = {name: self._read(types[name], data[name]) for name in types if name in data}
        if "id" in types and "id" not in data:
            values["id"] = str(next(self.ids))
        thing = kind(**values)
        self.made.update(((kind, getattr(thing, name, None)), thing) for name in _NAMES)
        return thing

    def _read(self, hint: Any, said: Any) -> Any:
        """Return what a field of a type holds, as the file says it."""
        kind = _kind_in(hint)
        match said:
            case [str(), *_] if kind is Any:
                return paragraphs(*said)
            case list():
                things = [self._read(kind, each) for each in said]
                key = _KEYS.get(kind, "id")
                is_table = get_origin(hint) is dict
                return {getattr(each, key): each for each in things} if is_table else things
            case dict() if is_dataclass(kind):
                return self.make(kind, said)
            case int() | float() if kind is datetime:
                return self.now - timedelta(days=said)
            case str() | int():
                return self.made.get((kind, said), said)
        return said


def _kind_in(hint: Any) -> Any:
    """Return the type of a field, or that of the things that it holds."""
    inner = get_args(hint)
    if not inner:
        return hint
    return _kind_in(inner[1] if get_origin(hint) is dict else inner[0])
