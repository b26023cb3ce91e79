"""GitHub's operations as GitHub describes them: routes, parameters, bodies, schemas, examples.

`operations.json` of the GitHub provider is read as data, at the first request: one operation,
schema or example stands in a line, and a line is parsed when somebody asks for it.
`app_operations.json` has the same form, and the operations that are no action of ours: those of an
App, and the one that takes all GraphQL. What an App may be allowed at all stands in the first.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aegis_cli.sandbox.engine.routes import Routes
from aegis_cli.sandbox.engine.schemas import Schemas
from aegis_cli.sandbox.github.description.live_permissions import (
    ALWAYS,
    BRINGING,
    as_header,
    levels_beyond_schema,
    permission_when,
)

_FILES = (
    Path(__file__).with_name("app_operations.json"),
    Path(__file__).parents[3] / "providers" / "github" / "operations.json",
)
FACTS: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("facts.toml").read_text(encoding="utf-8")
)
"""Facts of GitHub's that its description does not have."""

_ROUTE = re.compile(rb'\{"method":"([A-Z]+)","path":"([^"]+)"')
_PERMISSION = re.compile(rb'"permission":"([^"]+)"')
_BY_NUMBER = re.compile(r"/repositories/([0-9]+)(?=/|$)")
_BY_NAME = "/repos/{owner}/{repo}"
_WITH_SLASHES = frozenset({"{name}", "{path}", "{ref}"})
"""What may hold slashes that are not encoded, where it ends a path."""

LEVELS = ("read", "write", "admin")
"""The levels of a permission, the least first."""

APP_PERMISSIONS = "app-permissions"
"""The schema of the permissions that a manifest, or a derived token, can name."""

ANYBODY = "allows_permissionless_access=true"
"""The permission of an operation that every token may use."""
_NO_PERMISSION = {"none": ANYBODY, "not available": ""}
_ALSO_NULL = {
    "issues/create": ("body",),
    "repos/create-for-authenticated-user": (
        *("description", "homepage", "gitignore_template", "license_template"),
    ),
}
"""Properties that GitHub takes `null` for, though its description does not say so."""
_ALSO_REQUIRED = {"issues/add-labels": ("labels",), "issues/set-labels": ("labels",)}
"""Properties that GitHub requires, though its description does not say so."""


@dataclass(frozen=True, slots=True)
class Described:
    """One operation of GitHub's REST API."""

    id: str
    """Its name, as `issues/create-label`."""
    method: str
    path: str
    """Its path, as `/repos/{owner}/{repo}/labels`."""
    query: Mapping[str, Mapping[str, Any]]
    """The schemas of its query parameters."""
    required: frozenset[str]
    """The query parameters that must be there."""
    body: Mapping[str, Any]
    """The schema of its body, an object; empty where there is none."""
    status: int
    """The status of success."""
    statuses: frozenset[int]
    """All that success may have."""
    schema: Mapping[str, Any] | None
    """The schema of what it answers; `None` where that is nothing."""
    envelope: str
    """The key of the list in what it answers; empty where that is the list, or none."""
    example: Any
    """The documented answer with every value emptied; `None` where there is none."""
    numbers: frozenset[str]
    """The parameters of its path that are integers."""
    permissions: str
    """What a token of an App needs, as GitHub's header says it; empty where none will do."""

    @property
    def accepted(self) -> str:
        """The value of `X-Accepted-GitHub-Permissions`, with what a workflow takes beside it."""
        more = next(filter(None, (permission_when(self.id, when) for when in BRINGING)), "")
        return f"{self.permissions}; {self.permissions},{more}" if more else self.permissions

    @property
    def in_repo(self) -> bool:
        """Whether its path is that of a repository, or continues it."""
        return f"{self.path}/".startswith(f"{_BY_NAME}/")

    def status_of(self, *, new: bool) -> int:
        """Return the status of a write that made something, or that found it there."""
        others = self.statuses - {HTTPStatus.CREATED}
        made = HTTPStatus.CREATED in self.statuses
        return 201 if made and (new or not others) else min(others)


def find(method: str, raw_path: str) -> tuple[Described, dict[str, Any]] | None:
    """Find the operation of a request by its percent-encoded path, and the values in the path.

    A repository is found by its name and by its number, which stands there as `repo_id`.
    """
    number = _BY_NUMBER.match(raw_path)
    path = f"/repos/-/-{raw_path[number.end() :]}" if number else raw_path
    for name, params in _routes().candidates("GET" if method == "HEAD" else method, path):
        operation = describe(name)
        numbers = {key: params[key] for key in operation.numbers & params.keys()}
        is_right = all(value.isascii() and value.isdigit() for value in numbers.values())
        if not is_right or (number and not operation.in_repo):
            continue
        values = {**params, **{key: int(value) for key, value in numbers.items()}}
        if number:
            del values["owner"], values["repo"]
            values["repo_id"] = int(number[1])
        return operation, values
    return None


