"""gh, as it is, at a door: its reading commands show what is there, and no command writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.providers.github.gh_door.gh_folder import PLACEHOLDER
from aegis_cli.providers.github.gh_door.verdict import GhRead, GhWrite
from tests.helpers.rows import for_each
from tests.providers.github.gh_door.door_here import DoorHere, gh_at_door
from tests.sandbox.github.gh_program import Gh, programs
from tests.sandbox.github.served import TOKEN, Served, served
from tests.sandbox.github.test_sandbox_github_gh import COMMANDS, things

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not programs(), reason="gh is not on this machine"),
]

WRITES = {
    "issue create -R acme/web -t New -b Text": "issues.create",
    "issue close {issue} -R acme/web": "issues.close",
    "issue comment {issue} -R acme/web -b Text": "issues.add_comment",
    "issue edit {issue} -R acme/web -t New": "issues.update",
    "issue delete {issue} -R acme/web --yes": "issues.delete",
    "issue lock {issue} -R acme/web": "issues.lock",
    "issue pin {issue} -R acme/web": "issues.pin",
    "pr close {pull} -R acme/web": "pulls.close",
    "pr comment {pull} -R acme/web -b Text": "issues.add_comment",
    "pr merge {pull} -R acme/web --squash --admin": "pulls.merge",
    "pr review {pull} -R acme/web --approve": "reviews.create",
    "label create new -R acme/web": "labels.create",
    "label delete bug -R acme/web --yes": "labels.delete",
    "release create v9 -R acme/web --notes Text": "releases.create",
    "release delete {tag} -R acme/web --yes": "releases.delete",
    "repo create new --public": "repos.create",
    "repo edit acme/web --description Text": "repos.update",
    "repo delete acme/web --yes": "repos.delete",
    "repo fork acme/web --clone=false": "repos.fork",
    "run delete {run} -R acme/web": "runs.delete",
    "variable set NAME -R acme/web -b Text": "variables.",
    "workflow run CI -R acme/web": "workflows.",
    "gist create file": "gists.create",
    "api user/keys -f key=x": "no action",
    "api -X DELETE repos/acme/web": "repos.delete",
    "api -X PATCH repos/acme/web/issues/{issue} -f state=closed": "issues.",
    "api repos/acme/web/issues -f title=New": "issues.create",
    'api graphql -f query=mutation{{closeIssue(input:{{issueId:"I"}}){{clientMutationId}}}}': "issues.close",
}
"""Each command with a part of the name of the action that does the same."""


@pytest.fixture(name="sandbox", scope="module")
def a_sandbox() -> Iterator[Served]:
    with served() as sandbox:
        yield sandbox


@pytest.fixture(name="at_door", scope="module", params=programs())
def a_gh(
    sandbox: Served, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[Gh, DoorHere]]:
    folder = tmp_path_factory.mktemp("gh")
    (folder / "file").write_text("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA mona\n")
    with gh_at_door(request.param, sandbox.base, folder) as (gh, door):
        yield gh, door


@for_each("command", COMMANDS)
def test_a_reading_command_shows_what_is_there(
    sandbox: Served, at_door: tuple[Gh, DoorHere], command: str
) -> None:
    gh, door = at_door
    named = things(sandbox)
    door.judged.clear()
    words = command.split()
    done = gh.run(*(word.format(**named) if word[0] == "{" else word for word in words))

    assert done.returncode == 0, done.stderr
    assert COMMANDS[command].format_map(named) in done.stdout
    assert [] == [verdict for _, verdict in door.judged if not isinstance(verdict, GhRead)]


@for_each("command", WRITES)
def test_a_writing_command_is_told_which_action_does_the_same(
    sandbox: Served, at_door: tuple[Gh, DoorHere], command: str
) -> None:
    gh, door = at_door
    named = things(sandbox)
    sandbox.state.journal.clear()
    door.judged.clear()
    done = gh.run(*(word.format(**named) for word in command.split()))

    assert done.returncode != 0
    assert [] == [
        seen
        for seen in sandbox.state.journal
        if (seen.method, seen.path) != ("POST", "/graphql") and seen.method not in {"GET", "HEAD"}
    ]
    writes = [verdict for _, verdict in door.judged if isinstance(verdict, GhWrite)]
    assert WRITES[command] in writes[0].told
    assert writes[0].told in done.stderr + done.stdout


def test_the_files_of_a_release_come_from_the_storage_host_without_a_token(
    sandbox: Served, at_door: tuple[Gh, DoorHere], tmp_path: Path
) -> None:
    gh, _ = at_door
    tag = things(sandbox)["tag"]
    done = gh.run("release", "download", tag, "-R", "acme/web", "-D", str(tmp_path))

    assert done.returncode == 0, done.stderr
    assert any(tmp_path.iterdir())


def test_gh_has_the_placeholder_and_sends_no_token_of_ours(at_door: tuple[Gh, DoorHere]) -> None:
    gh, door = at_door
    door.judged.clear()
    done = gh.run("api", "user", "--verbose")

    assert PLACEHOLDER in gh.run("auth", "token").stdout
    assert TOKEN not in done.stdout + done.stderr
    assert {f"token {PLACEHOLDER}"} == {seen.headers["authorization"] for seen, _ in door.judged}


def test_another_host_is_refused(at_door: tuple[Gh, DoorHere]) -> None:
    gh, _ = at_door
    done = gh.run("api", "https://evil.example/x")

    assert done.returncode == 1
    assert "nothing to another host" in done.stderr + done.stdout
