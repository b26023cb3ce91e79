"""The clients of a session: how many connect and are served, and how all of them end."""

import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.session.line.listener import Listener, listening_at
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.line.peers import Peer
from aegis_cli.session.requests.program_request import ProgramRequest
from aegis_cli.session.requests.request_log import Cause
from aegis_cli.session.requests.served_request import Host, RequestState, ServedRequest

PROGRAMS = "gh"
"""The name of the socket of gh, in the folder of the other one."""
MOST_SERVED = 16
"""Requests that are served at once."""
MOST_DOORS = 12
"""How many of these are of programs at a door, which may take their time: the others are left for
whoever asks by a command."""
MOST_IN_LINE = 32
"""Requests that wait for a place. NOTE: with those that are served they leave connections for a
lock, an end and a panic."""
MOST_CONNECTIONS = 64
"""How many connections may be open; beyond that, the oldest one that has said nothing is closed."""
_ENDING = 6.0
"""Seconds that a write in flight gets when the session ends."""


class Clients:
    """Whoever has connected, and what each asks for."""

    def __init__(self, host: Host, loop: Loop, listens: socket.socket | None = None) -> None:
        """Listen for them, at a socket that does so already or at a new one."""
        self.requests: list[ServedRequest] = []
        self._host, self._loop = host, loop
        self._listener = Listener(loop, self._accept, listens)
        self.address = self._listener.address
        self._programs: Listener | None = None

    def listen_for_programs(self, listens: socket.socket | None = None) -> str:
        """Listen for programs that speak a protocol of their own too; return at which socket."""
        beside = str(Path(self.address).with_name(PROGRAMS))
        # NOTE: gh does not wait for a place among those: it fails at once.
        listens = listens or listening_at(beside, MOST_CONNECTIONS)
        self._programs = Listener(self._loop, self._accept_program, listens)
        return beside

    def _accept(self, line: socket.socket, peer: Peer) -> None:
        self._add(ServedRequest(self._host, self._loop, line, peer))

    def _accept_program(self, line: socket.socket, peer: Peer) -> None:
        self._add(ProgramRequest(self._host, self._loop, line, peer))

    def _add(self, request: ServedRequest) -> None:
        self.requests.append(request)
        if len(self.requests) > MOST_CONNECTIONS:
            silent = next(e for e in self.requests if not (e.is_served or e.is_in_line))
            silent.close(error_for(Code.BUSY, "Too many programs connect.", hint="Try again."))

    def has_place(self) -> bool:
        """Tell whether another request can be served now."""
        return sum(each.is_served for each in self.requests) < MOST_SERVED

    def has_place_at_door(self) -> bool:
        """Tell whether another program can be served now that speaks its own protocol."""
        doors = sum(each.is_served and each.is_door for each in self.requests)
        return self.has_place() and doors < MOST_DOORS

    def require_place(self) -> None:
        """Raise `AegisError` if no other request can be served now."""
        if not self.has_place():
            busy = f"The session serves {MOST_SERVED} clients already."
            raise error_for(Code.BUSY, busy, hint="Try again.")

    def require_place_in_line(self) -> None:
        """Raise `AegisError` if no other request can wait for a place."""
        if sum(each.is_in_line for each in self.requests) >= MOST_IN_LINE:
            busy = f"{MOST_IN_LINE} clients wait for the session already."
            raise error_for(Code.BUSY, busy, hint="Try again.")

    def forget(self, request: ServedRequest) -> None:
        """Count a request no longer; one that has waited for its place begins."""
        self.requests.remove(request)
        self._loop.post(self._go_on)

    def _go_on(self) -> None:
        """Begin what waits in line, as far as there are places, the longest wait first."""
        for request in [each for each in self.requests if each.is_in_line]:
            if self.has_place_at_door():
                request.go_on()

    def cancel(self, owner: object, why: Cause) -> None:
        """Cancel a request by its number, if there is such a request."""
        for request in [*self.requests]:
            if request is owner:
                request.cancel(why)

    def cancel_unsent(self, why: Cause) -> None:
        """Cancel every request but those whose write is in flight, which get their answer first."""
        for request in [*self.requests]:  # one whose fork is lost leaves the list
            if request.state is RequestState.IN_FLIGHT:
                request.hurry()
            elif request.is_served:
                request.cancel(why)

    @property
    def are_served(self) -> bool:
        """Whether a fork does something for any of them."""
        return any(each.is_served for each in self.requests)

    @property
    def are_sending(self) -> bool:
        """Whether a write is in flight."""
        return any(each.state is RequestState.IN_FLIGHT for each in self.requests)

    def state_to_keep(self, else_told: AegisError) -> dict[str, Any]:
        """Return the descriptors with which another program of this process goes on.

        No client is served now. A client that has sent a part of its request gets an error instead.
        """
        for request in [*self.requests]:
            if request.has_begun:
                request.close(else_told)
        return {
            "listens": self._listener.fileno(),
            "programs": None if self._programs is None else self._programs.fileno(),
            "lines": [(each.fileno(), each.notice, each.waits) for each in self.requests],
        }

    def resume(self, kept: Mapping[str, Any]) -> None:
        """Go on with the connections that are `kept`."""
        for number, notice, waits in kept["lines"]:
            line = socket.socket(fileno=number)
            line.set_inheritable(False)
            self._listener.take(line)
            # NOTE: who has ended meanwhile is not among them, and the last one is another then.
            for request in [each for each in self.requests[-1:] if each.fileno() == number]:
                request.notice, request.waits = notice, waits

    def tell_waiting(self) -> None:
        """Answer those who wait for the end of a lock."""
        for request in [*self.requests]:
            if request.waits:
                request.control("status")

    def look(self) -> None:
        """Send the waiting bytes, and end connections that do not end by themselves."""
        for request in [*self.requests]:
            request.flush()
            if request.is_overdue():
                request.give_up()

    def end(self) -> None:
        """End every request; a write in flight gets a little time for its answer."""
        self.close()
        for request in [*self.requests]:
            request.cancel(Cause.ENDED)
        ends = time.monotonic() + _ENDING

        def look() -> None:
            if not self.requests or time.monotonic() > ends:
                self._loop.stop()

        self._loop.run(look)
        gone = error_for(Code.NO_SESSION, "The session has ended.")
        for request in [*self.requests]:
            request.close(gone)

    def close(self) -> None:
        """Listen no longer."""
        for each in self._listeners():
            each.close()

    def _listeners(self) -> Iterator[Listener]:
        yield self._listener
        if self._programs is not None:
            yield self._programs
