"""The site of a new sandbox: always the same, with times that lie before the start.

In `world.json` things have the fields of their classes, and refer to what stands before them: to
projects and issues by key, to boards and sprints by id, to all else by name. Times are days before
the start, and documents are their paragraphs.
"""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from aegis_cli.sandbox.engine.reading import Reader
from aegis_cli.sandbox.engine.worlds import read_world
from aegis_cli.sandbox.jira.adf import paragraphs
from aegis_cli.sandbox.jira.world import Document, Person, Project, World

_FILE = Path(__file__).with_name("world.json")
_FIRST_ISSUE, _FIRST_OTHER = 10_101, 20_001
_NAMES = ("account_id", "id", "key", "name", "display_name")


def site() -> tuple[str, str]:
    """Return the id and the host of the site."""
    data = read_world(_FILE)
    return data["cloud_id"], data["host"]


def seed_world(now: float) -> World:
    """Build a site that shares nothing with another."""
    data, ids = read_world(_FILE), count(_FIRST_OTHER)
    numbered = enumerate(data["issues"], _FIRST_ISSUE)
    data["issues"] = [{"priority": "Medium", "id": str(at), **each} for at, each in numbered]
    reader = Reader(
        now=datetime.fromtimestamp(int(now), UTC),
        ids=ids,
        names=_NAMES,
        key_of=lambda _, thing: _key(thing),
        readers={Document: _document},
    )
    world: World = reader.make(World, {**data, "ids": ids})
    for each in world.issues.values():
        each.watchers = each.watchers or [each.reporter]
        each.project.last_number = max(each.project.last_number, each.number)
    return world


def _key(thing: Any) -> Any:
    match thing:
        case Person():
            return thing.account_id
        case Project():
            return thing.key
    return thing.id


def _document(said: Any) -> Any:
    return paragraphs(*said) if isinstance(said, list) else said
