"""What a sentence asks for, as the grammar alone reads it: all that `--yes` can cover."""

from dataclasses import dataclass

from aegis_cli.planning.grammar.steps import Gap, plan
from aegis_cli.planning.grammar.suggest import explain
from aegis_cli.planning.plan import Context, Grade, Plan, Step
from aegis_cli.planning.read import Load, read
from aegis_cli.planning.words import Sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """What the grammar reads in a whole sentence, without a planner and without a guess."""

    steps: tuple[Step, ...] = ()
    """The steps that it orders in plain words, in their order; none where it does not."""
    grade: Grade | None = Grade.IMPERATIVE
    """How directly it says what is read in it; `None` where it is not understood in full."""
    missing: str = ""
    """What of it is not understood as an order in plain words, or what it lacks."""


def asked(sentence: Sentence, context: Context, load: Load) -> Asked:
    """Read a sentence by the grammar: what it orders, or what keeps it from being an order.

    NOTE: this alone decides what `--yes` covers. No planner has a part in it, and whatever the
    grammar cannot read in full, word for word, covers nothing.
    """
    outcome = plan(sentence.text, context, Grade.IMPERATIVE)
    if isinstance(outcome, Gap):
        higher = (grade for grade in Grade if grade > Grade.IMPERATIVE)
        readable = (g for g in higher if not isinstance(plan(sentence.text, context, g), Gap))
        return Asked(grade=next(readable, None), missing=explain(outcome))
    reading = read(outcome, sentence, context.chosen, load)
    return Asked(reading.steps) if isinstance(reading, Plan) else Asked(grade=None)
