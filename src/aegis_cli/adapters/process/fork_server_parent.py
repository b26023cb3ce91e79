"""The parent's side of a fork server: tells it its terms, and has it fork."""

import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Self

from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.fork_server import END_FORKS, SPARE
from aegis_cli.adapters.process.inherited import InheritedChild
from aegis_cli.adapters.process.json_lines import encode
from aegis_cli.errors import Bug, Code

_PATIENCE = 30.0
"""Seconds that a fork server which is waited for may take to import everything."""


class ForkServer:
    """A fork server, as its parent has it."""

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

    def keep_spare(self) -> None:
        """Have it fork in advance, unless it has; the next fork that is asked for is that one."""
        with suppress(OSError):  # whoever asks for a fork of one that has ended hears of it
            self.channel.line.sendall(SPARE)

    def end_forks(self) -> None:
        """Wait until it has ended every fork (Linux); raise `OSError` if that fails."""
        line = self.channel.line
        line.settimeout(_PATIENCE)
        line.sendall(END_FORKS)
        if not line.recv(1):
            raise ConnectionResetError

    def close(self) -> None:
        """End it, which ends every fork."""
        self.channel.kill()
        self.channel.process.wait()
        self.channel.close()
