"""A command behind the proxy, on a person's terminal, as an ordinary user."""

import os
import signal
import termios
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.patience import PATIENCE
from tests.helpers.person import PYTHON, Proxied, Run, screen
from tests.helpers.support import until

pytestmark = pytest.mark.enable_socket


def sh(run: Run, line: str, **more: object) -> Proxied:
    return run("/bin/sh", "-c", line, **more)


def py(run: Run, line: str, **more: object) -> Proxied:
    return run(PYTHON, "-c", line, **more)


def test_the_command_has_a_terminal_of_its_own_and_only_its_environment(run: Run) -> None:
    at = sh(
        run,
        'test -t 0 && tty && stty size && echo "$HOME" && ls /proc/self/fd | wc -l; ps -o stat= -p $$',
    )

    assert 0 == at.ended()
    shown = at.terminal.seen.split()
    assert shown[0].startswith("/dev/pts/")
    assert shown[0] != os.ttyname(at.terminal._master) if os.isatty(at.terminal._master) else True
    assert ["24", "80", str(at.folder)] == shown[1:4]
    assert "4" == shown[4]  # the three, and the folder that ls reads
    assert "s" in shown[5]


@pytest.mark.parametrize(("line", "code"), [("kill -TERM $$", 143), ("kill -KILL $$", 137)])
def test_a_signal_that_ends_the_command_is_passed_on_as_shells_do(
    run: Run, line: str, code: int
) -> None:
    assert code == sh(run, line).ended()


def test_what_was_printed_last_is_shown(run: Run) -> None:
    at = sh(run, "seq 1 20000; echo last")

    assert 0 == at.ended()
    assert ["20000", "last"] == at.terminal.seen.split()[-2:]


def test_the_end_is_seen_where_the_system_has_no_descriptor_for_it(run: Run) -> None:
    at = sh(run, "echo first; (sleep 30 &); echo last; exit 5", how="no-pidfd")

    assert 5 == at.ended()
    assert ["first", "last"] == at.terminal.seen.split()


def test_a_stopped_aegis_sets_the_terminal_up_again(run: Run) -> None:
    at = sh(run, "echo quiet; cat")
    at.expect("quiet")
    raw = at.modes
    at.kill(signal.SIGSTOP)
    cooked: list[Any] = [*raw]
    cooked[3] |= termios.ECHO | termios.ICANON
    termios.tcsetattr(at.terminal._master, termios.TCSANOW, cooked)

    at.kill(signal.SIGCONT)

    until(lambda: at.modes == raw)


@pytest.mark.parametrize(("word", "code"), [("/no/such/command", 127), ("/etc/passwd", 126)])
def test_a_command_that_cannot_be_executed_is_named(run: Run, word: str, code: int) -> None:
    at = run(word)

    assert code == at.ended()
    assert f"{word} cannot be run: " in at.terminal.seen


def test_keys_reach_the_command_and_its_ctrl_c_and_ctrl_z_do(run: Run) -> None:
    at = run("/bin/bash", "--norc", "-i")

    at.expect("$ ")
    at.type("echo a$((1+1))b\r")
    at.expect("a2b")
    at.type("sleep 600\r")
    at.expect("sleep 600")
    until(lambda: _sleeping(at))
    at.type("\x1a")
    at.expect("Stopped")
    at.type("fg\r")
    at.expect("sleep 600")
    until(lambda: _sleeping(at))
    at.type("\x03")
    at.expect("$ ")
    at.type("exit 3\r")

    assert 3 == at.ended()


def _sleeping(at: Proxied) -> bool:
    """Tell whether a sleep of this session runs in the foreground."""
    parent = at.noted("pid")[0]
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = status.read_text().rpartition(")")[::2]
        except OSError:
            continue
        fields = rest.split()
        if name.endswith("(sleep") and fields[0] == "S" and _descends(fields[1], parent):
            return fields[5] == fields[2]  # the terminal's foreground group is its own
    return False


def _descends(process: str, from_: str) -> bool:
    while process not in {"0", "1", from_}:
        process = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1]
    return process == from_


