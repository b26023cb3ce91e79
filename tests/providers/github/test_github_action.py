"""An action of GitHub names its operation, and has its method, its path and its permission."""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.field_types import RepoName
from aegis_cli.actions.views import Line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import LabelResource


def define(name: str, **facts: Any) -> type[Action[Any]]:
    class Example(
        GitHubAction[list[LabelResource]],
        action=f"tests.{name}",
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
    ("facts", "needs"),
    [
        ({"op": "issues/list-labels-for-repo"}, "issues:read or pull_requests:read"),
        ({"op": "issues/list-labels-for-repo", "needs": "issues:read"}, "issues:read"),
        ({"op": "graphql:review_threads_list", "because": "it asks"}, "pull_requests:read"),
    ],
)
def test_an_action_needs_what_its_operation_needs_unless_it_says_so(
    facts: dict[str, str], needs: str
) -> None:
    cls = define(f"of_needs.{len(facts)}.{facts['op']}", **facts)

    assert needs == str(cls.facts.needs)


@pytest.mark.parametrize("facts", [{"op": "issues/list-label"}, {}])
def test_an_action_of_an_operation_that_is_not_documented_is_refused(facts: dict[str, str]) -> None:
    with pytest.raises(TypeError, match=r"Example: endpoints\.tsv has no operation"):
        define("of_nothing", **facts)


def test_an_action_cannot_state_a_path_beside_its_operation() -> None:
    with pytest.raises(TypeError, match="endpoint"):
        define("of_two", op="issues/list-labels-for-repo", endpoint="GET /repos/{repo}/labels")


def test_a_name_that_an_action_of_a_provider_has_is_refused() -> None:
    cls = define("again", op="issues/list-labels-for-repo")

    with pytest.raises(TypeError, match=r"the name 'tests\.again' is used twice"):
        define("again", op="issues/list-labels-for-repo")
    assert "tests.again" == cls.facts.action
