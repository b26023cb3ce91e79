"""What a shell offers behind TAB: commands, actions, values of a choice, repositories of remotes."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # it has no types
import pytest

from tests.helpers import command
from tests.helpers.console import NOTHING, run_in
from tests.helpers.rows import for_each

REMOTES = {"origin": "https://github.com/acme/web.git", "upstream": "git@github.com:mona/web"}
SHARE = Path(__file__).parent.parent.parent / "share"
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
        ("aegis do board.notes.post --te", ["--text", "--text-file"]),
        ("aegis do labels.c", ["labels.create"]),
        ("aegis actions board.notes.p", ["board.notes.post"]),
        ("aegis help do board.notes.p", ["board.notes.post"]),
        ("aegis ask --deny issues.get,board.notes.p", ["issues.get,board.notes.post"]),
        ("aegis --allow board.r", ["board.rooms.*", "board.rooms.get", "board.rooms.list"]),
        ("aegis connect b", ["board"]),
        ("aegis disconnect ", ["board", "github"]),
        ("aegis accounts ", ["board", "github"]),
        ("aegis whoami --provider b", ["board"]),
        ("aegis setup ", ["auth0", "fga", "github", "jira", "slack", "undo"]),
        ("aegis setup board ", ["auth0", "fga", "github", "jira", "slack", "undo"]),
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


def known(home: Path) -> dict[str, str]:
    """Return the environment of a shell that finds aegis, and the files that come with it."""
    path = f"{Path(command.path()).parent}:{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(home), "XDG_DATA_DIRS": str(SHARE), "TERM": "dumb"}


@pytest.mark.whole
def test_bash_offers_a_command_with_the_file_that_comes_with_aegis(tmp_path: Path) -> None:
    script = (
        f". {SHARE}/bash-completion/completions/aegis\n"
        "COMP_WORDS=(aegis conf) COMP_CWORD=1; _aegis_completion aegis; echo ${COMPREPLY[@]}"
    )

    assert b"config\n" == subprocess.check_output(["bash", "-c", script], env=known(tmp_path))


@pytest.mark.whole
@pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish")
def test_fish_offers_a_command_with_the_file_that_comes_with_aegis(tmp_path: Path) -> None:
    asked = ["fish", "-c", "complete -C 'aegis conf'"]

    assert subprocess.check_output(asked, env=known(tmp_path)).startswith(b"config\t")


@pytest.mark.whole
@pytest.mark.skipif(shutil.which("zsh") is None, reason="needs zsh")
def test_zsh_offers_a_command_at_the_first_tab(tmp_path: Path) -> None:
    setup = (
        f"PROMPT='> '; fpath=({SHARE}/zsh/site-functions $fpath); "
        "autoload -Uz compinit; compinit -u -D; echo RE''ADY"
    )
    zsh = pexpect.spawn("zsh", ["-f", "-i"], env=known(tmp_path), encoding="utf-8", timeout=60)
    zsh.sendline(setup)
    zsh.expect("READY")

    zsh.send("aegis conf\t")

    assert 0 == zsh.expect(["aegis config ", pexpect.TIMEOUT])
    zsh.close()
