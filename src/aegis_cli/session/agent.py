"""The agent: holds one session in memory, and has the requests of its clients done.

It listens at a socket that only this user can reach, refuses whoever is no living process of this
user, and asks at its own terminal only. Nothing that a client sends approves anything.
"""

import contextlib
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol

from aegis_cli.errors import AegisError, Bug, Code, error_for
from aegis_cli.request.ports import Lease
from aegis_cli.session.address import SOCKET, folders, prefix
from aegis_cli.session.client import is_served
from aegis_cli.session.grants import Grants
from aegis_cli.session.holder import Holder
from aegis_cli.session.journal import Journal
from aegis_cli.session.lifetime import Due, Lifetime, instant
from aegis_cli.session.loop import Loop
from aegis_cli.session.peers import peer_of
from aegis_cli.session.served_request import Order, ServedRequest, State
from aegis_cli.session.template import Template
from aegis_cli.session.turns import Turn, Turns

MOST_CLIENTS = 16
_ENDING = 6.0
"""Seconds that a write in flight gets when the session ends."""


class Outer(Protocol):
    """The terminal of the person."""

    def hold(self, ready: Callable[[int], None]) -> None:
        """Make it ready for a question; then call back with its descriptor."""
        ...

    def release(self) -> None:
        """Give it back to the session's command, if there is one."""
        ...


