"""The agent: holds one session in memory, and has the requests of its clients done.

It asks at its own terminal only. Nothing that a client sends approves anything.
"""

import contextlib
import os
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Bug, Code, error_for
from aegis_cli.request.ports import Lease
from aegis_cli.session.client import is_served
from aegis_cli.session.grants import Grants
from aegis_cli.session.holder import Holder
from aegis_cli.session.journal import Journal
from aegis_cli.session.lifetime import Due, Lifetime, instant
from aegis_cli.session.listener import Listener
from aegis_cli.session.peers import Peer
from aegis_cli.session.readings import Readings, clock
from aegis_cli.session.served_request import Order, ServedRequest, State
from aegis_cli.session.template import Template
from aegis_cli.session.terminal_turns import TerminalTurns
from aegis_cli.session.waiting import Waiting
from aegis_cli.session.writers import Writers

MOST_CLIENTS = 16
_LAPSE = 300.0
"""Seconds after which a question that nobody answers is withdrawn."""
_ENDING = 6.0
"""Seconds that a write in flight gets when the session ends."""


@dataclass
class Agent:
    """The clients of one session, and what is held for them."""

    holder: Holder
    template: Template
    terminal: TerminalTurns
    lifetime: Lifetime
    grants: Grants
    own_children: set[int] = field(default_factory=set)
    """The processes that somebody here waits for."""
    journal: Journal = field(default_factory=Journal)
    readings: Readings = field(default_factory=Readings)
    is_locked: bool = False
    ended_because: str = ""
    requests: list[ServedRequest] = field(default_factory=list)
    _writers: Writers = field(default_factory=Writers)
    _leases: dict[int, tuple[Lease, ExitStack]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.loop = self.terminal.loop
        self.waiting = Waiting(self.terminal)
        self._listener = Listener(self.loop, self._accepted)
        self.address = self._listener.address
        self.control: Callable[[ServedRequest, str], dict[str, Any]] = _no_control

    def run(
        self,
        tick: Callable[[], None] = lambda: None,
        pause: Callable[[], float | None] = lambda: None,
    ) -> None:
        """Serve until the session ends; every request has ended when this returns.

        `tick` and `pause` are those of whatever else the loop serves.
        """

        def both() -> None:
            tick()
            self._tick()

        try:
            self.loop.run(both, pause)
        finally:
            self._end_requests()

    def stop(self, why: str) -> None:
        """End the session."""
        self.ended_because = self.ended_because or why
        self.loop.stop()

    def note(self, text: str) -> None:
        """Keep a line of what happened."""
        self.terminal.outer.say(self.journal.note(text))

    # What a request needs: `served_request.Host`

    def _accepted(self, line: socket.socket, peer: Peer) -> None:
        request = ServedRequest(self, line, peer)
        self.requests.append(request)
        if len(self.requests) > MOST_CLIENTS:
            message = f"The session serves {MOST_CLIENTS} clients already."
            request.close(error_for(Code.BUSY, message, hint="Try again."))

    def watch(self, descriptor: int, callback: Callable[[], None]) -> None:
        """Call back when a descriptor can be read."""
        self.loop.when_readable(descriptor, callback)

    def forget(self, descriptor: int) -> None:
        """Watch a descriptor no longer."""
        self.loop.forget(descriptor)

    def begin(self, request: ServedRequest, order: Order) -> socket.socket:
        """Fork for a request; raise `AegisError` if that cannot be now."""
        self.lifetime.use(instant())
        self._require(request)
        if not is_served(order.words):
            raise error_for(Code.BAD_USAGE, "The session does not serve this command.")
        message = {
            "words": order.words,
            "variables": order.variables,
            "asker": request.peer.claims(),
            "has_read": self.readings.of(request.peer.pid),
            "visibilities": self.readings.visibilities,
        }
        try:
            return self.template.request(message, order.streams)
        except OSError:
            raise Bug("The session cannot begin a request.", code=Code.INTERNAL) from None

    def ended(self, request: ServedRequest) -> None:
        """Forget a request, and whatever it held."""
        if request in self.requests:
            self.requests.remove(request)
        self.terminal.end(id(request))
        self._writers.leave(request)
        lease = self._leases.pop(id(request), None)
        if lease is not None:
            lease[1].close()

    def answer(self, request: ServedRequest, name: str, message: dict[str, Any]) -> None:
        """Answer a call of a fork: at once, or in a thread where that may take time."""
        number = message["number"]
        try:
            self._require(request)
            match name:
                case "child":
                    self._hand_child(request, number)
                case "file":
                    request.ask_file(number, message["path"])
                case "granted":
                    request.reply(number, self._granted(message["acts"]))
                case "terminal":
                    self._ask(request, number, message["digest"])
                case "answered":
                    self._answered(request, number, yes=message["yes"])
                case "turn":
                    self._writers.join(request, number)
                case _:
                    self._have_answered(request, name, message)
        except AegisError as error:
            request.refuse(number, error)

    def told(self, request: ServedRequest, what: str, message: dict[str, Any]) -> None:
        """Take note of what a fork tells."""
        if what == "written":
            self._writers.leave(request)
        elif what == "ended":
            self.readings.note(request.peer.pid, message["read"], clock())
            said = f"{request.words[0]} {one_line(message['request'])}"
            self.note(f"{message['status']}: {said}"[:300])

    def _require(self, request: ServedRequest) -> None:
        """Raise `AegisError` if the session is locked, or the asking process has gone."""
        if self.is_locked:
            raise error_for(
                Code.LOCKED,
                "The session is locked.",
                hint="`aegis session unlock` asks you to sign in at the session's terminal.",
            )
        if not request.is_there or not request.peer.is_alive():
            raise error_for(
                Code.DECLINED, "The program that asked has ended; nothing was approved for it."
            )

    def _hand_child(self, request: ServedRequest, number: int) -> None:
        descriptor = self.template.plan()
        request.reply(number, None, descriptor)
        os.close(descriptor)

    def _granted(self, acts: list[dict[str, Any]]) -> list[str]:
        before = len(self.grants.uses)
        covered = self.grants.used_for(acts)
        for use in self.grants.uses[before:]:
            self.note(f"granted in advance: {use}; {self.grants.left} left")
        return covered

    def _ask(self, request: ServedRequest, number: int, digest: str) -> None:
        def ready(descriptor: int) -> None:
            request.reply(number, self.terminal.waiting, descriptor)

        process = request.peer.pid
        self.terminal.begin(id(request), ready, process=process, digest=digest)
        request.state = State.WAITING

    def _answered(self, request: ServedRequest, number: int, *, yes: bool) -> None:
        def counts(is_confirmed: bool) -> None:  # noqa: FBT001  # the one thing it takes
            self.terminal.end(id(request), refused=not is_confirmed)
            request.state = State.APPROVED if is_confirmed else State.PLANNING
            request.reply(number, is_confirmed)

        if yes:
            self.terminal.confirmed(counts)
        else:
            counts(False)  # noqa: FBT003  # as above

    def _have_answered(self, request: ServedRequest, name: str, message: dict[str, Any]) -> None:
        """Have a thread answer, which may wait for the person, for Auth0 or for the model."""
        if id(request) not in self._leases:
            stack = ExitStack()
            self._leases[id(request)] = self.holder.lease(stack), stack
        lease, _ = self._leases[id(request)]
        number = message["number"]
        self.waiting.start(
            request,
            lambda: self.holder.answer(lease, name, message),
            lambda value: request.reply(number, value),
            lambda error: request.refuse(number, error),
        )

    # The life of the session

    def interrupt(self) -> None:
        """Take a Ctrl-C at the terminal: it ends the question, or the sign-in, that stands."""
        owner = self.terminal.owner
        if not self.waiting.cancel(owner):
            self._cancel(owner)

    def _cancel(self, owner: object) -> None:
        for request in self.requests:
            if id(request) == owner:
                request.cancel()

    def lock(self, why: str) -> None:
        """Drop every token, and serve nobody until somebody signs in again."""
        if self.is_locked:
            return
        self.is_locked = True
        self.note(f"locked: {why}")
        for request in self.requests:
            if request.state is not State.IN_FLIGHT:
                request.cancel()
        self.waiting.start(None, self.holder.forget, lambda _: None, lambda _: None)

    def unlock(self) -> None:
        """Have the person sign in, and serve again if they do."""

        def unlocked() -> None:
            self.is_locked = False
            self.lifetime.use(instant())
            self.note("unlocked")

        if self.is_locked:
            self.waiting.start(
                None,
                self.holder.sign_in,
                lambda _: self.loop.post(unlocked),
                lambda error: self.loop.post(lambda: self.note(f"still locked: {error.message}")),
            )

    def _tick(self) -> None:
        match self.lifetime.due(instant()):
            case Due.END:
                self.stop("its hours are over")
            case Due.LOCK if not self.is_locked:
                self.lock("nobody used it, or the machine slept")
            case _:
                pass
        lapsed = self.terminal.lapsed(_LAPSE)
        if lapsed is not None:
            self._cancel(lapsed)
        self._reap()

    def _reap(self) -> None:
        """Take the exit codes of processes that the session has adopted.

        NOTE: whoever started a child itself waits for that one.
        """
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if ended.si_pid in self.own_children:
                    return
                os.waitpid(ended.si_pid, 0)

    def _end_requests(self) -> None:
        """End every request; a write in flight gets a little time for its answer."""
        self._listener.close()
        for request in [*self.requests]:
            request.cancel()
        ends = time.monotonic() + _ENDING
        self.loop.run(lambda: self._end_when(not self.requests or time.monotonic() > ends))
        gone = error_for(Code.NO_SESSION, "The session has ended.")
        for request in [*self.requests]:
            request.close(gone)

    def _end_when(self, is_over: bool) -> None:  # noqa: FBT001  # the one thing it takes
        if is_over:
            self.loop.stop()

    def close(self) -> None:
        """End the template, and what was listened at."""
        self._listener.close()
        self.template.close()
        self.loop.close()


def _no_control(_request: ServedRequest, name: str) -> dict[str, Any]:
    raise error_for(Code.BAD_USAGE, f"A session cannot {name!r}.")
