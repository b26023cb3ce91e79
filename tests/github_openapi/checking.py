"""What is wrong with a request, by GitHub's OpenAPI description and by what its pages say."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

from tests.github_openapi.description import Description, Operation, closed

# docs.github.com/rest: API versions, media types, "user agent required", authentication.
HEADERS = {
    "accept": r"application/vnd\.github((\.text-match)?\+json|\.diff)",
    "x-github-api-version": r"2022-11-28",
    "user-agent": r"aegis\S*/\d.*",
    "authorization": r"Bearer ghu_\w+",
}


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, still percent-encoded."""
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """What stands in the query."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)


def violations(description: Description, asked: Asked) -> list[str]:
    """Say what is wrong with a request."""
    found = description.found(asked.method, asked.path, asked.body)
    if found is None:
        return ["there is no such operation"]
    operation, in_path = found
    return [
        *(["the operation is deprecated"] if operation.deprecated else ()),
        *_in_headers(asked),
        *_in_parameters("path", operation, list(in_path.items())),
        *_in_parameters("query", operation, asked.query),
        *_in_body(operation, asked),
    ]


def _in_headers(asked: Asked) -> Iterator[str]:
    needed = HEADERS | ({"content-type": r"application/json"} if asked.body else {})
    for name, pattern in needed.items():
        if not re.fullmatch(pattern, asked.headers.get(name, "")):
            yield f"the header {name} is {asked.headers.get(name)!r}"


def _in_parameters(place: str, operation: Operation, given: list[tuple[str, str]]) -> Iterator[str]:
    names = [name for name, _ in given]
    yield from (f"{place}: {name} is there twice" for name in set(names) if names.count(name) > 1)
    for where, name in operation.parameters:
        if where == place and name in operation.required and name not in names:
            yield f"{place}: {name} is missing"
    for name, text in given:
        parameter = operation.parameters.get((place, name))
        if parameter is None:
            yield f"{place}: {name} is unknown"
        elif parameter.get("deprecated"):
            yield f"{place}: {name} is deprecated"
        elif not _fits(parameter, text):
            yield f"{place}: {name} is {text!r}"


def _fits(schema: Mapping[str, Any], text: str) -> bool:
    """Tell whether a text is a value that a schema allows, read as whatever it could be."""
    read: list[Any] = [text]
    if re.fullmatch(r"-?[0-9]+", text):
        read.append(int(text))
    if text in {"true", "false"}:
        read.append(text == "true")
    return any(not faults(schema, value) for value in read)


def _in_body(operation: Operation, asked: Asked) -> Iterator[str]:
    if operation.body is None or not asked.body:
        if asked.body:
            yield "body: there is one, and the operation takes none"
        if operation.needs_body:
            yield "body: there is none"
        return
    try:
        body = operation.sent(asked.body)
    except ValueError:
        yield "body: it is not JSON"
        return
    yield from (f"body{fault}" for fault in faults(closed(operation.body), body))


def faults(schema: Mapping[str, Any], value: Any) -> list[str]:
    """Say where a value is not what a schema allows."""
    errors = Draft202012Validator(schema).iter_errors(value)
    return [f"{error.json_path[1:]}: {error.message}" for error in errors]
