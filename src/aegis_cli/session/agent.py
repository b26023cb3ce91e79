"""The agent: holds one session in memory, and has the requests of its clients done.

It asks at its own terminal only. Nothing that a client sends approves anything.
"""

import contextlib
import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.adapters.process.fork_server import REQUEST
from aegis_cli.errors import AegisError, Bug, Code, error_for
from aegis_cli.request.actors import Actors
from aegis_cli.session.audience import Audience
from aegis_cli.session.client.thin_client import is_served
from aegis_cli.session.journal import Journal
from aegis_cli.session.lifetime import Due, Lifetime, instant
from aegis_cli.session.line.fork_line import ForkLine
from aegis_cli.session.line.peers import Peer
from aegis_cli.session.lock_in_progress import LockInProgress
from aegis_cli.session.requests.clients import Clients
from aegis_cli.session.requests.fork_calls import ForkCalls
from aegis_cli.session.requests.fork_servers import ForkServers
from aegis_cli.session.requests.grants import Grants
from aegis_cli.session.requests.holder import Holder
from aegis_cli.session.requests.readings import EVERYBODY, Readings, clock
from aegis_cli.session.requests.request_log import Cause
from aegis_cli.session.requests.served_request import Order, RequestState, ServedRequest
from aegis_cli.session.requests.waiting import Waiting
from aegis_cli.session.terminal.terminal_turns import TerminalTurns

_LAPSE = 300.0
"""Seconds after which a question that nobody answers is withdrawn."""


