"""A lock replaces the agent's program, and the command behind its terminal notices nothing."""

import os
import re
import shlex
import signal
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.helpers.console import AEGIS, Console, Ended, Terminal, console
from tests.helpers.support import until
from tests.session.held import ASKED, CLOSE, LIST, Held

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux replaces the program"),
]

CODE = 7
LOADED = Path(__file__).with_name("loaded.py")
TAKES, GIVES_BACK = b"\x18\x1b\\", b"\x1b[?1049l"
"""What aegis writes first when it takes the screen from a plain program, and last when it goes."""
_GO_BACK = b"Enter alone goes back: "


class Loaded:
    """A session with a command that prints without end, and all that its person saw."""

    def __init__(self, at: Console, terminal: Terminal) -> None:
        self.folder, self.terminal = at.folder, terminal
        self.agent = terminal.process.pid
        self.seen = bytearray()
        self.typed = bytearray()
        threading.Thread(target=self._read, daemon=True).start()
        until((self.folder / "address").exists)
        self.held = Held(at, terminal, (self.folder / "address").read_text())

    def _read(self) -> None:
        while True:
            try:
                self.seen += os.read(self.terminal._master, 65536)
            except OSError:
                return

    def type(self, keys: bytes) -> None:
        self.typed += keys
        os.write(self.terminal._master, keys)

    def noted(self, name: str) -> bytes:
        path = self.folder / name
        return path.read_bytes() if path.exists() else b""

    def has_shown(self, before: int) -> bool:
        """Tell whether it has shown more than before."""
        return len(self.seen) > before

    def start(self, *words: str) -> None:
        """Have the command start `aegis`, since only what it starts is served."""
        for name in ("out", "code"):
            (self.folder / name).unlink(missing_ok=True)
        script = f"{shlex.join([AEGIS, *words])} >out 2>err; echo $? >code.new; mv code.new code"
        (self.folder / "run").write_text(f"cd {shlex.quote(str(self.folder))}; {script}\n")
        self.type(b"r")

    def ended(self) -> Ended:
        """Wait until what the command has started has ended."""
        until((self.folder / "code").exists)
        out, code = self.noted("out").decode(), self.noted("code").decode()
        return Ended(int(code), out, self.noted("err").decode())

    def lock(self) -> None:
        told = self.held.run("session", "lock")
        assert "is locked." in told.out, told

    @contextmanager
    def typing(self) -> Iterator[None]:
        """Type all the time, and wait until the command has the last key."""
        ends = threading.Event()

        def press() -> None:
            while not ends.wait(0.005):
                self.type(b"%06d " % len(self.typed))

        person = threading.Thread(target=press)
        person.start()
        try:
            yield
        finally:
            ends.set()
            person.join()
        until(lambda: len(self.noted("keys")) >= len(self.typed))

    def printed(self) -> bytes:
        """Return what the command printed, without what aegis showed meanwhile.

        A session is open a moment before aegis gives the screen back.
        """
        until(lambda: self.seen.rfind(TAKES) <= self.seen.rfind(GIVES_BACK))
        seen = bytes(self.seen)
        ours = re.escape(TAKES) + rb".*?" + re.escape(GIVES_BACK)
        return re.sub(ours, b"", seen[seen.index(b"#0000000;") :], flags=re.DOTALL)


@contextmanager
def loaded_at(at: Console) -> Iterator[Loaded]:
    command = [sys.executable, "-I", str(LOADED), str(at.folder), str(CODE)]
    with at.terminal(line=shlex.join(["exec", AEGIS, "session", "--", *command])) as terminal:
        yield Loaded(at, terminal)


@pytest.fixture(scope="module")
def long() -> Iterator[Loaded]:
    """Hold one session for many locks."""
    with console() as at, loaded_at(at) as loaded:
        yield loaded


@pytest.fixture
def loaded() -> Iterator[Loaded]:
    with console() as at, loaded_at(at) as loaded:
        yield loaded


@pytest.mark.parametrize(
    "more",
    [5, *[pytest.param(5, marks=pytest.mark.whole)] * 3],
    ids=["five", "ten", "fifteen", "twenty"],
)
def test_no_byte_of_the_command_and_no_key_is_lost_in_five_locks_and_in_twenty(
    long: Loaded, more: int
) -> None:
    for _ in range(more):
        before = len(long.seen)
        with long.typing():
            long.lock()
            assert long.noted("keys") in bytes(long.typed)
        until(partial(long.has_shown, before))
        long.held.unlock()
    lines = long.printed().split(b"\r\n")[:-1]

    assert lines == [b"#%07d;" % number for number in range(len(lines))]
    assert long.noted("keys") == bytes(long.typed)
    assert long.noted("hangups") == b""
    assert long.terminal.process.pid == long.agent
    assert long.terminal.process.poll() is None


def test_what_a_command_is_to_a_session_stays_so_after_a_lock(loaded: Loaded) -> None:
    loaded.lock()
    termios.tcsetwinsize(loaded.terminal._master, (33, 99))
    os.kill(loaded.agent, signal.SIGWINCH)
    until(lambda: loaded.noted("sizes").endswith(b"33 99\n"))

    loaded.type(b"o")  # it leaves a process behind
    until(lambda: loaded.noted("parents"))
    loaded.type(b"q")
    code = loaded.terminal.process.wait(60)

    assert int(loaded.noted("parents")) == loaded.agent  # which adopts it as before
    assert code == CODE
    until(lambda: b"still run" in loaded.seen)
    assert b"The session has ended: its command has ended." in loaded.seen
    count = int(loaded.noted("printed"))
    assert loaded.printed().startswith(b"".join(b"#%07d;\r\n" % at for at in range(count)))


def test_a_question_that_stands_is_taken_back_and_the_command_has_its_screen(
    loaded: Loaded,
) -> None:
    loaded.start(*CLOSE)
    until(lambda: ASKED.encode() in loaded.seen)
    loaded.lock()
    ended = loaded.ended()
    loaded.start(*LIST, "--output", "json")
    refused = loaded.ended()
    with loaded.typing():
        until(lambda: loaded.seen.rfind(GIVES_BACK) > loaded.seen.rfind(ASKED.encode()))

    assert ended.code in {4, 6, 130}
    assert refused.end == (4, "not_signed_in", "session_locked")
    assert loaded.held.at.writes() == []
    assert loaded.noted("keys") == bytes(loaded.typed)
    lines = loaded.printed().split(b"\r\n")[:-1]
    assert lines == [b"#%07d;" % number for number in range(len(lines))]


def test_the_persons_keys_lock_and_unlock_it_and_what_they_are_shown_goes(loaded: Loaded) -> None:
    for _ in range(2):
        shown = loaded.seen.count(_GO_BACK)
        os.write(loaded.terminal._master, b"\x1dl")
        until(lambda: loaded.held.state() == "locked", every=0.25)
        until(partial(lambda shown: loaded.seen.count(_GO_BACK) > shown, shown))
        os.write(loaded.terminal._master, b"u\r")  # on the screen that says that it is locked
        until(lambda: loaded.held.state() == "open", every=0.25)
    shown = loaded.seen.count(_GO_BACK)
    os.write(loaded.terminal._master, b"\x1dw")
    until(lambda: loaded.seen.count(_GO_BACK) > shown)
    loaded.lock()
    with loaded.typing():
        pass
    log = loaded.held.run("session", "log").out.splitlines()

    assert [line[9:] for line in log] == [
        *("locked: the person locked it", "unlocked") * 2,
        "locked: `aegis session lock` was typed",
    ]
