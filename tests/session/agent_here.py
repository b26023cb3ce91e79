"""An agent in the process of the tests: its clients and forks are sockets, and its clock stands."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.adapters.process.fork_server import PLAN
from aegis_cli.adapters.process.json_lines import decode, encode
from aegis_cli.adapters.render.capabilities import Encoding
from aegis_cli.session import agent as agent_module
from aegis_cli.session import control, lock_in_progress
from aegis_cli.session.agent import Agent
from aegis_cli.session.control import Control
from aegis_cli.session.lifetime import Instant, Lifetime
from aegis_cli.session.line import frames
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.line.peers import Peer
from aegis_cli.session.requests import clients, fork_calls, served_request
from aegis_cli.session.requests.fork_servers import ForkServers
from aegis_cli.session.requests.grants import Grants, from_texts
from aegis_cli.session.requests.holder import Holder
from aegis_cli.session.requests.served_request import RequestState
from aegis_cli.session.terminal import terminal_turns
from aegis_cli.session.terminal.terminal_turns import TerminalTurns
from tests.helpers.support import until

CLOSE = ("ask", "close #12 in acme/web")
ACT = {"id": "s1", "actions": ["issues.create"], "places": ["acme/web"], "is_plain": True}
SAYS = "Close issue acme/web#12"
YES = {"answer": "yes", "approves": [SAYS], "changed": False, "named": [["use", "host"]]}
NO = {"answer": "no", "approves": [], "changed": False, "named": [["use", "host"]]}
EDITED = {"answer": "edited", "approves": [], "changed": True, "named": [["use", "host"]]}
TURN = {"plan": "3f2a91c04b7e" * 5, "sends": [["s1", SAYS]]}
"""What a fork says with its calls `answered` and `turn`."""
IDLE, LONGEST = 1800.0, 28800.0


def open_descriptors() -> int:
    """Return how many there are; where the system does not tell, none."""
    return len([*Path("/proc/self/fd").glob("*")])


class Line:
    """A socket that is read without waiting."""

    def __init__(self, line: socket.socket) -> None:
        line.settimeout(0.0)
        self.line = line
        self.data = b""
        self.descriptors: list[int] = []
        self.has_ended = False

    def read(self) -> None:
        with suppress(BlockingIOError, ConnectionResetError):
            while True:
                data, descriptors, _, _ = socket.recv_fds(self.line, 1 << 16, 8)
                self.descriptors += descriptors
                if not data:
                    self.has_ended = True
                    return
                self.data += data

    def close(self) -> None:
        self.line.close()
        for number in self.descriptors:
            os.close(number)


class ForkHere(Line):
    """The fork's end of its line, and how many streams came with it."""

    def __init__(self, line: socket.socket, streams: int) -> None:
        super().__init__(line)
        self.streams = streams
        self.number = 0
        self.request: Any = None
        """The agent's request that it does."""

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """What it was told when it began."""
        self.read()
        line, _, self.data = self.data.partition(b"\n")
        return decode(line)

    def call(self, name: str, **values: Any) -> int:
        self.number += 1
        self.line.sendall(encode({"call": name, "number": self.number, **values}))
        return self.number

    def tell(self, what: str, **values: Any) -> None:
        self.line.sendall(encode({"tell": what, **values}))

    def heard(self) -> list[dict[str, Any]]:
        """Return the messages that have come since."""
        assert self.told
        self.read()
        *lines, self.data = self.data.split(b"\n")
        return [*map(decode, lines)]


class ForkServerHere:
    """Makes forks that are sockets."""

    def __init__(self) -> None:
        self.forks: list[ForkHere] = []
        self.plans: list[socket.socket] = []
        self.has_ended = self.is_closed = False
        self.opened = self.ended_forks = self.spares = 0
        self.open_fails: Exception | None = None
        self.pid = 40

    def open(self) -> None:
        self.opened += 1
        if self.open_fails:
            raise self.open_fails

    def fork(self, kind: bytes, streams: Sequence[int] = ()) -> socket.socket:
        if self.has_ended:
            raise OSError
        assert all(os.fstat(number) for number in streams)
        ours, theirs = socket.socketpair()
        if kind == PLAN:
            self.plans.append(theirs)
        else:
            self.forks.append(ForkHere(theirs, len(streams)))
        return ours

    def keep_spare(self) -> None:
        self.spares += 1

    keep_spares = keep_spare

    @property
    def kept(self) -> list[dict[str, int]]:
        return [{"pid": self.pid, "line": 41}, {"pid": self.pid + 1, "line": 42}]

    def end_forks(self) -> None:
        self.ended_forks += 1

    def close(self) -> None:
        self.is_closed = True


