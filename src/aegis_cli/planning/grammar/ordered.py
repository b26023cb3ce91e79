"""Writes a call as the plain order that means just this call."""

from collections.abc import Iterator
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import load
from aegis_cli.actions.fields.fields import is_constant, never_given
from aegis_cli.planning.grammar.canonical import canonical_sentence
from aegis_cli.planning.grammar.explicit_commands import explicit_commands_in
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.grammar import GRAMMAR, CompiledForm
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.slots import SlotValue
from aegis_cli.planning.plan import Context, Literal
from aegis_cli.planning.sentence.sentence import Sentence


def order_of(action: Action[Any]) -> str | None:
    """Return a sentence in which the strict reader reads just this call; `None` without one."""
    forms = (form for form in GRAMMAR.forms if form.action.name == action.facts.action)
    orders = (_order(form, action) for form in forms)
    return next((order for order in orders if order and _says_just(order, action)), None)


def _order(form: CompiledForm, action: Action[Any]) -> str | None:
    draft = Draft(form, tuple(_values(form, action)))
    try:
        return canonical_sentence(draft, Scope.of(Context(), GRAMMAR), stdin=False)
    except LookupError:  # a choice that no word says
        return None


def _values(form: CompiledForm, action: Action[Any]) -> Iterator[SlotValue]:
    facts = form.action
    given = action.model_dump(mode="json", exclude_none=True)
    place = str(given.get(facts.place, ""))
    for name, value in given.items():
        info = type(action).model_fields[name]
        if name in never_given(type(action)) or is_constant(info) or value == info.default:
            continue
        repo = place if name == facts.thing and facts.reader(name) == "issues" else ""
        for item in value if isinstance(value, list) else [value]:
            text = str(item).lower() if isinstance(item, bool) else str(item)
            yield SlotValue(name, text, repo=repo)


def _says_just(sentence: str, action: Action[Any]) -> bool:
    steps = explicit_commands_in(Sentence(sentence), Context(), load).steps
    return len(steps) == 1 and _is_step_of(action, steps[0].action, steps[0].values)


def _is_step_of(action: Action[Any], cls: type[Action[Any]], values: Any) -> bool:
    """Tell whether a step has just the values of a call."""
    if cls is not type(action):
        return False
    found = {
        name: [each.value for each in value] if isinstance(value, tuple) else value.value
        for name, value in values.items()
        if isinstance(value, Literal | tuple)
    }
    return len(found) == len(values) and cls.model_validate(found) == action
