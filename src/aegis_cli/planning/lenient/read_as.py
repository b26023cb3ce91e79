"""Says how a guess was read: as the plain sentence that says just that, or else field by field."""

from collections.abc import Sequence

from aegis_cli.planning.grammar.canonical import canonical_sentence
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.steps import Understood, plan_sentence
from aegis_cli.planning.plan import Context
from aegis_cli.planning.wire import WirePlan, WireStep


def read_as(understood: Understood, draft: Draft, context: Context, grammar: Grammar) -> str:
    """Write what was understood: as a plain sentence, or else field by field."""
    if sentence := plain_sentence(understood, draft, context, grammar):
        return sentence
    noun, _, verb = understood.action.name.rpartition(".")
    return "; ".join(_by_field(f"{verb} {noun}", step) for step in understood.steps)


def plain_sentence(
    understood: Understood, draft: Draft, context: Context, grammar: Grammar
) -> str | None:
    """Write what was understood as a sentence in which the grammar reads the same steps."""
    if not _can_be_written(draft):
        return None
    sentence = canonical_sentence(draft, Scope.of(context, grammar), stdin=context.stdin)
    return sentence if says_just(sentence, understood.steps, context, grammar) else None


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


def _by_field(name: str, step: WireStep) -> str:
    fields = ", ".join(f"{arg.name.replace('_', ' ')} {arg.value}" for arg in step.args)
    title = name.replace("_", " ")
    return f"{title}: {fields}" if fields else title
