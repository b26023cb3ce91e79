"""What a sentence becomes without a model and without a guess."""

from datetime import UTC, datetime

from aegis_cli.actions.words.impossible import Impossible
from aegis_cli.planning.grammar.grammar import GRAMMAR, Grammar
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.offline import instead_of_plan
from aegis_cli.planning.plan import Context, Grade, Suggestions
from aegis_cli.planning.wire import WirePlan

NOW = datetime(2026, 11, 29, 14, 5, tzinfo=UTC)
TODAY = NOW.date()


def parse(
    sentence: str,
    context: Context,
    grade: Grade = Grade.FROM_CONTEXT,
    grammar: Grammar = GRAMMAR,
) -> WirePlan | Suggestions | Impossible:
    """Return the steps of a sentence, or what the person hears instead."""
    outcome = plan_sentence(sentence, context, grade, grammar)
    if isinstance(outcome, Gap):
        return instead_of_plan(outcome, sentence, context, TODAY, grammar)
    return outcome