def test_the_size_is_passed_on_when_it_changes(run: Run) -> None:
    at = sh(run, "trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.05; done")

    at.expect("ready")
    termios.tcsetwinsize(at.terminal._master, (30, 90))

    at.expect("30 90")
    assert 0 == at.ended()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_as_it_was_and_the_command_hears_of_it(run: Run, number: int) -> None:
    at = py(run, HEARS_HUP.format(note="hup"))
    before = at.modes
    at.expect("ready")
    assert before != at.modes

    at.kill(number)

    assert 128 + number == at.ended() % 256
    assert before == at.modes
    assert ["hup"] == at.noted("hup")


HEARS_HUP = """
import signal, sys, time, pathlib
def heard(*_):
    pathlib.Path({note!r}).write_text("hup")
    sys.exit()
signal.signal(signal.SIGHUP, heard)
print("\\x1b[?1000h\\x1b[?25lready", flush=True)
time.sleep(600)
"""


def test_the_terminal_is_as_it_was_after_an_error(run: Run) -> None:
    at = sh(run, "printf '\\033[?1049h\\033[?2004hready'; sleep 600")
    before = at.modes
    at.expect("ready")

    at.tell("raise what nobody foresaw")
    at.expect("what nobody foresaw")

    assert 1 == at.ended()
    assert before == at.modes
    assert "\x1b[?2004l" in at.terminal.raw
    assert "\x1b[?1049l" in at.terminal.raw


def test_a_question_is_answered_over_a_quiet_command(run: Run) -> None:
    at = sh(run, "echo quiet; cat")
    at.expect("quiet")

    at.tell("ask Do this? [y/N] ")
    at.expect("[y/N] ")
    assert "quiet" not in "".join(screen(at.terminal))
    at.type("y\r")

    assert ["'y'"] == at.noted("answers")
    at.expect("\x1b[?1049l")
    at.type("for the command\r")
    at.expect("for the command\r\nfor the command")
    at.type("\x04")
    assert 0 == at.ended()
    assert "quiet" == screen(at.terminal)[0]


PENDING = """
import os, tty
tty.setraw(0)
os.write(1, b"\\x1b[?1049h\\x1b[?1000h\\x1b[?2004hready")
while key := os.read(0, 100):
    os.write(1, b"key " + repr(key).encode())
    if key == b"q":
        break
"""


def test_a_pending_read_does_not_get_the_answer(run: Run) -> None:
    at = py(run, PENDING)
    at.expect("ready")

    at.tell("ask Do this? [y/N] ")
    at.expect("[y/N] ")
    at.type("y\r")

    assert ["'y'"] == at.noted("answers")
    at.expect("\x1b[?2004h")
    at.type("q")
    at.expect("key b'q'")
    assert 0 == at.ended()
    assert "key b'y" not in at.terminal.seen


def test_what_is_typed_for_the_command_is_no_answer_and_what_floods_is_held(run: Run) -> None:
    at = py(run, "import sys\nwhile True: sys.stdout.write('flood ' * 100)")
    at.expect("flood")
    at.type("y\r")

    at.tell("ask Do this? [y/N] ")
    at.expect("[y/N] ")
    shown = len(at.terminal.raw)
    at.type("no\r")

    assert ["'no'"] == at.noted("answers")
    at.expect("\x1b[?1049l")
    assert "flood" not in at.terminal.raw[shown:]
    at.expect("flood")
    at.kill(signal.SIGTERM)


def test_only_a_plain_line_is_a_yes(run: Run) -> None:
    at = sh(run, "echo quiet; cat")
    at.expect("quiet")
    answers = {
        "y\x1b[A\r": "y\x1b[A",
        "\x1b[200~y\x1b[201~\r": "\x1b[200~y\x1b[201~",
        "y\x03": "y\x03",
        "\x1d": "\x1d",
        "\x1a\x1c\r": "\x1a\x1c",
        "y\r": "y",
    }

    for number, keys in enumerate(answers, start=1):
        at.tell(f"ask Question {number}? [y/N] ")
        at.expect(f"Question {number}? [y/N] ")
        at.type(keys)
        at.noted("answers", number)

    assert [*map(repr, answers.values())] == at.noted("answers")


