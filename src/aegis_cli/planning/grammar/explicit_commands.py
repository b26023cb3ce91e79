"""Finds the explicit commands of a sentence, by the grammar alone: all that `--yes` can approve."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Self

from aegis_cli.planning.grammar.explain import explain
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.steps import Doubt, Gap, plan_sentence
from aegis_cli.planning.plan import Context, Grade, Plan, Step
from aegis_cli.planning.read import Load, read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan


@dataclass(frozen=True, slots=True)
class ExplicitCommands:
    """What the grammar reads in a whole sentence, without a planner and without a guess."""

    steps: tuple[Step, ...] = ()
    """The steps that the sentence commands in plain words, in their order; none if it is no
    command."""
    why_none: Callable[[], str] = str
    """Says why there are no steps; it parses the sentence again."""
    guessed_as: str = ""
    """How the plan was read, where it is a guess, which no command covers; "" where it is none."""

    @classmethod
    def none_in_guess(cls, read_as: str) -> Self:
        """Return that a sentence commands nothing, since its plan is a guess."""
        return cls(why_none=lambda: _REASONS[Grade.GUESSED], guessed_as=read_as)


def explicit_commands_in(sentence: Sentence, context: Context, load: Load) -> ExplicitCommands:
    """Return the steps that a sentence commands, or why it is no explicit command.

    NOTE: this alone decides what `--yes` covers. No planner has a part in it, and a sentence that
    the grammar cannot read in full, word for word, covers nothing.
    """
    outcome = plan_sentence(sentence.text, context, Grade.IMPERATIVE)
    if isinstance(outcome, Gap):
        return ExplicitCommands(why_none=partial(_why_none, outcome, sentence, context))
    reading = read(outcome, sentence, context.chosen, load)
    return ExplicitCommands(reading.steps) if isinstance(reading, Plan) else ExplicitCommands()


_REASONS = {
    None: "It is not understood in full.",
    Grade.INDIRECT: "It asks or wishes, and only a plain order is covered.",
    Grade.CORRECTED: "It is understood only after some characters in it are corrected.",
    Grade.FROM_CONTEXT: "What it is about is only inferred: name it, or add -R OWNER/NAME.",
    Grade.GUESSED: "It was guessed from your words, and only a plain order is covered.",
}


def _why_none(gap: Gap, sentence: Sentence, context: Context) -> str:
    """Say at which grade a sentence is understood, and which part of it is no plain order."""
    if isinstance(gap, Doubt):
        return f"It may mean something else, and only a plain order is covered. {gap.missing}"
    grades = (
        grade
        for grade in _REASONS
        if grade and isinstance(plan_sentence(sentence.text, context, grade), WirePlan)
    )
    return f"{_REASONS[next(grades, None)]} {explain(gap, GRAMMAR)}"
