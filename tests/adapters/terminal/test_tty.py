"""Questions on the controlling terminal, with a real one: a pseudo-terminal in a session of its own."""

import os
import shlex
import signal
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

from tests.helpers import forked
from tests.helpers.console import TYPING
from tests.helpers.patience import PATIENCE
from tests.helpers.support import ROOT, is_waiting, until
from tests.helpers.utf8 import UTF8

ASKING = [sys.executable, "-m", "tests.adapters.terminal.asking"]


_SPAWN: Any = partial(
    pexpect.spawn,
    "/bin/sh",
    cwd=ROOT,
    env=os.environ | UTF8,
    encoding="utf-8",
    codec_errors="replace",
    timeout=PATIENCE,
)
_NARROW, _WIDE = (12, 40), (24, 100)


class _Fork(fdspawn):  # type: ignore[misc]  # as above
    """A fork that asks; as much of `pexpect.spawn` as is used of it."""

    def __init__(self, words: list[str], size: tuple[int, int]) -> None:
        master, slave = os.openpty()
        termios.tcsetwinsize(slave, size)
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

    def answer(self, text: str, *, shows: bool = True) -> None:
        """Type a line key by key, each once the one before was read."""
        for key in text:
            self.terminal.send(key)
            if shows:
                self.terminal.expect_exact(key)
            time.sleep(TYPING)
        self.terminal.send("\r")

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
        size = _WIDE if what.startswith(("decide", "secret")) else _NARROW
        shell = _SPAWN(args=["-c", line], dimensions=size) if line else None
        screens.append(Screen(notes, shell or _Fork(words, size)))
        return screens[-1]

    yield started
    for screen in screens:
        screen.terminal.close(force=True)


def test_the_answer_is_what_was_typed_behind_the_question(run: Run) -> None:
    screen = run("ask", "Do this? [y/n] ")

    screen.terminal.expect_exact("Do this? [y/n] ")
    screen.terminal.sendline("  y  ")

    assert "'y'" == screen.noted()


def test_enter_is_an_empty_answer(run: Run) -> None:
    screen = run("ask", "Do this? [y/n] ")

    screen.terminal.expect_exact("[y/n] ")
    screen.terminal.sendline("")

    assert "''" == screen.noted()


def test_the_end_of_input_is_an_empty_answer(run: Run) -> None:
    screen = run("ask", "Do this? [y/n] ")

    screen.terminal.expect_exact("[y/n] ")
    screen.terminal.sendeof()

    assert "''" == screen.noted()


def test_ctrl_c_interrupts_and_leaves_the_line(run: Run) -> None:
    screen = run("ask", "Do this? [y/n] ", around="exec {}")  # no shell that it would end, too

    screen.terminal.expect_exact("[y/n] ")
    until(lambda: is_waiting(screen.terminal.pid))
    screen.terminal.sendintr()
    screen.terminal.expect_exact("\r\n")

    assert "interrupted" == screen.noted()


def test_ctrl_c_interrupts_also_where_another_thread_takes_the_signal(run: Run) -> None:
    screen = run("elsewhere", "Do this? [y/n] ")

    screen.terminal.expect_exact("[y/n] ")
    until(lambda: is_waiting(screen.terminal.process.pid))
    screen.terminal.send("\x03")

    assert "interrupted" == screen.noted()


def test_what_was_typed_before_the_question_answers_nothing(run: Run, tmp_path: Path) -> None:
    screen = run("ready", "Do this? [y/n] ")

    screen.terminal.expect_exact("ready")
    screen.terminal.sendline("yes")
    screen.terminal.expect_exact("yes")  # the echo: it is in the terminal's queue
    (tmp_path / "notes.go").touch()
    screen.terminal.expect_exact("[y/n] ")
    screen.terminal.sendline("no")

    assert "'no'" == screen.noted()


def test_a_paste_that_is_longer_than_the_queue_answers_nothing(run: Run, tmp_path: Path) -> None:
    screen = run("ready", "Do this? [y/n] ")

    screen.terminal.expect_exact("ready")
    (tmp_path / "notes.go").touch()
    _paste(screen.terminal, b"yes\n" * 50_000)
    screen.terminal.expect_exact("[y/n] ")
    screen.terminal.sendline("no")

    assert "'no'" == screen.noted()


def test_a_paste_that_paused_before_the_question_answers_nothing(run: Run) -> None:
    screen = run("ask", "Do this? [y/n] ")

    screen.terminal.expect_exact("[y/n] ")
    os.write(screen.terminal.child_fd, b"yes\nyes\n")
    screen.terminal.expect_exact("[y/n] ")
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
    screen = run("ask", "Do this? [y/n] ", around=f"yes | {{}} 2>&1 | cat > {out}")

    screen.terminal.expect_exact("Do this? [y/n] ")
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