@cache
def describe(name: str) -> Described:
    """Return one operation by its name."""
    facts = json.loads(_lines()["operations"][name])
    places = facts.get("parameters", {})
    # 202 is "not yet" and 204 is "nothing" where there is anything else to say.
    status = min(map(int, facts["success"]), key=lambda at: (at in {202, 204}, at))
    examples = facts.get("examples", ())
    needed = permission_when(name, ALWAYS) or as_header(facts["permission"])
    return Described(
        id=name,
        method=facts["method"],
        path=facts["path"],
        query=places.get("query", {}),
        required=frozenset(places.get("required", ())) & places.get("query", {}).keys(),
        body=_body(name, facts.get("body", {}).get("schema", {})),
        status=status,
        statuses=frozenset(map(int, facts["success"])),
        schema=facts["success"][str(status)],
        envelope=facts.get("envelope", ""),
        example=json.loads(_lines()["examples"][examples[0]]) if examples else None,
        numbers=frozenset(
            key
            for key, schema in places.get("path", {}).items()
            if SCHEMAS.resolve(schema).get("type") == "integer"
        ),
        permissions=_NO_PERMISSION.get(facts["permission"], needed),
    )


@cache
def operations_at(path: str) -> tuple[str, ...]:
    """Return the names of the operations at a path."""
    return _routes().names_at(path)


@cache
def place_below(path: str) -> str:
    """Return the path that is one parameter longer than another; "" where there is none."""
    return next(
        (each for each in _routes().paths if re.fullmatch(re.escape(path) + r"/\{\w+\}", each)), ""
    )


@cache
def schema_named(name: str) -> Any:
    """Return one of the schemas, or of the types of GraphQL, that others refer to."""
    if name == APP_PERMISSIONS:
        levels = levels_by_permission()
        properties = {key: {"type": "string", "enum": [*enum]} for key, enum in levels.items()}
        return {"type": "object", "additionalProperties": False, "properties": properties}
    lines = _lines()
    return json.loads(lines["schemas"].get(name) or lines["types"][name])


SCHEMAS = Schemas(schema_named)


@cache
def levels_by_permission() -> dict[str, tuple[str, ...]]:
    """Return the permissions of an App that a manifest can name, each with its levels."""
    described = {name: tuple(json.loads(line)) for name, line in _lines()["permissions"].items()}
    return described | levels_beyond_schema()


@cache
def permissions_of_all() -> Mapping[str, str]:
    """Return the most that an operation needs of each permission: what the sandbox's App may do."""
    found: dict[str, str] = dict(FACTS["app_permissions"])
    for line in _lines()["operations"].values():
        for needed in _PERMISSION.findall(line):
            for name, level in re.findall(r"(\w+):(\w+)", needed.decode()):
                found[name] = max(found.get(name, ""), level, key=("", *LEVELS).index)
    return found


@cache
def graphql_type(name: str) -> Any:
    """Return an enum or an input object of GraphQL; `None` for any other type."""
    line = _lines()["types"].get(name)
    return None if line is None else json.loads(line)


def names() -> list[str]:
    """Return the names of all operations."""
    return [*_lines()["operations"]]


def _body(name: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the object among the forms that a body may have, as GitHub takes it."""
    each = [schema, *schema.get("oneOf", ()), *schema.get("anyOf", ())]
    forms = [form for form in each if "properties" in form]
    if not forms:
        return {}
    schemas: dict[str, list[Any]] = {}
    for form in forms:
        for key, each in form["properties"].items():
            schemas.setdefault(key, []).append(each)
    properties = {
        key: each[0] if len(each) == 1 else {"oneOf": each} for key, each in schemas.items()
    }
    for key in _ALSO_NULL.get(name, ()):
        properties[key] = {**properties[key], "nullable": True}
    required = [key for key in properties if all(key in form.get("required", ()) for form in forms)]
    required += _ALSO_REQUIRED.get(name, ())
    return {**forms[0], "properties": properties, "required": required}


@cache
def _lines() -> dict[str, dict[str, bytes]]:
    """Return the lines of the files by section and name."""
    sections: dict[str, dict[str, bytes]] = {}
    for file in _FILES:
        section: dict[str, bytes] = {}
        for line in file.read_bytes().splitlines():
            name, _, value = line.partition(b'":')
            if value == b"{":
                section = sections.setdefault(name[1:].decode(), {})
            elif value:
                section[name[1:].decode()] = value.removesuffix(b",")
    return sections


@cache
def _routes() -> Routes:
    found = ((name, _ROUTE.match(line)) for name, line in _lines()["operations"].items())
    routes = [(match[1].decode(), match[2].decode(), name) for name, match in found if match]
    return Routes(routes, _WITH_SLASHES)
