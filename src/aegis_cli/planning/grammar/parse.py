"""The offline planner: a deterministic grammar over the catalogue. No I/O, and no guesses.

It emits what a model emits, and the same checks follow. A sentence is a plan only if every word
of it is explained; otherwise the person gets sentences that are.
"""

from aegis_cli.planning.grammar.steps import Gap, plan
from aegis_cli.planning.grammar.suggest import suggest
from aegis_cli.planning.plan import Context, Suggestions
from aegis_cli.planning.wire import WirePlan


def parse(sentence: str, context: Context) -> WirePlan | Suggestions:
    """Turn a sentence into steps, or into what it lacks and what can be said instead."""
    outcome = plan(sentence, context)
    return suggest(outcome, context) if isinstance(outcome, Gap) else outcome
