"""The offline planner: a deterministic grammar over the catalogue. No I/O, and no guesses.

It emits what a model emits, and the same checks follow. A sentence is a plan only if every word
of it is explained; otherwise the person gets sentences that are.
"""

from aegis_cli.planning.grammar.steps import Gap, plan
from aegis_cli.planning.grammar.suggest import suggest
from aegis_cli.planning.plan import Context, Grade, Suggestions
from aegis_cli.planning.wire import WirePlan


def parse(
    sentence: str, context: Context, grade: Grade = Grade.FROM_CONTEXT
) -> WirePlan | Suggestions:
    """Turn a sentence into steps, or into what it lacks and what can be said instead.

    `grade` is the highest grade at which it may be read.
    """
    outcome = plan(sentence, context, grade)
    return suggest(outcome, context) if isinstance(outcome, Gap) else outcome
