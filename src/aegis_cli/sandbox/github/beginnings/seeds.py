"""The world of a new sandbox: always the same, with a year of commits that ends now.

`world.json` holds the fields of the classes of `world.py`, and this reads them by their types:
a person stands by login, a label by name, a role by name, and a time as the number of days that
it lies before the start of the sandbox (after it, if negative) or as a fixed date. Every
repository has a copy of all labels. `activity` is each person's average number of commits a
week. An object without an `id` gets the next unused one. One title of acme/web is hostile.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from aegis_cli.sandbox.github.beginnings.furnishing import furnish
from aegis_cli.sandbox.github.stats.activity import Year
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Label, Repo, Role, World

_FIRST_ID = 3_100_000_000
_PLAIN = frozenset({bool, int, str})
"""The types of values that stand in the file as they are."""

_FIELDS = ("owners", "issue_types", "issue_fields", "teams", "starred", "following", "gists")
"""What stands in the file as it does in the world."""


def seed_world(now: datetime) -> World:
    """Build a world that shares nothing that changes with another."""
    built, first_unused = _build(now)
    world: World = _apart(built)
    world.ids = count(first_unused)
    return world


def _apart(value: Any) -> Any:
    """Copy what changes of a world: its containers and its repositories."""
    if isinstance(value, dict):
        return {key: _apart(each) for key, each in value.items()}
    if isinstance(value, list | set):
        return type(value)(map(_apart, value))
    if isinstance(value, World | Repo):
        return replace(
            value, **{each.name: _apart(getattr(value, each.name)) for each in fields(value)}
        )
    return value


@lru_cache(maxsize=1)
def _build(now: datetime) -> tuple[World, int]:
    """Build the world, and return it with the first unused id."""
    data = _data()
    reader = _Reader(now, count(_FIRST_ID))
    reader.people.update({each["login"]: reader.make(Person, each) for each in data["people"]})
    repos = [_repo(reader, each) for each in data["repos"]]
    hints = _hints(World)
    built = World(
        me=reader.people[data["me"]],
        ids=reader.ids,
        people=reader.people,
        members={name: frozenset(logins) for name, logins in data["members"].items()},
        repos={repo.id: repo for repo in repos},
        renamed={
            former: next(repo.id for repo in repos if repo.full_name == present)
            for former, present in data["renamed"].items()
        },
        **{name: reader.read(hints[name], data[name]) for name in _FIELDS},
    )
    furnish(built)
    return built, next(built.ids)


def default_labels(ids: Iterator[int]) -> dict[str, Label]:
    """Build the nine labels that GitHub gives every new repository, by case-folded name."""
    labels = (each for each in _data()["labels"] if each.get("default"))
    return {label["name"]: Label(next(ids), **label) for label in labels}


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("world.json").read_bytes())
    return data


@cache
def _form(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(kind), get_args(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _repo(reader: "_Reader", data: Mapping[str, Any]) -> Repo:
    reader.labels.update(reader.read(dict[str, Label], _data()["labels"]))
    repo: Repo = reader.make(Repo, {**data, "activity": None})
    repo.labels = dict(reader.labels)
    paces = tuple((reader.people[who], pace) for who, pace in data.get("activity", {}).items())
    repo.activity = Year(paces, reader.now, repo.full_name) if paces else None
    return repo


@dataclass(frozen=True, slots=True)
class _Reader:
    now: datetime
    ids: Iterator[int]
    people: dict[str, Person] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    """Those of the repository that is being read, by case-folded name."""

    def make(self, kind: Any, data: Mapping[str, Any]) -> Any:
        """Build a dataclass; what has no time of its last change did not change."""
        kinds = _hints(kind)
        unsaid = {"id": next(self.ids)} if "id" not in data and "id" in kinds else {}
        said = {name: self.read(kinds[name], value) for name, value in data.items()}
        if "updated_at" in kinds and "updated_at" not in data:
            unsaid["updated_at"] = said.get("pushed_at", said["created_at"])
        return kind(**{**unsaid, **said})

    def read(self, kind: Any, value: Any) -> Any:
        """Build a value of a type: a list of things with a name or a number becomes a mapping."""
        if value is None or kind in _PLAIN:
            return value
        origin, inner = _form(kind)
        if origin is UnionType:
            return self.read(inner[0], value)
        if origin is tuple:
            return tuple(self.read(inner[0], each) for each in value)
        if origin is dict and is_dataclass(inner[1]):
            things, is_named = [self.make(inner[1], each) for each in value], inner[0] is str
            return {
                each.name.casefold() if is_named else getattr(each, "number", each.id): each
                for each in things
            }
        if origin is dict:
            return {key: self.read(inner[1], each) for key, each in value.items()}
        return self._one(kind, value)

    def _one(self, kind: Any, value: Any) -> Any:
        if kind is datetime:
            is_fixed = isinstance(value, str)
            return datetime.fromisoformat(value) if is_fixed else self.now - timedelta(days=value)
        if kind is Person:
            return self.people[value]
        if kind is Label:
            return self.labels[value.casefold()]
        if kind is Role:
            return Role[value]
        return self.make(kind, value) if is_dataclass(kind) else value
