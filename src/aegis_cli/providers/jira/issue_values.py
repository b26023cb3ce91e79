"""The fields of an issue by their names, and the forms in which Jira takes their values; pure.

The id of a field that a site made is another one on every site, and what a field takes differs from
project to project: both stand in what an issue says of its editing.
Source: Atlassian's OpenAPI description, `getIssue` with `expand=editmeta`, and its page on the
forms of custom fields.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from aegis_cli.actions.results.templates import pick
from aegis_cli.providers.jira.adf import text_of

_ONE_OF = frozenset({"option", "version", "component", "priority"})
"""The types of what is chosen by the name of an allowed value, and sent by its id."""
_NAMES = ("value", "name", "displayName", "key")
"""Where a thing has what people call it."""
_SAME_NAMES: Mapping[str, str] = {"story point estimate": "story points"}
"""What a project that a team manages calls a field, and what others call it."""


def is_called(field: Mapping[str, Any], name: str) -> bool:
    """Tell whether a field has a name, in any case; story points have two."""
    one, other = str(field.get("name")).casefold(), name.casefold()
    return _SAME_NAMES.get(one, one) == _SAME_NAMES.get(other, other)


def fields_of(issue: Any) -> Iterator[dict[str, Any]]:
    """Yield each field of an issue that can be changed: its id, name, type, values and choices."""
    described = pick(issue, "editmeta.fields")
    for field_id, each in described.items() if isinstance(described, Mapping) else ():
        held = pick(issue, f"fields.{field_id}")
        yield {
            "id": field_id,
            "issue": pick(issue, "id"),
            "name": pick(each, "name"),
            "type": _type_of(pick(each, "schema")),
            "value": [*_texts(held)],
            "choices": [
                {"id": str(pick(choice, "id")), "name": next(_texts(choice), "")}
                for choice in pick(each, "allowedValues") or ()
            ],
        }


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
    is_document = str(pick(schema, "custom")).endswith(":textarea")
    is_document |= pick(schema, "system") in {"description", "environment"}
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
        names = ", ".join(each["name"] for each in choices)
        raise ValueError(f"it takes one of {names}" if names else "it has nothing to choose from")
    return found[0]


def _number(said: str) -> float | int:
    try:
        number = float(said)
    except ValueError:
        raise ValueError("it takes a number, as in 5") from None
    if not -1e15 < number < 1e15:  # noqa: PLR2004  # beyond that a number loses digits
        raise ValueError("it takes a smaller number")
    return int(number) if number.is_integer() else number


def _day(said: str) -> str:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise ValueError("it takes a day, as in 2027-01-31") from None


def _text(said: str) -> str:
    return said


_PLAIN: Mapping[str, Callable[[str], Any]] = {"number": _number, "date": _day, "string": _text}
