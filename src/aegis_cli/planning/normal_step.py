"""Puts a step of a planner in its normal form, before its arguments are read."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pydantic.fields import FieldInfo

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import choices_of, is_list, item_of, kind_of, may_be_cleared
from aegis_cli.actions.fields.kinds import TEXTS
from aegis_cli.planning.near_forms import without_marks
from aegis_cli.planning.normal_forms import (
    Known,
    items_in,
    near_form,
    owner_in,
    with_places,
)
from aegis_cli.planning.normal_names import field_named
from aegis_cli.planning.wire import WireArgument, WireStep

_JOINED = re.compile(r"\s*[;\n]\s*|\s+(?:and|&)\s+")
_NULLS = frozenset({"null", "undefined", "nil", "n/a"})
"""Words for no value, of which no field has one."""


def normal_step(cls: type[Action[Any]], wire: WireStep, known: Known) -> WireStep:
    """Return a step with each argument under its field, in its normal form, and in its place."""
    names = {arg.name for arg in wire.args}
    renamed = (
        arg.model_copy(update={"name": field_named(cls, arg.name, names)}) for arg in wire.args
    )
    args = [
        each
        for arg in renamed
        for each in _spread(cls, arg, known)
        if not _is_empty(cls, each, known)
    ]
    return wire.model_copy(update={"args": [*_with_places(cls, args, known)]})


def _spread(cls: type[Action[Any]], arg: WireArgument, known: Known) -> Iterator[WireArgument]:
    """Yield an argument for each item of a list; what is no literal value is one."""
    info = cls.model_fields.get(arg.name)
    items = items_in(info, arg.value) if info is not None and is_list(info) else [arg.value]
    if arg.source != "literal" or known.is_quoted(arg.value):
        yield arg
    else:
        parts = (part for item in items for part in _parts(info, item))
        yield from (arg.model_copy(update={"value": part}) for part in parts)


def _parts(info: FieldInfo | None, item: str) -> list[str]:
    """Return the names that words join: as of "bug and ui"."""
    if info is None or not is_list(info) or item_of(info) or kind_of(info).reads in TEXTS:
        return [item]
    return list(filter(None, _JOINED.split(item)))


def _is_empty(cls: type[Action[Any]], arg: WireArgument, known: Known) -> bool:
    """Tell whether an argument has no value and may be left out, be it a null in words.

    NOTE: models fill what they need not give with "", which would clear a text.
    """
    info, text = cls.model_fields.get(arg.name), arg.value.strip()
    if info is None or info.is_required() or arg.source != "literal":
        return False
    if not text:
        return not known.is_emptied
    kind = kind_of(info)
    # NOTE: nobody, and no text, are values that some fields have.
    has_none = kind.reads in {*TEXTS, "person"} or may_be_cleared(info)
    nulls = _NULLS | ({"none"} if choices_of(info) or not has_none else frozenset())
    is_null = text.casefold() in nulls - {*choices_of(info)}
    return is_null and not (known.is_said(text) or known.is_quoted(text))


def _with_places(
    cls: type[Action[Any]], args: list[WireArgument], known: Known
) -> Iterator[WireArgument]:
    """Yield the arguments in their normal forms, with the places that addresses say."""
    count = Counter(arg.name for arg in args)
    single = {
        arg.name: arg.value for arg in args if arg.source == "literal" and count[arg.name] == 1
    }
    placed = with_places(cls, single, known)
    owner = owner_in(cls, placed)
    for arg in args:
        if arg.name not in single:
            yield _in_form(cls, arg, known, owner)
        elif arg.name in placed:
            yield _in_form(cls, arg.model_copy(update={"value": placed[arg.name]}), known, owner)
    for name in placed.keys() - single.keys():
        yield WireArgument(name=name, value=placed[name])


def _in_form(cls: type[Action[Any]], arg: WireArgument, known: Known, owner: str) -> WireArgument:
    info = cls.model_fields.get(arg.name)
    if info is None or arg.source != "literal":
        return arg
    if known.is_quoted(arg.value) and not choices_of(info):
        return arg
    inner = without_marks(arg.value)
    if inner != arg.value and known.is_quoted(inner):
        return arg.model_copy(update={"value": inner})
    return arg.model_copy(update={"value": near_form(info, arg.value, known.host, owner)})
