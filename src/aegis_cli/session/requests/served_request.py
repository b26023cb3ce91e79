"""One client's request, on the agent's side: between the client and the fork that does it.

The client brings words and descriptors and gets an exit code. The fork asks for what only the agent
has. Both ends are read in the agent's one thread. Calls that may block are answered in other
threads.
"""

import os
import socket
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Protocol, Self

from aegis_cli.adapters.process.json_lines import Broken, encode
from aegis_cli.errors import AegisError, Bug, Code, error_for
from aegis_cli.executor.error_messages import error_as_json
from aegis_cli.planning.said_value import hide_in_words
from aegis_cli.request.actors import Actors
from aegis_cli.session.client.errands import DESCRIPTOR, ERRANDS, WHETHER
from aegis_cli.session.client.thin_client import from_command
from aegis_cli.session.line import frames
from aegis_cli.session.line.client_line import DESCRIPTORS, ClientLeft, ClientLine
from aegis_cli.session.line.fork_line import ForkLine, ForkLost
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.line.peers import Peer
from aegis_cli.session.requests.request_log import Cause, RequestLog

PATIENCE = 10.0
"""Seconds in which a request that was cancelled ends by itself."""
LONGEST_WRITE = 900.0
"""Seconds that a write in flight gets instead; the kernel ends the process of a plan then."""


class RequestState(StrEnum):
    """How far a request has come."""

    CONNECTED = "connected"
    PLANNING = "planning"
    WAITING = "waiting for an answer"
    APPROVED = "approved"
    IN_FLIGHT = "a write is in flight"
    WRITTEN = "the write has its answer"


class Host(Protocol):
    """What a request needs from the agent."""

    def must_wait(self, request: "ServedRequest", order: "Order") -> bool:
        """Tell whether a request waits in line; raise `AegisError` if it may not."""
        ...

    def begin(self, request: "ServedRequest", order: "Order") -> ForkLine:
        """Fork for a request; raise `AegisError` if there can be none now."""
        ...

    def welcome(self, request: "ServedRequest", order: "Order") -> tuple[bool, str]:
        """Tell whether a client that merely found the session is served, and what it then says.

        Raises `AegisError` for one that may not be.
        """
        ...

    def answer(self, request: "ServedRequest", name: str, message: dict[str, Any]) -> None:
        """Answer a call of the fork, now or later, by `reply` or `refuse`."""
        ...

    def take_message(self, request: "ServedRequest", what: str, message: dict[str, Any]) -> None:
        """Take note of what the fork tells."""
        ...

    def forget(self, request: "ServedRequest") -> None:
        """Forget a request."""
        ...

    def control(self, request: "ServedRequest", name: str) -> dict[str, Any] | None:
        """Do what a control message says; raise `AegisError` if the client may not.

        `None` is for an answer that comes later.
        """
        ...


_DOORS = ("git-door", "gh-door")


class Order:
    """What a client asked for."""

    def __init__(self, words: list[str], variables: dict[str, str], streams: list[int]) -> None:
        self.words, self.variables, self.streams = words, variables, streams

    @property
    def is_door(self) -> bool:
        """Whether a program speaks its own protocol here, as git does."""
        return self.door != ""

    @property
    def door(self) -> str:
        """The command of that door; none for a client that asks for itself."""
        first = "".join(from_command(self.words)[:1])
        return first if first in _DOORS else ""

    def for_later(self) -> Self:
        """Return the same with streams of its own, which are to be closed."""
        return type(self)(self.words, self.variables, [os.dup(each) for each in self.streams])

    def close(self) -> None:
        """Close its streams."""
        for number in self.streams:
            os.close(number)

    @classmethod
    def read(cls, words: bytes, variables: bytes, streams: Sequence[int] = ()) -> Self:
        """Read the parts of a frame; raise `BadFrame` for what is no list."""
        pairs = (os.fsdecode(pair).partition("=") for pair in frames.words_of(variables))
        named = {name: value for name, _, value in pairs}
        return cls([os.fsdecode(word) for word in frames.words_of(words)], named, [*streams])