@pytest.mark.parametrize(
    ("typed", "noted"),
    [
        (b"  s3cret \r", repr(b"  s3cret ")),
        (b"s3cret\xff\xc3\xa9\n", repr(b"s3cret\xff\xc3\xa9")),
        (b"typo\x15s3cret\r", repr(b"s3cret")),
        (b"\r", repr(b"")),
        (b"\x04", repr(None)),
        (b"s3cret\x03", "interrupted"),
        (b"s3cret\rs3cret\r", "several lines"),
    ],
)
def test_a_value_is_taken_as_it_was_typed_and_never_in_several_lines(
    typed: bytes, noted: str, run: Run
) -> None:
    screen = run("value", "Value: ")
    screen.terminal.expect_exact("Value: ")

    os.write(screen.terminal.child_fd, typed)

    assert noted == screen.noted()
    assert "s3cret" not in screen.terminal.before
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
    screen.answer("q")

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


@pytest.mark.parametrize("keys", ["y\x1b[A", "\x1by", "y\t", "\x01y"])
def test_a_control_character_stays_in_the_answer_so_that_it_is_no_yes(run: Run, keys: str) -> None:
    screen = run("ask", "Do this? [y/n] ")

    screen.terminal.expect_exact("[y/n] ")
    screen.terminal.send(f"{keys}\n")

    assert repr(keys) == screen.noted()


@pytest.mark.parametrize("question", ["Do this? [y/n] ", "Name: ", "Code: "])
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
    screen = run("descriptor", "Do this? [y/n] ")

    screen.terminal.expect_exact("[y/n] ")
    screen.terminal.sendline("y")

    assert "(True, (40, 12), 'y')" == screen.noted()


# What approves or refuses: `decide`

QUESTION = "Open issue acme/web: Boom\nDo this? [y/n] "
EARLY = "A key was pressed before this could be read; it was not taken.\r\n"
UNCLEAR = "That is no answer to this, so nothing was done, and nothing was refused.\r\n"


def until_silent(screen: Screen) -> None:
    """Wait until the terminal shows nothing of what is typed."""
    until(lambda: not is_as_it_was(screen))


@pytest.mark.parametrize("after", [0.0, 0.05, 0.15, 0.3])
@pytest.mark.parametrize(("what", "noted"), [("ask", "'y'"), ("decide", "'n'")])
def test_a_key_that_is_pressed_before_a_question_can_be_read_answers_only_what_approves_nothing(
    after: float, what: str, noted: str, run: Run
) -> None:
    screen = run(what, QUESTION)

    screen.terminal.expect_exact("Boom\r\n")
    until_silent(screen)
    time.sleep(after + 0.15)  # longer than a question without the rule waits for a paste to end
    screen.terminal.send("y")
    time.sleep(TYPING)
    screen.terminal.send("\r")
    if what == "decide":
        screen.terminal.expect_exact(EARLY)
        assert "y" not in screen.terminal.before.rpartition("key.")[2]
        screen.terminal.expect_exact("[y/n] ")
        screen.answer("n")

    assert noted == screen.noted()
    assert is_as_it_was(screen)


def test_a_question_says_when_it_listens_and_is_answered_then(run: Run) -> None:
    screen = run("decide", QUESTION)

    screen.terminal.expect_exact("Boom\r\n")
    screen.terminal.expect_exact("Read it first; you can answer after a second")
    screen.terminal.expect_exact("Do this? [y/n] ")
    screen.answer("yes")

    assert "'yes'" == screen.noted()


def test_a_line_that_was_begun_before_is_ended_first_and_nobody_gets_it(run: Run) -> None:
    screen = run("decide", QUESTION)

    screen.terminal.expect_exact("key.")
    until_silent(screen)
    screen.terminal.send("no and ")
    screen.terminal.expect_exact("Press Enter to end the line that you began")
    screen.terminal.send("y\r")
    screen.terminal.expect_exact("Do this? [y/n] ")
    shown = screen.terminal.before
    screen.answer("y")

    assert "'y'" == screen.noted()
    assert "\r\n" == shown.partition("can answer.")[2]


def test_what_was_typed_while_nothing_was_asked_is_shown_as_not_taken(
    run: Run, tmp_path: Path
) -> None:
    screen = run("decide-ready", QUESTION)

    screen.terminal.expect_exact("ready")
    screen.terminal.sendline("y")
    screen.terminal.expect_exact("y")  # the echo: it is in the terminal's queue
    (tmp_path / "notes.go").touch()
    screen.terminal.expect_exact(EARLY)
    screen.terminal.expect_exact("[y/n] ")
    screen.answer("no")

    assert "'no'" == screen.noted()


def test_a_paste_never_answers(run: Run) -> None:
    screen = run("decide", QUESTION)

    for _ in range(3):
        screen.terminal.expect_exact("[y/n] ")
        screen.terminal.send("y\r")
        screen.terminal.expect_exact("as a paste does; it was not taken.")
    screen.terminal.expect_exact("[y/n] ")
    _paste(screen.terminal, b"yes\n" * 20_000)
    screen.terminal.expect_exact("[y/n] ")
    screen.answer("n")

    assert "'n'" == screen.noted()


