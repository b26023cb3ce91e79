"""The world of a new sandbox: always the same, with a year of commits that ends now.

`world.json` holds the fields of the classes of `world.py`, and this reads them by their types:
a person stands by login, a label by name, a role by name, and a time as the number of days that
it lies before the start of the sandbox (after it, if negative) or as a fixed date. Every
repository has a copy of all labels. `activity` is each person's average number of commits a
week. An object without an `id` gets the next unused one. One title of acme/web is hostile.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from typing import Any, get_type_hints

from aegis_cli.sandbox.engine.reading import Reader
from aegis_cli.sandbox.github.beginnings.furnishing import furnish
from aegis_cli.sandbox.github.stats.activity import Year
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Label, Repo, World

_FIRST_ID = 3_100_000_000
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
    reader = Reader(
        now=now,
        ids=count(_FIRST_ID),
        names=("login", "name"),
        key_of=_key,
        unsaid=_last_change,
    )
    people = {each["login"]: reader.make(Person, each) for each in data["people"]}
    repos = [_repo(reader, each) for each in data["repos"]]
    hints = get_type_hints(World)
    built = World(
        me=people[data["me"]],
        ids=reader.ids,
        people=people,
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


def _repo(reader: Reader, data: Mapping[str, Any]) -> Repo:
    labels = reader.read(dict[str, Label], _data()["labels"])
    repo: Repo = reader.make(Repo, {**data, "activity": None})
    repo.labels = labels
    paces = tuple(
        (reader.made[Person, who], pace) for who, pace in data.get("activity", {}).items()
    )
    repo.activity = Year(paces, reader.now, repo.full_name) if paces else None
    return repo


def _key(of: type, thing: Any) -> Any:
    """Return the key of a thing: its name, or else its number or its id."""
    return thing.name.casefold() if of is str else getattr(thing, "number", thing.id)


def _last_change(types: Mapping[str, Any], said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return when a thing changed last: what has no time of that did not change."""
    is_unsaid = "updated_at" in types and "updated_at" not in said
    return {"updated_at": said.get("pushed_at", said["created_at"])} if is_unsaid else {}
