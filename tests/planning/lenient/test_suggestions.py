"""What is suggested: nothing that the person has not said.

A suggestion never has another effect, target or text than the person's own sentence. The sentences
of `tests/data/suggested` were written for this, without sight of the reader, by what they ask for.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from aegis_cli.actions.catalog import load
from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.actions.fields.kinds import ME
from aegis_cli.actions.fields.marks import Clear
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.lenient.suggestions import MOST
from aegis_cli.planning.plan import Literal, Plan, Step
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, WireStep
from tests.helpers.suggested import HERE, WEIGHTS, Asked, suggested

SAID_OTHERWISE = frozenset({"choice", "date", "colour", "number", "count"})
"""The kinds of values that other words than their own say."""
FEWEST = 300
"""So many suggestions there are at least."""


def _plan(sentence: str, each: Asked) -> Plan:
    """Return the plan of a suggestion, whose values come from where the person said them."""
    wire = plan_sentence(sentence, each.context)
    assert isinstance(wire, WirePlan), (each.text, sentence)
    plan = read(wire, Sentence(each.text), each.context, load)
    assert isinstance(plan, Plan), (each.text, sentence)
    return plan


@pytest.mark.whole
def test_there_are_enough_suggestions_to_say_something_of_them() -> None:
    assert FEWEST <= len(suggested())
    assert MOST >= max(Counter(each.text for each, _ in suggested()).values())


def test_no_suggestion_changes_more_than_was_asked_for() -> None:
    heavier = [
        (each.text, sentence)
        for each, sentence in suggested()
        for step in _plan(sentence, each).steps
        if WEIGHTS[step.action.facts.effect.name.casefold()] > max(0, each.weight)
    ]

    assert [] == heavier


def test_no_suggestion_has_a_target_or_a_text_that_the_person_did_not_give() -> None:
    beyond = [
        (each.text, sentence, value)
        for each, sentence in suggested()
        for step in _plan(sentence, each).steps
        for value in _values(step)
        if value.casefold() not in f"{each.text} {each.context.repo}".casefold()
    ]

    assert [] == beyond


def _values(step: Step) -> Iterator[str]:
    """Yield the values that name a thing, or are a text; not what a word of ours stands for."""
    for name, given in step.values.items():
        reader = kinds_of(step.action)[name].reads
        for value in given if isinstance(given, tuple) else (given,):
            if not isinstance(value, Literal) or not isinstance(value.value, str | int):
                continue
            is_unsaid = value.value in {ME, Clear.CLEAR, step.action.model_fields[name].default}
            if not is_unsaid and reader not in SAID_OTHERWISE:
                yield str(value.value)


def test_a_suggestion_for_a_changed_sentence_means_what_the_sentence_meant() -> None:
    other = [
        (each.text, sentence)
        for each, sentence in suggested()
        if each.meant and not (_only_looks(sentence) or _is_part_of(sentence, each, each.meant))
    ]

    assert [] == other


def test_a_text_without_quotation_marks_is_suggested_as_it_stands_or_not_at_all() -> None:
    given = [(each, sentence) for each, sentence in suggested() if each.given]
    other = [
        (each.text, sentence)
        for each, sentence in given
        if not _only_looks(sentence)
        and not any(each.given in _values(step) for step in _plan(sentence, each).steps)
    ]

    assert given
    assert [] == other


def _only_looks(sentence: str) -> bool:
    """Tell whether a suggestion shows something, which is less than any order asks for."""
    wire = plan_sentence(sentence, HERE)
    return isinstance(wire, WirePlan) and all(GRAMMAR.actions[s.action].reads for s in wire.steps)


def _is_part_of(sentence: str, each: Asked, whole: tuple[WireStep, ...]) -> bool:
    """Tell whether a suggestion has the meant actions, and no argument that was not meant."""
    wire = plan_sentence(sentence, each.context)
    assert isinstance(wire, WirePlan)
    pairs = list(zip(wire.steps, whole, strict=False))
    return len(wire.steps) == len(whole) and all(
        step.action == meant.action
        and {(arg.name, arg.value) for arg in step.args}
        <= {(arg.name, arg.value) for arg in meant.args}
        for step, meant in pairs
    )
