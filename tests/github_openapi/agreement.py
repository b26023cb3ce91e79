"""Where a class asks for more than GitHub's description allows, or reads what is not in it.

Both sides are JSON Schema without references: ours is made by pydantic, GitHub's by `Description`.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import ge, le
from typing import Any, TypeAlias, get_origin, get_type_hints

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from aegis_cli.actions.action import Action, adapter_of
from aegis_cli.actions.fields.fields import (
    commitments,
    is_sent,
    mark_of,
    may_be_cleared,
    resolved_ids,
    sealed_for,
)
from aegis_cli.actions.fields.marks import CLEAR, At, SentAs
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.provider import PER_PAGE
from aegis_cli.providers.github.search_text import TextSearch
from tests.github_openapi.description import Operation, mapped

Schema: TypeAlias = Mapping[str, Any]

_BRANCHES = ("allOf", "anyOf", "oneOf")
_LIMITS = {
    **dict.fromkeys(("maxLength", "maximum", "maxItems"), le),
    **dict.fromkeys(("minLength", "minimum", "minItems"), ge),
}
"""How a limit of ours must stand to the same limit of GitHub's."""


def of_request(action: type[Action[Any]], operation: Operation) -> list[str]:
    """Say where a call of an action could be one that its operation does not take."""
    # The body of an upload is the file.
    is_query = operation.method == "GET" or action.facts.takes == "file"
    place = "query" if is_query else "body"
    ours = _placed(action, _without_references(action.model_json_schema()))
    taken = _taken(operation, place)
    if place == "query":
        ours = mapped(ours, _written)
    limit = ours.get("properties", {}).pop("limit", None)
    page = operation.parameters.get(("query", "per_page"), {})
    is_list = get_origin(action.facts.result) is list
    per_page = action.per_page if issubclass(action, GitHubAction) else PER_PAGE
    if bool(limit) != (is_list and bool(page)):
        return ["limit: it stands for the per_page of a list, and for nothing else"]
    if page and page["maximum"] < per_page:
        return [f"limit: a page has at most {page['maximum']} items"]
    return [*_beyond(ours, taken, place), *_not_null(action, taken)]


def of_answer(action: type[Action[Any]], operation: Operation) -> list[str]:
    """Say where an action reads what its operation does not answer, or no null where one may be."""
    ours = _without_references(adapter_of(action).json_schema())
    if ours == {"type": "null"} or action.facts.downloads:
        return []  # of a download, the file is the answer
    theirs = operation.schema or {}
    if operation.envelope and get_origin(action.facts.result) is list:
        theirs = theirs["properties"][operation.envelope]
    elif action.facts.envelope:
        for key in action.facts.envelope.split("."):
            (theirs,) = (
                one["properties"][key]
                for one in _branches(theirs)
                if key in one.get("properties", {})
            )
        # What the document does not have is an error before it is a null.
        theirs = {"anyOf": [one for one in _branches(theirs) if one.get("type", "null") != "null"]}
    return list(_unread(ours, theirs, "answer"))


def _placed(action: type[Action[Any]], schema: Schema) -> dict[str, Any]:
    """Return the schema of what is sent: each field at its place, with those that are found.

    What stands in an object is sent together, or the object is null.
    """
    properties = dict(schema.get("properties", {}))
    needed = {*schema.get("required", ())}
    for name, found in resolved_ids(action).items():
        annotation: Any = action.model_fields[name].annotation
        properties[name] = TypeAdapter(annotation).json_schema()
        needed |= set() if found.or_absent or found.when else {name}
    sent: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    needed |= {name for name, mark in commitments(action).items() if mark.unless_given}
    for mark in sealed_for(action).values():
        sent |= {"properties": {mark.place: {"type": "string"}}, "required": [mark.place]}
    for name, taken in properties.items():
        info = action.model_fields[name]
        if not is_sent(info):
            continue
        form = mark_of(info, SentAs)
        one = taken if form is None else _returned(form.form)
        *outside, last = _place(name, info).split(".")
        outer = sent
        for part in outside:
            empty = {"type": "object", "properties": {}, "required": []}
            outer = outer["properties"].setdefault(part, empty)
        outer["properties"][last] = one
        outer["required"] += [last] if outside or name in needed else []
        is_always_sent = name in needed or info.default is CLEAR
        sent["required"] += [outside[0]] if outside and is_always_sent else []
    if issubclass(action, TextSearch):
        sent["properties"]["q"] = {"type": "string"}
        sent["required"] += ["q"]
    return sent


def _returned(form: Callable[[Any], Any]) -> Schema:
    """Return the schema of the form in which a value is sent."""
    return TypeAdapter(get_type_hints(form)["return"]).json_schema()


def _place(name: str, info: FieldInfo) -> str:
    at = mark_of(info, At)
    return at.place if at else name


def _not_null(action: type[Action[Any]], taken: Schema) -> Iterator[str]:
    """Say where a cleared value is a null that GitHub does not take."""
    for name, info in action.model_fields.items():
        place = _place(name, info).partition(".")[0]
        theirs = [one["properties"].get(place, {}) for one in taken["anyOf"]]
        may_be_null = may_be_cleared(info) and mark_of(info, SentAs) is None
        if may_be_null and not all(_may_be_null([*_branches(one)]) for one in theirs):
            yield f"body.{place}: GitHub takes no null"


