"""What the pages on sessions and pipelines show is run as it stands there, on a sandbox."""

import os
import re
import shlex
import shutil
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.helpers import command
from tests.helpers.console import AEGIS, NOTHING, Console, Ended, from_nothing
from tests.helpers.console import environment as environment_of
from tests.helpers.support import ROOT
from tests.session.held import Held

pytestmark = pytest.mark.enable_socket

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PIPELINES = _BLOCK.findall((ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8"))
LINES = [line for kind, text in PIPELINES if kind == "sh" for line in text.splitlines()]
SYSTEM = "/usr/local/bin:/usr/bin:/bin"
REPORT = "POST /repos/acme/web/issues"


def shown(kind: str) -> str:
    """Return the first block of a kind on the page."""
    return str(next(text for found, text in PIPELINES if found == kind))


def line_with(words: str) -> str:
    """Return the one line on the page that has these words in it."""
    (found,) = [line for line in LINES if words in line]
    return str(found)


def path(aegis: str = AEGIS) -> dict[str, str]:
    """Return where a shell finds the programs; in a session `aegis` has to descend from that."""
    return {"PATH": f"{Path(aegis).parent}:{SYSTEM}"}


def run(
    at: Console, line: str, session: Held | None = None, more: Mapping[str, str] = NOTHING
) -> Ended:
    """Run a line of the page by a shell without a terminal."""
    where = {"AEGIS_SESSION": session.address if session else ""}
    known = environment_of(
        at.folder, {**at.sandbox.environment, **path(command.path()), **where, **more}
    )
    return from_nothing(["/bin/sh", "-c", line], environment=known, cwd=at.folder).ended()


@pytest.fixture
def makefile(at: Console) -> Iterator[Console]:
    """Lay the page's Makefile in the working directory."""
    if shutil.which("make", path=SYSTEM) is None:
        pytest.skip("make is not installed")
    file = at.folder / "Makefile"
    file.write_text(shown("make"), encoding="utf-8")
    yield at
    (at.folder / "report.txt").unlink(missing_ok=True)
    file.unlink()


def test_make_asks_before_the_write_of_a_recipe(makefile: Console) -> None:
    words = shlex.split(line_with("aegis session -- make report"))
    with makefile.terminal(*words[1:], more=path()) as terminal:
        terminal.expect("[y/n] ")
        terminal.answer("y")
        assert terminal.ended() == 0

    assert makefile.writes() == [REPORT]
    assert makefile.sign_ins() == 2


def test_make_needs_no_question_for_what_was_granted(makefile: Console) -> None:
    words = shlex.split(line_with("--grant-writes 1 -- make report"))
    with makefile.terminal(*words[1:], more=path()) as terminal:
        assert terminal.ended() == 0
        shown = terminal.seen

    assert makefile.writes() == [REPORT]
    assert "Granted in advance, and used: issues.create at acme/web." in shown


def test_make_only_reads_in_a_session_that_does(makefile: Console) -> None:
    words = shlex.split(line_with("--read-only -- make report.txt"))
    with makefile.terminal(*words[1:], more=path()) as terminal:
        assert terminal.ended() == 0

    assert makefile.writes() == []
    assert "Checkout total" in (makefile.folder / "report.txt").read_text(encoding="utf-8")


def test_a_script_takes_the_document_of_a_session(at: Console, session: Held) -> None:
    if shutil.which("jq", path=SYSTEM) is None:
        pytest.skip("jq is not installed")
    ended = run(at, line_with("| jq"), session)

    assert ended.code == 0
    assert "Checkout total ignores the discount code" in ended.out.splitlines()


def test_a_job_of_cron_reads_in_a_session_and_ends_soon_without_one(
    at: Console, session: Held
) -> None:
    job = shown("crontab").split("  ", 1)[1].replace("$HOME", str(at.folder))
    looked = line_with("aegis session status >")
    within = [run(at, line, session).code for line in (job, looked)]
    at.sandbox.set(confirm="page")
    without = [run(at, line).code for line in (job, looked)]

    assert (within, without) == ([0, 0], [4, 4])
    assert at.writes() == []


def test_what_ci_can_do_needs_neither_a_person_nor_a_sign_in(at: Console) -> None:
    lines = [line for line in LINES if "--dry-run" in line or "--sandbox" in line]
    assert len(lines) == 4
    assert [run(at, line).code for line in lines] == [0, 0, 0, 0]
    assert at.sign_ins() == 0


def test_a_write_without_a_person_ends_at_once_with_the_command_to_type(at: Console) -> None:
    typed, told = shown("console").removeprefix("$ ").split("\n", 1)
    ended = run(at, typed)

    assert (ended.code, ended.err) == (6, told)
    assert at.sign_ins() == 0


def test_what_a_command_leaves_behind_is_named_at_the_end(at: Console) -> None:
    is_sleeping = """[ "$(cat /proc/$!/comm)" = sleep ]"""
    line = f"setsid sleep 600 & until {is_sleeping}; do sleep 0.02; done; exit 3"
    with at.terminal("session", "--", "sh", "-c", line) as terminal:
        assert terminal.ended() == 3
        told = terminal.seen
    (pid,) = re.findall(r"Processes of the session that still run: sleep \((\d+)\)\.", told)
    os.kill(int(pid), signal.SIGKILL)


def test_a_session_without_a_command_behind_the_dashes_runs_the_shell(at: Console) -> None:
    more = {"SHELL": "/bin/sh", "PS1": "ready> "}
    with at.terminal("session", "--", more=more) as terminal:
        terminal.expect("ready> ")
        terminal.type("echo $((20 + 22)); exit 7\r")
        terminal.expect("42")
        assert terminal.ended() == 7
