"""GitHub's OpenAPI description, read: which operation a request is for, and what it may hold."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

FOLDER = "AEGIS_GITHUB_OPENAPI"
"""The variable with the folder where the description is installed."""

FILE = Path("node_modules/@octokit/openapi/generated/api.github.com.json")
_REDIRECTS = 300
_BRANCHES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True)
class Operation:
    """One operation of the description, with every reference in it resolved."""

    id: str
    method: str
    template: str
    parameters: Mapping[tuple[str, str], Mapping[str, Any]]
    """By place and name, as in `("query", "per_page")`."""
    body: Mapping[str, Any] | None
    """The schema of the JSON body; `None` where there is none."""
    needs_body: bool
    status: int
    """The status of success."""
    schema: Mapping[str, Any] | None
    """The schema of what comes back."""
    examples: tuple[Any, ...]
    """What comes back, as the description shows it."""
    refusals: Mapping[int, Mapping[str, Any] | None]
    """The schema of what comes with each status that is no success."""
    deprecated: bool


class Description:
    """The whole description."""

    def __init__(self, folder: Path) -> None:
        self._document: dict[str, Any] = json.loads((folder / FILE).read_bytes())
        self._known: dict[str, list[tuple[str, str]]] = {}
        self._read: dict[tuple[str, str], Operation] = {}
        for template, item in self._document["paths"].items():
            for method in item:
                self._known.setdefault(method.upper(), []).append((template, method))

    def found(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation of a request, with the values in its path; literal paths first."""
        slashes = path.count("/")
        near = (known for known in self._known.get(method, ()) if known[0].count("/") == slashes)
        for template, name in sorted(near, key=lambda known: known[0].count("{")):
            match = _pattern(template).fullmatch(path)
            if match:
                in_path = {key: unquote(value) for key, value in match.groupdict().items()}
                return self._operation(template, name), in_path
        return None

    def _operation(self, template: str, method: str) -> Operation:
        if (template, method) not in self._read:
            self._read[template, method] = self._made(template, method)
        return self._read[template, method]

    def _made(self, template: str, method: str) -> Operation:
        item = self._document["paths"][template]
        found = item[method]
        given = [
            self._at(one) for one in (*item.get("parameters", ()), *found.get("parameters", ()))
        ]
        body = self._at(found.get("requestBody", {}))
        answers = {int(at): self._at(one) for at, one in found["responses"].items()}
        # 202 is "not yet" and 204 is "nothing" where there is anything else to say.
        status = min(answers, key=lambda at: (at // 100, at in {202, 204}, at))
        said = _json(answers[status])
        examples = [self._example(one) for one in said.get("examples", {}).values()]
        return Operation(
            id=found["operationId"],
            method=method.upper(),
            template=template,
            parameters={(one["in"], one["name"]): one for one in given},
            body=self._schema(_json(body)),
            needs_body=bool(body.get("required")),
            status=status,
            schema=self._schema(said),
            examples=tuple(examples or ([said["example"]] if "example" in said else [])),
            refusals={
                at: self._schema(_json(one)) for at, one in answers.items() if at >= _REDIRECTS
            },
            deprecated=bool(found.get("deprecated")),
        )

    def _schema(self, content: Mapping[str, Any]) -> Any:
        return self.inlined(content["schema"]) if content else None

    def _example(self, part: Mapping[str, Any]) -> Any:
        value = self._at(part)["value"]
        return self._example(value) if "$ref" in value else value

    def _at(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in part:
            found: Any = self._document
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            part = found
        return part

    def inlined(self, schema: Any, inside: tuple[str, ...] = ()) -> Any:
        """Return a schema of OpenAPI 3.0 as JSON Schema, without references.

        `nullable` becomes a type of its own, and what contains itself may be anything there.
        """
        if "$ref" in schema:
            name = schema["$ref"]
            return {} if name in inside else self.inlined(self._at(schema), (*inside, name))
        plain = mapped(schema, lambda part: self.inlined(part, inside))
        return {"anyOf": [plain, {"type": "null"}]} if plain.pop("nullable", False) else plain


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


def _json(part: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = part.get("content", {}).get("application/json", {})
    return found
