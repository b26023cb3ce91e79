"""The offline planner: a deterministic grammar over the catalogue. No I/O, and no guesses.

It emits what a model emits, and the same checks follow. A sentence becomes a plan only if every
word of it is explained; otherwise the person gets suggestions.
"""

from collections.abc import Callable

from aegis_cli.planning.grammar.grammar import GRAMMAR, Grammar
from aegis_cli.planning.grammar.steps import AtSeveral, Gap, plan_sentence
from aegis_cli.planning.grammar.suggest import suggest
from aegis_cli.planning.plan import Context, Grade, Invalid, Plan, Reading, Suggestions
from aegis_cli.planning.read import Planner, Understand
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan


def parse(
    sentence: str,
    context: Context,
    grade: Grade = Grade.FROM_CONTEXT,
    grammar: Grammar = GRAMMAR,
) -> WirePlan | Suggestions:
    """Turn a sentence into steps, or into suggestions; `grade` is the highest grade allowed."""
    outcome = plan_sentence(sentence, context, grade, grammar)
    return suggest(outcome, context, grammar) if isinstance(outcome, Gap) else outcome


def is_whole(sentence: str, context: Context) -> bool:
    """Tell whether the grammar understands each word of a sentence, so that it lacks nothing."""
    return isinstance(plan_sentence(sentence, context), WirePlan)


class OfflinePlanner:
    """Plans with the grammar alone."""

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Return the plan of the sentence, or suggestions."""
        wire = parse(sentence.text, context)
        if isinstance(wire, Suggestions):
            return wire
        reading = understand(wire)
        return Suggestions((), reading.reason) if isinstance(reading, Invalid) else reading


class GrammarFirst:
    """Plans with the grammar, and asks another planner if the grammar gives no plan."""

    def __init__(self, otherwise: Callable[[], Planner]) -> None:
        """Take a function that makes the other planner; it is called only if needed."""
        self._otherwise = otherwise

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Return the grammar's plan, or else what the other planner proposes.

        Which of two providers is meant is asked, and no other planner is.
        """
        # Not `parse`: suggestions would take time, and nobody sees them.
        wire = plan_sentence(sentence.text, context)
        if isinstance(wire, AtSeveral):
            return suggest(wire, context, GRAMMAR)
        reading = None if isinstance(wire, Gap) else understand(wire)
        if isinstance(reading, Plan):
            return reading
        return self._otherwise().propose(sentence, context, understand)
