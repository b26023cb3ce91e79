"""Questions on the controlling terminal, with a real one: a pseudo-terminal in a session of its own."""

import os
import shlex
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]  # it has no types
import pytest
from pexpect.fdpexpect import fdspawn  # type: ignore[import-untyped]  # as above

from tests import forked
from tests.patience import PATIENCE
from tests.support import ROOT, is_waiting, until

ASKING = [sys.executable, "-m", "tests.adapters.terminal.asking"]


_SPAWN: Any = partial(
    pexpect.spawn,
    "/bin/sh",
    cwd=ROOT,
    encoding="utf-8",
    codec_errors="replace",
    timeout=PATIENCE,
    dimensions=(12, 40),
)


class _Fork(fdspawn):  # type: ignore[misc]  # as above
    """A fork that asks; as much of `pexpect.spawn` as is used of it."""

    def __init__(self, words: list[str]) -> None:
        master, slave = os.openpty()
        termios.tcsetwinsize(slave, (12, 40))
        module = "tests.adapters.terminal.asking"
        self.process = forked.on_terminal(module, *words, terminal=slave, output=slave)
        os.close(slave)
        super().__init__(master, timeout=PATIENCE, encoding="utf-8", codec_errors="replace")

    def sendeof(self) -> None:
        self.send("\x04")

    def wait(self) -> int:
        return self.process.wait(PATIENCE)

    def close(self, *, force: bool) -> None:
        if force:
            self.process.kill()
        super().close()


class Screen:
    """A program on a terminal, and what it noted in the end."""

    def __init__(self, notes: Path, terminal: Any) -> None:
        self.notes = notes
        self.terminal = terminal
        # pexpect pauses before each line that it types; a person's terminal does not.
        self.terminal.delaybeforesend = None

    def noted(self) -> str:
        """Wait for the end, and return what was noted."""
        self.terminal.expect(pexpect.EOF)
        self.terminal.wait()
        return self.notes.read_text()


Run = Callable[..., Screen]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    screens: list[Screen] = []

    def started(what: str, more: str = "", *, around: str = "") -> Screen:
        notes = tmp_path / "notes"
        words = [str(notes), what, more]
        line = around.format(shlex.join([*ASKING, *words]))
        screens.append(Screen(notes, _SPAWN(args=["-c", line]) if line else _Fork(words)))
        return screens[-1]

    yield started
    for screen in screens:
        screen.terminal.close(force=True)


def test_the_answer_is_what_was_typed_behind_the_question(run: Run) -> None:
    screen = run("ask", "Do this? [y/N] ")

    screen.terminal.expect_exact("Do this? [y/N] ")
    screen.terminal.sendline("  y  ")

    assert "'y'" == screen.noted()


def test_enter_is_an_empty_answer(run: Run) -> None:
    screen = run("ask", "Do this? [y/N] ")

    screen.terminal.expect_exact("[y/N] ")
    screen.terminal.sendline("")

    assert "''" == screen.noted()


def test_the_end_of_input_is_an_empty_answer(run: Run) -> None:
    screen = run("ask", "Do this? [y/N] ")

    screen.terminal.expect_exact("[y/N] ")
    screen.terminal.sendeof()

    assert "''" == screen.noted()


def test_ctrl_c_interrupts_and_leaves_the_line(run: Run) -> None:
    screen = run("ask", "Do this? [y/N] ", around="exec {}")  # no shell that it would end, too

    screen.terminal.expect_exact("[y/N] ")
    until(lambda: is_waiting(screen.terminal.pid))
    screen.terminal.sendintr()
    screen.terminal.expect_exact("\r\n")

    assert "interrupted" == screen.noted()


def test_ctrl_c_interrupts_also_where_another_thread_takes_the_signal(run: Run) -> None:
    screen = run("elsewhere", "Do this? [y/N] ")

    screen.terminal.expect_exact("[y/N] ")
    until(lambda: is_waiting(screen.terminal.process.pid))
    screen.terminal.send("\x03")

    assert "interrupted" == screen.noted()