def _without_references(schema: dict[str, Any]) -> dict[str, Any]:
    models = schema.get("$defs", {})

    def inlined(part: Schema) -> dict[str, Any]:
        if "$ref" in part:
            return inlined(models[part["$ref"].rpartition("/")[2]])
        if CLEAR in part.get("enum", [part.get("const")]):
            return {"type": "null"}
        return mapped(part, inlined)

    return inlined(schema)


def _written(schema: Schema) -> dict[str, Any]:
    """Return what a field is in a query, where several values are one text."""
    if schema.get("type") == "array":
        return {"type": "string"}
    return mapped(schema, _written)


def _taken(operation: Operation, place: str) -> dict[str, Any]:
    """Return all that an operation takes as one object; `repo` is OWNER/NAME, and both.

    Where one of several things is required, there is such an object for each.
    """
    body, *alternatives = _branches(operation.body or {})
    named: dict[str, Any] = {}
    needed = {*body.get("required", ())}
    for one in (body, *alternatives):
        named |= one.get("properties", {})
    for (where, parameter), schema in operation.parameters.items():
        name = parameter.removeprefix("template_")
        is_owner = name == "owner" and f"{{{parameter}}}/{{" in operation.template
        if where in {place, "path"} and not is_owner:
            named[name] = schema
            needed |= {name} if parameter in operation.required else set()
    return {
        "anyOf": [
            {
                "type": "object",
                "properties": named | one.get("properties", {}),
                "required": needed | {*one.get("required", ())},
            }
            for one in alternatives or [body]
        ]
    }


def _branches(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and all that it may be instead."""
    yield schema
    for key in _BRANCHES:
        for one in schema.get(key, ()):
            yield from _branches(one)


def _beyond(ours: Schema, theirs: Schema, at: str) -> list[str]:
    """Say where a value of ours could be one that theirs does not allow."""
    kinds = [one for one in _branches(ours) if one.get("type", "null") != "null"]
    allowed = [one for one in _branches(theirs) if "type" in one]
    found: list[str] = []
    for kind in kinds:
        tried = [list(_one_beyond(kind, one, at)) for one in allowed]
        nearest = min(tried, key=len, default=[])
        found += nearest
    return found


def _one_beyond(ours: Schema, theirs: Schema, at: str) -> Iterator[str]:
    is_written = at.startswith("query") and theirs["type"] == "string"  # every value is a text
    if ours["type"] != theirs["type"] and not is_written:
        yield f"{at}: it is a {ours['type']}, and GitHub takes a {theirs['type']}"
        return
    if theirs.get("deprecated"):
        yield f"{at}: it is deprecated"
    words = {*ours.get("enum", [ours[key] for key in ours.keys() & {"const"}])}
    if "enum" in theirs and not (words and words <= {*theirs["enum"]}):
        yield f"{at}: the words are {sorted(words)}, and GitHub takes {theirs['enum']}"
    for limit, fits in _LIMITS.items():
        if limit in theirs and not (limit in ours and fits(ours[limit], theirs[limit])):
            yield f"{at}: {limit} is {ours.get(limit)}, and GitHub's is {theirs[limit]}"
    if "items" in ours:
        yield from _beyond(ours["items"], theirs.get("items", {}), f"{at}[]")
    if "properties" in theirs:
        yield from _properties_beyond(ours, theirs, at)


def _properties_beyond(ours: Schema, theirs: Schema, at: str) -> Iterator[str]:
    named = ours.get("properties", {})
    for name, one in named.items():
        if name in theirs["properties"]:
            # GitHub still requires some of what is deprecated.
            is_needed = {"deprecated": False} if name in theirs.get("required", ()) else {}
            yield from _beyond(one, theirs["properties"][name] | is_needed, f"{at}.{name}")
        else:
            yield f"{at}.{name}: GitHub takes no such value"
    for name in sorted(theirs.get("required", ())):
        is_sent = name in ours.get("required", ()) or named.get(name, {}).get("default") is not None
        if not is_sent:
            yield f"{at}.{name}: GitHub requires it, and it is not always sent"


def _unread(ours: Schema, theirs: Schema, at: str) -> Iterator[str]:
    """Say where theirs has no value that ours reads, or has null where ours reads none."""
    kinds, answered = list(_branches(ours)), list(_branches(theirs))
    if _may_be_null(answered) and not _may_be_null(kinds):
        yield f"{at}: it may be null"
    for kind in kinds:
        if "items" in kind:
            items = [one["items"] for one in answered if "items" in one]
            yield from _unread(kind["items"], {"anyOf": items}, f"{at}[]")
        for name, one in kind.get("properties", {}).items():
            found = [it["properties"][name] for it in answered if name in it.get("properties", {})]
            if found:
                yield from _unread(one, {"anyOf": found}, f"{at}.{name}")
            else:
                yield f"{at}.{name}: GitHub answers no such value"


def _may_be_null(branches: list[Schema]) -> bool:
    return any(one.get("type") == "null" for one in branches)