class HolderHere:
    """Notes what it was asked for."""

    identity = "Mona Lisa"

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[Any, str]] = []
        self.requests: list[str] = []
        self.dropped = self.signed_in = 0
        self.sign_in_fails: Exception | None = None
        self.drop_fails: Exception | None = None

    def sessions(self, stack: ExitStack) -> Any:
        request = f"request {len(self.requests) + 1}"
        self.requests.append(request)
        stack.callback(self.requests.append, f"{request} ended")
        return request

    def answer(self, sessions: Any, name: str, message: Mapping[str, Any]) -> Any:
        assert message["call"] == name
        self.asked.append((sessions, name))
        answer = self.answers[name]
        if callable(answer):
            answer()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sign_in(self) -> None:
        self.signed_in += 1
        if self.sign_in_fails:
            raise self.sign_in_fails

    def drop_tokens(self) -> None:
        self.dropped += 1
        if self.drop_fails:
            raise self.drop_fails

    def usable_for(self) -> float:
        return 3600.0

    def window_for(self) -> float:
        return 41.6


class OuterHere:
    """The person's terminal: a file, and what was done with it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.said: list[str] = []
        self.released = 0
        self.within_line = False
        self.is_plain = True
        """Whether it is as the session's command left it."""

    encoding: Encoding = "utf-8"
    is_commands = False

    def hold(self, ready: Callable[[int], None]) -> None:
        ready(self.descriptor)

    def release(self) -> None:
        self.released += 1

    def say(self, line: str) -> None:
        self.said.append(line)

    def say_unbroken(self, text: str) -> None:
        self.said.append(text)

    def is_interrupted(self) -> bool:
        return False

    def is_within_line(self) -> bool:
        return self.within_line

    def is_free(self) -> bool:
        return self.is_plain


class ClientHere(Line):
    """A client's end of its line, and the descriptor by which its process is known to live."""

    def __init__(self, line: socket.socket, alive: int) -> None:
        super().__init__(line)
        self.alive = alive
        self.hint = ""
        """What the last error advises."""

    def send(self, *parts: bytes, descriptors: int = 0) -> None:
        data = frames.pack(*parts)
        numbers = [os.open(os.devnull, os.O_RDWR) for _ in range(descriptors)]
        if numbers:
            data = data[socket.send_fds(self.line, [data], numbers) :]
        self.line.sendall(data)
        for number in numbers:
            os.close(number)

    def ask(
        self,
        *words: str | bytes,
        variables: Sequence[bytes] = (),
        speaks: str = frames.SPEAKS,
        descriptors: int = 4,
    ) -> None:
        listed = frames.join_words([os.fsencode(word) for word in words])
        parts = (speaks.encode(), listed, frames.join_words([*variables]))
        self.send(frames.REQUEST, *parts, descriptors=descriptors)

    def heard(self) -> list[list[bytes]]:
        """Return the frames that have come since."""
        self.read()
        buffer = bytearray(self.data)
        found = []
        while (frame := frames.take_frame(buffer)) is not None:
            found.append(frame)
        self.data = bytes(buffer)
        return found

    def error(self) -> tuple[str, str]:
        """Return the code and the message of the one error that has come last of all."""
        [[kind, code, message, hint]] = self.heard()
        self.hint = hint.decode()
        assert kind == frames.ERROR
        assert self.has_ended
        return code.decode(), message.decode()

    def die(self) -> None:
        """End the process that connected; its socket was handed on."""
        os.close(self.alive)
        self.alive = -1

    def close(self) -> None:
        super().close()
        if self.alive >= 0:
            os.close(self.alive)