def test_what_was_typed_before_the_question_answers_nothing(run: Run, tmp_path: Path) -> None:
    screen = run("ready", "Do this? [y/N] ")

    screen.terminal.expect_exact("ready")
    screen.terminal.sendline("yes")
    screen.terminal.expect_exact("yes")  # the echo: it is in the terminal's queue
    (tmp_path / "notes.go").touch()
    screen.terminal.expect_exact("[y/N] ")
    screen.terminal.sendline("no")

    assert "'no'" == screen.noted()


def test_a_paste_that_is_longer_than_the_queue_answers_nothing(run: Run, tmp_path: Path) -> None:
    screen = run("ready", "Do this? [y/N] ")

    screen.terminal.expect_exact("ready")
    (tmp_path / "notes.go").touch()
    _paste(screen.terminal, b"yes\n" * 50_000)
    screen.terminal.expect_exact("[y/N] ")
    screen.terminal.sendline("no")

    assert "'no'" == screen.noted()


def test_a_paste_that_paused_before_the_question_answers_nothing(run: Run) -> None:
    screen = run("ask", "Do this? [y/N] ")

    screen.terminal.expect_exact("[y/N] ")
    os.write(screen.terminal.child_fd, b"yes\nyes\n")
    screen.terminal.expect_exact("[y/N] ")
    screen.terminal.sendline("no")

    assert "'no'" == screen.noted()


def _paste(terminal: "pexpect.spawn[str]", text: bytes) -> None:
    """Hand on a text as a terminal does: as much as fits, and the rest as soon as it fits."""
    os.set_blocking(terminal.child_fd, False)
    ends = time.monotonic() + PATIENCE
    while text and time.monotonic() < ends:
        with suppress(BlockingIOError):
            text = text[os.write(terminal.child_fd, text[:4096]) :]
        with suppress(pexpect.TIMEOUT):
            terminal.read_nonblocking(65536, timeout=0)
    os.set_blocking(terminal.child_fd, True)


def test_a_question_is_in_ascii_where_the_locale_is_not_utf8(run: Run) -> None:
    screen = run("ask", "\u0412\u203a2J? [y/N] ", around="LC_ALL=C {}")

    screen.terminal.expect_exact("\\u0412\\u203a2J? [y/N] ")
    screen.terminal.sendline("y")

    assert "'y'" == screen.noted()


def test_the_question_is_on_the_terminal_while_input_and_output_are_pipes(
    run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    screen = run("ask", "Do this? [y/N] ", around=f"yes | {{}} 2>&1 | cat > {out}")

    screen.terminal.expect_exact("Do this? [y/N] ")
    screen.terminal.sendline("n")

    assert "'n'" == screen.noted()
    assert "" == out.read_text()


def test_a_question_beyond_ascii_and_an_answer_that_is_no_text_do_no_harm(run: Run) -> None:
    screen = run("ask", "Löschen? \u2026 ")

    screen.terminal.expect_exact("Löschen? \u2026 ")
    os.write(screen.terminal.child_fd, b"\xff\n")

    assert repr("\ufffd") == screen.noted()


def hidden(run: Run) -> Screen:
    screen = run("hidden", "Token: ")
    screen.terminal.expect_exact("Token: ")
    return screen


def is_as_it_was(screen: Screen) -> bool:
    """Tell whether the terminal shows what is typed, and takes it in lines."""
    modes = termios.tcgetattr(screen.terminal.child_fd)[3]
    return bool(modes & termios.ECHO and modes & termios.ICANON)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("  s3cret \r", "s3cret"),
        ("s3cret\n", "s3cret"),
        ("typo\x15s3cret\r", "s3cret"),
        ("\x7fs3cretx\x7f\r", "s3cret"),
        ("s3cret\x04", "s3cret"),
        ("\r", ""),
    ],
)
def test_a_secret_is_typed_unseen_and_the_terminal_is_as_it_was(
    typed: str, answer: str, run: Run
) -> None:
    screen = hidden(run)
    assert not is_as_it_was(screen)

    screen.terminal.send(typed)

    assert repr(answer) == screen.noted()
    assert "s3cret" not in screen.terminal.before
    assert is_as_it_was(screen)


def test_a_secret_may_be_longer_than_a_line_of_the_terminal(run: Run) -> None:
    screen = hidden(run)

    for _ in range(6):
        screen.terminal.send("x" * 1000)
    screen.terminal.send("\r")

    assert repr("x" * 6000) == screen.noted()