def test_questions_wait_for_one_another(run: Run) -> None:
    at = sh(run, "echo quiet; cat")
    at.expect("quiet")

    at.tell("ask One? ", "ask Two? ", "ask Three? ")
    for question, answer in (("One? ", "1"), ("Two? ", "2"), ("Three? ", "3")):
        at.expect(question)
        at.type(f"{answer}\r")

    assert ["'1'", "'2'", "'3'"] == at.noted("answers", 3)
    at.expect("\x1b[?1049l")
    assert 1 == at.terminal.raw.count("\x1b[?1049h")


@pytest.mark.parametrize("what", ["ask", "hidden"])
def test_a_question_that_stands_can_be_withdrawn(run: Run, what: str) -> None:
    at = sh(run, "echo quiet; cat")
    at.expect("quiet")
    raw = at.modes

    at.tell(f"{what} Do this? ")
    at.expect("Do this? ")
    at.type("half")
    at.tell("withdraw")

    assert ["withdrawn"] == at.noted("answers")
    at.expect("\x1b[?1049l")
    assert raw == at.modes
    at.type("for the command\r")
    at.expect("for the command\r\nfor the command")
    assert "half" not in at.terminal.seen.rpartition("Do this?")[2].removeprefix(" half")


def test_a_question_that_waits_can_be_withdrawn(run: Run) -> None:
    at = sh(run, "echo quiet; cat")
    at.expect("quiet")

    at.tell("ask One? ")
    at.expect("One? ")
    at.tell("ask Two? ", "withdraw")
    assert ["withdrawn"] == at.noted("answers")
    at.type("1\r")

    assert ["withdrawn", "'1'"] == at.noted("answers", 2)
    at.expect("\x1b[?1049l")
    assert "Two?" not in at.terminal.seen


@pytest.mark.parametrize("what", ["ask", "hidden"])
def test_the_terminal_is_as_it_was_if_it_ends_at_a_question(run: Run, what: str) -> None:
    at = sh(run, "echo quiet; cat")
    before = at.modes
    at.expect("quiet")
    at.tell(f"{what} Do this? ")
    at.expect("Do this? ")

    at.kill(signal.SIGTERM)

    at.ended()
    assert ["no terminal"] == at.noted("answers") or ["withdrawn"] == at.noted("answers")
    assert before == at.modes
    assert "\x1b[?1049l" in at.terminal.raw


def test_a_question_outlives_the_command(run: Run) -> None:
    at = sh(run, "echo quiet; read go; echo last; exit 4")
    at.expect("quiet")
    at.type("go")
    at.tell("ask Do this? ")
    at.expect("Do this? ")
    at.type("y\r")
    assert ["'y'"] == at.noted("answers")
    at.expect("\x1b[?1049l")
    at.type("\r")

    assert 4 == at.ended()
    assert "last" in screen(at.terminal)[1:3]


def test_a_full_screen_program_repaints_after_a_question(run: Run) -> None:
    at = py(run, REPAINTS)
    at.expect("24x80")

    at.tell("ask Do this? ")
    at.expect("Do this? ")
    at.type("y\r")

    at.expect("23x80")
    at.expect("24x80")
    assert "\x1b[?1049l" not in at.terminal.raw


REPAINTS = """
import os, signal, sys, time
def paint(*_):
    size = os.get_terminal_size(0)
    os.write(1, f"\\x1b[?1049h\\x1b[H{size.lines}x{size.columns}".encode())
signal.signal(signal.SIGWINCH, paint)
paint()
while True:
    time.sleep(1)
"""


def test_the_prefix_is_for_aegis_and_twice_for_the_command(run: Run) -> None:
    at = py(run, PENDING)
    at.expect("ready")

    at.type("a\x1dl\x1d\x1db")
    assert ["b'l'"] == at.noted("keys")
    at.type("\x1d")
    at.type("\x1b[A")
    assert ["b'l'", r"b'\x1b[A'"] == at.noted("keys", 2)
    at.expect(r"\x1db'")  # read, so that the next key is read alone
    at.type("q")

    assert 0 == at.ended()


def test_a_terminal_that_goes_away_ends_it(run: Run) -> None:
    at = py(run, HEARS_HUP.format(note="hup"))
    at.expect("ready")

    os.close(at.terminal._master)
    at.terminal._master = os.open(os.devnull, os.O_RDWR)

    assert ["hup"] == at.noted("hup")
    at.terminal.process.wait(PATIENCE)
