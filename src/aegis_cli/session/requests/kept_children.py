"""The children that stay for one program, so that its requests share an exchange.

Each is used by one request at a time. It ends with its program, after ten minutes, with a lock, and
where a request did not give it back.
"""

import os
import select
import time
from dataclasses import dataclass, field
from socket import socket

from aegis_cli.session.line.peers import Peer
from aegis_cli.session.requests.served_request import ServedRequest

LONGEST = 600.0
"""Seconds from its first request on in which one may be used; the kernel ends it a little later."""


@dataclass(eq=False, slots=True)
class _KeptChild:
    """A child, and for whom it stays."""

    program: Peer
    line: socket
    """The line to it, which its requests share one after another."""
    began: float
    user: ServedRequest | None
    """The request that uses it now."""

    def is_over(self) -> bool:
        """Tell whether nobody may use it any more."""
        is_old = time.monotonic() - self.began > LONGEST
        is_left = is_old or not self.program.is_alive() or _has_hung_up(self.line)
        return self.user is None and is_left

    def end(self) -> None:
        """Let go of it, whereupon it ends, unless a request still uses it."""
        self.line.close()
        self.program.close()


@dataclass(slots=True)
class KeptChildren:
    """The children of one session that stay."""

    _children: list[_KeptChild] = field(default_factory=list)

    def take(self, request: ServedRequest) -> socket | None:
        """Return the line to a child that stays for the program of a request, if one is free."""
        self.look()
        program = _program_of(request)
        if program is None:
            return None
        program.close()
        free = (each for each in self._children if each.user is None)
        found = next((each for each in free if each.program.pid == program.pid), None)
        if found is None:
            return None
        found.user = request
        return found.line.dup()

    def lend(self, request: ServedRequest, line: socket) -> None:
        """Note that a request uses a child that was begun for it, and may give it back."""
        if (program := _program_of(request)) is not None:
            self._children.append(_KeptChild(program, line.dup(), time.monotonic(), request))

    def take_back(self, request: ServedRequest) -> None:
        """Let another request use the child of this one."""
        for each in self._children:
            if each.user is request:
                each.user = None

    def forget(self, request: ServedRequest) -> None:
        """End the child of a request that did not give it back: nobody knows what it still says."""
        self._end([each for each in self._children if each.user is request])

    def look(self) -> None:
        """End those that nobody may use any more."""
        self._end([each for each in self._children if each.is_over()])

    def close(self) -> None:
        """End all that no request uses, and keep none of the others."""
        self._end([*self._children])

    def _end(self, children: list[_KeptChild]) -> None:
        for each in children:
            self._children.remove(each)
            each.end()


def _has_hung_up(line: socket) -> bool:
    """Tell whether the process at the other end has ended."""
    poll = select.poll()
    poll.register(line, select.POLLHUP)
    return bool(poll.poll(0))


def _program_of(request: ServedRequest) -> Peer | None:
    """Return the program for which a request is: gh itself, or the git that started a client."""
    if request.is_program:
        return request.peer.again()
    program = request.peer.parent()
    if program is not None and program.pid == os.getpid():
        program.close()  # it has ended, and its client was adopted
        return None
    return program