def test_whoever_types_on_behind_an_answer_has_not_answered(run: Run) -> None:
    screen = run("decide", QUESTION)

    screen.terminal.expect_exact("[y/n] ")
    screen.answer("y")
    time.sleep(0.2)
    screen.terminal.send("\r")
    screen.terminal.expect_exact("More was typed right behind that, so it was not taken.")
    screen.terminal.expect_exact("[y/n] ")
    screen.answer("n")

    assert "'n'" == screen.noted()


def test_what_is_no_answer_refuses_nothing_and_is_asked_about_once_more(run: Run) -> None:
    screen = run("decide", QUESTION)

    screen.terminal.expect_exact("[y/n] ")
    screen.answer("")
    screen.terminal.expect_exact(UNCLEAR)
    screen.terminal.expect_exact("Boom\r\nRead it first")
    screen.terminal.expect_exact("[y/n] ")
    screen.answer("perhaps")
    screen.terminal.expect_exact("That is no answer either, so it is a no.")

    assert "None" == screen.noted()


def test_a_sentence_is_no_answer_however_often_it_is_typed(run: Run) -> None:
    screen = run("decide", QUESTION)

    for _ in range(4):
        screen.terminal.expect_exact("[y/n] ")
        screen.answer("yes please")
        screen.terminal.expect_exact(UNCLEAR)
    screen.terminal.expect_exact("[y/n] ")
    screen.answer("Y")

    assert "'Y'" == screen.noted()


@pytest.mark.parametrize("when", ["key.", "[y/n] "], ids=["before it listens", "when it listens"])
def test_ctrl_c_interrupts_at_any_moment_and_the_terminal_is_as_it_was(run: Run, when: str) -> None:
    screen = run("decide", QUESTION)

    screen.terminal.expect_exact(when)
    until_silent(screen)
    screen.terminal.send("\x03")

    assert "interrupted" == screen.noted()
    assert is_as_it_was(screen)


def test_the_end_of_input_is_a_no(run: Run) -> None:
    screen = run("decide", QUESTION)

    screen.terminal.expect_exact("[y/n] ")
    screen.terminal.sendeof()

    assert "None" == screen.noted()


def test_a_signal_that_ends_it_leaves_the_terminal_as_it_was(run: Run) -> None:
    screen = run("decide", QUESTION)

    screen.terminal.expect_exact("key.")
    until_silent(screen)
    screen.terminal.process.send_signal(signal.SIGTERM)
    screen.terminal.wait()

    assert is_as_it_was(screen)


@pytest.mark.parametrize("when", ["key.", "[y/n] "], ids=["before it listens", "when it listens"])
def test_after_ctrl_z_it_stands_for_a_second_again_and_the_shell_got_its_terminal(
    run: Run, tmp_path: Path, when: str
) -> None:
    modes = f"stty -a > {tmp_path}/modes"
    screen = run("decide", QUESTION, around=f"set -m; {{}}; {modes}; echo stopped; fg")

    screen.terminal.expect_exact(when)
    until_silent(screen)
    screen.terminal.send("y\x1a")
    screen.terminal.expect_exact("stopped")
    screen.terminal.expect_exact("Boom\r\nRead it first")
    screen.terminal.expect_exact("[y/n] ")
    screen.answer("y")

    assert "'y'" == screen.noted()
    assert {"echo", "icanon"} <= {*(tmp_path / "modes").read_text().replace(";", "").split()}


def test_a_stop_that_nobody_can_catch_begins_it_anew_too(run: Run) -> None:
    screen = run("decide", QUESTION)

    screen.terminal.expect_exact("[y/n] ")
    screen.terminal.process.send_signal(signal.SIGSTOP)
    screen.terminal.send("y\r")
    screen.terminal.process.send_signal(signal.SIGCONT)
    screen.terminal.expect_exact("Boom\r\nRead it first")
    screen.terminal.expect_exact("[y/n] ")
    screen.answer("n")

    assert "'n'" == screen.noted()


def test_a_line_is_edited_as_it_is_typed(run: Run) -> None:
    screen = run("ask", "Name: ")

    screen.terminal.expect_exact("Name: ")
    for key in ("g", "r", "ö", "…", "\x7f", "x", "y", "\x7f", "\x7f", "ß", "e"):
        screen.terminal.send(key)
    screen.terminal.expect_exact("grö…\b \b\b \bxy\b \b\b \bße")
    screen.terminal.send("\r")

    assert repr("größe") == screen.noted()


def test_what_is_decided_unseen_is_not_shown_and_no_paste(run: Run) -> None:
    screen = run("secret", "Your yes takes your PIN.\nPIN: ")

    screen.terminal.expect_exact("PIN: ")
    screen.terminal.send("4711\r")
    screen.terminal.expect_exact("it was not taken")
    screen.terminal.expect_exact("PIN: ")
    screen.answer("4711", shows=False)

    assert "'4711'" == screen.noted()
    assert "4711" not in screen.terminal.before
