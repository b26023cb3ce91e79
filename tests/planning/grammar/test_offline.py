"""The planner without a model: the grammar behind the planner's port."""

import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from aegis_cli.actions.catalog import load
from aegis_cli.planning.expansion import expand
from aegis_cli.planning.offline import GrammarFirst, OfflinePlanner, is_whole
from aegis_cli.planning.plan import Context, Invalid, Origin, Plan, Reading, Suggestions
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan
from tests.helpers.parsed import NOW, parse
from tests.helpers.rows import for_each

ROOT = Path(__file__).parents[3]
NOWHERE = Context()
OPENING = "open an issue in acme/web titled 'Crash on start'"


def proposed(text: str, context: Context = NOWHERE) -> Reading:
    sentence = Sentence(text)
    return OfflinePlanner(lambda: NOW, guesses=False).propose(
        sentence, context, lambda wire: read(wire, sentence, context, load)
    )


def test_a_documented_sentence_becomes_the_typed_plan_with_its_origins() -> None:
    plan = proposed(OPENING)

    assert isinstance(plan, Plan)
    (step,) = plan.steps
    assert "issues.create" == step.action.facts.action
    assert {"repo": "acme/web", "title": "Crash on start"} == expand(plan, {})[
        0
    ].action.sent_arguments()
    assert {"repo": Origin.USER, "title": Origin.USER} == step.provenance


def test_the_planner_returns_what_the_pipeline_makes_of_its_proposal() -> None:
    seen: list[WirePlan] = []
    made = Plan(())

    def understand(wire: WirePlan) -> Reading:
        seen.append(wire)
        return made

    assert made is OfflinePlanner(lambda: NOW, guesses=False).propose(
        Sentence(OPENING), NOWHERE, understand
    )
    assert [parse(OPENING, NOWHERE)] == seen


@pytest.mark.parametrize("text", ["", "hello", "close it", "frobnicate acme/web", "open an issue"])
def test_a_sentence_that_does_not_parse_gives_suggestions_and_no_guess(text: str) -> None:
    def understand(wire: WirePlan) -> Reading:
        raise AssertionError(f"guessed {wire}")

    found = OfflinePlanner(lambda: NOW, guesses=False).propose(Sentence(text), NOWHERE, understand)

    assert isinstance(found, Suggestions)
    assert len(found.sentences) <= 5


def guessed(text: str, context: Context = NOWHERE) -> Reading:
    sentence = Sentence(text)
    return OfflinePlanner(lambda: NOW, guesses=True).propose(
        sentence, context, lambda wire: read(wire, sentence, context, load)
    )


def test_what_the_grammar_does_not_read_is_a_guess_that_says_how_it_was_read() -> None:
    strict, found = proposed("acme/web#12 pls close"), guessed("acme/web#12 pls close")

    assert isinstance(strict, Suggestions)
    assert isinstance(found, Plan)
    assert "close acme/web#12" == found.read_as
    assert ["issues.close"] == [step.action.facts.action for step in found.steps]


def test_the_lenient_reader_is_imported_for_a_guess_alone() -> None:
    program = (
        "import sys\n"
        "from tests.planning.grammar.test_offline import OPENING, guessed\n"
        "for text in (OPENING, 'acme/web#12 pls close'):\n"
        "    guessed(text)\n"
        "    print('aegis_cli.planning.lenient.reader' in sys.modules)\n"
    )

    told = subprocess.check_output([sys.executable, "-c", program], text=True, cwd=ROOT)

    assert ["False", "True"] == told.split()


@pytest.mark.parametrize("text", [OPENING, "can you close acme/web#12"])
def test_what_the_grammar_reads_is_no_guess(text: str) -> None:
    found = guessed(text)

    assert isinstance(found, Plan)
    assert "" == found.read_as


def test_what_was_taken_from_other_words_was_guessed_and_made_up_by_no_model() -> None:
    found = guessed("which issues were opened this month?", Context(repo="acme/web"))

    assert isinstance(found, Plan)
    (step,) = found.steps
    assert ("created_since",) == step.fields_from(Origin.GUESSED)
    assert () == step.fields_from(Origin.MODEL)


@pytest.mark.parametrize("text", ["list issues", "label acme/web#1", "assign acme/web#1"])
def test_a_value_that_is_missing_is_asked_for_and_no_other_action_is_guessed(text: str) -> None:
    found = guessed(text)

    assert isinstance(found, Suggestions)
    assert proposed(text) == found


@pytest.mark.parametrize("text", ["", " ", "\ud800 gimme bugs", "gimme bugs " * 8_000])
def test_what_cannot_be_read_is_not_guessed(text: str) -> None:
    assert isinstance(guessed(text), Suggestions)


def test_an_invalid_plan_is_explained_with_its_reason() -> None:
    found = OfflinePlanner(lambda: NOW, guesses=False).propose(
        Sentence(OPENING), NOWHERE, lambda _: Invalid("s1 issues.create: the title is too long")
    )

    assert Suggestions((), "s1 issues.create: the title is too long") == found


def test_the_current_repository_is_where_it_happens() -> None:
    plan = proposed("list the open issues", Context(repo="acme/web"))

    assert isinstance(plan, Plan)
    assert Origin.CONTEXT is plan.steps[0].provenance["repo"]


def test_standard_input_is_taken_only_where_there_is_some() -> None:
    text = "comment on acme/web#12 with standard input"

    with_it, without = proposed(text, Context(stdin=True)), proposed(text)

    assert isinstance(with_it, Plan)
    assert Origin.STDIN is with_it.steps[0].provenance["body"]
    assert isinstance(without, Suggestions)


def test_the_grammar_plans_first_and_another_planner_is_made_only_where_it_does_not_read() -> None:
    made: list[str] = []

    class Other:
        def propose(self, sentence: Sentence, *_: object) -> Reading:
            made.append(sentence.text)
            return Suggestions(("show acme/web#12",))

    def reading(text: str) -> Reading:
        sentence = Sentence(text)
        first = GrammarFirst(Other)
        return first.propose(sentence, NOWHERE, lambda wire: read(wire, sentence, NOWHERE, load))

    assert isinstance(reading("close acme/web#12"), Plan)
    assert isinstance(reading("can you close acme/web#12"), Plan)
    assert [] == made
    assert Suggestions(("show acme/web#12",)) == reading("shut acme/web#12")
    assert Suggestions(("show acme/web#12",)) == reading("acme/web#12 pls close")
    assert ["shut acme/web#12", "acme/web#12 pls close"] == made


@for_each(
    ("text", "whole"),
    [
        ("list labels in acme/web", True),
        ("close acme/web#12", True),
        ("acme/web", False),
        ("#12", False),
        ("the second one", False),
        ("close it", False),
        ("yes", False),
        ("acme/web#12 pls close", False),
    ],
)
def test_a_sentence_is_whole_if_it_lacks_nothing(text: str, *, whole: bool) -> None:
    assert whole is is_whole(text, Context())


@pytest.mark.usefixtures("board")
def test_no_model_decides_which_of_two_providers_a_sentence_means() -> None:
    def unasked() -> NoReturn:
        raise AssertionError("a model was asked")

    sentence = Sentence("who am i")

    found = GrammarFirst(unasked).propose(
        sentence, NOWHERE, lambda wire: read(wire, sentence, NOWHERE, load)
    )

    assert isinstance(found, Suggestions)
    assert "This may be meant for Board or for GitHub" in found.missing
    assert found == guessed("who am i")
