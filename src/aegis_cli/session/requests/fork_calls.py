"""The calls of a fork to the agent: for a child, a file, an answer, a turn to write.

NOTE: nothing but the person's answer, or a grant of theirs, lets a request write.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import KW_ONLY, dataclass, field
from functools import partial
from typing import Any

from aegis_cli.adapters.process.fork_server import PLAN
from aegis_cli.errors import AegisError, Bug, Code, NotApproved, error_for
from aegis_cli.request.ports import RequestSessions
from aegis_cli.session.client.errands import ERRANDS
from aegis_cli.session.ports.agent_terminal import EDITED, NO, YES
from aegis_cli.session.requests.fork_servers import ForkServers
from aegis_cli.session.requests.grants import Grants
from aegis_cli.session.requests.holder import Holder
from aegis_cli.session.requests.kept_children import KeptChildren
from aegis_cli.session.requests.request_log import Cause
from aegis_cli.session.requests.served_request import RequestState, ServedRequest
from aegis_cli.session.requests.waiting import Waiting
from aegis_cli.session.terminal.terminal_turns import TerminalTurns
from aegis_cli.session.terminal.turns import Turn, Turns

_LONGEST_TURN = 120.0
"""Seconds after which others need not wait for a write any more."""

_REFUSALS = {NO: Cause.PERSON, YES: Cause.PIN}
"""Why an answer approves nothing, such as a yes with a wrong PIN after it."""


@dataclass
class ForkCalls:
    """The calls of all forks, and what was given for them."""

    holder: Holder
    fork_servers: ForkServers
    terminal: TerminalTurns
    grants: Grants
    waiting: Waiting
    _: KW_ONLY
    require: Callable[[ServedRequest], None]
    """Raises `AegisError` if a request gets nothing now."""
    note_all: Callable[[Iterable[str]], None]
    """Keeps lines of what happened."""
    named: set[tuple[str, str]] = field(default_factory=set)
    """The hosts that the person has been told of: their use and URL."""
    writes: Turns = field(default_factory=Turns)
    """The requests that write one after another, in the order in which they were approved."""
    kept_children: KeptChildren = field(default_factory=KeptChildren)
    """The children that stay for a program."""
    _sessions: dict[ServedRequest, tuple[RequestSessions, ExitStack]] = field(default_factory=dict)

    def answer(self, request: ServedRequest, name: str, message: dict[str, Any]) -> None:
        """Answer a call of a fork: at once, or in a thread where that may take time."""
        number = message["number"]
        try:
            self.require(request)
            match name:
                case "child":
                    self._hand_child(request, number, shares=message.get("shares") is True)
                case _ if name.encode() in ERRANDS:
                    force = message.get("force")
                    request.ask_client(number, name.encode(), message["about"], force=force)
                case "granted":
                    request.reply(number, self._reserve_grants(request, message["acts"]))
                case "terminal":
                    self._ask(request, number, message["digest"])
                case "answered":
                    self.named.update((use, url) for use, url in message["named"])
                    self._take_answer(request, number, message)
                case "turn":
                    self._give_turn(request, number, message)
                case _:
                    self._have_answered(request, name, message)
        except AegisError as error:
            request.refuse(number, error)

    def forget(self, request: ServedRequest) -> None:
        """Take back what a request has asked for, since it has ended."""
        if request.state is RequestState.IN_FLIGHT:  # nobody knows which of its writes were sent
            for write in self.grants.reserved_writes(request):
                self.use_grant(request, write)
        self.grants.release(request)
        self.terminal.end(request)
        self.end_write(request)
        self.kept_children.forget(request)
        sessions = self._sessions.pop(request, None)
        if sessions is not None:
            sessions[1].close()

    def _hand_child(self, request: ServedRequest, number: int, *, shares: bool) -> None:
        """Hand out the line to a child; only one that `shares` may be an earlier one, or stay."""
        may_stay = request.is_door and shares
        kept = self.kept_children.take(request) if may_stay else None
        try:
            line = kept or self.fork_servers.fork(PLAN)
        except OSError:
            raise Bug("The session cannot begin a plan.", code=Code.INTERNAL) from None
        with line:
            if may_stay and kept is None:
                self.kept_children.lend(request, line)
            request.reply(number, None if kept is None else True, line.fileno())

    def _give_turn(self, request: ServedRequest, number: int, message: dict[str, Any]) -> None:
        if not request.may_write:
            raise error_for(Code.DECLINED, "Nobody approved a write of this request.")
        request.log.begin_writing(message["plan"], message["sends"])
        self.writes.ask(
            Turn(request, partial(self._begin_write, request, number)), time.monotonic()
        )

    def _begin_write(self, request: ServedRequest, number: int) -> None:
        """Let a request write whose turn it is, unless it was cancelled while it waited."""
        if request.is_cancelled:
            error = error_for(Code.INTERRUPTED, "It was cancelled before its turn.")
            request.refuse(number, error)
            self.end_write(request)
            return
        request.state = RequestState.IN_FLIGHT
        request.reply(number, None)

    def end_write(self, request: ServedRequest) -> None:
        """Take a request that has written, or ended, out of the line; the next one writes."""
        self.writes.end(request, time.monotonic())

    def look(self) -> None:
        """Let the next one write if somebody takes too long: their client may be the reason."""
        now = time.monotonic()
        self.kept_children.look()
        if (turn := self.writes.overdue(_LONGEST_TURN, now)) is not None:
            self.writes.end(turn.owner, now)

    def _reserve_grants(self, request: ServedRequest, acts: list[dict[str, Any]]) -> list[str]:
        granted = self.grants.reserve(request, acts)
        request.may_write |= bool(granted)
        return granted

    def use_grant(self, request: ServedRequest, write: str) -> None:
        """Use what is reserved for a write of a request, which gets its go."""
        if use := self.grants.use(request, write):
            self.note_all([f"granted in advance: {use}; {self.grants.left} left"])

    def _ask(self, request: ServedRequest, number: int, digest: str) -> None:
        def ready(descriptor: int) -> None:
            told = {
                "waiting": self.terminal.waiting,
                "named": sorted(self.named),
                "encoding": self.terminal.outer.encoding,
                "within_line": self.terminal.outer.is_within_line(),
            }
            request.reply(number, told, descriptor)

        process, is_of_door = request.peer.pid, request.is_door
        try:
            self.terminal.begin(
                request, ready, process=process, digest=digest, is_of_door=is_of_door
            )
        except NotApproved:
            request.log.cause = Cause.REPEATED
            raise
        request.state = RequestState.WAITING

    def _take_answer(self, request: ServedRequest, number: int, message: dict[str, Any]) -> None:
        """Take the person's answer; an edit is neither a yes nor a no, and is asked about anew."""
        answer = message["answer"]

        def counts(is_confirmed: bool) -> None:  # noqa: FBT001  # the one thing it takes
            self.terminal.end(request, refused=not (is_confirmed or answer == EDITED))
            if answer == EDITED:
                self.grants.release(request)  # the person is asked about all of the new plan
            try:
                self.require(request)  # again: a PIN takes time
            except AegisError as error:
                request.refuse(number, error)
                return
            request.may_write = request.log.was_approved = is_confirmed
            request.state = RequestState.APPROVED if is_confirmed else RequestState.PLANNING
            request.log.is_changed |= message["changed"]
            if is_confirmed:
                self.note_all(request.log.approval_lines(message["approves"]))
            elif answer in _REFUSALS and not request.is_cancelled:
                request.log.cause = _REFUSALS[answer]
            request.reply(number, is_confirmed)

        if self.terminal.owner is not request:
            raise error_for(Code.DECLINED, "The question was taken back; nothing was approved.")
        if answer == YES:
            self.terminal.confirm(counts)
        else:
            counts(False)  # noqa: FBT003  # as above

    def _have_answered(self, request: ServedRequest, name: str, message: dict[str, Any]) -> None:
        """Have a thread answer, which may wait for the person, for Auth0 or for the model."""
        if request not in self._sessions:
            stack = ExitStack()
            self._sessions[request] = self.holder.sessions(stack), stack
        sessions, _ = self._sessions[request]
        number = message["number"]
        loop = self.terminal.loop
        # NOTE: only the loop's thread writes to a fork; a thread might write into what has the
        # number of a closed socket by then.
        self.waiting.start(
            request,
            lambda: self.holder.answer(sessions, name, message),
            lambda value: loop.post(lambda: request.reply(number, value)),
            lambda error: loop.post(lambda: request.refuse(number, error)),
        )
