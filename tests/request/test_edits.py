"""Edits at the question: which texts, whose words they become, and that they are checked anew."""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.fields import resolved_ids
from aegis_cli.actions.fields.marks import CLEAR, Clear
from aegis_cli.actions.results.templates import holes
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.expansion import Act, digest
from aegis_cli.planning.plan import Literal, Origin
from aegis_cli.providers.github.github_types import Description, RepoName, Title
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.github.nouns.labels.labels import DeleteLabel
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.request.edits import Edits, texts_of, with_edits
from tests.actions.cases import CASES
from tests.helpers.act_factory import act_of
from tests.helpers.rows import for_each


class Entitle(
    Action[None],
    action="tests.entitle",
    effect=Effect.ASKED,
    target=Made(),
    endpoint="PUT /repos/{repo}/title",
    says="Entitle {repo}",
    view=Line("Entitled {@repo}"),
    verbs=("entitle",),
    confirmation=Confirmation(phrase="{title}"),
):
    """Give a repository a title, which is what names the target to whoever approves it."""

    provider = GITHUB

    repo: RepoName
    """Repository."""
    title: Title
    """Title."""
    subtitle: Description | Clear | None = None
    """Subtitle."""


ALL = {name: case.full for name, case in CASES.items()}


def act(action: Action[Any], origin: Origin = Origin.MODEL, id_: str = "s1") -> Act:
    return act_of(id_, action, dict.fromkeys(action.sent_arguments(), origin))


CREATE = act(CreateIssue(repo="acme/web", title="Crash", body="It crashes.", labels=("bug",)))
COMMENT = act(AddComment(repo="acme/web", issue_number=12, body="Me too"), Origin.STDIN, "s2")


@pytest.mark.parametrize(
    ("action", "names"),
    [
        (CREATE.action, {"title", "body"}),
        (COMMENT.action, {"body"}),
        (CloseIssue(repo="acme/web", issue_number=12), set()),
        (DeleteLabel(repo="acme/web", name="bug"), set()),
        (ListIssues(repo="acme/web"), set()),
    ],
)
def test_what_people_will_read_can_be_edited_and_no_target(
    action: Action[Any], names: set[str]
) -> None:
    assert names == texts_of(act(action)).keys()


@for_each("name", ALL)
def test_of_no_action_a_read_a_phrase_or_what_a_read_found_is_edited(name: str) -> None:
    action = ALL[name]
    confirmation = action.facts.confirmation
    named = {*(holes(confirmation.phrase) if confirmation else ()), *resolved_ids(type(action))}

    texts = texts_of(act(action))

    assert texts.keys().isdisjoint(named)
    assert not texts or action.facts.effect > Effect.READ
    assert not {place.name for _, place in action.containers()} & {*texts.values()}


@pytest.mark.parametrize(("subtitle", "names"), [("Two", {"subtitle"}), (CLEAR, set())])
def test_neither_what_a_phrase_names_nor_what_is_cleared_can_be_edited(
    subtitle: str, names: set[str]
) -> None:
    action = Entitle.model_validate({"repo": "acme/web", "title": "One", "subtitle": subtitle})

    assert names == texts_of(act(action)).keys()


def test_an_edited_text_is_the_persons_and_all_else_is_as_it_was() -> None:
    acts = (CREATE, COMMENT)

    after = with_edits(acts, Edits({"s1": {"title": "Crash on start"}, "s2": {"body": "Mine"}}))

    assert ("Crash on start", "It crashes.") == (after[0].action.title, after[0].action.body)  # type: ignore[attr-defined]
    assert Origin.USER == after[0].provenance["title"]
    assert Literal("Crash on start", Origin.USER) == after[0].step.values["title"]
    assert Origin.MODEL == after[0].provenance["body"]
    assert (Origin.USER, Origin.STDIN) == (after[1].provenance["body"], after[1].provenance["repo"])
    assert digest(after) != digest(acts)
    assert b"Crash on start" in (after[0].request.body or b"")


def test_an_act_that_was_not_edited_is_the_same() -> None:
    assert COMMENT is with_edits((CREATE, COMMENT), Edits({"s1": {"title": "x"}}))[1]


@pytest.mark.parametrize("text", ["", "   ", "x" * 257, "a\x00b", "\ud800"])
def test_a_text_that_does_not_fit_is_refused_without_saying_it(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        with_edits((CREATE,), Edits({"s1": {"title": text}}))

    assert Code.BAD_INPUT is raised.value.code
    assert raised.value.message.startswith("What you wrote does not fit: title")
    assert "xxx" not in raised.value.message


@pytest.mark.parametrize("name", ["repo", "labels", "issue_number", "milestone", "nothing"])
def test_an_edit_of_anything_else_is_a_bug(name: str) -> None:
    with pytest.raises(ValueError, match="only a text"):
        with_edits((CREATE,), Edits({"s1": {name: "evil/web"}}))
