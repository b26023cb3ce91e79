"""What a write would change of its target, and whether it was done where it was asked for; pure."""

from collections.abc import Iterator
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import is_cleared, mark_of
from aegis_cli.actions.fields.marks import ResolvedId
from aegis_cli.actions.provider.performed import FieldChange, PartlyIgnored
from aegis_cli.actions.replaced_values import Held, replaced_places
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.targets.target import only
from aegis_cli.core.text import excerpt
from aegis_cli.providers.jira.projects import project_of


def changes(action: Action[Any], answer: Any) -> tuple[FieldChange, ...]:
    """Return each value that a call replaces; `None` stands for nothing."""
    return tuple(_changes(action, only(answer)))


def _changes(action: Action[Any], thing: Any) -> Iterator[FieldChange]:
    for name, place in replaced_places(action).items():
        yield _change(action, name, place, thing)


def _change(action: Action[Any], name: str, place: Held, thing: Any) -> FieldChange:
    """Return one change; what was found is told by its name, as a person by theirs."""
    info, sent = type(action).model_fields[name], action.sent_arguments()
    before, asked = place.answered.value(thing), sent[name]
    if is_cleared(info, asked):
        held = _name_of(place, thing)
        return FieldChange(place.label, held, None, is_same=before in (None, "", []))
    found = mark_of(info, ResolvedId)
    if found is None:
        return FieldChange(place.label, before, asked, is_same=_is_same(before, asked))
    # NOTE: a transition may be called as another status than it leads to.
    said = sent.get("leads_to", sent[found.when])
    is_same = before == asked or (_ACCOUNT not in place.path and _is_same(before, said))
    return FieldChange(place.label, _name_of(place, thing), said, is_same=is_same)


_ACCOUNT, _NAME = "accountId", "displayName"
_CATEGORY, _STATUS = "statusCategory.key", "name"


def _name_of(place: Held, thing: Any) -> Any:
    """Return what is there, of a person the name, and of a kind of status the status."""
    return pick(thing, place.path.replace(_ACCOUNT, _NAME).replace(_CATEGORY, _STATUS))


def _is_same(before: Any, after: Any) -> bool:
    """Tell whether two values are one to Jira: labels in any order, an empty text and none."""
    if isinstance(before, list) and isinstance(after, list):
        return sorted(before) == sorted(after)
    return str(before or "") == str(after or "")


def compare(action: Action[Any], _body: Any, data: Any) -> None:
    """Raise `PartlyIgnored` if the answer to a write is about something else, or says otherwise.

    That is: made in another project, another comment or sprint, or a sprint in another state.
    """
    sent, told = action.sent_arguments(), data if isinstance(data, dict) else {}
    project, key = sent.get("project"), told.get("key")
    if project is not None and isinstance(key, str) and project_of(key) != project:
        raise PartlyIgnored(f"Jira made {excerpt(key, 40)}, which is not in {project}.", data)
    for noun in ("comment", "sprint"):
        number = sent.get(noun)
        if isinstance(number, int) and str(told.get("id", number)) != str(number):
            there = excerpt(str(told["id"]), 40)
            raise PartlyIgnored(f"Jira did it, and its answer is about the {noun} {there}.", data)
    state = told.get("state")
    if "state" in sent and isinstance(state, str) and state != sent["state"]:
        raise PartlyIgnored(f"Jira answers that it is {excerpt(state, 40) or 'nothing'}.", data)
