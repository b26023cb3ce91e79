"""No token is left behind: after twenty commands, failures among them, the prompt holds no GitHub token.

The prompt runs on a terminal; its memory is read from this process. It and the children that hold
the tokens are forks of one warm process; the tests of `aegis doctor --residue` start from nothing.
"""

import os
import sys

import pytest

from aegis_cli.doctor.residue.proc import scan
from tests.helpers.console import GEMINI, Console, Terminal, console
from tests.helpers.support import children, named

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
    ("show the contributors of acme/api", "", "Commits per contributor"),
    ("who am I", "", "Mona Lisa"),
    ("list labels in octo-org/secret-plans", "", "404"),
    ("open an issue in acme/web titled 'One'", "y", "Opened acme/web#"),
    ("close acme/web#16", "n", "did not approve"),
    ("close acme/web#16", "y", "Closed acme/web#16"),
    ("open an issue in acme/infra titled 'Two'", "y", "410"),
    ("open an issue in acme/site titled 'Three'", "y", "acme/website"),
    ("open an issue in octo-org/handbook titled 'Four' labelled bug", "y", "ignored a part of it"),
    ("open an issue in acme/web titled 'Five'", "y", "is not known"),
    ("open an issue in acme/web titled 'Six'", "y", "No usable GitHub account"),
    ("delete the repository mona/scratch", "mona/scratc", "nothing was sent"),
    ("delete the repository mona/scratch", "mona/scratch", "Deleted repository"),
    ("/do repos.get --repo mona/scratch", "", "404"),
    ("/whoami", "", "aegis:read"),
    ("/do issues.list --repo acme/api --limit 100", "", "acme/api"),
)


def test_after_twenty_commands_the_prompt_holds_no_github_token() -> None:
    with (
        console() as at,
        at.terminal(more=GEMINI | {"TERM": "dumb"}) as terminal,
    ):
        terminal.prompt("aegis> ")
        outcomes = [_done(at, terminal, line, answer) for line, answer, _ in COMMANDS]
        tokens = at.sandbox.tokens()
        holders = children(terminal.process.pid)
        found = scan(terminal.process.pid, named(*tokens)).found
        terminal.say(f"/explode {PLANTED}")
        planted = scan(terminal.process.pid, named(PLANTED)).found

    expected = [outcome for _, _, outcome in COMMANDS]
    pairs = zip(expected, outcomes, strict=True)
    assert [] == [(told, shown) for told, shown in pairs if told not in shown]
    assert len(COMMANDS) == 20
    assert len(set(tokens)) >= 15
    assert {} == found
    # No process that held a token is alive, and a leak would have been found.
    assert [] == holders
    assert planted["0"]["utf-8"] >= 1


def _done(at: Console, terminal: Terminal, line: str, answer: str) -> str:
    if "'Five'" in line:
        at.sandbox.fault("github", "POST", ISSUES, drop=True, after=True)
    at.sandbox.set(connected="'Six'" not in line)
    if not answer:
        return terminal.say(line)
    terminal.type(f"{line}\r")
    shown = terminal.expect("[y/n] ", "to confirm: ", "aegis: ")
    if not shown.endswith("aegis: "):
        terminal.answer(answer)
    if answer == "mona/scratc":
        terminal.expect("to confirm: ")
        terminal.answer("n")
    if "'Six'" in line:
        shown += terminal.expect("Connect one now? [Y/n] ")
        terminal.answer("n")
    return shown + terminal.prompt("aegis> ")
