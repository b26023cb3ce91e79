"""GitHub's operations as `operations.json` has them: what a request is for, and what it may hold."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

from tests.helpers.support import ROOT

FILE = ROOT / "src" / "aegis_cli" / "providers" / "github" / "operations.json"
_DOCUMENT = re.compile(r"(?:query|mutation) (\w+)")
_ASKED_FOR = 2
"""How deep what was asked for is in the data of an answer at least."""
_BRANCHES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True)
class Operation:
    """One operation, with every reference in it resolved."""

    id: str
    method: str
    template: str
    parameters: Mapping[tuple[str, str], Mapping[str, Any]]
    """Their schemas by place and name, as in `("query", "per_page")`."""
    required: frozenset[str]
    """The names of those that must be there."""
    body: Mapping[str, Any] | None
    """The schema of the JSON body; `None` where there is none."""
    needs_body: bool
    status: int
    """The status of success."""
    statuses: frozenset[int]
    """Each status of success."""
    schema: Mapping[str, Any] | None
    """The schema of what comes back."""
    envelope: str | None
    """The key of the list in what comes back; `None` where the list is all of it."""
    examples: tuple[Any, ...]
    """What comes back in the documentation, with every value emptied."""
    refusals: Mapping[int, Mapping[str, Any] | None]
    """The schema of what comes with each status that is no success."""
    deprecated: bool
    is_document: bool = False
    """Whether it is a document of GraphQL, with its variables as the body."""

    def sent(self, body: bytes) -> Any:
        """Return what a request sends in its body, as the schema has it."""
        sent = json.loads(body or b"{}")
        if not self.is_document:
            return sent
        variables = {k: v for k, v in sent["variables"].items() if k not in {"first", "after"}}
        if {"owner", "name"} <= variables.keys():
            variables["repo"] = f"{variables.pop('owner')}/{variables.pop('name')}"
        return variables


class Description:
    """All operations of the file."""

    def __init__(self) -> None:
        self._document: dict[str, Any] = json.loads(FILE.read_bytes())
        self._known: dict[str, Any] = self._document["schemas"] | self._document["types"]
        self._read: dict[str, Operation] = {}
        self._found: dict[tuple[str, str], tuple[Operation, dict[str, str]] | None] = {}

    def found(
        self, method: str, path: str, body: bytes | None = None
    ) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation of a request, with the values in its path; literal paths first.

        A request of GraphQL is its document.
        """
        if path == "/graphql":
            named = _DOCUMENT.match(json.loads(body or b"")["query"])
            return (self.operation(f"graphql:{named[1]}"), {}) if named else None
        if (method, path) not in self._found:
            self._found[method, path] = self._looked_up(method, path)
        return self._found[method, path]

    def _looked_up(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        known = (
            (one["path"], name)
            for name, one in self._document["operations"].items()
            if one["method"] == method and one["path"].count("/") == path.count("/")
        )
        for template, name in sorted(known, key=lambda pair: pair[0].count("{")):
            match = _pattern(template).fullmatch(path)
            if match:
                in_path = {key: unquote(value) for key, value in match.groupdict().items()}
                return self.operation(name), in_path
        return None

    def operation(self, name: str) -> Operation:
        """Return an operation by its id, or a document; `KeyError` if there is none."""
        if name not in self._read:
            is_document = name.startswith("graphql:")
            self._read[name] = self._document_of(name) if is_document else self._made(name)
        return self._read[name]

    def _document_of(self, name: str) -> Operation:
        """Return a document as an operation: its variables are the body, its page a limit."""
        plain = name.removeprefix("graphql:")
        named = {key.replace(".", "_"): one for key, one in self._document["documents"].items()}
        variables = dict(named[plain]["variables"])
        needed = {key for key, one in variables.items() if not one.get("nullable")}
        is_paged = variables.pop("first", None) is not None and variables.pop("after") is not None
        if {"owner", "name"} <= variables.keys():
            variables = {"repo": variables.pop("owner")} | variables
            del variables["name"]
            needed |= {"repo"}
        body = {"type": "object", "properties": variables, "required": needed & variables.keys()}
        data = _without_gaps(named[plain]["data"])
        answer = {"type": "object", "required": ["data"], "properties": {"data": data}}
        return Operation(
            id=name,
            method="POST",
            template="/graphql",
            parameters={("query", "per_page"): {"maximum": 100}} if is_paged else {},
            required=frozenset(),
            body=self.inlined(body),
            needs_body=True,
            status=200,
            statuses=frozenset({200}),
            schema=self.inlined(answer),
            envelope=None,
            is_document=True,
            examples=(),
            refusals={},
            deprecated=False,
        )

    def _made(self, name: str) -> Operation:
        facts = self._document["operations"][name]
        body = facts.get("body", {})
        # 202 is "not yet" and 204 is "nothing" where there is anything else to say.
        status = min(map(int, facts["success"]), key=lambda at: (at in {202, 204}, at))
        refusals = facts.get("refusals", {})
        places = facts.get("parameters", {})
        in_path = places.get("path", {})
        parameters = {
            (place, one): self._schema(schema)
            for place, schemas in places.items()
            if place != "required"
            for one, schema in schemas.items()
        }
        return Operation(
            id=name,
            method=facts["method"],
            template=facts["path"],
            parameters=parameters,
            required=frozenset(places.get("required", ())) | in_path.keys(),
            body=self._schema(body.get("schema")),
            needs_body=body.get("required", False),
            status=status,
            statuses=frozenset(map(int, facts["success"])),
            schema=self._schema(facts["success"][str(status)]),
            envelope=facts.get("envelope"),
            examples=tuple(self._document["examples"][one] for one in facts.get("examples", ())),
            refusals={int(at): self._schema(_any_of(one)) for at, one in refusals.items()},
            deprecated=facts.get("deprecated", False),
        )

    def _schema(self, schema: Mapping[str, Any] | None) -> Any:
        return None if schema is None else self.inlined(schema)

    def inlined(self, schema: Any, inside: tuple[str, ...] = ()) -> Any:
        """Return a schema of OpenAPI 3.0 as JSON Schema, without references.

        `nullable` becomes a type of its own, and what contains itself may be anything there. No list
        has a null: the schema of an issue's type is also that of a list's items.
        """
        if "$ref" in schema:
            name = schema["$ref"]
            if name in inside:
                return {}
            known = self._known
            return self.inlined(known[name], (*inside, name))
        plain = mapped(schema, lambda part: self.inlined(part, inside))
        if plain.get("items", {}).get("anyOf", [None])[-1] == {"type": "null"}:
            plain["items"] = plain["items"]["anyOf"][0]
        return {"anyOf": [plain, {"type": "null"}]} if plain.pop("nullable", False) else plain


@cache
def the_description() -> Description:
    """Return the one of the file, which nothing changes."""
    return Description()


def _any_of(refusal: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Allow what has several of the forms of a refusal: a plain one has them all."""
    return {"anyOf": refusal["oneOf"]} if refusal and "oneOf" in refusal else refusal


def _without_gaps(schema: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return the schema of an answer without errors.

    No list of a connection has a gap, and what was asked for is there: a pull request of a
    repository, the thing of a mutation.
    """
    found = mapped(schema, lambda part: _without_gaps(part, depth + 1))
    there = found.get("properties", {}).values() if depth < _ASKED_FOR else ()
    for part in (found.get("items"), found.get("properties", {}).get("nodes"), *there):
        if part is not None:
            part.pop("nullable", None)
    return found


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what the path of a request looks like, still percent-encoded."""
    parts = re.split(r"\{([a-z_]+)\}", template)
    named = (f"(?P<{part}>[^/]+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile("".join(named))


def mapped(schema: Mapping[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    """Change each schema that stands directly in a schema."""
    found = dict(schema)
    for key, value in schema.items():
        if key == "properties":
            found[key] = {name: change(one) for name, one in value.items()}
        elif key in _BRANCHES:
            found[key] = [change(one) for one in value]
        elif key in {"items", "additionalProperties", "not"} and isinstance(value, dict):
            found[key] = change(value)
    return found


def closed(schema: Mapping[str, Any], *, is_branch: bool = False) -> dict[str, Any]:
    """Return a schema under which an object holds nothing that is not named.

    What one branch of several names is named, so the object around the branches is closed.
    """
    found = mapped(schema, closed)
    for key in found.keys() & set(_BRANCHES):
        found[key] = [closed(one, is_branch=True) for one in schema[key]]
    if found.get("additionalProperties") is True:
        del found["additionalProperties"]
    if not is_branch and _names(schema):
        found["unevaluatedProperties"] = False
    return found


def _names(schema: Mapping[str, Any]) -> bool:
    branches = (one for key in _BRANCHES for one in schema.get(key, ()))
    return "properties" in schema or any(map(_names, branches))
