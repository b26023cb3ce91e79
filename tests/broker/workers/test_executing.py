"""How a plan ends if its fork is hostile, sends too much, is silent or has ended."""

import asyncio
import json
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.broker.workers.executing import LARGEST, Executing
from aegis_cli.broker.workers.forks import Forks
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code
from aegis_cli.executor.protocol import ParentProtocol
from aegis_cli.oauth.exchange import Vault
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from tests.helpers.patience import PATIENCE

pytestmark = pytest.mark.enable_socket

CALLS = tuple(
    Call(f"s{at}", CreateIssue(repo="acme/web", title="Crash"), seal="a" * 64) for at in (1, 2)
)
VAULT = Vault("https://i.example/oauth/token", "vault", Secret("s3cret-of-the-vault"), {})
SENDING = {"sending": "s1"}
END = {"end": True}

Fork = Callable[[socket.socket], None]


def done(step: str, *, size: int = 0) -> dict[str, Any]:
    return {"outcome": {"id": step, "status": "done", "data": "x" * size, "error": None}}


def carried_out(fork: Fork, *, seconds: float = PATIENCE) -> list[tuple[str, str | None]]:
    """Return status and code of each outcome, after a fork that behaves like this."""
    ours, theirs = socket.socketpair()

    def behave() -> None:
        with theirs:
            fork(theirs)

    class Begun:
        @staticmethod
        def begin() -> socket.socket:
            ours.settimeout(0.0)
            return ours

    executing = Executing(cast("Forks", Begun()), {"github": "https://api.github.com"}, seconds)
    with ThreadPoolExecutor(1) as pool:
        behaving = pool.submit(behave)
        try:
            found = asyncio.run(executing.run(ParentProtocol(CALLS), VAULT, Secret("session")))
        finally:
            behaving.result(PATIENCE)
    return [(each.status.value, each.error.code.value if each.error else None) for each in found]


def saying(*messages: dict[str, Any] | bytes) -> Fork:
    """Return a fork that sends these messages, and then waits for the end."""

    def fork(door: socket.socket) -> None:
        for message in messages:
            said = message if isinstance(message, bytes) else json.dumps(message).encode() + b"\n"
            try:
                door.sendall(said)
            except OSError:
                return  # nobody listens any more
        while door.recv(65536):
            pass

    return fork


def test_messages_up_to_the_limit_are_accepted() -> None:
    half = LARGEST // 2 - 1000

    assert [("done", None)] * 2 == carried_out(
        saying(SENDING, done("s1", size=half), {"sending": "s2"}, done("s2", size=half), END)
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # Each outcome from before counts, and the first that is missing carries the reason.
        (
            lambda: [SENDING, done("s1", size=LARGEST // 2), {"observed": "x" * (LARGEST // 2)}],
            [("done", None), ("skipped", "protocol")],
        ),
        (
            lambda: [SENDING, done("s1"), b"x" * (LARGEST + 1)],
            [("done", None), ("skipped", "protocol")],
        ),
        # A write that got its go may have been done, whatever the fork sends.
        (
            lambda: [SENDING, b"x" * (LARGEST + 1)],
            [("outcome_unknown", "outcome_unknown"), ("skipped", None)],
        ),
    ],
)
def test_an_answer_of_more_than_8_mb_is_cut_off(
    said: Callable[[], list[dict[str, Any] | bytes]], expected: list[tuple[str, str | None]]
) -> None:
    assert expected == carried_out(saying(*said()))


def test_an_answer_that_is_too_large_refuses_the_plan_if_nothing_was_begun() -> None:
    observed = {"observed": "x" * (LARGEST // 4)}

    with pytest.raises(AegisError) as caught:
        carried_out(saying(*[observed] * 5))

    assert (Code.PROTOCOL, "The answer is larger than 8 MB.") == (
        caught.value.code,
        caught.value.message,
    )


@pytest.mark.parametrize(
    "said",
    [
        b"{}",
        b"not JSON\n",
        b"[]\n",
        b"7\n",
        b"[" * 100_000 + b"\n",
        b'{"outcome": 7}\n',
        b'{"observed": 7}\n',
        b'{"asking": "assertion"}\n',
        b"\xff\n",
    ],
)
def test_an_invalid_message_ends_the_run(said: bytes) -> None:
    def fork(door: socket.socket) -> None:
        door.sendall(said)
        door.shutdown(socket.SHUT_WR)
        while door.recv(65536):
            pass

    assert [("skipped", "internal"), ("skipped", None)] == carried_out(fork)


@pytest.mark.parametrize(
    "said",
    [
        [{"sending": "s2"}],
        [{"sending": "s9"}],
        [{"sending": {}}],
        [SENDING, done("s1"), SENDING],
        [SENDING, done("s1"), done("s1")],
        [done("s1")],
        [END],
    ],
)
def test_a_hostile_fork_gets_a_go_only_for_approved_writes_and_once(
    said: list[dict[str, Any]],
) -> None:
    heard: list[bytes] = []

    def fork(door: socket.socket) -> None:
        for message in said:
            door.sendall(json.dumps(message).encode() + b"\n")
        while data := door.recv(65536):
            heard.append(data)

    found = carried_out(fork)

    told = [json.loads(line) for line in b"".join(heard).splitlines()]
    goes = [message["go"] for message in told if "go" in message]
    assert (["s1"] if said[0] == SENDING else []) == goes
    assert "internal" in {code for _, code in found}


def test_a_fork_that_is_gone_or_silent_does_nothing() -> None:
    assert [("skipped", "internal"), ("skipped", None)] == carried_out(lambda _door: None)
    assert [("skipped", "network"), ("skipped", None)] == carried_out(saying(), seconds=0.05)
