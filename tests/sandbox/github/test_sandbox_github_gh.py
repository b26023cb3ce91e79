"""The gh program reads what the sandbox's GitHub has: its commands succeed, and show the state."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.rows import for_each
from tests.sandbox.github.gh_program import Gh, gh_at, programs
from tests.sandbox.github.served import Served, served

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not programs(), reason="gh is not on this machine"),
]

COMMANDS = {
    "api user": '"login":"mona"',
    "api graphql -f query={viewer{login}}": '"login":"mona"',
    'api graphql -f query={repository(owner:"acme",name:"web"){nameWithOwner}}': "acme/web",
    "issue list -R acme/web": "{issue}",
    "issue list -R acme/web --state all --label bug": "bug",
    "issue view {issue} -R acme/web": "{title}",
    "issue view {issue} -R acme/web --comments": "",
    "issue status -R acme/web": "Issues assigned to you",
    "pr list -R acme/web": "{pull}",
    "pr view {pull} -R acme/web": "{head}",
    "pr view {pull} -R acme/web --comments": "",
    "pr status -R acme/web": "Created by you",
    "pr diff {pull} -R acme/web": "diff --git",
    "repo view acme/web": "acme/web",
    "repo list": "mona/dotfiles",
    "repo list acme": "acme/web",
    "release list -R acme/web": "{tag}",
    "release view {tag} -R acme/web": "{tag}",
    "run list -R acme/web": "{run}",
    "run view {run} -R acme/web": "",
    "run view {run} -R acme/web --log": "",
    "workflow list -R acme/web": "CI",
    "workflow view CI -R acme/web": "CI",
    "label list -R acme/web": "bug",
    "search issues bug": "",
    "search prs fix": "",
    "search repos web": "acme/web",
    "search code readme": "",
    "search commits first": "",
    "gist list": "",
    "secret list -R acme/web": "",
    "variable list -R acme/web": "",
    "cache list -R acme/web": "",
    "ruleset list -R acme/web": "",
    "org list": "acme",
    "browse -n -R acme/web": "https://github.com/acme/web",
}
"""Each command with a part of what it prints."""


@pytest.fixture(name="door", scope="module")
def a_door() -> Iterator[Served]:
    with served() as door:
        yield door


@pytest.fixture(name="gh", scope="module", params=programs())
def a_gh(
    door: Served, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Gh]:
    folder = tmp_path_factory.mktemp("gh")
    with gh_at(request.param, door.base, folder) as gh:
        yield gh


def things(door: Served) -> dict[str, Any]:
    """Return what the commands are about."""
    web = "/repos/acme/web"
    issues = door.get(f"{web}/issues?per_page=100")
    issue = next(each for each in issues if "pull_request" not in each)
    pull = door.get(f"{web}/pulls")[0]
    runs = door.get(f"{web}/actions/runs")["workflow_runs"]
    return {
        "issue": issue["number"],
        "title": issue["title"],
        "pull": pull["number"],
        "head": pull["title"],
        "tag": door.get(f"{web}/releases/latest")["tag_name"],
        "run": next(each["id"] for each in runs if each["status"] == "completed"),
    }


@for_each("command", COMMANDS)
def test_a_reading_command_of_gh_shows_what_is_there(door: Served, gh: Gh, command: str) -> None:
    named = things(door)
    words = command.split()
    done = gh.run(*(word.format(**named) if word[0] == "{" else word for word in words))

    assert done.returncode == 0, done.stderr
    assert COMMANDS[command].format_map(named) in done.stdout


def test_checks_that_still_run_are_shown_and_the_code_says_so(door: Served, gh: Gh) -> None:
    done = gh.run("pr", "checks", str(things(door)["pull"]), "-R", "acme/web")

    assert (8, "") == (done.returncode, done.stderr)  # gh's own code for what is pending
    assert "pending" in done.stdout


def test_the_notifications_are_refused_as_to_every_token_of_an_app(gh: Gh) -> None:
    done = gh.run("api", "notifications")  # "status" asks for several things at once

    assert "Resource not accessible by integration" in done.stderr


def test_nothing_of_that_changed_anything(door: Served, gh: Gh) -> None:
    gh.run("issue", "list", "-R", "acme/web")
    sent = {(seen.method, seen.path) for seen in door.state.journal if seen.method != "GET"}

    assert {("POST", "/graphql")} == sent - {("HEAD", "/repos/acme/web")}


def test_the_files_of_a_release_come_from_the_storage_host(
    door: Served, gh: Gh, tmp_path: Path
) -> None:
    tag = things(door)["tag"]
    done = gh.run("release", "download", tag, "-R", "acme/web", "-D", str(tmp_path))

    assert done.returncode == 0, done.stderr
    assert any(tmp_path.iterdir())


def test_a_head_request_is_answered_as_a_get_without_its_body(door: Served) -> None:
    for path in ("/", "/repos/acme/web", "/repos/acme/web/releases/latest", "/user"):
        got, told = door.http.get(path), door.http.head(path)
        assert (told.status_code, told.content) == (200, b"")
        assert told.headers["content-type"] == got.headers["content-type"]
    assert door.http.head("/repos/acme/nothing").status_code == 404