@dataclass
class Agent:
    """The clients of one session, one terminal, and what is held."""

    holder: Holder
    template: Template
    outer: Outer
    lifetime: Lifetime
    grants: Grants
    say: Callable[[str], None]
    """Shows a line of the journal, where the terminal is the agent's own."""
    loop: Loop = field(default_factory=Loop)
    journal: Journal = field(default_factory=Journal)
    turns: Turns = field(default_factory=Turns)
    is_locked: bool = False
    ended_because: str = ""
    _requests: list[ServedRequest] = field(default_factory=list)
    _leases: dict[int, tuple[Lease, ExitStack]] = field(default_factory=dict)
    _writers: list[tuple[ServedRequest, int]] = field(default_factory=list)
    """Who writes, and who waits to write, each with the number of its call."""
    _signing_in: dict[int, ServedRequest | None] = field(default_factory=dict)
    """For which request a thread signs in; `None` for the session itself."""
    _cancelled: set[int] = field(default_factory=set)
    """The threads whose sign-in the person has cancelled."""

    def __post_init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix=prefix(), dir=folders()[0])
        self.address = f"{self._folder}/{SOCKET}"
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # NOTE: on Linux the mode of the socket's file is that of the socket before it is bound.
        os.fchmod(self._listener.fileno(), 0o600)
        self._listener.bind(self.address)
        self._listener.listen(MOST_CLIENTS)
        self._listener.settimeout(0.0)
        self.loop.when_readable(self._listener.fileno(), self._accept)

    def run(self) -> None:
        """Serve until the session ends; everything has ended when this returns."""
        try:
            self.loop.run(self._tick)
        finally:
            self._finish()

    def stop(self, why: str) -> None:
        """End the session."""
        self.ended_because = self.ended_because or why
        self.loop.stop()

    def note(self, text: str) -> None:
        """Keep a line of what happened."""
        self.say(self.journal.note(text))

    # -- connections

    def _accept(self) -> None:
        try:
            line, _ = self._listener.accept()
        except OSError:
            return
        try:
            peer = peer_of(line)
        except OSError:
            line.close()
            return
        if peer.uid != os.geteuid() or not peer.is_alive():
            peer.close()
            line.close()
            return
        request = ServedRequest(self, line, peer)
        self._requests.append(request)
        if len(self._requests) > MOST_CLIENTS:
            request.close(
                error_for(Code.BUSY, "The session serves 16 clients already.", hint="Try again.")
            )

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
        }
        try:
            return self.template.request(message, order.streams)
        except OSError:
            raise Bug("The session cannot begin a request.", code=Code.INTERNAL) from None

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

    def ended(self, request: ServedRequest) -> None:
        """Forget a request, and whatever it held."""
        if request in self._requests:
            self._requests.remove(request)
        self._end_turn(request)
        self._written(request)
        lease = self._leases.pop(id(request), None)
        if lease is not None:
            lease[1].close()

    # -- calls of a fork

    def answer(self, request: ServedRequest, name: str, message: dict[str, Any]) -> None:
        """Answer a call: at once, or in a thread where that may take time."""
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
                    self._give_turn(request, number, message["digest"])
                case "answered":
                    self._answered(request, number, yes=message["yes"])
                case "turn":
                    self._give_write(request, number)
                case _:
                    self._aside(request, name, message)
        except AegisError as error:
            request.refuse(number, error)

    def told(self, request: ServedRequest, what: str, message: dict[str, Any]) -> None:
        """Take note of what a fork tells."""
        if what == "written":
            self._written(request)
        elif what == "ended":
            words = " ".join(request.words)
            self.note(f"{message['status']}: {words}"[:300])

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

    def _give_turn(self, request: ServedRequest, number: int, digest: str) -> None:
        def begin() -> None:
            self.outer.hold(lambda descriptor: request.reply(number, None, descriptor))

        request.state = State.WAITING
        self.turns.ask(Turn(id(request), request.peer.pid, digest, begin), time.monotonic())

    def _answered(self, request: ServedRequest, number: int, *, yes: bool) -> None:
        self._end_turn(request, refused=not yes)
        request.state = State.APPROVED if yes else State.PLANNING
        request.reply(number, None)

    def _end_turn(self, request: ServedRequest, *, refused: bool = False) -> None:
        """End the turn of a request, and give the terminal to whoever is next."""
        current = self.turns.current
        if current is not None and current.owner == id(request):
            self.outer.release()
        self.turns.end(id(request), refused_at=time.monotonic() if refused else None)

    def _give_write(self, request: ServedRequest, number: int) -> None:
        self._writers.append((request, number))
        if len(self._writers) == 1:
            self._write_next()

    def _write_next(self) -> None:
        request, number = self._writers[0]
        request.state = State.IN_FLIGHT
        request.reply(number, None)

    def _written(self, request: ServedRequest) -> None:
        was_first = bool(self._writers) and self._writers[0][0] is request
        self._writers = [each for each in self._writers if each[0] is not request]
        if request.state is State.IN_FLIGHT:
            request.state = State.APPROVED
        if was_first and self._writers:
            self._write_next()

    # -- what may take time

    def _aside(self, request: ServedRequest, name: str, message: dict[str, Any]) -> None:
        if id(request) not in self._leases:
            stack = ExitStack()
            self._leases[id(request)] = self.holder.lease(stack), stack
        lease, _ = self._leases[id(request)]
        number = message["number"]

        def answered() -> None:
            try:
                with self._as(request):
                    value = self.holder.answer(lease, name, message)
            except AegisError as error:
                request.refuse(number, error)
            except Exception:  # noqa: BLE001  # a bug in one request must not end the session
                request.refuse(number, Bug("The session made a mistake.", code=Code.INTERNAL))
            else:
                request.reply(number, value)

        threading.Thread(target=answered, daemon=True).start()

    @contextlib.contextmanager
    def _as(self, request: ServedRequest | None) -> Any:
        """Sign in, in this thread, for a request; then give the terminal back."""
        me = threading.get_ident()
        self._signing_in[me] = request
        try:
            yield
        finally:
            self._signing_in.pop(me, None)
            self._cancelled.discard(me)
            self.loop.post(lambda: self._release(me))

    def hold_terminal(self) -> None:
        """Wait, in a thread, until the terminal is this thread's.

        The loop's own thread signs in before it serves anybody, and holds the terminal anyway.
        """
        me = threading.get_ident()
        is_held = self.turns.current is not None and self.turns.current.owner == me
        if is_held or self.loop.is_mine():
            return
        is_mine = threading.Event()

        def begin() -> None:
            self.outer.hold(lambda _descriptor: is_mine.set())

        self.loop.post(lambda: self.turns.ask(Turn(me, 0, "", begin), time.monotonic()))
        while not is_mine.wait(0.5):
            self.check_wanted()

    def check_wanted(self) -> None:
        """Raise `AegisError` if nobody waits for this thread's sign-in any more."""
        me = threading.get_ident()
        request = self._signing_in.get(me)
        if me in self._cancelled or (request is not None and not request.is_there):
            raise error_for(Code.INTERRUPTED, "The sign-in was cancelled.")

    def _release(self, owner: int) -> None:
        if self.turns.current is not None and self.turns.current.owner == owner:
            self.outer.release()
        self.turns.end(owner)

    def interrupt(self) -> None:
        """Take a Ctrl-C at the terminal: it ends the question, or the sign-in, that stands."""
        current = self.turns.current
        if current is None:
            return
        if current.owner in self._signing_in:
            self._cancelled.add(int(current.owner))
            return
        for request in self._requests:
            if id(request) == current.owner:
                request.cancel()

    # -- control

    def control(self, request: ServedRequest, name: str) -> dict[str, Any]:
        """Do what a control message says.

        Locking is allowed to everybody. NOTE: what widens or ends a session is refused to whatever
        descends from its command; that grants nothing to anybody else.
        """
        if name in {"unlock", "end"} and request.peer.descends_from(os.getpid()):
            raise error_for(
                Code.POLICY,
                f"A program of the session may not {name} it.",
                hint=f"Run `aegis session {name}` in another terminal, or press Ctrl-] there.",
            )
        match name:
            case "status":
                pass
            case "lock":
                self.lock("somebody locked it")
            case "unlock":
                self.unlock()
            case "end":
                self.stop("somebody ended it")
            case "panic":
                self.panic()
            case "log":
                return {"lines": [*self.journal.lines]}
            case _:
                raise error_for(Code.BAD_USAGE, f"A session cannot {name!r}.")
        return self.status()

    def status(self) -> dict[str, Any]:
        """Return what may be known of the session; it holds no secret."""
        now = instant()
        return {
            "state": "ended" if self.ended_because else "locked" if self.is_locked else "open",
            "address": self.address,
            "requests": len(self._requests),
            "questions": len(self.turns.waiting) + (self.turns.current is not None),
            "locks_in": round(self.lifetime.idle - (now.counted - self.lifetime.used.counted)),
            "ends_in": round(self.lifetime.longest - (now.counted - self.lifetime.began.counted)),
            "grant_writes_left": self.grants.left,
            "grant_uses": [*self.grants.uses],
        }

    def panic(self) -> None:
        """End everything at once, and have Auth0 revoke the refresh token."""
        self.lock("panic")
        self.stop("panic")

    # -- the life of the session

    def sign_in(self, done: Callable[[AegisError | None], None]) -> None:
        """Sign in for reading, in a thread; `done` is called in the loop."""

        def work() -> None:
            problem: AegisError | None = None
            try:
                with self._as(None):
                    self.holder.sign_in()
            except AegisError as error:
                problem = error
            self.loop.post(lambda: done(problem))

        threading.Thread(target=work, daemon=True).start()

    def lock(self, why: str) -> None:
        """Drop every token, and serve nobody until somebody signs in again."""
        if self.is_locked:
            return
        self.is_locked = True
        self.note(f"locked: {why}")
        for request in self._requests:
            if request.state is not State.IN_FLIGHT:
                request.cancel()
        threading.Thread(target=self.holder.forget, daemon=True).start()

    def unlock(self) -> None:
        """Have the person sign in, and serve again if they do."""

        def done(problem: AegisError | None) -> None:
            if problem is not None:
                self.note(f"still locked: {problem.message}")
                return
            self.is_locked = False
            self.lifetime.use(instant())
            self.note("unlocked")

        if self.is_locked:
            self.sign_in(done)

    def _tick(self) -> None:
        match self.lifetime.due(instant()):
            case Due.END:
                self.stop("its hours are over")
            case Due.LOCK if not self.is_locked:
                self.lock("nobody used it, or the machine slept")
            case _:
                pass

    def _finish(self) -> None:
        """End every request; a write in flight gets a little time for its answer."""
        self.loop.forget(self._listener.fileno())
        self._listener.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        for request in [*self._requests]:
            request.cancel()
        ends = time.monotonic() + _ENDING
        self.loop.run(lambda: self._end_when(not self._requests or time.monotonic() > ends))
        gone = error_for(Code.NO_SESSION, "The session has ended.")
        for request in [*self._requests]:
            request.close(gone)
        self.template.close()
        self.loop.close()

    def _end_when(self, is_over: bool) -> None:  # noqa: FBT001  # the one thing it takes
        if is_over:
            self.loop.stop()
