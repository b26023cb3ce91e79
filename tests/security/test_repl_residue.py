"""Nothing to steal: after twenty commands, failures among them, the prompt holds no GitHub token.

The prompt runs on a terminal, as people run it; its memory is read from this process.
"""

import os
import sys
from collections.abc import Iterator

import pytest

from tests.cli.console import Console, Terminal, console
from tests.security.memory import scan
from tests.support import children

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0,
        reason="only root can read another process's memory, on Linux",
    ),
]

PLANTED = "ghu_planted2Bn7Qx4Rk9Wm1Zt6Yc3Vd8Hf5Js0La"
ISSUES = "/repos/acme/web/issues"

COMMANDS = (
    # What is typed at the prompt, what at the question, and what is then on the screen.
    ("list my repositories", "", "mona/dotfiles"),
    ("show acme/web#14", "", "日本語"),
    ("list labels in acme/web", "", "good first issue"),
    ("show the languages of acme/web", "", "TypeScript"),
    ("show the contributors of acme/api", "", "commits"),
    ("who am I", "", "Mona Lisa"),
    ("list labels in octo-org/secret-plans", "", "404"),
    ("open an issue in acme/web titled 'One'", "y", "Opened acme/web#"),
    ("close acme/web#16", "n", "did not approve"),
    ("close acme/web#16", "y", "Closed acme/web#16"),
    ("open an issue in acme/infra titled 'Two'", "y", "410"),
    ("open an issue in acme/site titled 'Three'", "y", "acme/website"),
    ("open an issue in octo-org/handbook titled 'Four' labelled bug", "y", "Opened octo-org"),
    ("open an issue in acme/web titled 'Five'", "y", "is not known"),
    ("open an issue in acme/web titled 'Six'", "y", "No usable GitHub account"),
    ("delete the repository mona/scratch", "mona/scratc", "nothing was sent"),
    ("delete the repository mona/scratch", "mona/scratch", "Deleted repository"),
    ("/do repos.get --repo mona/scratch", "", "404"),
    ("/whoami", "", "aegis:admin"),
    ("/do issues.list --repo acme/api --limit 100", "", "acme/api"),
)


@pytest.fixture(scope="module")
def at() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture(scope="module")
def used(at: Console) -> Iterator[Terminal]:
    with at.terminal(more={"TERM": "dumb"}) as terminal:
        terminal.prompt("aegis> ")
        for line, answer, outcome in COMMANDS:
            shown = _done(at, terminal, line, answer)
            assert outcome in shown, line
        yield terminal


def _done(at: Console, terminal: Terminal, line: str, answer: str) -> str:
    if "'Five'" in line:
        at.sandbox.fault("github", "POST", ISSUES, drop=True, after=True)
    at.sandbox.set(connected="'Six'" not in line)
    if not answer:
        return terminal.say(line)
    terminal.type(f"{line}\r")
    shown = terminal.expect("[y/N] ", "to confirm: ", "aegis: ")
    if not shown.endswith("aegis: "):
        terminal.type(f"{answer}\r")
    return shown + terminal.prompt("aegis> ")


@pytest.mark.usefixtures("used")
def test_each_command_that_reached_github_had_a_token_of_its_own(at: Console) -> None:
    assert len(set(at.sandbox.tokens())) >= 15


def test_no_github_token_is_left_in_the_memory_of_the_prompt(at: Console, used: Terminal) -> None:
    assert {} == scan(used.process.pid, at.sandbox.tokens())


def test_no_process_that_held_a_token_is_alive(used: Terminal) -> None:
    assert [] == children(used.process.pid)


def test_a_planted_leak_is_found(used: Terminal) -> None:
    used.say(f"/explode {PLANTED}")

    assert scan(used.process.pid, [PLANTED])[PLANTED]["utf-8"] >= 1
