"""Every action class agrees with GitHub's description of its operation, and with its row.

Which permission an operation needs is in no description that can be installed: the row alone says
it, and no second source confirms it here. What GitHub describes of permissions, their names and
levels, is held in `tests/providers/github/test_app_permissions.py`.
"""

from itertools import count
from types import NoneType, new_class
from typing import Annotated, Any, Literal, get_args

import pytest
from pydantic import Field

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import load_all
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import At, Clear, ListItem, Unsent
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Body, IssueNumber, Label, RepoName, Title
from aegis_cli.providers.github.live_permissions import always_needed
from aegis_cli.providers.github.resources import LabelResource, Resource
from tests.github_openapi import agreement
from tests.github_openapi.description import Operation, the_description
from tests.helpers.marked_actions import (
    AddSubIssue,
    CreateReview,
    ListThreads,
    Protect,
    ResolveThread,
    SetMilestone,
)
from tests.helpers.rows import for_each
from tools.operations import rows

CATALOGUE = tuple(load_all())
DESCRIPTION = the_description()

ROWS = {row["action_name"]: row for row in rows()}

every_action = for_each("cls", CATALOGUE, ids=lambda cls: cls.facts.action)


def operation_of(cls: type[Action[Any]]) -> Operation:
    assert issubclass(cls, GitHubAction)
    return DESCRIPTION.operation(cls.op)


def asking(cls: type[Action[Any]]) -> str:
    """Return how an action is asked for, in the words of the table."""
    if cls.facts.effect is Effect.READ:
        return "none"
    words = {Approval.PLAIN: "yes", Approval.STRICT: "strict", Approval.TYPED: "typed"}
    return words[cls.facts.approval]


@every_action
def test_an_action_is_what_its_row_says(cls: type[Action[Any]]) -> None:
    row, operation = ROWS[cls.facts.action], operation_of(cls)

    document = f"graphql:{cls.facts.action.replace('.', '_')}"
    assert operation.id == (document if row["method"] == "GRAPHQL" else row["operation_id"])
    told = f"{cls.__name__} and its row of operations.tsv judge differently: change one of them"
    assert row["effect"] == str(cls.facts.effect), told
    # Of what several rows share, a class says its own; in brackets is what some values need besides.
    documented = row["fine_grained_permission"].partition(" (")[0]
    assert always_needed(operation.id, documented) == str(cls.facts.needs)
    assert row["confirm"] == asking(cls)


@every_action
def test_an_action_has_the_method_and_the_path_of_its_operation(cls: type[Action[Any]]) -> None:
    operation = operation_of(cls)

    path = operation.template.replace("template_", "").replace("{owner}/{repo}", "{repo}")
    assert (operation.method, path) == (cls.facts.method, cls.facts.path)


@every_action
def test_an_action_asks_for_what_its_operation_takes(cls: type[Action[Any]]) -> None:
    assert [] == agreement.of_request(cls, operation_of(cls))


@every_action
def test_an_action_reads_what_its_operation_answers(cls: type[Action[Any]]) -> None:
    assert [] == agreement.of_answer(cls, operation_of(cls))


# What is wrong is told

_NAMES = (f"tests.agreement{number}" for number in count())


def define(op: str, result: Any = None, **fields: Any) -> type[Action[Any]]:
    """Define an action of an operation, with these fields beside its path."""
    kinds = {"repo": RepoName, **fields}
    described = {name: Annotated[kind, Field(description="It.")] for name, kind in kinds.items()}
    facts = {
        "op": op,
        "action": next(_NAMES),
        "effect": Effect.WRITE,
        "target": Made(),
        "because": "nothing is sent",
        "says": "Do it in {repo}",
        "view": Line("Done"),
        "verbs": ("do",),
    }
    optional = {name: None for name, kind in fields.items() if NoneType in get_args(kind)}
    space = {"__annotations__": described, "__doc__": "Do it.", "__module__": __name__}
    base = GitHubAction.__class_getitem__(result)
    return new_class("Example", (base,), facts, lambda names: names.update(space | optional))


LIST = ("issues/list-for-repo", list[LabelResource])


class Pathless(ListItem):
    """A comment that says nothing of where it stands."""

    body: Title


