"""What an action replaces of its target, by where the answer about the target has it.

It follows from what the class says for other reasons: the result is a thing like the target, so
that a field is found there under its name, or where `At` or `Answered` say; or by an `OfTarget`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import is_cleared, is_list, mark_of
from aegis_cli.actions.fields.marks import Answered, At, FileContent, OfTarget, ResolvedId, Unsent
from aegis_cli.actions.targets.target import WHOLE, headline_of, resource_of
from aegis_cli.core.uri_template import variables


@dataclass(frozen=True, slots=True)
class Held:
    """Where the target's answer has what one field of an action replaces."""

    answered: Answered
    path: str
    """Where what is replaced is pinned; "" where something else pins it."""
    label: str
    """The field that says it: of what is found, the one that it is found by."""


def replaced_places(action: Action[Any]) -> Mapping[str, Held]:
    """Return where the target has what each field that a call sends replaces."""
    fields, sent = type(action).model_fields, action.sent_arguments()
    return {
        name: place
        for name, place in _places(type(action)).items()
        if name in sent
        and (mark_of(fields[name], Unsent) is None or is_cleared(fields[name], sent[name]))
    }


def loose_pins(action: Action[Any]) -> frozenset[str]:
    """Return the pinned values of a target that was read: its identity, and the replaced values."""
    target = action.facts.target_read
    if target is None or WHOLE in target.pins:
        return frozenset()
    identity = () if target.pins else headline_of(target.read).identity
    paths = {*identity, *target.watched, *(path for _, path, _ in target.leaves)}
    paths |= {place.path for place in replaced_places(action).values() if place.path}
    return frozenset(f"{path}{WHOLE}" for path in paths)


def says_all(action: Action[Any]) -> bool:
    """Tell whether a call says only values that its target has; then the write may be a no-op.

    Arguments that name the target, or say how the write is done, do not count. Where the whole
    target is replaced, an argument that is left out counts too.
    """
    target, known = action.facts.target_read, replaced_places(action)
    if target is None or WHOLE in target.pins or not (known or target.leaves):
        return False
    named = {*target.takes.values(), *target.aside, *variables(action.facts.path)}
    others = action.sent_arguments().keys() - known.keys() - named
    fields, read = type(action).model_fields, target.reading(action)
    return not any(_is_wish(action, fields[name], read) for name in others)


def _is_wish(action: Action[Any], info: FieldInfo, read: Action[Any]) -> bool:
    """Tell whether a field says more than which thing is meant, which `read` shows."""
    mark = mark_of(info, ResolvedId)
    if mark is not None:
        return bool(mark.reading(action) != read)
    return mark_of(info, Unsent) is None


def labels(cls: type[Action[Any]]) -> tuple[str, ...]:
    """Return what an action may replace of its target, by the fields that say it."""
    target = cls.facts.target_read
    leaves = (label for label, _, _ in target.leaves) if target is not None else ()
    return tuple(dict.fromkeys([*(place.label for place in _places(cls).values()), *leaves]))


def held_by(cls: type[Action[Any]], name: str) -> Held | None:
    """Return where the target has what a field replaces; `None` if it replaces nothing."""
    return _places(cls).get(name)


@cache
def _places(cls: type[Action[Any]]) -> Mapping[str, Held]:
    """Return where the target of an action has what its fields replace."""
    target = cls.facts.target_read
    if target is None:
        return {}
    thing = resource_of(target.read.facts.result)
    is_such = _are_alike(thing, resource_of(cls.facts.result))
    places: dict[str, Held] = {}
    for name, info in cls.model_fields.items():
        own, mark = mark_of(info, OfTarget), mark_of(info, ResolvedId)
        if own is not None:
            # The content of a file is pinned by its blob, which is found.
            is_content = mark_of(info, FileContent) is not None
            path = "" if is_content else _key_path(thing, own.place)
            places[name] = Held(Answered(own.place), path, own.called or name)
        elif not is_such or name in variables(cls.facts.path) or (mark and not mark.when):
            continue
        elif cls.facts.method == "POST" and not is_list(info):
            continue  # a POST makes something, or adds to a list
        elif (place := _place(cls, name, thing)) is not None:
            at = place.place if isinstance(place.place, str) else _sent_at(cls, name)
            label = mark.when if mark else name
            places[name] = Held(place, _key_path(thing, at), label)
    return places


def _place(cls: type[Action[Any]], name: str, thing: type[BaseModel] | None) -> Answered | None:
    """Return where a thing like the result has a field's value; `None` if it has it nowhere."""
    info = cls.model_fields[name]
    at, answered = mark_of(info, At), mark_of(info, Answered)
    if answered is not None or at is not None:
        is_read = answered is not None and not isinstance(answered.place, str)
        # What a function reads stands where it is sent, or nowhere.
        return None if is_read and at is None else answered or Answered(at.place if at else name)
    return Answered(name) if thing is not None and name in thing.model_fields else None


def _sent_at(cls: type[Action[Any]], name: str) -> str:
    at = mark_of(cls.model_fields[name], At)
    return at.place if at else name


def _key_path(thing: type[BaseModel] | None, path: str) -> str:
    """Return the path of what names the items of a list: the first field that they have."""
    info = thing.model_fields.get(path) if thing is not None else None
    inside = [info.annotation] if info is not None else []
    while inside:
        one = inside.pop()
        if isinstance(one, type) and issubclass(one, BaseModel):
            return f"{path}.{next(iter(one.model_fields))}"
        inside += get_args(one)
    return path


def _are_alike(one: type[BaseModel] | None, other: type[BaseModel] | None) -> bool:
    """Tell whether two classes of results are of one kind of thing: a base of both has fields."""
    if one is None or other is None:
        return False
    bases = {*one.__mro__} & {*other.__mro__}
    return any(getattr(base, "model_fields", None) for base in bases)
