"""Puts a step of a planner in its normal form, before its arguments are read."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields import choices_of, is_list
from aegis_cli.planning.normal_forms import (
    Known,
    field_named,
    items_in,
    normal_form,
    owner_in,
    with_places,
)
from aegis_cli.planning.wire import WireArgument, WireStep


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
        yield from (arg.model_copy(update={"value": item}) for item in items)


def _is_empty(cls: type[Action[Any]], arg: WireArgument, known: Known) -> bool:
    """Tell whether an argument has no value and may be left out.

    NOTE: models fill what they need not give with "", which would clear a text.
    """
    info = cls.model_fields.get(arg.name)
    may_be = info is not None and not info.is_required() and not known.is_emptied
    return may_be and arg.source == "literal" and not arg.value.strip()


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
    return arg.model_copy(update={"value": normal_form(info, arg.value, known.host, owner)})
