"""What a shell offers behind TAB: commands, actions, values of a choice, repositories of remotes."""

import subprocess
from pathlib import Path

import pytest

from tests.helpers.console import run_in

REMOTES = {"origin": "https://github.com/acme/web.git", "upstream": "git@github.com:mona/web"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone")
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    for name, url in REMOTES.items():
        subprocess.run(["git", "-C", folder, "remote", "add", name, url], check=True)
    return folder


def offered(folder: Path, line: str) -> list[str]:
    """Return what bash is offered for the last word of a line."""
    asked = {
        "_AEGIS_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    return run_in(folder, more=asked).out.split()


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
    ],
)
def test_a_value_is_offered(clone: Path, line: str, expected: list[str]) -> None:
    assert expected == offered(clone, line)[: len(expected) or None]


def test_outside_of_a_clone_no_repository_is_offered(tmp_path: Path) -> None:
    assert [] == offered(tmp_path, "aegis ask -R ")
