"""What a shell offers behind TAB: commands, actions, values of a choice, repositories of remotes."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.helpers.console import NOTHING, run_in
from tests.helpers.rows import for_each

REMOTES = {"origin": "https://github.com/acme/web.git", "upstream": "git@github.com:mona/web"}
BOARD = {"AEGIS_BOARD_API": "https://board.acme.example"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone")
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    for name, url in REMOTES.items():
        subprocess.run(["git", "-C", folder, "remote", "add", name, url], check=True)
    return folder


def offered(folder: Path, line: str, more: Mapping[str, str] = NOTHING) -> list[str]:
    """Return what bash is offered for the last word of a line; nothing is said beside it."""
    asked = {
        "_AEGIS_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    ended = run_in(folder, more={**asked, **more})
    assert (0, "") == (ended.code, ended.err)
    return ended.out.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("aegis conf", ["config"]),
        ("aegis do labels.c", ["labels.create"]),
        ("aegis actions labels.c", ["labels.create"]),
        ("aegis help do labels.c", ["labels.create"]),
        ("aegis help config ", ["check", "edit"]),
        ("aegis help config check ", []),
        ("aegis ask --engine ", ["gemini", "offline"]),
        ("aegis do issues.close --state-reason n", ["not_planned"]),
        ("aegis do labels.create --repo ", ["mona/web", "acme/web"]),
        ("aegis ask -R a", ["acme/web"]),
        ("aegis ask --repos acme/web,m", ["acme/web,mona/web", "acme/web,mona/*"]),
        ("aegis ask --deny issues.get,labels.c", ["issues.get,labels.create"]),
        ("aegis ask --allow rep", ["repos.*"]),
        ("aegis do labels.list --json ", ["color", "description", "name"]),
        ("aegis do labels.list --json name,c", ["name,color"]),
        ("aegis do pulls.get_diff --json ", []),
        ("aegis connect ", ["github"]),
        ("aegis do board.", []),
    ],
)
def test_a_value_is_offered(clone: Path, line: str, expected: list[str]) -> None:
    assert expected == offered(clone, line)[: len(expected) or None]


def test_outside_of_a_clone_no_repository_is_offered(tmp_path: Path) -> None:
    assert [] == offered(tmp_path, "aegis ask -R ")


@for_each(
    ("line", "expected"),
    [
        ("aegis do board.notes.p", ["board.notes.post"]),
        ("aegis do board.notes.post --te", ["--text"]),
        ("aegis do labels.c", ["labels.create"]),
        ("aegis actions board.notes.p", ["board.notes.post"]),
        ("aegis help do board.notes.p", ["board.notes.post"]),
        ("aegis ask --deny issues.get,board.notes.p", ["issues.get,board.notes.post"]),
        ("aegis --allow board.r", ["board.rooms.*", "board.rooms.get", "board.rooms.list"]),
        ("aegis connect b", ["board"]),
        ("aegis disconnect ", ["board", "github"]),
        ("aegis accounts ", ["board", "github"]),
        ("aegis whoami --provider b", ["board"]),
        ("aegis setup ", ["auth0", "fga", "github", "jira", "slack"]),
        ("aegis setup board ", ["auth0", "fga", "github", "jira", "slack"]),
        ("aegis --sandbox do board.", []),
    ],
)
def test_the_names_of_a_provider_are_offered_where_it_is_configured(
    tmp_path: Path, line: str, expected: list[str]
) -> None:
    assert expected == offered(tmp_path, line, BOARD)


@for_each("option", ["", "--config aegis.toml "])
def test_a_file_configures_it_as_well(tmp_path: Path, option: str) -> None:
    file = tmp_path / ("aegis.toml" if option else ".config/aegis/config.toml")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[providers.board]\n")

    assert ["board.notes.post"] == offered(tmp_path, f"aegis {option}do board.notes.p")


@for_each(
    "content",
    [
        b"[providers.board",
        b"providers = 1",
        b"[providers.pigeon]",
        b"\xff",
        b"#" * 300_000,
        b"a = " + b"9" * 5_000,
        b"a = " + b"[" * 5_000,
        None,  # a folder
    ],
)
def test_settings_that_are_broken_leave_github_alone_and_say_nothing(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "aegis.toml"
    if content is not None:
        file.write_bytes(content)
    given = f"aegis --config {'.' if content is None else file}"

    assert ["labels.create"] == offered(tmp_path, f"{given} do labels.c")
    assert [] == offered(tmp_path, f"{given} do board.")


def test_where_there_can_be_no_file_nothing_is_said_either(tmp_path: Path) -> None:
    nowhere = {"XDG_CONFIG_HOME": f"/{'x' * 5_000}"}

    assert ["labels.create"] == offered(tmp_path, "aegis do labels.c", nowhere)
