"""What a write would change of its target, from GitHub's answer about the target."""

from collections.abc import Iterator, Sequence
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import is_cleared, kinds_of, mark_of
from aegis_cli.actions.fields.kinds import Kind
from aegis_cli.actions.fields.marks import FileContent, ResolvedId
from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.actions.replaced_values import Held, replaced_places
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.targets.target import only
from aegis_cli.providers.github.comparison import comparable, unlike

_CALLED = ("title", "name", "login", "slug")
"""Where GitHub's objects have what people call them, the first that one has."""


def changes(action: Action[Any], answer: Any) -> tuple[FieldChange, ...]:
    """Return each value that a call replaces, adds to or takes from; `None` stands for nothing."""
    return tuple(_changes(action, only(answer)))


def _changes(action: Action[Any], thing: Any) -> Iterator[FieldChange]:
    for name, place in replaced_places(action).items():
        yield _change(action, name, place, thing)
    target = action.facts.target_read
    for label, path, value in target.leaves if target is not None else ():
        before = pick(thing, path)
        yield FieldChange(label, before, value, is_same=before == value)


def _change(action: Action[Any], name: str, place: Held, thing: Any) -> FieldChange:
    info, asked = type(action).model_fields[name], action.sent_arguments()[name]
    kind = kinds_of(type(action))[name]
    before = place.answered.value(thing)
    if is_cleared(info, asked):
        return FieldChange(place.label, _display_name(before), None, is_same=not before)
    if mark_of(info, FileContent) is not None:
        return _content(place.label, thing, before, asked)
    if mark_of(info, ResolvedId) is not None:
        # What was found is told by what it was found by: the milestone, and not its number.
        there = pick(thing, place.label) or before
        is_same = comparable(before, kind) == comparable(asked, kind)
        return FieldChange(
            place.label, _display_name(there), action.sent_arguments()[place.label], is_same=is_same
        )
    is_same = not [*unlike(action, name, asked, before)]
    method = action.facts.method
    after = _after(method, kind, asked, before) if isinstance(before, list | tuple) else asked
    return FieldChange(place.label, _display_name(before), after, is_same=is_same)


def _content(label: str, thing: Any, before: Any, asked: str) -> FieldChange:
    """Compare files as they are; what is no text is told by its size."""
    if thing is not None and pick(thing, "encoding") != "utf-8":
        return FieldChange(label, {"bytes": pick(thing, "size")}, asked, is_same=False)
    return FieldChange(label, before, asked, is_same=before == asked)


def _after(method: str, kind: Kind, asked: Any, before: Sequence[Any]) -> list[Any]:
    """Return a list as a write leaves it: with the items of a POST, without those of a DELETE."""
    items = asked if isinstance(asked, list) else [asked]
    if method == "DELETE":
        theirs = {comparable(item, kind) for item in items}
        return [_display_name(item) for item in before if comparable(item, kind) not in theirs]
    if method != "POST":
        return [*items]
    has = {comparable(item, kind) for item in before}
    return [
        *map(_display_name, before),
        *(item for item in items if comparable(item, kind) not in has),
    ]


def _display_name(value: Any) -> Any:
    """Return what people call an object, or each object of a list."""
    if isinstance(value, list | tuple):
        return [_display_name(item) for item in value]
    if not isinstance(value, dict):
        return value
    return next((value[key] for key in _CALLED if value.get(key) is not None), None)
