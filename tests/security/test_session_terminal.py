"""A command of a session cannot answer the question about what it asks for.

Each attack runs as the same ordinary user, helped by a sign when the question stands; and each has
to succeed first against a terminal that is shared with the command, or it is skipped.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.pseudo_terminal.test_namespaces import isolated
from tests.helpers.person import PYTHON, Proxied, Run, proxies
from tests.helpers.support import until

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="the attacks were written for Linux"),
]


@pytest.fixture
def run() -> Iterator[Run]:
    with proxies() as started:
        yield started


RUNS = 20

BEGIN = """
import fcntl, os, signal, sys, termios, time
from pathlib import Path
def note(text):
    with open("attack", "a") as file:
        file.write(f"{text}\\n")
parent = os.getppid()
def await_question():
    while not Path("go").exists():
        if os.getppid() != parent:  # the terminal is gone, and nobody told a group in the background
            os._exit(1)
        time.sleep(0.005)
    os.unlink("go")
terminal = os.open("/dev/tty", os.O_RDWR)
"""

ATTACKS = {
    "types the answer (TIOCSTI)": """
print("ready", flush=True)
while True:
    await_question()
    try:
        for key in b"y\\n":
            fcntl.ioctl(terminal, termios.TIOCSTI, bytes([key]))
        note("typed")
    except OSError as error:
        note(error.strerror)
""",
    "takes the foreground and reads": """
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
signal.signal(signal.SIGTTIN, signal.SIG_IGN)
print("ready", flush=True)
while True:
    await_question()
    os.tcsetpgrp(terminal, os.getpgrp())
    note("taken")
    os.set_blocking(terminal, False)
    ends = time.monotonic() + 0.3
    while time.monotonic() < ends:
        try:
            note("read " + repr(os.read(terminal, 100)))
        except BlockingIOError:
            time.sleep(0.005)
""",
    "has a read pending": """
import threading
signal.signal(signal.SIGTTIN, signal.SIG_IGN)
def reads():
    while True:
        try:
            note("read " + repr(os.read(terminal, 100)))
        except OSError:
            time.sleep(0.005)
threading.Thread(target=reads, daemon=True).start()
time.sleep(0.3)
print("ready", flush=True)
while True:
    await_question()
    note("pending")
""",
}


def attacked(at: Proxied, number: int, person: str) -> None:
    """Ask a question, let the command attack it, and have the person type."""
    at.tell(f"ask Question {number}? ")
    at.expect(f"Question {number}? ")
    (at.folder / "go").touch()
    until(lambda: not (at.folder / "go").exists())
    at.noted("attack", number)
    at.type(person)


CONTROLS = 10
"""How often an attack is made on a shared terminal, where what reads a key first has it."""


def succeeds(attack: str) -> bool:
    """Tell whether an attack ever gets or gives an answer on a terminal that it shares."""
    return any(_succeeds_once(attack) for _ in range(CONTROLS))


def _succeeds_once(attack: str) -> bool:
    with proxies() as run:
        at = run(*command_of(attack), program="tests.security.shared_terminal")
        at.expect("ready")
        attacked(at, 1, "")
        noted = at.folder / "attack"
        if "typed" in noted.read_text():
            return at.noted("answers") == ["'y'"]
        at.type("s3cret\r")
        until(lambda: "s3cret" in noted.read_text() or (at.folder / "answers").exists())
        return "s3cret" in noted.read_text()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("how", ["plain", pytest.param("isolate", marks=isolated)])
def test_what_a_command_does_to_its_terminal_answers_no_question(
    run: Run, attack: str, how: str
) -> None:
    if not succeeds(attack):
        pytest.skip(f"on this system it does not even succeed on a shared terminal: {attack}")
    at = run(*command_of(attack), how=how)
    at.expect("ready")

    for number in range(1, RUNS + 1):
        attacked(at, number, f"no{number}\r")
        at.noted("answers", number)

    assert [repr(f"no{number}") for number in range(1, RUNS + 1)] == at.noted("answers")
    assert not any("no" in line for line in at.noted("attack"))


def command_of(attack: str) -> list[str]:
    return [PYTHON, "-c", BEGIN + ATTACKS[attack]]


_BY_NAME = """
print("ready", flush=True)
await_question()
for path in sorted(Path("/dev/pts").glob("[0-9]*")):
    if os.stat(path).st_uid != os.getuid() or os.path.samestat(os.stat(path), os.stat(os.ttyname(0))):
        continue
    other = os.open(path, os.O_RDWR | os.O_NOCTTY)
    try:
        fcntl.ioctl(other, termios.TIOCSTI, b"y")
        note("typed")
    except OSError as error:
        note(f"{path} {error.strerror}")
note("done")
time.sleep(600)
"""


@pytest.mark.parametrize("how", ["plain", pytest.param("isolate", marks=isolated)])
def test_the_outer_terminal_takes_no_key_by_its_name_and_is_not_there_when_isolated(
    run: Run, how: str
) -> None:
    at = run(PYTHON, "-c", BEGIN + _BY_NAME, how=how)
    at.expect("ready")

    attacked(at, 1, "no\r")

    assert ["'no'"] == at.noted("answers")
    until(lambda: "done" in Path(at.folder / "attack").read_text())
    lines = at.noted("attack")
    assert "typed" not in lines
    assert (lines == ["done"]) is (how == "isolate")
