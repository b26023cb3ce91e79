"""Says how a guess was read: as the plain sentence that says just that, or else in words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import is_list
from aegis_cli.actions.results.templates import fill, holes
from aegis_cli.planning.grammar.canonical import canonical_sentence
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.steps import Understood, plan_sentence
from aegis_cli.planning.plan import Context
from aegis_cli.planning.wire import WirePlan, WireStep


def read_as(understood: Understood, draft: Draft, context: Context, grammar: Grammar) -> str:
    """Write what was understood: as a plain sentence, or else in words."""
    if sentence := plain_sentence(understood, draft, context, grammar):
        return sentence
    return "; ".join(_in_words(understood.action.cls, step) for step in understood.steps)


def plain_sentence(
    understood: Understood, draft: Draft, context: Context, grammar: Grammar
) -> str | None:
    """Write what was understood as a sentence in which the grammar reads the same steps.

    It is said as it was, or else in another way to ask for the action.
    """
    if not _can_be_written(draft):
        return None
    scope, own = Scope.of(context, grammar), grammar.forms_of(draft.form.action)
    written = (
        canonical_sentence(replace(draft, form=form), scope, stdin=context.stdin)
        for form in (draft.form, *own)
    )
    said = (s for s in written if says_just(s, understood.steps, context, grammar))
    return next(said, None)


def says_just(sentence: str, steps: Sequence[WireStep], context: Context, grammar: Grammar) -> bool:
    """Tell whether the grammar reads just these steps in a sentence."""
    plain = plan_sentence(sentence, context, grammar=grammar)
    return isinstance(plain, WirePlan) and _content(plain.steps) == _content(steps)


def _can_be_written(draft: Draft) -> bool:
    """Tell whether each choice has a word that says it."""
    action = draft.form.action
    return all(
        action.choices[value.field] or action.reader(value.field) != "choice"
        for value in draft.values
    )


def _content(steps: Sequence[WireStep]) -> list[object]:
    return [
        (step.action, sorted((arg.name, arg.source, arg.value) for arg in step.args))
        for step in steps
    ]


def _in_words(cls: type[Action[Any]], step: WireStep) -> str:
    """Say what a step does, with all that was understood of it."""
    values: dict[str, Any] = {}
    for arg in step.args:
        several = is_list(cls.model_fields[arg.name])
        values[arg.name] = [*values.get(arg.name, ()), arg.value] if several else arg.value
    others = {name: values[name] for name in values if name not in holes(cls.facts.says)}
    told = ", ".join(f"{name.replace('_', ' ')} {_text(value)}" for name, value in others.items())
    says = fill(cls.facts.says, values, now=None)
    return f"{says}, with {told}" if told else says


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
