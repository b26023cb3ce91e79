"""A caller who is slow on purpose, or one of too many, is cut off; who is in time is not."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from aegis_cli.broker.http.connection import Connection
from aegis_cli.broker.http.limits import Limits
from aegis_cli.core.strict_head import HEAD
from tests.helpers.patience import NEVER, PATIENCE

pytestmark = pytest.mark.enable_socket

QUICK = Limits(connections=2, arrival_seconds=0.1, taking_seconds=0.1)
"""For what is to be cut off."""
SOON = Limits(connections=2, arrival_seconds=1.0, taking_seconds=1.0)
"""For what is in time, on a busy machine too, and goes on when that time is over."""
PATIENT = Limits(connections=2, arrival_seconds=NEVER, taking_seconds=NEVER)
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = 16 * 1024 * 1024
SMALL = 60 * 1024
"""Less than what lets the server's own buffer pause whoever writes."""

SIZES = {"/large": LARGE, "/small": SMALL}


def _connected(port: int, *, narrow: bool) -> socket.socket:
    client = socket.socket()
    if narrow:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    client.connect(("127.0.0.1", port))
    return client


class Door:
    """The way to a server in this process."""

    def __init__(self, state: ServerState) -> None:
        self.opened: list[asyncio.StreamWriter] = []
        self.go_on = asyncio.Event()
        """What answers to requests for `/held` wait for."""
        self.port = 0
        self._state = state

    async def __call__(
        self, *, narrow: bool = False
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect."""
        client = _connected(self.port, narrow=narrow)
        reader, writer = await asyncio.open_connection(sock=client)
        self.opened.append(writer)
        return reader, writer

    def narrow_the_servers(self) -> None:
        """Have the kernel keep little of what the server sends."""
        for connection in self._state.connections:
            there = connection.transport.get_extra_info("socket")
            there.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)

    async def works(self, requests: int) -> None:
        """Wait until so many requests are being answered."""
        while len(self._state.tasks) != requests:  # noqa: ASYNC110  # no event tells
            await asyncio.sleep(0.001)

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        """Be the server's application."""
        if scope["path"] == "/held":
            await self.go_on.wait()
        await app(scope, receive, send)

    async def serves(self, connections: int) -> None:
        """Wait until the server has so many connections."""
        while len(self._state.connections) != connections:  # noqa: ASYNC110  # no event tells
            await asyncio.sleep(0.01)


Talk = Callable[[Door], Awaitable[Any]]


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Read the body, then answer with little, or with much."""
    if scope["path"] == "/busy":
        # The timers of one loop go off in their order, and the connection's is older.
        await asyncio.sleep(SOON.arrival_seconds)
    while scope["path"] != "/early" and (await receive()).get("more_body"):
        pass
    body = b"x" * SIZES.get(scope["path"], 2)
    length = str(len(body)).encode()
    headers = [(b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def talking(limits: Limits, talk: Talk) -> Any:
    """Run a server in this process, and what a client does with its connections."""

    async def run() -> Any:
        state = ServerState()
        connect = Door(state)
        kept: Any = 0.2 if limits is QUICK else NEVER
        config = uvicorn.Config(
            connect.app,
            interface="asgi3",
            ws="none",
            lifespan="off",
            log_config=None,
            timeout_keep_alive=kept,
        )
        config.load()
        make = partial(Connection, config, state, {}, limits=limits)
        server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
        connect.port = server.sockets[0].getsockname()[1]
        try:
            async with asyncio.timeout(PATIENCE):
                return await talk(connect)
        finally:
            for writer in connect.opened:
                writer.transport.abort()
            server.close()

    return asyncio.run(run())


def below(writer: asyncio.StreamWriter) -> asyncio.Transport:
    """Return the transport of a connection, which goes both ways."""
    assert isinstance(writer.transport, asyncio.Transport)
    return writer.transport


async def rest(reader: asyncio.StreamReader) -> bytes:
    """Read until the server closes the connection, however it does."""
    read = b""
    try:
        while chunk := await reader.read(65536):
            read += chunk
    except ConnectionError:
        pass
    return read


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_what_does_not_arrive_in_time_ends_the_connection(said: bytes) -> None:
    async def talk(connect: Door) -> bytes:
        reader, writer = await connect()
        writer.write(said)
        return await rest(reader)

    assert b"" == talking(QUICK, talk)


def test_bytes_one_by_one_win_no_time() -> None:
    async def talk(connect: Door) -> bytes:
        reader, writer = await connect()

        async def drip() -> None:
            while True:
                writer.write(b"X")
                await asyncio.sleep(0.01)

        dripping = asyncio.ensure_future(drip())
        read = await rest(reader)
        dripping.cancel()
        return read

    assert b"" == talking(QUICK, talk)


def test_the_second_request_of_a_connection_has_a_deadline_too() -> None:
    async def talk(connect: Door) -> bytes:
        reader, writer = await connect()
        writer.write(GET)
        first: bytes = await reader.readuntil(b"xx")
        writer.write(GET[:10])
        return first + await rest(reader)

    assert talking(SOON, talk).startswith(b"HTTP/1.1 200 OK")


def test_a_request_that_is_whole_may_take_longer_than_its_arrival() -> None:
    async def talk(connect: Door) -> bytes:
        reader, writer = await connect()
        writer.write(GET.replace(b"GET /", b"GET /busy"))
        read: bytes = await reader.readuntil(b"xx")
        return read

    assert talking(SOON, talk).startswith(b"HTTP/1.1 200 OK")


def test_it_is_not_the_callers_fault_when_the_broker_does_not_read_on() -> None:
    body = b"x" * 200_000
    head = b"POST /busy HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)

    async def talk(connect: Door) -> bytes:
        reader, writer = await connect()
        writer.write(head + body)
        read: bytes = await reader.readuntil(b"xx")
        return read

    assert talking(SOON, talk).startswith(b"HTTP/1.1 200 OK")


def test_an_answer_that_is_not_taken_ends_the_connection() -> None:
    async def talk(connect: Door) -> int:
        reader, writer = await connect()
        below(writer).pause_reading()
        await connect.serves(1)
        writer.write(GET.replace(b"GET /", b"GET /large"))
        await connect.serves(0)
        below(writer).resume_reading()
        return len(await rest(reader))

    assert LARGE > talking(QUICK, talk)


@pytest.mark.parametrize("closes", [b"Connection: close\r\n", b""])
def test_a_small_answer_that_is_not_taken_ends_a_connection_that_was_closed(closes: bytes) -> None:
    async def talk(connect: Door) -> int:
        reader, writer = await connect(narrow=True)
        below(writer).pause_reading()
        await connect.serves(1)
        connect.narrow_the_servers()
        writer.write(b"GET /small HTTP/1.1\r\nHost: x\r\n" + closes + b"\r\n")
        await connect.serves(0)
        below(writer).resume_reading()
        return len(await rest(reader))

    assert SMALL > talking(QUICK, talk)


def test_a_large_answer_that_is_taken_comes_whole() -> None:
    async def talk(connect: Door) -> int:
        reader, writer = await connect()
        writer.write(GET.replace(b"GET /", b"GET /large"))
        await reader.readuntil(b"\r\n\r\n")
        return len(await reader.readexactly(LARGE))

    assert LARGE == talking(PATIENT, talk)


def test_of_one_connection_too_many_the_idlest_gives_way() -> None:
    async def talk(connect: Door) -> list[bytes]:
        (silent, _), (used, writer) = await connect(), await connect()
        writer.write(GET)
        await used.readuntil(b"xx")
        (third, other) = await connect()
        given_up = await rest(silent)
        for one in (writer, other):
            one.write(GET)
        return [given_up, await used.readuntil(b"xx"), await third.readuntil(b"xx")]

    given_up, used, third = talking(PATIENT, talk)

    assert b"" == given_up
    assert [True, True] == [read.startswith(b"HTTP/1.1 200") for read in (used, third)]


def test_whoever_holds_connections_with_half_a_head_keeps_nobody_out() -> None:
    async def talk(connect: Door) -> bytes:
        for _ in range(40):
            _, writer = await connect()
            writer.write(GET[:20])
        reader, writer = await connect()
        writer.write(GET)
        read: bytes = await reader.readuntil(b"xx")
        return read

    assert talking(PATIENT, talk).startswith(b"HTTP/1.1 200")


def test_a_request_that_is_being_answered_gives_way_to_nobody() -> None:
    async def talk(connect: Door) -> list[bytes]:
        busy = [await connect(), await connect()]
        for _, writer in busy:
            writer.write(GET.replace(b"GET /", b"GET /held"))
        await connect.works(2)
        third, _ = await connect()
        refused = await rest(third)
        connect.go_on.set()
        return [refused, *[await reader.readuntil(b"xx") for reader, _ in busy]]

    refused, *served = talking(PATIENT, talk)

    assert b"" == refused
    assert [True, True] == [read.startswith(b"HTTP/1.1 200") for read in served]


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
    ],
    ids=["a length and an encoding", "40 kB in one packet"],
)
def test_a_head_that_is_not_plain_is_refused_and_ends_the_connection(head: bytes) -> None:
    async def talk(connect: Door) -> bytes:
        reader, writer = await connect()
        writer.write(head + GET)
        return await rest(reader)

    head, _, body = talking(PATIENT, talk).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 ")
    for field in (b"application/problem+json", b"x-request-id: ", b"no-store", b"close"):
        assert field in head
    assert (400, "bad_request") == (json.loads(body)["status"], json.loads(body)["code"])


def test_a_body_that_is_not_plain_ends_the_connection_also_after_the_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    head = b"POST /early HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    async def talk(connect: Door) -> bytes:
        reader, writer = await connect()
        writer.write(head)
        answer: bytes = await reader.readuntil(b"xx")
        writer.write(b"no chunk\r\n")
        return answer + await rest(reader)

    read = talking(PATIENT, talk)

    assert 1 == read.count(b"HTTP/1.1 ")
    assert [] == [record.message for record in caplog.records if record.name == "asyncio"]


def test_a_head_that_is_too_large_is_refused() -> None:
    async def talk(connect: Door) -> bytes:
        reader, writer = await connect()
        writer.write(b"GET / HTTP/1.1\r\nX: " + b"x" * (HEAD + 1))
        return await rest(reader)

    assert talking(PATIENT, talk).startswith(b"HTTP/1.1 400 ")
