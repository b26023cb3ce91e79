"""The planners that need no model, or only where the grammar does not understand."""

from collections.abc import Callable
from typing import Protocol

from aegis_cli.planning.grammar.parse import parse
from aegis_cli.planning.grammar.steps import Gap, plan
from aegis_cli.planning.plan import Context, Invalid, Plan, Reading, Suggestions
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan

Understand = Callable[[WirePlan], Reading | Invalid]


class OfflinePlanner:
    """Understands the documented forms, and says so where it does not understand."""

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Parse the sentence; what does not parse gives suggestions, never a guess."""
        found = parse(sentence.text, context)
        if isinstance(found, Suggestions):
            return found
        reading = understand(found)
        return Suggestions((), reading.reason) if isinstance(reading, Invalid) else reading


class _Planner(Protocol):
    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading: ...


class GrammarFirst:
    """Plans what the grammar reads in full, and asks another planner for all else."""

    def __init__(self, otherwise: Callable[[], _Planner]) -> None:
        """Take what makes the other planner; it is made only where it is asked."""
        self._otherwise = otherwise

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Return the grammar's plan where there is one; what it would suggest costs time."""
        outcome = plan(sentence.text, context)
        reading = None if isinstance(outcome, Gap) else understand(outcome)
        if isinstance(reading, Plan):
            return reading
        return self._otherwise().propose(sentence, context, understand)
