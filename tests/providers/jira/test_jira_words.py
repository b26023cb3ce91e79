"""What no action does at Jira is answered with the reason, and the model is told little and all."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.actions.words.impossible import Impossible
from aegis_cli.planning.gemini.prompt import instruction
from aegis_cli.planning.gemini.signatures import ActionRow
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.offline import guess_after
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.letters import plain
from aegis_cli.planning.wire import WirePlan
from tests.helpers.parsed import TODAY, parse

pytestmark = pytest.mark.usefixtures("jira")


def told() -> str:
    return instruction(map(ActionRow.of, ENTRIES.values()))


def own() -> Iterator[Impossible]:
    every = catalog.impossible()
    catalog.enable_providers([])
    github = catalog.impossible()
    catalog.enable_providers(["jira"])
    return (each for each in every if each not in github)


def test_what_no_action_does_is_answered_with_the_reason() -> None:
    rows = [*own()]

    assert 11 == len(rows)
    assert [] == [k.ask for k in rows if k != parse(k.ask, Context(repo="acme/site"))]
    for known in rows:
        words = {word for groups in known.said for group in groups for word in group}
        assert words == {*map(plain, words)}


@pytest.mark.parametrize(
    ("sentence", "action"),
    [
        ("list jira projects", "jira.projects.search"),
        ("list the jira projects", "jira.projects.search"),
        ("list the jira boards", "jira.boards.list"),
        ("list the boards of WEB", "jira.boards.list"),
    ],
)
def test_what_github_has_no_action_for_is_read_where_it_is_jiras(
    sentence: str, action: str
) -> None:
    plan = parse(sentence, Context(repo="acme/site"))

    assert isinstance(plan, WirePlan)
    assert [action] == [step.action for step in plan.steps]


def test_where_jira_is_named_nothing_is_said_of_github() -> None:
    context = Context(repo="acme/site")

    at_github = parse("drag the project column to the left", context)
    at_jira = parse("drag the jira column of the board to the left", context)

    assert isinstance(at_github, Impossible)
    assert at_github.provider == "github"
    assert not isinstance(at_jira, Impossible)


@pytest.mark.parametrize(
    ("sentence", "actions"),
    [
        ("gimme my tickets", []),
        ("gimme the open tickets", []),
        ("gimme the issues assigned to bob", ["issues.search"]),
        ("gimme tickets in acme/web pls", ["issues.list"]),
        ("jira tickets about login pls", ["jira.issues.search"]),
    ],
)
def test_no_guess_takes_tickets_for_issues_where_no_repository_is_named(
    sentence: str, actions: list[str]
) -> None:
    gap = plan_sentence(sentence, Context())
    assert isinstance(gap, Gap)
    guess = guess_after(gap, sentence, Context(), TODAY)

    assert actions == [step.action for step in (guess.plan.steps if guess else [])]


def test_jiras_part_of_the_prompt_is_small() -> None:
    whole = len(told())
    catalog.enable_providers([])
    github = len(told())

    # A token is some four characters here: that is far below 2,500 tokens.
    assert 0 < whole - github < 6_500


def test_the_notes_name_what_the_catalogue_has() -> None:
    notes = dict(catalog.model_notes())["jira"]

    assert len(notes.splitlines()) <= 12
    for name in ("issues.transition", "sprints.move_issues", "boards.list", "sprints.list"):
        assert name in notes
        assert f"jira.{name}" in ENTRIES
