"""What a call makes, as a later call of the same plan names it; pure."""

from collections.abc import Iterator
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import is_sent, kinds_of, place_of, resolved_ids
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.actions.links import numbered_fields
from aegis_cli.actions.targets.target import Made, resource_of


def read_of_new(action: Action[Any]) -> Action[Any] | None:
    """Return the read that shows what a call makes; `None` where nothing can name that."""
    target = action.facts.target
    read: Action[Any] | None = target.reading(action) if isinstance(target, Made) else None
    return read


def is_number_of_new(action: Action[Any], field: str, maker: Action[Any]) -> bool:
    """Tell whether a field of a call is the number of what another one makes.

    That is what its look-up looks for, and the answer of the other has it where the look-up does.
    """
    if field not in numbered_fields(type(action)):
        return False
    read = resolved_ids(type(action))[field].reading(action)
    is_its = resource_of(read.facts.result) is resource_of(maker.facts.result)
    return is_its and read == read_of_new(maker)


def names_of_new(action: Action[Any], read: Action[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a call that name what a read shows, each with the name as it has it.

    It is in the place of the call, and the request has the name itself.
    """
    noun, name = _name_in(read)
    kinds, fields = kinds_of(type(action)), type(action).model_fields
    if not noun or _place_of(action) != _place_of(read):
        return
    for field, value in action.sent_arguments().items():
        kind = kinds[field]
        if kind.noun != noun or kind.role is not Role.TARGET or not is_sent(fields[field]):
            continue
        for each in value if isinstance(value, list) else [value]:
            is_same = each == name
            if kind.ignores_case and isinstance(each, str):
                is_same = each.casefold() == str(name).casefold()
            if is_same:
                yield field, each


def _name_in(read: Action[Any]) -> tuple[str, Any]:
    """Return what a read looks at is called, and its name; "" where it has not exactly one."""
    kinds, found = kinds_of(type(read)), resolved_ids(type(read))
    names = [
        (kinds[field].noun, value)
        for field, value in read.sent_arguments().items()
        if kinds[field].role is Role.TARGET
        and kinds[field].container is None
        and field not in found
    ]
    return names[0] if len(names) == 1 else ("", None)


def _place_of(action: Action[Any]) -> tuple[str, str]:
    place = place_of(type(action))
    return action.provider.name, str(getattr(action, place)).casefold() if place else ""
