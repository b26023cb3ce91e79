"""What a write asked for, compared with what came back: GitHub drops some of it without a word.

All that the answer says is compared. What GitHub keeps in a form of its own is no difference: the
case of logins, labels and repositories, white space around a text, the line ends of web forms,
control characters, and nothing at all where an empty text was sent.
Source: docs.github.com/rest/issues (labels and assignees need push access, and are dropped
silently without it).
"""

import re
from collections.abc import Iterator
from typing import Any

from aegis_cli.actions.action import Action, roles_of
from aegis_cli.actions.kinds import Role
from aegis_cli.core.http import variables
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.github.subject import elsewhere

_LINE_END = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def compare(action: Action[Any], said: Any, data: Any) -> None:
    """Raise where a write's answer says that GitHub did less than it was asked for, or otherwise.

    `said` is the whole answer as JSON, `data` what is read of it.
    """
    place = elsewhere(action, said)
    if place is not None:
        words = f"GitHub accepted the request, and its answer is about {place}."
        raise PartlyIgnored(words, data)
    ignored = [*_ignored(action, _answered(action, said, data)), *_left(action, data)]
    if ignored:
        dropped = any(what.startswith(("labels ", "assignees ")) for what in ignored)
        raise PartlyIgnored(
            f"GitHub accepted the request and ignored a part of it: {', '.join(ignored)}.",
            data,
            hint="GitHub drops labels and assignees where you have no push access."
            if dropped
            else "Look at what there is now before you try again.",
        )


class PartlyIgnored(Failed):
    """GitHub did a part of a write and dropped the rest; holds what it did."""

    def __init__(
        self, message: str, data: Any, hint: str = "Look at what there is now before you try again."
    ) -> None:
        super().__init__(message, code=Code.PARTLY_IGNORED, hint=hint)
        self.data = data


def _answered(action: Action[Any], said: Any, data: Any) -> dict[str, Any]:
    """Return what came back by the action's own names; what was not spoken of is left out."""
    got = action.answered(data)
    spoken = said if isinstance(said, dict) else got
    return {name: got[name] for name in got if got[name] is not None or name in spoken}


def _ignored(action: Action[Any], got: dict[str, Any]) -> Iterator[str]:
    """Name what was asked for and came back as something else."""
    roles = roles_of(type(action))
    in_path = variables(action.facts.path)
    for name, asked in action.sent().items():
        if name in in_path or name not in got:
            continue
        if isinstance(asked, list):
            yield from _unlike(name, asked, got[name], replaces=action.facts.method == "PATCH")
        elif roles[name] is Role.PAYLOAD:
            if _text(got[name]) != _text(asked):
                yield name
        elif _name(got[name]) != _name(asked):
            yield f"{name} {asked!r}"


def _left(action: Action[Any], data: Any) -> Iterator[str]:
    """Name what was to be taken away, and is in the list of what is left."""
    if action.facts.method == "DELETE" and isinstance(data, list):
        name = variables(action.facts.path)[-1]
        asked = action.sent()[name]
        if _name(asked) in map(_name, data):
            yield f"{name} {asked!r} still there"


def _unlike(name: str, asked: list[Any], got: Any, *, replaces: bool) -> Iterator[str]:
    """Name the items that are missing, and where a list was to be replaced, those left over."""
    wanted, there = {_name(item) for item in asked}, {_name(item) for item in got or ()}
    yield from (f"{name} {item!r}" for item in asked if _name(item) not in there)
    if replaces and there - wanted:
        yield f"{name} {', '.join(sorted(map(repr, there - wanted)))} still there"


def _name(value: Any) -> Any:
    """Return what a label, a person or a plain value is compared by."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("login")
    return value.strip().casefold() if isinstance(value, str) else value


def _text(value: Any) -> str:
    """Return what a text that people wrote is compared by."""
    return _CONTROL.sub("", _LINE_END.sub("\n", value or "")).strip()
