"""What a write asked for, compared with what came back: GitHub drops some of it without a word.

Source: docs.github.com/rest/issues (labels and assignees need push access, and are dropped
silently without it).
"""

from collections.abc import Iterator
from typing import Any

from aegis_cli.core.action import Action, roles_of
from aegis_cli.core.names import Role
from aegis_cli.errors import Code, Failed


def compared(action: Action[Any], data: Any) -> Any:
    """Return a write's result; raise where GitHub silently did less than it was asked for."""
    ignored = list(_ignored(action, action.answered(data)))
    if ignored:
        raise PartlyIgnored(ignored, data)
    return data


class PartlyIgnored(Failed):
    """GitHub did a part of a write and dropped the rest; holds what it did."""

    def __init__(self, ignored: list[str], data: Any) -> None:
        dropped = any(what.startswith(("labels ", "assignees ")) for what in ignored)
        super().__init__(
            f"GitHub accepted the request and ignored a part of it: {', '.join(ignored)}.",
            code=Code.PARTLY_IGNORED,
            hint="GitHub drops labels and assignees where you have no push access."
            if dropped
            else "Look at what there is now before you try again.",
        )
        self.data = data


def _ignored(action: Action[Any], got: dict[str, Any]) -> Iterator[str]:
    """Name what was asked for and did not come back. What people read is not compared."""
    roles = roles_of(type(action))
    for name, asked in action.sent().items():
        if roles[name] not in {Role.TARGET, Role.CHOICE} or got.get(name) is None:
            continue
        if isinstance(asked, list):
            yield from _unlike(name, asked, got[name], replaces=action.facts.method == "PATCH")
        elif _name(got[name]) != _name(asked):
            yield f"{name} {asked!r}"


def _unlike(name: str, asked: list[Any], got: list[Any], *, replaces: bool) -> Iterator[str]:
    """Name the items that are missing, and where a list was to be replaced, those left over."""
    wanted, there = {_name(item) for item in asked}, {_name(item) for item in got}
    yield from (f"{name} {item!r}" for item in asked if _name(item) not in there)
    if replaces and there - wanted:
        yield f"{name} {', '.join(sorted(map(repr, there - wanted)))} still there"


def _name(value: Any) -> Any:
    """Return what a label, a person or a plain value is compared by."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("login")
    return value.casefold() if isinstance(value, str) else value
