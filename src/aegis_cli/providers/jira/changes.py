"""What a write would change of its target, and whether it was done where it was asked for; pure."""

from collections.abc import Iterator
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields import is_cleared, mark_of
from aegis_cli.actions.marks import ResolvedId
from aegis_cli.actions.performed import FieldChange, PartlyIgnored
from aegis_cli.actions.replaced_values import replaced_places
from aegis_cli.actions.target import only
from aegis_cli.actions.templates import pick
from aegis_cli.core.text import excerpt
from aegis_cli.providers.jira.projects import project_of


def changes(action: Action[Any], answer: Any) -> tuple[FieldChange, ...]:
    """Return each value that a call replaces; `None` stands for nothing."""
    return tuple(_changes(action, only(answer)))


def _changes(action: Action[Any], thing: Any) -> Iterator[FieldChange]:
    sent = action.sent_arguments()
    for name, place in replaced_places(action).items():
        info = type(action).model_fields[name]
        before = place.answered.value(thing)
        found_by = mark_of(info, ResolvedId) is not None
        asked = sent[place.label] if found_by and place.label in sent else sent[name]
        after = None if is_cleared(info, sent[name]) else asked
        yield FieldChange(place.label, before, after, is_same=_is_same(before, after))
    target = action.facts.target_read
    for label, path, value in target.leaves if target is not None else ():
        before = pick(thing, path)
        yield FieldChange(label, before, value, is_same=before == value)


def _is_same(before: Any, after: Any) -> bool:
    if isinstance(before, list) and isinstance(after, list):
        return sorted(map(str, before)) == sorted(map(str, after))
    if isinstance(before, str) and isinstance(after, str):
        return before.strip() == after.strip()
    return (before or None) == (after or None)


def compare(action: Action[Any], _body: Any, data: Any) -> None:
    """Raise `PartlyIgnored` if what a write made is in another project than it was asked for."""
    project = action.sent_arguments().get("project")
    key = data.get("key") if isinstance(data, dict) else None
    if project is not None and isinstance(key, str) and project_of(key) != project:
        raise PartlyIgnored(f"Jira made {excerpt(key, 40)}, which is not in {project}.", data)
