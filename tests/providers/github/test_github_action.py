"""An action of GitHub names its operation, and has that operation's method and path."""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.field_types import RepoName
from aegis_cli.actions.views import Line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.nouns.issues import ListIssues
from aegis_cli.providers.github.resources import LabelResource


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


@pytest.mark.parametrize("facts", [{"op": "issues/list-label"}, {}])
def test_an_action_of_an_operation_that_is_not_documented_is_refused(facts: dict[str, str]) -> None:
    with pytest.raises(TypeError, match=r"Example: endpoints\.tsv has no operation"):
        define("of_nothing", **facts)


def test_an_action_cannot_state_a_path_beside_its_operation() -> None:
    with pytest.raises(TypeError, match="endpoint"):
        define("of_two", op="issues/list-labels-for-repo", endpoint="GET /repos/{repo}/labels")


def test_a_name_that_an_action_of_a_provider_has_is_refused() -> None:
    assert ListIssues.facts.action == "issues.list"
    with pytest.raises(TypeError, match=r"the name 'issues\.list' is used twice"):
        named("issues.list", op="issues/list-labels-for-repo")


def test_an_import_that_ctrl_c_has_ended_can_be_repeated() -> None:
    first, again = (define("again", op="issues/list-labels-for-repo") for _ in range(2))

    assert first is not again
    assert "tests.again" == again.facts.action
