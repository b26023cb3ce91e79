"""What is suggested, and what is said to be impossible.

A suggestion never has another effect, target or text than the person's own sentence. The sentences
of `tests/data/suggested` were written for this, without sight of the reader, by what they ask for.
"""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import load
from aegis_cli.actions.fields import kinds_of
from aegis_cli.actions.impossible import Impossible
from aegis_cli.actions.kinds import ME
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.offline import guess_after
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.lenient.suggestions import MOST
from aegis_cli.planning.lenient.vocabulary import plain
from aegis_cli.planning.plan import Context, Literal, Plan, Step
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, WireStep
from tests.helpers.parsed import TODAY, parse
from tests.helpers.rows import for_each
from tests.helpers.suggested import HERE, WEIGHTS, Asked, suggested

FEWEST = 300
"""So many suggestions there are at least."""
IMPOSSIBLE = catalog.impossible()


def _plan(sentence: str, each: Asked) -> Plan:
    """Return the plan of a suggestion, whose values come from where the person said them."""
    wire = plan_sentence(sentence, each.context)
    assert isinstance(wire, WirePlan), (each.text, sentence)
    plan = read(wire, Sentence(each.text), each.context, load)
    assert isinstance(plan, Plan), (each.text, sentence)
    return plan


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
            if value.value != ME and reader not in {"choice", "date", "colour", "number", "count"}:
                yield str(value.value)


def test_a_suggestion_for_a_changed_sentence_means_what_the_sentence_meant() -> None:
    other = [
        (each.text, sentence)
        for each, sentence in suggested()
        if each.meant and not _is_part_of(sentence, each, each.meant)
    ]

    assert [] == other


def test_a_text_without_quotation_marks_is_suggested_as_it_stands_or_not_at_all() -> None:
    given = [(each, sentence) for each, sentence in suggested() if each.given]
    other = [
        (each.text, sentence)
        for each, sentence in given
        if not any(each.given in _values(step) for step in _plan(sentence, each).steps)
    ]

    assert given
    assert [] == other


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


# What is impossible


@for_each("known", IMPOSSIBLE)
def test_what_is_impossible_is_planned_by_nobody_and_answered(known: Impossible) -> None:
    gap = plan_sentence(known.ask, HERE)

    assert isinstance(gap, Gap)
    assert guess_after(gap, known.ask, HERE, TODAY) is None
    assert known == parse(known.ask, HERE)
    assert known == parse(known.ask, Context())


@for_each("known", IMPOSSIBLE)
def test_what_is_impossible_is_said_in_words_as_they_are_compared(known: Impossible) -> None:
    words = {word for groups in known.said for group in groups for word in group}

    assert words == {*map(plain, words)}
    assert known.page.startswith("https://docs.github.com/") or not known.page


def test_nothing_that_an_action_is_about_is_said_to_have_none_yet() -> None:
    nouns = {noun for name in catalog.nouns() for noun in (name, name.removesuffix("s"))}
    alone = {
        word
        for known in IMPOSSIBLE
        for groups in known.said
        if len(groups) == 1
        for word in groups[0]
    }

    assert set() == alone & nouns


@for_each("known", IMPOSSIBLE)
def test_what_is_possible_instead_can_be_asked_for(known: Impossible) -> None:
    words = {word for groups in known.said for each in groups for word in each}
    singular = {word.removesuffix("s") for word in words}
    of_these_words = {
        name
        for name in catalog.ENTRIES
        if {name.partition(".")[0].removesuffix("s"), name.partition(".")[2]} <= singular
    }

    said = {action for sentence in _sentences_in(known.instead) for action in _planned(sentence)}

    assert of_these_words <= said, "an action does a part of it, and nobody is told how"


def _sentences_in(text: str) -> list[str]:
    """Return what stands in quotation marks."""
    return [one or other for one, other in re.findall(r"\"(.+?)\"|\B'(.+?)'\B", text)]


def _planned(sentence: str) -> list[str]:
    wire = plan_sentence(sentence, HERE)
    assert isinstance(wire, WirePlan), sentence
    return [step.action for step in wire.steps]


@pytest.mark.parametrize(
    "sentence",
    [
        "how can I watch acme/web?",
        "Zeig meine Benachrichtigungen",
        "ウィキを編集して",
        "show my notifcations and wikis",
    ],
)
def test_it_is_said_in_any_language_and_to_a_question_too(sentence: str) -> None:
    assert isinstance(parse(sentence, HERE), Impossible)


@pytest.mark.parametrize(
    "sentence",
    [
        "open an issue titled 'Show my notifications'",
        "open an issue titled Fix the cache",
        "rename #12 to Clear the cache",
        "comment on #12: the deploy is broken",
        "comment that the package is broken on #12",
        "close #12 because the deploy is done",
        "add label project to #12",
        "label #12 security alert",
        "assign #12 to the release board",
        "create the branch cache",
        "merge deploy into main",
        "show the deploy workflow",
        "show user dependabot",
        "take #11 and merge it",
        "merge PR #11 into main and close issue #12",
        "pay attention to #12",
        "attach bob to #12",
        "show new token issues",
        "search for issues about email",
        "secretly close #12",
        "delete the project",
    ],
)
def test_words_of_a_text_ask_for_nothing(sentence: str) -> None:
    assert not isinstance(parse(sentence, HERE), Impossible)


def test_the_words_of_a_pull_request_are_no_issues_to_delete() -> None:
    assert "pulls.merge" in GRAMMAR.entries
    assert isinstance(parse("delete PR 11", HERE), Impossible)
    assert isinstance(parse("delete issue 11", HERE), WirePlan)
    assert isinstance(parse("label PR 11 bug", HERE), WirePlan)