def test_what_never_ends_is_cut_off(run: Run) -> None:
    screen = hidden(run)

    for _ in range(64):
        screen.terminal.send("x" * 1024)

    assert repr("x" * 64 * 1024) == screen.noted()


def test_ctrl_c_at_a_secret_interrupts_and_gives_the_terminal_back(run: Run) -> None:
    screen = hidden(run)

    screen.terminal.send("half\x03")

    assert "interrupted" == screen.noted()
    assert is_as_it_was(screen)


@pytest.mark.parametrize(("lines", "pages"), [(5, 0), (10, 0), (11, 1), (20, 1), (21, 2)])
def test_a_list_over_one_screen_is_paged_and_never_cut(lines: int, pages: int, run: Run) -> None:
    screen = run("page", str(lines))

    for page in range(1, pages + 1):
        screen.terminal.expect_exact(f"line {10 * page}\r\n")
        screen.terminal.expect_exact(f"-- {lines - 10 * page} more lines; Enter goes on")
        screen.terminal.sendline("")
    screen.terminal.expect_exact(f"line {lines}\r\n")

    assert "True" == screen.noted()


def test_a_person_who_stops_paging_has_not_seen_it_all(run: Run) -> None:
    screen = run("page", "30")

    screen.terminal.expect_exact("20 more lines")
    screen.terminal.sendline("q")

    assert "False" == screen.noted()
    assert "line 11" not in screen.terminal.before


def test_the_size_is_that_of_the_terminal_whatever_the_output_is(run: Run) -> None:
    assert "(40, 12)" == run("size", around="{} | cat").noted()


def test_a_terminal_that_does_not_know_its_size_is_taken_for_a_narrow_one(run: Run) -> None:
    # pexpect sets the size in the child, and once more from outside before it returns.
    screen = run("size", around="read go; stty rows 0 cols 0; {}")
    screen.terminal.sendline("go")

    assert "(20, 24)" == screen.noted()


def test_somebody_can_be_asked_on_a_terminal(run: Run) -> None:
    assert "True" == run("there", around="{} < /dev/null 2>&1 | cat").noted()


def test_a_background_process_cannot_ask(run: Run) -> None:
    assert "False" == run("background", around="{}; true").noted()


@pytest.mark.parametrize(
    ("what", "found"), [("there", "False"), ("ask", "no terminal"), ("size", "(20, 24)")]
)
def test_without_a_controlling_terminal_nobody_can_be_asked(
    what: str, found: str, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"

    subprocess.run([*ASKING, str(notes), what, "?"], check=True, cwd=ROOT, start_new_session=True)

    assert found == notes.read_text()


@pytest.mark.parametrize("keys", ["y\x1b[A", "\x1by", "y\x1c", "y\t", "\x01y"])
def test_a_control_character_stays_in_the_answer_so_that_it_is_no_yes(run: Run, keys: str) -> None:
    screen = run("ask", "Do this? [y/N] ")

    screen.terminal.expect_exact("[y/N] ")
    screen.terminal.send(keys.replace("\x1c", "\x16\x1c") + "\n")

    assert repr(keys) == screen.noted()


@pytest.mark.parametrize("question", ["Do this? [y/N] ", "Code: "])
@pytest.mark.parametrize("typed", ["", "y"])
def test_a_question_that_is_withdrawn_ends_while_it_waits(
    run: Run, tmp_path: Path, question: str, typed: str
) -> None:
    os.mkfifo(tmp_path / "notes.withdrawn")
    screen = run("withdrawn", question)

    screen.terminal.expect_exact(question)
    screen.terminal.send(typed)
    (tmp_path / "notes.withdrawn").write_bytes(b"x")

    assert "withdrawn" == screen.noted()
    assert is_as_it_was(screen)


def test_a_terminal_may_be_a_descriptor_that_stays_open(run: Run) -> None:
    screen = run("descriptor", "Do this? [y/N] ")

    screen.terminal.expect_exact("[y/N] ")
    screen.terminal.sendline("y")

    assert "(True, (40, 12), 'y')" == screen.noted()