class ServedRequest:
    """A client and, once it has said what it wants, the fork that does it."""

    actors: Actors
    """Who acts at each provider, as far as was known when the fork began, and as that has read."""
    is_door = False
    """Whether a program speaks its own protocol, each time in a process of its own."""
    is_program = False
    """Whether that program is at the other end, and no client."""
    _line_type = ClientLine
    _in_line: Order | None = None
    """What is wanted by a program that waits for a place; its streams are this object's own."""

    def __init__(self, host: Host, loop: Loop, line: socket.socket, peer: Peer) -> None:
        """Take a connection, and wait for the request."""
        self.peer = peer
        self.state = RequestState.CONNECTED
        self.log = RequestLog()
        self.notice = ""
        """What is said before all else to a client that merely found the session."""
        self.may_write = False
        """Whether the person has approved it, or a grant covers some of it."""
        self._host, self._loop = host, loop
        self._client = self._line_type(line)
        self._fork: ForkLine | None = None
        self.is_cancelled = False
        """Whether somebody wants it to end."""
        self._hurried_at: float | None = None
        self.waits = False
        """Whether its control message is answered later."""
        self._files: list[tuple[int, bytes]] = []
        """The numbers of the calls that the client is to do, and the frame of each."""
        self._code: int | None = None
        self.is_there = True
        """Whether the client is."""
        self.is_awaited = True
        """Whether somebody who called the client waits for its end."""
        loop.when_readable(line.fileno(), lambda: self._guard(self._client_says))

    @property
    def is_served(self) -> bool:
        """Whether a fork does it."""
        return self._fork is not None

    @property
    def is_in_line(self) -> bool:
        """Whether it waits for a place."""
        return self._in_line is not None

    @property
    def _is_new(self) -> bool:
        """Whether the client may still say what it wants."""
        return not (self.is_served or self.waits or self.is_in_line)

    @property
    def has_begun(self) -> bool:
        """Whether the client has said what it wants, or a part of it."""
        return self._client.has_begun or self.is_in_line

    def fileno(self) -> int:
        """Return the descriptor of the client's connection."""
        return self._client.fileno()

    def is_overdue(self) -> bool:
        """Tell whether it was cancelled and has not ended in time."""
        patience = LONGEST_WRITE if self.state is RequestState.IN_FLIGHT else PATIENCE
        return self._hurried_at is not None and time.monotonic() - self._hurried_at > patience

    def note_written(self) -> None:
        """Note that its write has an answer; one that was cancelled gets its patience anew."""
        self.state = RequestState.WRITTEN
        if self._hurried_at is not None:
            self._hurried_at = time.monotonic()

    def reply(self, number: int, value: Any, descriptor: int | None = None) -> None:
        """Answer a call of the fork. The descriptor stays the caller's."""
        self._say({"number": number, "reply": value}, descriptor)

    def refuse(self, number: int, error: AegisError) -> None:
        """Answer a call of the fork with an error."""
        self._say({"number": number, "refused": error_as_json(error)})

    def cancel(self, why: Cause) -> None:
        """End the request as a Ctrl-C does; a write that is in flight gets its answer first."""
        if self.is_in_line:
            self.close(error_for(Code.INTERRUPTED, "It was cancelled before its turn."))
            return
        self._drop(why)
        self._say({"cancel": True})

    def hurry(self) -> None:
        """Let it end by itself, but in time."""
        if self._hurried_at is None:
            self._hurried_at = time.monotonic()

    def _drop(self, why: Cause) -> None:
        self.hurry()
        if not self.is_cancelled:
            self.is_cancelled = True
            self.log.cause = why

    def flush(self) -> None:
        """Send the fork what it had no place for; end a request whose fork takes nothing."""
        if self._fork is not None:
            self._unless_lost(self._fork.flush)

    def ask_client(
        self, number: int, what: bytes, about: str, *, force: bool | None = None
    ) -> None:
        """Have the client do something with a file, a page or a child, as the answer to a call."""
        self._files.append((number, what))
        more = () if force is None else (b"1" if force else b"0",)
        self._client.tell(what, about.encode("utf-8", "surrogateescape"), *more)

    def give_up(self) -> None:
        """Let go of it, since it has not ended in time."""
        told = error_for(Code.INTERRUPTED, "The request did not end in time.")
        self.close(_unless_sent(self.state, told))

    def close(self, error: AegisError | None = None) -> None:
        """Tell the client how it ended, and let go of it and of the fork."""
        if self._client.fileno() < 0:
            return
        if self._code is not None:
            self._client.tell(frames.EXIT, str(self._code).encode())
        elif error is not None:
            texts = (error.code.value, error.message, error.hint or "")
            self._client.tell(frames.ERROR, *(text.encode() for text in texts))
        if (order := self._leave_line()) is not None:
            order.close()
        for line in (self._client, self._fork):
            if line is not None:
                self._loop.forget(line.fileno())
                line.close()
        self.peer.close()
        self._host.forget(self)

    def _guard(self, work: Callable[[], None]) -> None:
        """Work for this request; whatever goes wrong ends this request, and not the session."""
        try:
            work()
        except Exception:  # noqa: BLE001  # a client may have found a bug
            self.close(Bug("The session made a mistake.", code=Code.INTERNAL))

    def _client_says(self) -> None:
        try:
            for frame in self._client.frames():
                self._client_frame(frame)
        except ClientLeft:
            self._client_left()
        except AegisError as error:
            self.close(error)
        except (frames.BadFrame, UnicodeDecodeError):
            told = error_for(Code.BAD_USAGE, "The client sent something that is no request.")
            self.close(_unless_sent(self.state, told))

    def _client_left(self) -> None:
        """NOTE: nothing is approved for a client that has gone; a write in flight gets its end."""
        self.is_there = False
        self._loop.forget(self._client.fileno())
        if self._fork is None:
            self.close()
        elif self.state is not RequestState.IN_FLIGHT:
            self.cancel(Cause.GONE)
        else:
            self._drop(Cause.GONE)

    def _client_frame(self, frame: list[bytes]) -> None:
        if self._is_new:
            self._first_frame(frame)
            return
        match frame:
            case [frames.CANCEL] if self.is_served or self.is_in_line:
                if not self.is_cancelled:
                    self.cancel(Cause.TAKEN_BACK)
            case [frames.AWAITED, waits] if self.is_served:
                self.is_awaited = waits == b"1"
            case [frames.FILE, reason, *told] if self._files:
                self._hand_on(reason.decode(), b" ".join(told).decode())
            case _:
                raise frames.BadFrame("this frame has no place here")

    def _first_frame(self, frame: list[bytes]) -> None:
        match frame:
            case [frames.FOUND, speaks, words, variables]:
                self._answer_discovery(speaks.decode(), words, variables)
            case [frames.REQUEST, speaks, words, variables]:
                self._request(speaks.decode(), words, variables)
            case [frames.CONTROL, name]:
                self.control(name.decode())
            case [frames.CANCEL]:
                self.close(error_for(Code.INTERRUPTED, "It was cancelled before it was asked for."))
            case _:
                raise frames.BadFrame("this frame has no place here")

    def _answer_discovery(self, speaks: str, words: bytes, variables: bytes) -> None:
        try:
            _require_same(speaks)
            is_served, says = self._host.welcome(self, Order.read(words, variables))
        except AegisError as error:
            self.close(error)
            return
        self.notice = says if is_served else ""
        self._client.tell(frames.SERVES if is_served else frames.PASSES, says.encode())

    def _request(self, speaks: str, words: bytes, variables: bytes) -> None:
        streams = self._client.taken_descriptors()
        try:
            if len(streams) != DESCRIPTORS:
                raise frames.BadFrame("the streams of a request are missing")
            order = Order.read(words, variables, streams)
            self.log.words, self.is_door = hide_in_words(order.words), order.is_door
            _require_same(speaks)
            self._begin(order)
        except AegisError as error:
            self.close(error)
        finally:
            for number in streams:
                os.close(number)

    def _begin(self, order: Order) -> None:
        """Have a fork do what is wanted; a program that speaks its own protocol waits in line.

        Raises `AegisError` where there can be no fork, and nobody waits for one.
        """
        if self._host.must_wait(self, order):
            self._in_line = order.for_later()
        else:
            self._fork = self._host.begin(self, order)
            self.state = RequestState.PLANNING
            self._loop.when_readable(self._fork.fileno(), lambda: self._guard(self._fork_says))
        self._client.tell(frames.BEGUN)

    def go_on(self) -> None:
        """Begin what has waited for a place."""
        if (order := self._leave_line()) is None:
            return
        try:
            self._begin(order)
        except AegisError as error:
            self.close(error)
        finally:
            order.close()

    def _leave_line(self) -> Order | None:
        order, self._in_line = self._in_line, None
        return order

    def control(self, name: str) -> None:
        """Do what a control message says, and answer it, unless that is to come later."""
        try:
            told = self._host.control(self, name)
        except AegisError as error:
            self.close(error)
            return
        self.waits = told is None
        if told is None:
            self._client.tell(frames.BEGUN)
            return
        self._client.tell(frames.TOLD, encode(told))
        self.close()

    def _hand_on(self, reason: str, told: str) -> None:
        """Answer a call that the client did with its descriptor and what it told, or its reason."""
        (number, what), descriptors = self._files.pop(0), self._client.taken_descriptors()
        errand = ERRANDS[what]
        if errand.gives == WHETHER:
            self.reply(number, not reason)
        elif reason or (errand.gives == DESCRIPTOR and not descriptors):
            why = reason or "the client did not open it"
            told = f"{errand.failure}: {why}." if errand.failure else why
            self.refuse(number, error_for(Code[errand.code], told))
        else:
            self.reply(number, told or None, *descriptors[:1])
        for descriptor in descriptors:
            os.close(descriptor)

    def _fork_says(self) -> None:
        assert self._fork is not None
        try:
            for message in self._fork.messages():
                if self._client.fileno() >= 0:  # or it has ended, whatever else the fork says
                    self._fork_message(message)
        except (ForkLost, Broken, KeyError):
            self.close(_unless_sent(self.state, self._lost_fork()))

    def _lost_fork(self) -> AegisError:
        """Return the error of a fork that ended without a word; one that was cancelled may."""
        if self.is_cancelled:
            return error_for(Code.INTERRUPTED, "It was cancelled before it was done.")
        return error_for(Code.INTERNAL, "The process of this request ended without a word.")

    def _fork_message(self, message: dict[str, Any]) -> None:
        if "call" in message:
            self._host.answer(self, message["call"], message)
        elif message["tell"] == "exit":
            self._code = message["code"]
            self._host.take_message(self, "exit", message)
            self.close()
        else:
            self._host.take_message(self, message["tell"], message)

    def _say(self, message: dict[str, Any], descriptor: int | None = None) -> None:
        """Send the fork a message, now or later; end a request whose fork does not take it."""
        fork = self._fork
        if fork is not None:
            self._unless_lost(lambda: fork.say(message, descriptor))

    def _unless_lost(self, work: Callable[[], None]) -> None:
        try:
            work()
        except ForkLost:
            self.close(_unless_sent(self.state, self._lost_fork()))


def _require_same(speaks: str) -> None:
    if speaks != frames.SPEAKS:
        raise error_for(
            Code.BAD_USAGE,
            f"The session runs aegis {frames.SPEAKS}, and this command is aegis {speaks}.",
            hint="End the session and begin a new one.",
        )


def _unless_sent(state: RequestState, error: AegisError) -> AegisError:
    """Return an error, or that the outcome is unknown; before its turn no write is sent."""
    if state not in {RequestState.IN_FLIGHT, RequestState.WRITTEN}:
        return error
    return error_for(
        Code.OUTCOME_UNKNOWN,
        "This request broke off; whether a write was sent is not known.",
        hint="Look whether it happened before you try again.",
    )
