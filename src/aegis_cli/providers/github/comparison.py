"""Compares what a write asked for with the answer: GitHub drops some of it without a word.

Everything in the answer is compared. These are no differences, since GitHub stores them in its own
form: the case of what is one thing in any case (a login, a label, a repository), white
space around a text, CRLF line ends, control characters, and `null` for an empty text.
Source: docs.github.com/rest/issues (labels and assignees need push access, and are dropped
silently without it).
"""

import re
from collections.abc import Iterator
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import is_cleared, kinds_of, mark_of
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import FileContent, Unsent
from aegis_cli.actions.provider.performed import LOOK, PartlyIgnored
from aegis_cli.core.text import excerpt
from aegis_cli.core.uri_template import variables
from aegis_cli.providers.github.subject import elsewhere

_LINE_END = re.compile(r"\r\n?")
_LONGEST = 1000
"""Characters of what was ignored: an argument may have many items, and an answer more."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def compare(action: Action[Any], body: Any, data: Any) -> None:
    """Raise `PartlyIgnored` if a write's answer shows less than was asked for, or something else.

    `body` is the whole answer as JSON, `data` the result in it.
    """
    place = elsewhere(action, body)
    if place is not None:
        message = f"GitHub accepted the request, and its answer is about {place}."
        raise PartlyIgnored(message, data)
    ignored = [
        *_ignored_arguments(action, _answer_values(action, body, data)),
        *_not_removed(action, data),
    ]
    if ignored:
        dropped = any(
            part.startswith(("labels ", "assignees ", "milestone_number ")) for part in ignored
        )
        parts = excerpt(", ".join(ignored), _LONGEST)
        raise PartlyIgnored(
            f"GitHub accepted the request and ignored a part of it: {parts}.",
            data,
            "GitHub drops a login that it cannot assign, and labels, assignees and the milestone "
            "where you have no push access."
            if dropped
            else LOOK,
        )


def _answer_values(action: Action[Any], body: Any, data: Any) -> dict[str, Any]:
    """Return the answer's values under the action's field names, without those it does not have."""
    values = action.answer_values(data)
    present = body if isinstance(body, dict) else values
    return {name: value for name, value in values.items() if value is not None or name in present}


def _ignored_arguments(action: Action[Any], answered: dict[str, Any]) -> Iterator[str]:
    """Name each argument that came back with another value."""
    for name, asked in action.sent_arguments().items():
        if name in answered and _is_compared(action, name, asked):
            yield from unlike(action, name, asked, answered[name])


def unlike(action: Action[Any], name: str, asked: Any, value: Any) -> Iterator[str]:
    """Name what of an argument a value does not have; nothing if it is as the write leaves it."""
    kind = kinds_of(type(action))[name]
    if is_cleared(type(action).model_fields[name], asked):
        yield from [f"{name} still there"] if value else []
    elif isinstance(asked, list) or isinstance(value, list):
        items = asked if isinstance(asked, list) else [asked]
        yield from _unlike(name, kind, items, value, action.facts.method)
    elif kind.role is Role.PAYLOAD:
        if _text(value) != _text(asked):
            yield name
    elif comparable(value, kind) != comparable(asked, kind):
        yield f"{name} {asked!r}"


def _is_compared(action: Action[Any], name: str, asked: Any) -> bool:
    """Tell whether an argument is sent beside the path, in a form that an answer may repeat."""
    info = type(action).model_fields[name]
    is_unsent = mark_of(info, Unsent) is not None and not is_cleared(info, asked)
    is_content = mark_of(info, FileContent) is not None
    return name not in variables(action.facts.path) and not is_unsent and not is_content


def _not_removed(action: Action[Any], data: Any) -> Iterator[str]:
    """Name the item that was to be removed from a list, and is still in it."""
    if action.facts.method == "DELETE" and isinstance(data, list):
        name = variables(action.facts.path)[-1]
        asked, kind = action.sent_arguments()[name], kinds_of(type(action))[name]
        if comparable(asked, kind) in [comparable(item, kind) for item in data]:
            yield f"{name} {asked!r} still there"


def _unlike(name: str, kind: Kind, asked: list[Any], answered: Any, method: str) -> Iterator[str]:
    """Name what a list should have and does not, or should not have and does."""
    wanted = {comparable(item, kind): item for item in asked}
    present = {comparable(item, kind) for item in answered or ()}
    if method == "DELETE":
        still_there = (item for key, item in wanted.items() if key in present)
        yield from (f"{name} {item!r} still there" for item in still_there)
        return
    yield from (f"{name} {item!r}" for key, item in wanted.items() if key not in present)
    if method != "POST" and present - set(wanted):
        yield f"{name} {', '.join(sorted(map(repr, present - set(wanted))))} still there"


def comparable(value: Any, kind: Kind) -> Any:
    """Return the form in which labels, people and plain values of a kind are compared."""
    if isinstance(value, dict):
        name = value.get("name") or value.get("login") or value.get("number")
        return comparable(name, kind) if name else tuple(value.items())
    if not isinstance(value, str):
        return value
    # No two values of a choice differ in case alone, and GraphQL writes them in capitals.
    is_folded = kind.ignores_case or kind.role is Role.CHOICE
    return value.strip().casefold() if is_folded else value.strip()


def _text(value: Any) -> str:
    """Return the form in which texts that people wrote are compared."""
    return _CONTROL.sub("", _LINE_END.sub("\n", value or "")).strip()
