"""Asks for the required fields of an action that were not typed, where a person can answer.

What is answered counts as typed: it is checked, shown and approved like an option.
"""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from aegis_cli.actions import catalog
from aegis_cli.actions.entries import FieldEntry
from aegis_cli.errors import Code, UsageError

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action
    from aegis_cli.wiring.environment import Environment


def can_ask() -> bool:
    """Tell whether a person reads and types here: `gh` asks under the same conditions."""
    from aegis_cli.adapters.terminal.tty import Tty

    return sys.stdin.isatty() and sys.stderr.isatty() and Tty().is_there()


def ask_missing(name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an action with those that are required, but for its place."""
    missing = [
        entry
        for entry in catalog.fields_of(name)
        if entry.is_required and not entry.is_place and entry.name not in fields
    ]
    return _ask_fields(name, fields, missing)


def with_place(name: str, fields: Mapping[str, Any], environment: "Environment") -> dict[str, Any]:
    """Return the fields of an action with its repository, which may be the current one."""
    missing = [
        entry
        for entry in catalog.fields_of(name)
        if entry.is_required and entry.is_place and entry.name not in fields
    ]
    if missing and environment.repo() is not None:
        missing = []
    return _ask_fields(name, fields, missing)


def _ask_fields(name: str, fields: Mapping[str, Any], missing: list[FieldEntry]) -> dict[str, Any]:
    answers = dict(fields)
    if missing and can_ask():
        cls = catalog.load(name)
        answers |= {entry.name: _ask_field(cls, entry) for entry in missing}
    return answers


def _ask_field(cls: "type[Action[Any]]", entry: FieldEntry) -> Any:
    """Ask for a field until its value fits; raise `UsageError` if there is no answer."""
    from pydantic import TypeAdapter, ValidationError

    from aegis_cli.adapters.terminal.tty import Tty
    from aegis_cli.planning.misfit import explain
    from aegis_cli.planning.typed import given_as

    info = cls.model_fields[entry.name]
    whole: Any = Annotated[info.annotation, info]
    fits: TypeAdapter[Any] = TypeAdapter(whole)
    label = entry.name.replace("_", " ")
    Tty().write(f"{_describe(cls, entry)}\n")
    while answer := Tty().ask(f"{label}: "):
        value: Any = [answer] if entry.is_list else answer
        try:
            fits.validate_python(given_as(info, value))
        except ValidationError as error:
            Tty().write(f"{explain(error).removeprefix('arguments: ')}\n")
        else:
            return value
    raise UsageError(
        f"There is no {label}, and {cls.facts.action} needs one; nothing was sent.",
        code=Code.BAD_USAGE,
        hint=f"`aegis do {cls.facts.action} --help` describes its fields.",
    )


def _describe(cls: "type[Action[Any]]", entry: FieldEntry) -> str:
    """Say what a field is, with its choices or an example."""
    from aegis_cli.actions.fields.fields import kinds_of

    example = kinds_of(cls)[entry.name].example
    more = f"One of: {', '.join(entry.choices)}." if entry.choices else ""
    if not more and example:
        more = f"For example: {example}"
    several = " Commas separate several." if entry.is_list else ""
    return f"{entry.description}{several} {more}".rstrip()