class AgentHere:
    """The agent, whatever is at its other ends, and the clock."""

    def __init__(self, grants: Grants) -> None:
        self.now = 5000.0
        self.fork_server, self.holder = ForkServerHere(), HolderHere()
        self.outer = OuterHere(os.open(os.devnull, os.O_RDWR))
        self.terminal = TerminalTurns(Loop(), self.outer)
        start = self.instant()
        life = Lifetime.beginning(start, idle=IDLE, longest=LONGEST)
        self.agent = Agent(
            cast("Holder", self.holder),
            cast("ForkServers", self.fork_server),
            self.terminal,
            life,
            grants,
        )
        self.without_control = self.agent.control
        self.control = self.agent.control = Control(self.agent)
        self.clock = SimpleNamespace(monotonic=lambda: self.now)
        self.clock_at_the_end = SimpleNamespace(monotonic=lambda: self.now)
        self.reaped = self.replaced = 0
        self.agent.replace = self._replace
        # NOTE: the children of this process are not the agent's.
        self.agent.reap = self._reap  # type: ignore[method-assign]
        self.lines: list[Line] = []

    def _reap(self) -> None:
        self.reaped += 1

    def _replace(self) -> None:
        self.replaced += 1

    def locked(self, why: str = "a test") -> None:
        """Lock it, and wait until the lock is complete."""
        before = self.replaced
        self.agent.lock(why)
        self.until_replaced(before)

    def until_forgotten(self) -> None:
        """Wait until a lock knows that every token was forgotten."""
        lock_in_progress = self.agent._lock_in_progress
        assert lock_in_progress is not None
        self.settle_until(lambda: lock_in_progress._has_dropped)

    def until_replaced(self, before: int = 0) -> None:
        """Wait until the program of the agent was to be replaced once more."""

        def look() -> bool:
            self.agent._tick()
            return self.replaced > before

        self.settle_until(look)

    def instant(self) -> Instant:
        return Instant(self.now, self.now)

    @property
    def log(self) -> list[str]:
        """What happened, without the times of day."""
        return [line[10:] for line in self.agent.journal.lines]

    def states(self) -> list[RequestState]:
        """Return how far each request has come, in the order of their clients."""
        return [request.state for request in self.agent.clients.requests]

    def settle(self) -> None:
        """Have the loop do all that is there to be done."""
        for _ in range(4):
            self.agent.loop.run(self.agent.loop.stop, lambda: 0.0)

    def settle_until(self, found: Callable[[], Any]) -> None:
        """Have the loop work until a thread has done its part."""

        def look() -> bool:
            self.settle()
            return bool(found())

        until(look, every=0.001)

    def told(self, fork: ForkHere) -> list[dict[str, Any]]:
        """Wait until a fork is told something, for which a thread may work; return it."""
        messages: list[dict[str, Any]] = []

        def heard() -> bool:
            messages.extend(fork.heard())
            return bool(messages)

        self.settle_until(heard)
        return messages

    def after(self, seconds: float) -> None:
        """Let time pass, and the loop look at its clock."""
        self.now += seconds
        self.agent._tick()
        self.settle()

    def ends(self, act: Callable[[int], None] = lambda _at: None) -> None:
        """Have a second pass at each look of whatever waits for the end, and `act` before it."""
        looks = count(1)

        def monotonic() -> float:
            act(next(looks))
            self.now += 1.0
            self.agent.loop.post(lambda: None)
            return self.now

        self.clock_at_the_end.monotonic = monotonic

    def connect(self, pid: int = 1) -> ClientHere:
        ours, theirs = socket.socketpair()
        watched, alive = os.pipe()
        self.agent.clients._accept(theirs, Peer(pid, os.geteuid(), watched))
        client = ClientHere(ours, alive)
        self.lines.append(client)
        return client

    def begin(self, pid: int = 1, words: Sequence[str] = CLOSE) -> tuple[ClientHere, ForkHere]:
        """Have a client ask, and return it with the fork."""
        client = self.connect(pid)
        client.ask(*words)
        self.settle()
        assert client.heard() == [[frames.BEGUN]]
        fork = self.fork_server.forks[-1]
        fork.request = self.agent.clients.requests[-1]
        return client, fork

    def asked(self, pid: int = 1, digest: str = "d") -> tuple[ClientHere, ForkHere]:
        """Have the fork of a client ask the person, and return both."""
        client, fork = self.begin(pid)
        fork.call("terminal", digest=digest)
        self.settle()
        return client, fork

    def answer(self, fork: ForkHere, *, yes: bool = True, edited: bool = False) -> Any:
        """Have a fork say what the person answered; return the agent's reply."""
        number = fork.call("answered", **(YES if yes else EDITED if edited else NO))
        self.settle()
        return next((each for each in fork.heard() if each.get("number") == number), None)

    def writing(self, pid: int = 1, digest: str = "d") -> tuple[ClientHere, ForkHere]:
        """Have a write of a client approved and its turn asked for."""
        client, fork = self.asked(pid, digest)
        assert self.answer(fork)["reply"] is True
        fork.call("turn", **TURN)
        self.settle()
        return client, fork

    def close(self) -> None:
        self.agent.close()
        for request in [*self.agent.clients.requests]:
            request.close()
        for end in [*self.lines, *self.fork_server.forks]:
            end.close()
        for plan in self.fork_server.plans:
            plan.close()
        os.close(self.outer.descriptor)


@contextmanager
def agent_here(
    monkeypatch: pytest.MonkeyPatch, *grants: str, writes: int = 1
) -> Iterator[AgentHere]:
    """Run an agent in this process, with a clock that the test moves."""
    here = AgentHere(from_texts(grants, writes))
    for module in (lock_in_progress, fork_calls, served_request, terminal_turns):
        monkeypatch.setattr(module, "time", here.clock)
    monkeypatch.setattr(clients, "time", here.clock_at_the_end)
    for module in (agent_module, control):
        monkeypatch.setattr(module, "instant", here.instant)
    try:
        yield here
    finally:
        here.close()