@dataclass
class Agent:
    """The clients of one session, and what is held for them."""

    holder: Holder
    fork_servers: ForkServers
    terminal: TerminalTurns
    lifetime: Lifetime
    grants: Grants
    own_children: set[int] = field(default_factory=set)
    """The processes that somebody here waits for."""
    journal: Journal = field(default_factory=Journal)
    readings: Readings = field(default_factory=Readings)
    audience: Audience = field(default_factory=Audience)
    has_git: bool = False
    """Whether git reads through this session."""
    actors: Actors = field(default_factory=Actors)
    """Who acts at each provider, as far as requests have read it. Where that may change there are
    new ones, and a request that runs by then adds what it has read to those that it began with."""
    is_locked: bool = False
    ended_because: str = ""
    is_unlocking: bool = False
    """Whether the person is asked to sign in again, or will be when the lock is complete."""
    tells_lock: bool = False
    """Whether the person is told at their terminal when a lock is complete."""
    listens: socket.socket | None = None
    """Where it listens, if it does already."""
    programs: socket.socket | None = None
    """Where it listens for programs such as gh, if it does already."""

    def __post_init__(self) -> None:
        self.loop = self.terminal.loop
        self.waiting = Waiting(self.terminal)
        self.clients = Clients(self, self.loop, self.listens)
        if self.programs is not None:
            self.clients.listen_for_programs(self.programs)
        self.calls = ForkCalls(
            self.holder,
            self.fork_servers,
            self.terminal,
            self.grants,
            self.waiting,
            require=self._require,
            note_all=self._note_all,
        )
        self.control: Callable[[ServedRequest, str], dict[str, Any] | None] = _no_control
        self.replace: Callable[[], None] = lambda: None
        """Called when a lock is complete: another program replaces this one with its memory, so it
        does not return."""
        self.tell_locked: Callable[[], None] = lambda: None
        """Tells the person that a lock is complete."""
        self.undo: list[dict[str, Any]] = []
        """What takes back the last plan that changed something, which no client is told."""
        self._lock_in_progress: LockInProgress | None = None
        self._signs_in: object = None
        """Names the sign-in that unlocks the session, since the session may be locked again before
        it ends."""

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
            self.clients.end()
            self.terminal.close()

    def stop(self, why: str) -> None:
        """End the session."""
        self.ended_because = self.ended_because or why
        self.loop.stop()

    def note(self, text: str) -> str:
        """Keep a line of what happened; return it as it is kept, cut and in one line."""
        line = self.journal.note(text)
        self.terminal.outer.say(line)
        return line

    def _note_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.note(line)

    # What a request needs: `served_request.Host`

    def welcome(self, request: ServedRequest, order: Order) -> tuple[bool, str]:
        """Tell whether a client that merely found the session is served, and what it then says."""
        self.audience.require_member(request.peer, self.note)
        return self.audience.welcome(order.words, order.variables, self.holder.identity)

    def must_wait(self, request: ServedRequest, order: Order) -> bool:
        """Tell whether a request waits in line; raise `AegisError` if it may not."""
        if not order.is_door or self.clients.has_place_at_door():
            return False
        self._admit(request, order)
        self.clients.require_place_in_line()
        return True

    def _admit(self, request: ServedRequest, order: Order) -> None:
        """Raise `AegisError` for a request that the session does not serve, now or at all."""
        self.audience.require_member(request.peer, self.note)
        self.lifetime.use(instant())
        self._require(request)
        if not self._serves(request, order):
            raise error_for(Code.BAD_USAGE, "The session does not serve this command.")

    def _serves(self, request: ServedRequest, order: Order) -> bool:
        match order.door:
            case "gh-door":
                return request.is_program
            case "git-door":
                return self.has_git
            case _:
                return is_served(order.words)

    def begin(self, request: ServedRequest, order: Order) -> ForkLine:
        """Fork for a request; raise `AegisError` if that cannot be now."""
        self._admit(request, order)
        self.clients.require_place()
        request.actors = self.actors
        told = {
            "words": order.words,
            "variables": order.variables,
            "asker": _asker(request.peer, order),
            "has_read": self.readings.of(request.peer.pid),
            "visibilities": self.readings.visibilities,
            "actors": [*self.actors.rows()],
            "notice": request.notice,
            "undo": self.undo,
        }
        try:
            return ForkLine(self.fork_servers.fork(REQUEST, order.streams), told)
        except OSError:
            raise Bug("The session cannot begin a request.", code=Code.INTERNAL) from None

    def forget(self, request: ServedRequest) -> None:
        """Forget a request, and whatever it held."""
        self.clients.forget(request)
        if request.is_served and not request.log.has_ended:
            how = _LEFT.get(request.state, _NOTHING_SENT)
            in_flight = request.state is RequestState.IN_FLIGHT
            self._note_all(request.log.broken_off(how, in_flight=in_flight))
        self.calls.forget(request)
        if request.is_served and not self.clients.are_served and not self.is_locked:
            self.fork_servers.keep_spares()

    def answer(self, request: ServedRequest, name: str, message: dict[str, Any]) -> None:
        """Answer a call of a fork: at once, or in a thread where that may take time."""
        if name == "connect":
            self.actors = Actors()
            self.calls.kept_children.close()
        self.calls.answer(request, name, message)

    def take_message(self, request: ServedRequest, what: str, message: dict[str, Any]) -> None:
        """Take note of what a fork tells."""
        if what == "going":
            self.calls.use_grant(request, message["write"])
        elif what == "written":
            request.note_written()
            self.calls.end_write(request)
            self._note_all(request.log.write_lines(message["ends"]))
        elif what == "ended":
            self._note_end(request, message)
        elif what == "free":
            self.calls.kept_children.take_back(request)
        elif what == "wants":  # what the words of a tool call do not say, or a push after its look
            request.log.words = [request.log.words[0], message["request"]]
            request.log.has_ended = False
        elif what == "exit":
            request.log.has_ended = True  # a command that sends nothing is not in it

    def _note_end(self, request: ServedRequest, message: dict[str, Any]) -> None:
        process = EVERYBODY if request.is_door else request.peer.pid
        self.readings.note(process, message["read"], clock())
        request.actors.add(message.get("actors", ()))
        if message.get("undo") is not None:  # it changed something, also for good
            self.undo = message["undo"]
        if not request.log.has_ended:  # a related read may end after it
            request.log.has_ended = True
            self._note_all(request.log.of_targets(message.get("targets", ())))
            self.note(request.log.last_line(message["status"], message["code"]))
            self._tell_unheard(request, message["status"])

    def _tell_unheard(self, request: ServedRequest, status: str) -> None:
        """Tell the person of the end of a write that its program may never learn of."""
        if not request.log.was_approved or request.is_awaited:
            return
        line = self.note(
            f"{status}; the program may not know, since it had stopped waiting when you "
            f"answered: {' '.join(request.log.words)}"
        )
        if self.terminal.outer.is_commands:
            self.terminal.show(f"{line}\n")

    def _require(self, request: ServedRequest) -> None:
        """Raise `AegisError` if the session is locked, or the asking process has gone."""
        if self.is_locked:
            raise is_locked()
        if not request.is_there or not request.peer.is_alive():
            request.log.cause = request.log.cause or Cause.GONE
            raise error_for(
                Code.DECLINED, "The program that asked has ended; nothing was approved for it."
            )

    # The life of the session

    def interrupt(self) -> None:
        """Take a Ctrl-C at the terminal: it ends the question, or the sign-in, that stands."""
        owner = self.terminal.owner
        if not self.waiting.cancel(owner):
            self.clients.cancel(owner, Cause.CTRL_C)

    @property
    def is_lock_in_progress(self) -> bool:
        """Whether it is locked, and some process may still hold a token."""
        return self._lock_in_progress is not None

    def lock(self, why: str) -> None:
        """Drop every token, and serve nobody until somebody signs in again."""
        if self.is_locked and not self.is_unlocking:
            return
        self.is_locked, self.is_unlocking, self._signs_in = True, False, None
        self.actors = Actors()
        self.calls.kept_children.close()
        self.note(f"locked: {why}")
        self._empty()

    def _empty(self) -> None:
        if self._lock_in_progress is None:
            drop = self.holder.drop_tokens
            self._lock_in_progress = LockInProgress(
                self.clients, self.waiting, self.terminal, drop_tokens=drop
            )

    def _after_lock(self) -> None:
        """Go on when no request needs a token; on Linux another program takes over then."""
        self._lock_in_progress = None
        self.replace()
        self.note_locked()

    def note_locked(self) -> None:
        """Tell whoever waits for the end of a lock, and unlock it if the person wants that."""
        self.clients.tell_waiting()
        tells, self.tells_lock = self.tells_lock, False
        if self.is_unlocking and not self.ended_because:
            self._sign_in_again()
        elif tells:
            self.tell_locked()

    def unlock(self) -> None:
        """Have the person sign in, and serve again if they do."""
        if self.is_locked and not self.is_unlocking:
            self.is_unlocking = True
            if not self.is_lock_in_progress:
                self._sign_in_again()

    def _sign_in_again(self) -> None:
        mine = self._signs_in = object()
        # NOTE: or a session that was long idle would lock again before anybody can sign in.
        self.lifetime.use(instant())

        def sign_in() -> None:
            self.holder.sign_in()
            self.fork_servers.open()

        def note_unlocked() -> None:
            if self._signs_in is mine:
                self.is_locked = self.is_unlocking = False
                self.terminal.forgive()
                self.lifetime.use(instant())
                self.note("unlocked")

        def still_locked(error: AegisError) -> None:
            if self._signs_in is mine:
                self.is_unlocking = False
                self.note(f"still locked: {error.message}")
                self._empty()  # of the code that the person was shown

        self.waiting.start(
            None,
            sign_in,
            lambda _: self.loop.post(note_unlocked),
            lambda error: self.loop.post(lambda: still_locked(error)),
        )

    def _tick(self) -> None:
        match self.lifetime.due(instant()):
            case Due.END:
                self.stop("its hours are over")
            case Due.LOCK:
                self.lock("nobody used it, or the machine slept")
            case Due.NOTHING:
                pass
        self.clients.cancel(self.terminal.overdue(_LAPSE), Cause.LAPSED)
        self.calls.look()
        self.clients.look()
        self.reap()
        if (
            self._lock_in_progress is not None
            and not self.ended_because
            and self._lock_in_progress.is_over()
        ):
            self._after_lock()

    def reap(self) -> None:
        """Take the exit codes of processes that the session has adopted.

        NOTE: whoever started a child itself waits for that one.
        """
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if ended.si_pid in self.own_children:
                    return
                os.waitpid(ended.si_pid, 0)

    def close(self) -> None:
        """End the fork servers, and what was listened at."""
        self.clients.close()
        self.calls.kept_children.close()
        self.fork_servers.close()
        self.loop.close()


def _asker(peer: Peer, order: Order) -> str:
    """Say which program asks: behind the client that git starts, that git.

    NOTE: the person reads what pushes, and not how it reaches the session.
    """
    program = peer.parent() if order.door == "git-door" else None
    if program is None:
        return peer.claims()
    with contextlib.closing(program):
        return program.claims()


_NOTHING_SENT = "ended early, and no write was sent"
_LEFT = {
    RequestState.IN_FLIGHT: "outcome_unknown, a write was in flight",
    RequestState.WRITTEN: "ended early, after the answer to its write",
}
"""What the log says of a request that did not say how it ended."""


def is_locked() -> AegisError:
    """Return the error of a session that serves nobody."""
    return error_for(
        Code.LOCKED,
        "The session is locked.",
        hint="`aegis session unlock` asks you to sign in at the session's terminal.",
    )


def _no_control(_request: ServedRequest, name: str) -> dict[str, Any]:
    raise error_for(Code.BAD_USAGE, f"A session cannot {name!r}.")
