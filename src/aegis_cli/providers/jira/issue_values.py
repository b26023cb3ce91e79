"""The fields of an issue by their names, and the forms in which Jira takes their values; pure.

The id of a field that a site made is another one on every site, and what a field takes differs from
project to project: both stand in what an issue says of its editing.
Source: Atlassian's OpenAPI description, `getIssue` with `expand=editmeta`, and its page on the
forms of custom fields.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from aegis_cli.actions.fields.field_types import check_day
from aegis_cli.actions.results.templates import pick
from aegis_cli.core.text import excerpt
from aegis_cli.providers.jira.adf import text_of

_ONE_OF = frozenset({"option", "version", "component"})
"""The types of what is chosen by the name of an allowed value, and sent by its id."""
_NAMES = ("value", "name", "displayName", "key")
"""Where a thing has what people call it."""
DUE_DATE = ("Due date", "deadline")
COMMON_NAMES = (
    ("Components", "component"),
    DUE_DATE,
    ("Fix versions", "fix version", "fixversion"),
    ("Story points", "Story point estimate", "story point", "points", "estimate"),
)
"""What fields that most tickets have are called, by Jira and by people, each in one row. Where a
team manages a project by itself, its story points are called "Story point estimate"."""
_ROWS: Mapping[str, int] = {
    name.casefold(): at for at, names in enumerate(COMMON_NAMES) for name in names
}


def is_called(field: Mapping[str, Any], name: str) -> bool:
    """Tell whether a field has a name, or another one for the same."""
    row = _ROWS.get(name.casefold())
    return has_name(field, name) or (row is not None and row == _ROWS.get(_name_of(field)))


def is_day(name: str) -> bool:
    """Tell whether a field of a name holds a day on every site."""
    return name.casefold() in {each.casefold() for each in DUE_DATE}


def has_name(field: Mapping[str, Any], name: str) -> bool:
    """Tell whether a field has exactly this name, in any case."""
    return _name_of(field) == name.casefold()


def _name_of(field: Mapping[str, Any]) -> str:
    return str(field.get("name")).casefold()


def fields_of(issue: Any) -> Iterator[dict[str, Any]]:
    """Yield each field of an issue that can be changed: its id, name, type, values and choices."""
    described = pick(issue, "editmeta.fields")
    for field_id, each in described.items() if isinstance(described, Mapping) else ():
        held = pick(issue, f"fields.{field_id}")
        known = {"id": field_id, "issue": pick(issue, "id"), "value": [*_texts(held)]}
        yield known | field_of(each)


def field_of(described: Any) -> dict[str, Any]:
    """Return what Jira says of a field, of an issue or of a new one: its name, type and choices."""
    return {
        "name": pick(described, "name"),
        "type": _type_of(pick(described, "schema")),
        "choices": [*_choices(pick(described, "allowedValues"))],
    }


def _choices(allowed: Any) -> Iterator[dict[str, str]]:
    """Yield what may be chosen; what has no id or no name cannot be."""
    for each in allowed if isinstance(allowed, list) else ():
        number, name = pick(each, "id"), next(_texts(each), "")
        if isinstance(number, str | int) and name:
            yield {"id": str(number), "name": name}


def _texts(value: Any) -> Iterator[str]:
    """Yield what a field holds as people read it."""
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, Mapping):
        named = next((value[name] for name in _NAMES if isinstance(value.get(name), str)), None)
        yield text_of(value) if value.get("type") == "doc" else str(named or "")
    elif isinstance(value, float) and value.is_integer():
        yield str(int(value))
    elif value is not None:
        yield str(value)


def _type_of(schema: Any) -> str:
    """Return the type of what a field takes, as `number` or `list of version`."""
    kind, items = pick(schema, "type"), pick(schema, "items")
    # NOTE: a new text in the place of a document would lose its pictures and mentions.
    custom = str(pick(schema, "custom"))
    is_document = custom.endswith(":textarea")
    is_document |= pick(schema, "system") in {"description", "environment"}
    if custom.endswith(":gh-sprint"):
        return "sprint"  # which jira.sprints.move_issues changes, by its id
    if kind == "array":
        return f"list of {items}"
    return "document" if is_document else str(kind)


def as_json(field: Mapping[str, Any], said: Sequence[str]) -> str:
    """Write what is sent for some values of a field; raise `ValueError` where it takes none such.

    No values at all take away what it holds.
    """
    kind = str(field["type"])
    of_list = kind.startswith("list of ")
    form = _form_of(field, kind.removeprefix("list of "))
    if form is None:
        raise ValueError(f"aegis cannot write a field of the type {kind}")
    if of_list:
        return json.dumps([form(each) for each in said])
    if len(said) > 1:
        raise ValueError("it takes one value alone")
    return json.dumps(form(said[0]) if said else None)


def _form_of(field: Mapping[str, Any], kind: str) -> Callable[[str], Any] | None:
    """Return what makes of a text what Jira takes; `None` for a type that aegis does not write."""
    if kind in _ONE_OF:
        return lambda said: {"id": _id_of(field["choices"], said)}
    return _PLAIN.get(kind)


def _id_of(choices: Sequence[Mapping[str, str]], said: str) -> str:
    """Return the id of the one choice of a name."""
    found = [each["id"] for each in choices if each["name"].casefold() == said.casefold()]
    if len(found) != 1:
        names = ", ".join(excerpt(each["name"], 40) for each in choices[:_MOST_NAMES])
        more = f" and {len(choices) - _MOST_NAMES} more" if len(choices) > _MOST_NAMES else ""
        raise ValueError(
            f"it takes one of {names}{more}" if names else "it has nothing to choose from"
        )
    return found[0]


_MOST_NAMES = 10
"""How many choices a message names."""
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
"""A number of no more digits than it keeps in JSON."""


def _number(said: str) -> float | int:
    if not _NUMBER.fullmatch(said):
        raise ValueError("it takes a number, as in 5")
    number = float(said)
    return int(number) if number.is_integer() else number


def _text(said: str) -> str:
    return said


_PLAIN: Mapping[str, Callable[[str], Any]] = {
    "number": _number,
    "date": check_day,
    "string": _text,
}
