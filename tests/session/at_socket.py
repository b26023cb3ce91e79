"""What processes of the same user do at a session's socket: hand a connection on, or take its place."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aegis_cli.session.line import frames
from tests.helpers.patience import PATIENCE
from tests.session.held import OPEN
from tests.session.raw_client import answer, connected, order, send

# Each connects, hands its connection on and ends; every other lets the session accept it before.
_HANDS_ON = """
import os, socket, sys, time
out = socket.socket(fileno=int(sys.argv[2]))
for number in range(int(sys.argv[3])):
    if child := os.fork():
        if sys.argv[4] == "ends":
            os.waitpid(child, 0)
            out.send(b"e")
        continue
    line = socket.socket(socket.AF_UNIX)
    line.connect(sys.argv[1])
    time.sleep(number % 2 * 0.03)
    socket.send_fds(out, [b"x"], [line.fileno()])
    if sys.argv[4] == "stays":
        out.recv(1)
    os._exit(0)
"""


def handed_on(address: str, count: int, *, ends: bool = True) -> Iterator[socket.socket]:
    """Yield connections of processes that have ended, or have not."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            words = [address, str(theirs.fileno()), str(count), "ends" if ends else "stays"]
            command = [sys.executable, "-I", "-S", "-c", _HANDS_ON, *words]
            process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        for _ in range(count):
            _, (number,), _, _ = socket.recv_fds(ours, 1, 1)
            assert not ends or ours.recv(1) == b"e"
            with socket.socket(fileno=number) as line:
                line.settimeout(PATIENCE)
                yield line
    process.wait()


@contextmanager
def streams() -> Iterator[list[int]]:
    """Open the four descriptors of a request."""
    nothing, folder = os.open(os.devnull, os.O_RDWR), os.open("/", os.O_PATH)
    yield [nothing, nothing, nothing, folder]
    for each in (nothing, folder):
        os.close(each)


class Impostor:
    """Listens in a session's place, and sends the session another order than a client's."""

    def __init__(self, address: str) -> None:
        self.heard = bytearray()
        """All that clients sent."""
        self.title = "In another's name"
        """Of the issue that it has the session open."""
        self._address, self._true = address, f"{address}.before"
        Path(address).rename(self._true)
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(address)
        self._listening.listen(64)
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Give the place back."""
        Path(self._true).replace(self._address)
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._forward, args=self._listening.accept()).start()

    def _forward(self, line: socket.socket, _peer: object) -> None:
        with line, connected(self._true) as true:
            data, given, _, _ = socket.recv_fds(line, 65536, 8)
            self.heard += data
            send(true, order((*OPEN, self.title, "--yes")), given)
            for each in given:
                os.close(each)
            told = answer(true)
            with suppress(OSError):
                line.sendall(frames.pack(*told) if told else b"")
