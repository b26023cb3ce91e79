"""Starts a process once, the fork server, which forks into what would take long to start.

It is single-threaded, hardened before it is told anything, and never sees a token. Each message to
it is the kind of a fork, with the descriptors that are for the fork; the first is the fork's end of
a channel to whoever asked for it. A fork is hardened from its first instruction on, like the fork
server, so it needs no challenge. It ends with the fork server, and the fork server with its parent.
Where its parent's program is replaced, the next one of that process goes on with it.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, Self, TypeAlias

from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.hardening import die_with_parent, is_traced
from aegis_cli.adapters.process.huge_pages import collapse
from aegis_cli.adapters.process.inherited import InheritedChild
from aegis_cli.adapters.process.json_lines import encode
from aegis_cli.errors import Bug, Code

REQUEST, PLAN = b"r", b"p"
"""What a fork is for: the request of a session's client, or the execution of one plan."""

_END_FORKS = b"e"
"""Asks for no fork, but for the end of all."""

_MOST_DESCRIPTORS = 5
_PATIENCE = 30.0
"""Seconds that a fork server which is waited for may take to import everything."""

Become: TypeAlias = Callable[[list[int]], object]
"""What a fork does, with its descriptors; then it ends."""


class ForkServer:
    """The parent's side of a fork server."""

    def __init__(self, channel: Channel, terms: dict[str, Any] | None = None) -> None:
        """Take the channel to it, and the terms of every fork, if the fork server reads those."""
        self.channel = channel
        self._terms = terms
        self._opening = threading.Lock()
        self._is_ready = False

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Go on with one that this process has started in another program, and that is ready."""
        line = socket.socket(socket.AF_UNIX, fileno=kept["line"])
        line.set_inheritable(False)
        line.settimeout(_PATIENCE)
        found = cls(Channel(InheritedChild(kept["pid"]), line, is_open=True))
        found._is_ready = True
        return found

    @property
    def kept(self) -> dict[str, Any]:
        """What another program of this process needs to go on with it, for JSON."""
        return {"pid": self.pid, "line": self.channel.line.fileno()}

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.channel.process.pid

    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self.channel.process.poll() is None

    def open(self) -> None:
        """Tell it its terms once it is hardened, if it reads some; raise `Bug` if it is silent.

        Any thread may do that; it is told once, and waited for until it is ready.
        """
        with self._opening:
            if not self._is_ready:
                self.channel.open()
                self.channel.line.settimeout(_PATIENCE)
                if self._terms is not None:
                    self._tell_terms(self._terms)
                self._is_ready = True

    def _tell_terms(self, terms: dict[str, Any]) -> None:
        line = self.channel.line
        try:
            line.sendall(encode(terms))
            is_ready = line.recv(1)
        except OSError:
            is_ready = b""
        if not is_ready:
            raise Bug("The template of the session did not start.", code=Code.INTERNAL)

    def fork(self, kind: bytes, descriptors: Sequence[int] = ()) -> socket.socket:
        """Have it fork; return the channel to the fork. Raises `OSError` if that cannot be now."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.channel.line, [kind], [theirs.fileno(), *descriptors])
            except OSError:
                ours.close()
                raise
        return ours

    def end_forks(self) -> None:
        """Wait until it has ended every fork (Linux); raise `OSError` if that fails."""
        line = self.channel.line
        line.settimeout(_PATIENCE)
        line.sendall(_END_FORKS)
        if not line.recv(1):
            raise ConnectionResetError

    def close(self) -> None:
        """End it, which ends every fork."""
        self.channel.kill()
        self.channel.process.wait()
        self.channel.close()


def serve_forks(prepare: Callable[[socket.socket], Mapping[bytes, Become]]) -> NoReturn:
    """Be a fork server: fork for each message on standard input, until that is closed.

    `prepare` imports what the forks need, and returns what each kind of fork does.
    """
    die_with_parent()
    channel = _own_channel()
    kinds = prepare(channel)
    collapse()
    # The kernel drops the exit codes of the forks, so that nobody has to wait for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    fork_server = os.getpid()
    while True:
        kind, descriptors, _, _ = socket.recv_fds(channel, 1, _MOST_DESCRIPTORS)
        if not kind:
            os._exit(0)  # the parent has ended
        if kind == _END_FORKS:
            _end_forks()
            channel.sendall(b"\n")
        elif os.fork() == 0:
            try:
                channel.close()
                _begin(fork_server)
                kinds[kind](descriptors)
            finally:
                os._exit(0)  # whatever went wrong: a stream of a client may be no stream
        for number in descriptors:
            os.close(number)


def _end_forks() -> None:
    """End every fork of this process, which has one thread, and wait until each has ended.

    NOTE: until it is waited for, what has ended keeps its number; so no other process is killed.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    forks = [int(number) for number in children.split()]
    for fork in forks:
        os.kill(fork, signal.SIGKILL)
    for fork in forks:
        os.waitpid(fork, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def _own_channel() -> socket.socket:
    """Return the channel that standard input and output are, and let no fork have it as those."""
    channel = socket.socket(socket.AF_UNIX, fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return channel


def _begin(fork_server: int) -> None:
    """Be a fork that others cannot read; end where its parent has, or somebody traces it."""
    die_with_parent()
    if os.getppid() != fork_server or is_traced():
        os._exit(3)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
