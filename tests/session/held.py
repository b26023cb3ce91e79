"""A session that somebody holds at a terminal, and the commands of other processes in it."""

import json
import os
import re
import shlex
import signal
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from aegis_cli.session.line import frames
from tests.helpers import measured
from tests.helpers.console import AEGIS, NOTHING, Console, Ended, Running, Terminal
from tests.helpers.patience import PATIENCE
from tests.helpers.support import until

T = TypeVar("T")

LIST = ("do", "issues.list", "-R", "acme/web")
CLOSE = ("ask", "close #12 in acme/web")
OPEN = ("do", "issues.create", "-R", "acme/web", "--title")
"""The title comes behind it."""
ASKED = "[y/n] "
"""What is shown once a question listens."""

_ADDRESS = re.compile(r"AEGIS_SESSION=(\S+)\n")


@dataclass(frozen=True, slots=True)
class Held:
    """A session, the terminal of its person, and where programs of it run."""

    at: Console
    terminal: Terminal
    address: str

    def start(self, *words: str, more: Mapping[str, str] = NOTHING) -> Running:
        """Start `aegis` in the session, with pipes."""
        return self.at.start(*words, more={"AEGIS_SESSION": self.address, **more})

    def run(self, *words: str, stdin: bytes = b"", more: Mapping[str, str] = NOTHING) -> Ended:
        """Run `aegis` in the session to its end."""
        return self.start(*words, more=more).ended(stdin)

    def state(self) -> str:
        """Return how the session is: open, locking, locked or ended."""
        return str(self.status()["state"])

    def status(self) -> dict[str, Any]:
        """Return what the session says of itself.

        It is asked over and over, so here and not by a process.
        """
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(self.address)
            line.settimeout(PATIENCE)
            line.sendall(frames.pack(frames.CONTROL, b"status"))
            buffer = bytearray()
            while (frame := frames.take_frame(buffer)) is None:
                data = line.recv(65536)
                assert data, "the session has hung up"
                buffer += data
        kind, told = frame
        assert kind == frames.TOLD
        status: dict[str, Any] = json.loads(told)
        return status

    def unlock(self) -> None:
        """Have it unlocked, which a sandbox confirms by itself."""
        assert self.run("session", "unlock").code == 0
        self.until(lambda: self.state() == "open", every=0.25)

    def until(self, found: Callable[[], T | None], *, every: float = 0.02) -> T:
        """Ask until the answer is true; fail as soon as the session has ended."""
        return until(found, of=self.terminal, every=every)

    def answered(self, *words: str, reply: str = "y", more: Mapping[str, str] = NOTHING) -> Ended:
        """Run a command that asks, and answer at the person's terminal."""
        running = self.start(*words, more=more)
        self.terminal.expect(ASKED)
        self.terminal.answer(reply)
        return running.ended()


def address_in(shown: str) -> str:
    """Return the address that an agent has shown."""
    found = _ADDRESS.search(shown)
    assert found is not None
    return found[1]


@contextmanager
def held(
    at: Console,
    *options: str,
    first: Sequence[str] = (),
    more: Mapping[str, str] = NOTHING,
    from_nothing: bool = False,
) -> Iterator[Held]:
    """Hold a session that runs no command, until the test ends it or is over.

    `first` are the options of `aegis` itself. With `from_nothing` its processes are no forks of the
    tests', so that its fork server is a child of its agent.
    """
    words = [*first, "session", *options]
    line = f'exec "$AEGIS" {shlex.join(words)}' if from_nothing else ""
    with at.terminal(*words, line=line, more=more) as terminal:
        shown = terminal.expect("/s\r\n")
        yield Held(at, terminal, address_in(shown))
        if measured.FOLDER in os.environ:
            # It ends by itself then, and leaves what it saw.
            with suppress(ProcessLookupError):
                terminal.process.send_signal(signal.SIGTERM)
                terminal.process.wait(PATIENCE)


@contextmanager
def wrapped(
    at: Console, *options: str, does: str = "", more: Mapping[str, str] = NOTHING
) -> Iterator[Held]:
    """Hold a session whose command does something, says where it is, and ends with 7 after a line."""
    line = f'{does}\necho "AEGIS_SESSION=$AEGIS_SESSION"; read on; exit 7'
    words = ("session", *options, "--", "sh", "-c", line)
    with at.terminal(*words, more={"AEGIS": AEGIS, **more}) as terminal:
        yield Held(at, terminal, address_in(terminal.expect("/s\r\n")))
