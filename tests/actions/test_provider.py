"""An action says by its class whose operation it is."""

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.providers.github.github_types import RepoName, Title


def test_a_field_that_is_called_provider_is_refused() -> None:
    with pytest.raises((TypeError, NameError), match="shadow"):

        class Example(
            Action[None],
            action="tests.provider",
            effect=Effect.WRITE,
            target=Made(),
            endpoint="POST /repos/{repo}/issues",
            says="Open an issue",
            view=Line("Opened"),
            verbs=("open",),
        ):
            """Open an issue."""

            repo: RepoName
            """Where."""
            provider: Title  # type: ignore[misc,assignment]  # that is the claim
            """What."""
