"""What is said to be impossible: nobody plans it, and what is possible instead can be asked for."""

import re
from dataclasses import replace

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.words.impossible import Impossible
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.offline import guess_after
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.letters import plain
from aegis_cli.planning.wire import WirePlan
from tests.helpers.parsed import TODAY, parse
from tests.helpers.rows import for_each
from tests.helpers.suggested import HERE

IMPOSSIBLE = catalog.impossible()


@for_each("known", IMPOSSIBLE)
def test_what_is_impossible_is_planned_by_nobody_and_answered(known: Impossible) -> None:
    gap = plan_sentence(known.ask, HERE)

    assert isinstance(gap, Gap), (
        f"an action does {known.ask!r} now: change ask= and wish= of its row"
    )
    assert guess_after(gap, known.ask, HERE, TODAY) is None
    assert known == parse(known.ask, HERE)
    assert known == parse(known.ask, Context())


@for_each("known", IMPOSSIBLE)
def test_what_is_impossible_is_said_in_words_as_they_are_compared(known: Impossible) -> None:
    words = {word for groups in known.said for group in groups for word in group}

    assert words == {*map(plain, words)}
    assert known.page.startswith("https://docs.github.com/") or not known.page


def test_a_wish_for_things_that_have_actions_by_now_is_none() -> None:
    kinds = (frozenset({"deployment", "deployments"}),), (frozenset({"environments"}),)
    wish = replace(IMPOSSIBLE[0], said=kinds)

    assert replace(wish, said=kinds[:1]) == wish.beside_actions(frozenset({"environments"}))
    assert wish.beside_actions(frozenset({"environments", "deployments"})) is None


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

    untold = sorted(of_these_words - said)
    assert [] == untold, f"{untold} do a part of it: say how in instead=, or take the words away"


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


@for_each(
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
