"""Adds to a draft what a person leaves out: where they look, and who owns the repository."""

from collections.abc import Iterator
from dataclasses import replace

from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.actions.provider.containers import Container
from aegis_cli.planning.grammar.action_facts import ActionFacts
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.lexer import Lexemes
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.slots import SlotValue

_EVERYWHERE = "everywhere"
"""The word with which a search is in no place alone."""
_SORT, _DIRECTION, _CREATED = "sort", "direction", "created"


def with_implied(draft: Draft, words: Lexemes, scope: Scope) -> Draft:
    """Return a draft with the values that nobody says."""
    is_everywhere = any(word.text == _EVERYWHERE for word in words)
    values = _unsaid_values(draft, replace(scope, default_repo=None) if is_everywhere else scope)
    return replace(draft, values=(*draft.values, *values))


def scope_of(draft: Draft, scope: Scope) -> Scope:
    """Return the scope: a repository that is a value of another field is not the place."""
    place, named = draft.form.action.place, (scope.default_repo or "").casefold()
    others = (value.text.casefold() for value in draft.values if value.field != place)
    return replace(scope, default_repo=scope.current_repo) if named in others else scope


def _unsaid_values(draft: Draft, scope: Scope) -> Iterator[SlotValue]:
    action = draft.form.action
    if draft.of(_DIRECTION) and not draft.of(_SORT) and _may_be_created(action):
        yield SlotValue(_SORT, _CREATED)
    containers = _containers(action)
    has_place = any(map(draft.of, containers))
    for name, container in containers.items():
        if not draft.of(name):
            text = _container(draft, name, container, scope, has_place=has_place)
            yield from [SlotValue(name, text)] if text else []


def _container(
    draft: Draft, name: str, container: Container, scope: Scope, *, has_place: bool
) -> str:
    """Return what fills a field that nobody says: where the person is, or the owner of that.

    NOTE: what destroys has the owner that is said, and no other: "remove bob" is about no
    organization, and "transfer acme/web" is to nobody.
    """
    action, here = draft.form.action, scope.default_repo or ""
    if action.destroys:
        return ""
    if not container.is_here:  # OWNER/NAME says the owner
        is_owner = container is action.cls.provider.places.parent
        repo = next((value.text for value in draft.places), here)
        return repo.partition("/")[0] if is_owner and name in action.required else ""
    is_looked_at = name in draft.form.text.needs if name == action.place else not has_place
    return here if action.reads and is_looked_at else ""


def _containers(action: ActionFacts) -> dict[str, Container]:
    """Return the fields that are a container, and which."""
    kinds = kinds_of(action.cls)
    found = {name: kinds[name].container for name in action.fields}
    return {name: each for name, each in found.items() if each is not None}


def _may_be_created(action: ActionFacts) -> bool:
    return _CREATED in action.choices.get(_SORT, {}).values()
