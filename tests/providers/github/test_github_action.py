"""An action of GitHub names its operation, and has the facts that GitHub documents of it."""

from typing import Any

import pytest
from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Label, RepoName
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, UpdateIssue
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.github.nouns.issues.milestones import UpdateMilestone
from aegis_cli.providers.github.nouns.labels.labels import UpdateLabel
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import UpdatePull
from aegis_cli.providers.github.resources import LabelResource
from tests.helpers.marked_actions import MoveFile
from tests.helpers.rows import for_each


def define(name: str, **facts: Any) -> type[Action[Any]]:
    return named(f"tests.{name}", **facts)


def named(name: str, **facts: Any) -> type[Action[Any]]:
    class Example(
        GitHubAction[list[LabelResource]],
        action=name,
        effect=Effect.READ,
        says="List labels",
        view=Line("{name}"),
        verbs=("list",),
        **facts,
    ):
        """List labels."""

        repo: RepoName
        """Where."""

    return Example


def test_an_action_has_the_method_and_the_path_of_its_operation() -> None:
    cls = define("of_an_operation", op="issues/list-labels-for-repo")

    assert ("GET", "/repos/{repo}/labels") == (cls.facts.method, cls.facts.path)
    assert list[LabelResource] == cls.facts.result


@pytest.mark.parametrize(
    ("facts", "needs", "envelope"),
    [
        ({"op": "issues/list-labels-for-repo"}, "issues:read or pull_requests:read", ""),
        ({"op": "issues/list-labels-for-repo", "needs": "issues:read"}, "issues:read", ""),
        ({"op": "actions/list-workflow-runs-for-repo"}, "actions:read", "workflow_runs"),
        (
            {"op": "actions/list-workflow-runs-for-repo", "envelope": "runs"},
            "actions:read",
            "runs",
        ),
        ({"op": "graphql:issues_pin", "because": "why not"}, "issues:write", "data.pinIssue.issue"),
    ],
)
def test_an_action_has_the_facts_of_its_operation_unless_it_says_others(
    facts: dict[str, str], needs: str, envelope: str
) -> None:
    cls = define(f"facts.{len(facts)}.{facts['op']}", **facts)

    assert (needs, envelope) == (str(cls.facts.needs), cls.facts.envelope)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            {"op": "issues/list-label"},
            "Example: op= is 'issues/list-label', which is no operation of endpoints/: write the id that GitHub gives it, as in op=\"issues/create\"",
        ),
        (
            {},
            "Example: op= is '', which is no operation of endpoints/: write the id that GitHub gives it, as in op=\"issues/create\"",
        ),
        (
            {"op": "issues/list-labels-for-repo", "endpoint": "GET /repos/{repo}/labels"},
            "Example: endpoint= stands beside op=, which says it: take endpoint= away",
        ),
    ],
)
def test_an_action_names_one_documented_operation(facts: dict[str, str], message: str) -> None:
    with pytest.raises(TypeError) as refused:
        define("of_nothing", **facts)

    assert message == str(refused.value)


class Rename(
    GitHubAction[LabelResource],
    op="issues/update-label",
    action="tests.rename",
    effect=Effect.WRITE,
    target=Made(),
    says="Rename {name}",
    view=Line("Renamed {name}"),
    verbs=("rename",),
):
    """Rename a label."""

    repo: RepoName
    """Where."""
    name: Label
    """Which."""
    new_name: Label | None = None
    """How."""


CHANGES: list[tuple[type[Action[Any]], dict[str, Any], str]] = [
    (UpdateIssue, {"issue_number": 1}, "title, body, labels, assignees or milestone"),
    (UpdateLabel, {"name": "bug"}, "new name, color or description"),
    (UpdateMilestone, {"milestone": "v1"}, "title, description, due on or state"),
    (UpdatePull, {"pull_number": 1}, "title, body or base"),
    (Rename, {"name": "bug"}, "new name"),
]


@for_each(("cls", "target", "either"), CHANGES)
def test_a_change_of_nothing_is_refused(
    cls: type[Action[Any]], target: dict[str, Any], either: str
) -> None:
    with pytest.raises(ValidationError, match=f"say what to change: {either} "):
        cls.model_validate({"repo": "acme/web"} | target)


@for_each(
    "changed",
    [
        UpdateIssue(repo="acme/web", issue_number=1, milestone="v1"),
        UpdateIssue(repo="acme/web", issue_number=1, body=""),
        CloseIssue(repo="acme/web", issue_number=1),
        Rename(repo="acme/web", name="bug", new_name="defect"),
        MoveFile(repo="acme/web", path="docs/a.md"),
    ],
)
def test_a_change_says_what_it_changes_or_always_changes_something(changed: Action[Any]) -> None:
    assert "PATCH" == changed.facts.method


def test_a_name_that_an_action_of_a_provider_has_is_refused() -> None:
    assert ListIssues.facts.action == "issues.list"
    with pytest.raises(TypeError, match=r"the name 'issues\.list' belongs to"):
        named("issues.list", op="issues/list-labels-for-repo")


def test_an_import_that_ctrl_c_has_ended_can_be_repeated() -> None:
    first, again = (define("again", op="issues/list-labels-for-repo") for _ in range(2))

    assert first is not again
    assert "tests.again" == again.facts.action
