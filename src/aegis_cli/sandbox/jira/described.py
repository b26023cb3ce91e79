"""Jira's operations as Atlassian describes them: `operations.json` of the provider, as data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aegis_cli.sandbox.engine.routes import Routes
from aegis_cli.sandbox.engine.schemas import Schemas

_FILE = Path(__file__).parents[2] / "providers" / "jira" / "operations.json"
_ALSO_NEEDED = {"getAllBoards": ("read:board-scope:jira-software", "read:project:jira")}
"""Scopes that the description of 2022 does not name."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the REST API."""

    name: str
    method: str
    path: str
    scopes: tuple[str, ...]
    """All of these are needed."""
    query: Mapping[str, Mapping[str, Any]]
    """The schema of each parameter of the query."""
    body: Mapping[str, Any] | None
    status: int
    answer: Mapping[str, Any] | None
    """The schema of what it answers; `None` where that is nothing."""


@cache
def _description() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(_FILE.read_bytes())
    return described


@cache
def operations() -> Mapping[str, Operation]:
    """Return every operation by its name."""
    return {
        name: Operation(
            name=name,
            method=each["method"],
            path=each["path"],
            scopes=tuple(each["scopes"]) or _ALSO_NEEDED.get(name, ()),
            query={one["name"]: one["schema"] for one in each["params"] if one["in"] == "query"},
            body=each.get("body"),
            status=each["status"],
            answer=each.get("resp"),
        )
        for name, each in _description()["operations"].items()
    }


def _schema_named(reference: str) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = _description()["schemas"][reference.rpartition("/")[2]]
    return schema


SCHEMAS = Schemas(_schema_named)


@cache
def all_scopes() -> tuple[str, ...]:
    """Return every scope that an operation needs."""
    return tuple(sorted({scope for each in operations().values() for scope in each.scopes}))


@cache
def _routes() -> Routes:
    return Routes([(each.method, each.path, each.name) for each in operations().values()])


def find(method: str, raw_path: str) -> tuple[Operation, dict[str, str]] | None:
    """Return the operation at a path, with what stands in the place of its variables."""
    found = next(_routes().candidates(method, raw_path), None)
    return (operations()[found[0]], found[1]) if found else None
