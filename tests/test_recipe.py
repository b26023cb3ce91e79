"""The recipe of docs/architecture.md, followed in a copy of the tree: one class and one row.

The action is one that the repository does not have. Nothing but its two files and what is generated
from them may be needed for a plan, a help page, a real run, and every test of all actions.
"""

import json
import os
import shutil
import subprocess
import sysconfig
import termios
import venv
from collections.abc import Mapping
from functools import partial
from io import FileIO
from pathlib import Path

import pytest

from tests.helpers.patience import PATIENCE
from tests.helpers.support import sandbox

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.whole

NEEDED = ("src", "tests", "tools", "docs", "README.md", "pyproject.toml")

CLASS = '''"""Actions on the rulesets of a repository."""

from typing import ClassVar

from aegis_cli.actions.field_types import Limit
from aegis_cli.actions.views import Column, Listing
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import Resource


class Ruleset(Resource):
    """A ruleset."""

    listing: ClassVar = Listing("ruleset|rulesets", (Column("NAME", "{name}", style="bold"),), ("{name}",))

    name: str


class ListRulesets(
    GitHubAction[list[Ruleset]],
    op="repos/get-repo-rulesets",
    action="rulesets.list",
    says="List the rulesets of {repo}",
    utterances=("list|show the rulesets [of {repo}]",),
):
    """List the rulesets of a repository."""

    repo: RepoName
    """Repository whose rulesets to list, as OWNER/NAME."""

    limit: Limit = 30
    """How many rulesets to show at most."""
'''

CASE = '''"""The cases of actions on rulesets."""

from aegis_cli.providers.github.nouns.repos.rulesets import ListRulesets
from tests.actions.case import Case

CASES = (
    Case(
        ListRulesets(repo="acme/web"),
        sends="GET /repos/acme/web/rulesets?per_page=30",
        said="list the rulesets of acme/web",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/rulesets?per_page=100",
        answer=[{"name": "protect main"}],
    ),
)
'''

WRITTEN = {
    "src/aegis_cli/providers/github/nouns/repos/rulesets.py": CLASS,
    "tests/actions/cases/repos/rulesets.py": CASE,
}
GENERATED = {
    *(
        f"src/aegis_cli/providers/github/{folder}/rulesets.tsv"
        for folder in ("index", "field_index")
    ),
    *("src/aegis_cli/providers/github/utterance_index/rulesets.json", "docs/actions/rulesets.md"),
    # They name the nouns, and rulesets is a new one.
    *("docs/actions.md", "docs/github-app.md"),
}
"""What is made of both; an action of a noun that is there changes nothing that others change."""
LIST = ("ask", "list the rulesets of acme/web", "--engine", "offline")
EXAMPLE = "The sandbox has no state for this: it shows GitHub's documented example.\r\n"
NOTHING: Mapping[str, str] = {}
GENERIC = ("tests/test_every_action.py", "tests/github_openapi/test_agreement.py")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the tree with what is compiled of it, write the two files, and generate the rest."""
    folder = tmp_path_factory.mktemp("recipe")
    kept = shutil.ignore_patterns("golden")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=kept)
        else:
            shutil.copy(ROOT / name, folder / name)
    for name, text in WRITTEN.items():
        assert not (folder / name).exists(), "the repository has it by now: take another action"
        (folder / name).write_text(text, encoding="utf-8")
    # A child of aegis takes its path from its interpreter, and from no variable.
    venv.create(folder / "venv", symlinks=True)
    (packages,) = (folder / "venv").glob("lib/*/site-packages")
    path = f"{folder / 'src'}\n{sysconfig.get_path('purelib')}\n"
    (packages / "recipe.pth").write_text(path, encoding="utf-8")
    run(folder, "-m", "tools.generate")
    return folder


def run(
    folder: Path, *words: str, terminal: int | None = None, more: Mapping[str, str] = NOTHING
) -> str:
    """Run Python in the copy, and return what it printed; its standard error may be a terminal."""
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("PYTHON")}
    # Hypothesis knows from there which constants are in modules that are the same.
    environment |= {"NO_COLOR": "1", **more}
    environment["HYPOTHESIS_STORAGE_DIRECTORY"] = str(ROOT / ".hypothesis")
    done = subprocess.run(  # our own interpreter
        [folder / "venv" / "bin" / "python", *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=terminal or subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + str(done.stderr)
    return done.stdout


def test_nothing_else_changes_but_what_is_generated_for_its_noun(copy: Path) -> None:
    below = (path for name in ("src", "tests", "docs") for path in (copy / name).rglob("*"))
    files = [*below, copy / "README.md"]
    ours = {path.relative_to(copy) for path in files if path.is_file() and path.suffix != ".pyc"}
    changed = {
        path.as_posix()
        for path in ours
        if not (ROOT / path).exists() or (ROOT / path).read_bytes() != (copy / path).read_bytes()
    }

    assert WRITTEN.keys() | GENERATED == changed


@pytest.mark.enable_socket
def test_every_test_of_all_actions_passes_for_it(copy: Path) -> None:
    shown = run(
        copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--row", "rulesets.list", *GENERIC
    )

    assert "failed" not in shown
    assert int(shown.strip().splitlines()[-1].split(" passed")[0].split()[-1]) > len(GENERIC)


@pytest.mark.enable_socket
def test_a_sentence_does_it_on_the_sandbox(copy: Path) -> None:
    words = ("ask", "list the rulesets of acme/web", "--engine", "offline", "--output", "json")

    document = json.loads(run(copy, "-m", "aegis_cli", "--sandbox", *words))

    assert ("done", "rulesets.list") == (document["status"], document["plan"]["steps"][0]["action"])
    assert "--limit" in run(copy, "-m", "aegis_cli", "do", "rulesets.list", "--help")


@pytest.mark.enable_socket
@pytest.mark.parametrize("output", ["text", "json"])
def test_a_person_at_a_terminal_is_told_what_is_only_an_example(output: str, copy: Path) -> None:
    told = told_at_a_terminal(copy, "--sandbox", *LIST, "--output", output)

    assert (output == "text") == (EXAMPLE in told)


@pytest.mark.enable_socket
def test_a_server_that_is_no_sandbox_of_this_process_is_not_believed(copy: Path) -> None:
    with sandbox() as github:
        told = told_at_a_terminal(copy, *LIST, more=github.environment)

    assert EXAMPLE not in told


def told_at_a_terminal(copy: Path, *words: str, more: Mapping[str, str] = NOTHING) -> str:
    """Run aegis with standard error on a terminal, and return what that shows."""
    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (50, 100))
    run(copy, "-m", "aegis_cli", *words, terminal=slave, more=more)
    os.close(slave)
    with open(master, "rb", buffering=0) as shown:  # noqa: PTH123  # a descriptor
        return b"".join(iter(partial(piece, shown), b"")).decode()


def piece(shown: FileIO) -> bytes:
    """Return what a terminal shows next; nothing where nobody writes to it any more."""
    try:
        return shown.read(4096)
    except OSError:
        return b""