WRONG: dict[str, tuple[type[Action[Any]], str]] = {
    "a value that is unknown": (
        define("issues/create", title=Title, colour=Title),
        "body.colour: GitHub takes no such value",
    ),
    "a value of the query that is unknown": (
        define(*LIST, limit=Limit, base=Title),
        "query.base: GitHub takes no such value",
    ),
    "nothing where something is required": (
        define("issues/create"),
        "body.title: GitHub requires it, and it is not always sent",
    ),
    "what is required may be left out": (
        define("issues/create", title=Title | None),
        "body.title: GitHub requires it, and it is not always sent",
    ),
    "a word that is unknown": (
        define(*LIST, limit=Limit, state=Literal["open", "merged"] | None),
        "query.state: the words are ['merged', 'open'], and GitHub takes ['open', 'closed', 'all']",
    ),
    "a text where words are": (
        define(*LIST, limit=Limit, state=Title),
        "query.state: the words are [], and GitHub takes ['open', 'closed', 'all']",
    ),
    "a constant that is no word": (
        define("issues/update", issue_number=IssueNumber, state=Literal["merged"]),
        "body.state: the words are ['merged'], and GitHub takes ['open', 'closed']",
    ),
    "a text where a number is": (
        define("issues/get", issue_number=Label),
        "query.issue_number: it is a string, and GitHub takes a integer",
    ),
    "items of another type": (
        define("issues/add-assignees", issue_number=IssueNumber, assignees=tuple[IssueNumber, ...]),
        "body.assignees[]: it is a integer, and GitHub takes a string",
    ),
    "fewer than there must be": (
        define("issues/add-labels", issue_number=IssueNumber, labels=tuple[Label, ...]),
        "body.labels: minItems is None, and GitHub's is 1",
    ),
    "a text that is too long": (
        define(
            "dependabot/update-alert",
            alert_number=IssueNumber,
            state=Literal["dismissed"],
            dismissed_comment=Body,
        ),
        "body.dismissed_comment: maxLength is 65536, and GitHub's is 280",
    ),
    "neither of two of which one is required": (
        define("dependabot/update-alert", alert_number=IssueNumber),
        "body.state: GitHub requires it, and it is not always sent",
    ),
    "what nobody should send": (
        define("repos/update", use_squash_pr_title_as_default=bool | None),
        "body.use_squash_pr_title_as_default: it is deprecated",
    ),
    "a list without a limit": (
        define(*LIST),
        "limit: it stands for the per_page of a list, and for nothing else",
    ),
    "a page that is larger than there are": (
        define("actions/list-repo-variables", list[LabelResource], limit=Limit),
        "limit: a page has at most 30 items",
    ),
    "a null that GitHub does not take": (
        define("issues/create", title=Title | Clear),
        "body.title: GitHub takes no null",
    ),
    "a list that GitHub takes empty, and never as a null": (
        SetMilestone,
        "body.assignees: GitHub takes no null",
    ),
    "a value at a place that is unknown": (
        define("issues/create", title=Title, body=Annotated[Body | None, At("text.body")]),
        "body.text: GitHub takes no such value",
    ),
    "an object without what it needs": (
        define(
            "pulls/create-review",
            pull_number=IssueNumber,
            comments=Annotated[tuple[Pathless, ...], Kind(role=Role.PAYLOAD)],
        ),
        "body.comments[].path: GitHub requires it, and it is not always sent",
    ),
    "nothing where an object needs something": (
        Protect,
        "body.restrictions.teams: GitHub requires it, and it is not always sent",
    ),
    "what is not found, and is required": (
        define("issues/add-sub-issue", issue_number=IssueNumber),
        "body.sub_issue_id: GitHub requires it, and it is not always sent",
    ),
    "a variable that a document does not have": (
        define("graphql:review_threads_resolve", threadId=Title, repo=Annotated[RepoName, At("r")]),
        "body.r: GitHub takes no such value",
    ),
    "a variable that is left out": (
        define("graphql:review_threads_resolve", repo=Annotated[RepoName, Unsent()]),
        "body.threadId: GitHub requires it, and it is not always sent",
    ),
    "a limit of no list": (
        define("issues/get", issue_number=IssueNumber, limit=Limit),
        "limit: it stands for the per_page of a list, and for nothing else",
    ),
}


@for_each(("cls", "told"), WRONG.values(), ids=WRONG)
def test_an_action_that_asks_for_more_is_told(cls: type[Action[Any]], told: str) -> None:
    assert [told] == agreement.of_request(cls, operation_of(cls))


@pytest.mark.parametrize(
    "cls",
    [CreateReview, AddSubIssue, ListThreads, ResolveThread],
    ids=lambda cls: cls.facts.action,
)
def test_what_has_marks_agrees_with_its_operation_or_document(cls: type[Action[Any]]) -> None:
    assert [] == agreement.of_request(cls, operation_of(cls))
    assert [] == agreement.of_answer(cls, operation_of(cls))


class Coloured(LabelResource):
    """A label with what GitHub does not answer."""

    hue: str | None = None


class Described(Resource):
    """A label that always has a description, which GitHub does not promise."""

    description: str


class Labelled(Resource):
    """An issue with labels of another shape."""

    labels: list[Coloured]


@pytest.mark.parametrize(
    ("op", "result", "told"),
    [
        (
            "issues/list-labels-for-repo",
            list[Coloured],
            "answer[].hue: GitHub answers no such value",
        ),
        ("issues/list-labels-for-repo", list[Described], "answer[].description: it may be null"),
        ("issues/create", Labelled, "answer.labels[].hue: GitHub answers no such value"),
        (
            "actions/list-workflow-runs-for-repo",
            list[Coloured],
            "answer[].color: GitHub answers no such value",
        ),
        ("repos/delete", LabelResource, "answer.name: GitHub answers no such value"),
    ],
)
def test_an_action_that_reads_more_is_told(op: str, result: Any, told: str) -> None:
    cls = define(op, result)

    assert told in agreement.of_answer(cls, operation_of(cls))
