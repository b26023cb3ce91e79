"""GitHub as a provider: each of its actions reaches it, and naming it imports nothing of it."""

import subprocess
import sys
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.core.secret import Secret
from aegis_cli.providers.default import DEFAULT
from aegis_cli.providers.github.nouns.actions.run_changes import RerunRun
from aegis_cli.providers.github.nouns.actions.runs import ListRuns
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from aegis_cli.providers.github.nouns.labels.labels import DeleteLabel, ListLabels
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull, ListPullCommits
from aegis_cli.providers.github.nouns.repos.repos import ListUserRepos
from aegis_cli.providers.github.provider import GITHUB
from tests.helpers.rows import for_each


def test_every_action_reaches_github_by_its_class() -> None:
    assert {GITHUB} == {action.provider for action in catalog.load_all()}


def test_a_command_that_names_no_action_means_github() -> None:
    assert GITHUB is DEFAULT


def test_who_is_meant_by_me_is_a_read_of_githubs_own() -> None:
    assert GetMe() == GITHUB.bind_me()


def test_the_kind_of_a_token_is_told_by_githubs_prefixes() -> None:
    assert "ghu_" == GITHUB.token_side().kind_of(Secret("ghu_secret"))


@pytest.mark.parametrize("module", ["aegis_cli.providers.default", "aegis_cli.settings.known"])
def test_naming_github_imports_neither_its_client_nor_its_tokens_nor_an_action(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    loaded = done.stdout.split()

    assert "pydantic" not in loaded
    names = ("", ".provider", ".repositories")
    assert {f"aegis_cli.providers.github{name}" for name in names} == {
        name for name in loaded if name.startswith("aegis_cli.providers.github")
    }


@pytest.mark.parametrize(
    ("base", "host"),
    [
        ("https://api.github.com", "github.com"),
        ("https://api.octocorp.ghe.com", "octocorp.ghe.com"),
        ("https://ghes.example/api/v3", "ghes.example"),
        ("http://127.0.0.1:8484", "github.com"),
        ("http://localhost:8484", "github.com"),
    ],
)
def test_the_host_of_the_remotes_follows_from_the_api(base: str, host: str) -> None:
    assert host == GITHUB.web_host(base)


@for_each(
    ("action", "page"),
    [
        (GetIssue(repo="acme/web", issue_number=12), "/acme/web/issues/12"),
        (GetPull(repo="acme/web", pull_number=3), "/acme/web/pull/3"),
        (RerunRun(repo="acme/web", run_id=9), "/acme/web/actions/runs/9"),
        (DeleteLabel(repo="acme/web", name="a/b?c"), "/acme/web"),
        (ListLabels(repo="acme/web"), "/acme/web/labels"),
        (ListIssues(repo="acme/web", state="closed"), "/acme/web/issues"),
        (ListRuns(repo="acme/web"), "/acme/web/actions"),
        (ListPullCommits(repo="acme/web", pull_number=3), "/acme/web/pull/3"),
        (ListUserRepos(username="mona"), "/mona?tab=repositories"),
    ],
)
def test_what_a_call_is_about_has_a_page_at_the_providers_own_website(
    action: Action[Any], page: str
) -> None:
    assert f"https://github.com{page}" == GITHUB.page(action, "https://api.github.com")
    assert f"https://ghes.example{page}" == GITHUB.page(action, "https://ghes.example/api/v3")


def test_what_is_no_page_is_none() -> None:
    assert GITHUB.page(GetMe(), "https://api.github.com") is None
    assert GITHUB.page(GetIssue(repo="acme/web", issue_number=1), "http://127.0.0.1:1") is None
