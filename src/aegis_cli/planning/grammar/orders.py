"""What a sentence asks for, as the grammar alone reads it: all that `--yes` can cover."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from aegis_cli.planning.grammar.steps import Gap, plan
from aegis_cli.planning.grammar.suggest import explain
from aegis_cli.planning.plan import Context, Grade, Plan, Step
from aegis_cli.planning.read import Load, read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan


@dataclass(frozen=True, slots=True)
class Asked:
    """What the grammar reads in a whole sentence, without a planner and without a guess."""

    steps: tuple[Step, ...] = ()
    """The steps that it orders in plain words, in their order; none where it does not."""
    why_none: Callable[[], str] = str
    """Says why there are none; it reads the sentence again."""


def asked(sentence: Sentence, context: Context, load: Load) -> Asked:
    """Read a sentence by the grammar: what it orders, or what keeps it from being an order.

    NOTE: this alone decides what `--yes` covers. No planner has a part in it, and whatever the
    grammar cannot read in full, word for word, covers nothing.
    """
    outcome = plan(sentence.text, context, Grade.IMPERATIVE)
    if isinstance(outcome, Gap):
        return Asked(why_none=partial(_why, outcome, sentence, context))
    reading = read(outcome, sentence, context.chosen, load)
    return Asked(reading.steps) if isinstance(reading, Plan) else Asked()


_WHY = {
    None: "It is not understood in full.",
    Grade.INDIRECT: "It asks or wishes, and only a plain order is covered.",
    Grade.CORRECTED: "It is understood only after some characters in it are corrected.",
    Grade.FROM_CONTEXT: "What it is about is only inferred: name it, or add -R OWNER/NAME.",
}


def _why(gap: Gap, sentence: Sentence, context: Context) -> str:
    """Say at which grade a sentence is understood, and what of it is no plain order."""
    readable = (g for g in _WHY if g and isinstance(plan(sentence.text, context, g), WirePlan))
    return f"{_WHY[next(readable, None)]} {explain(gap)}"
