"""How a plan ends if its fork is hostile, sends too much, is silent or has ended."""

import asyncio
import json
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest

from aegis_cli.broker.workers.executing import LARGEST, Executing
from aegis_cli.broker.workers.forks import Forks
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.executor.plan_run import PlanRun
from aegis_cli.oauth.exchange import Vault
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from tests.helpers.patience import PATIENCE
from tests.helpers.support import approved

pytestmark = pytest.mark.enable_socket

CREATE = CreateIssue(repo="acme/web", title="Crash")
CALLS = approved("https://api.github.com", CREATE, CREATE).calls
CONNECTIONS = {"github": VaultConnection("github", "https://api.github.com")}
VAULT = Vault("https://i.example/oauth/token", "v", Secret("s3cret-of-the-vault"), CONNECTIONS)
READY: list[dict[str, Any]] = [{"reply": None}, {"reply": 0}]
"""That a run has begun, and the number of its token."""

MB = 1024 * 1024

Fork = Callable[[socket.socket], None]


def written(*, size: int = 0) -> list[dict[str, Any]]:
    """Return what a fork says of a write that is sent."""
    issue = {"number": 7, "title": "Crash", "state": "open", "html_url": "https://github.com/7"}
    body = json.dumps(issue | {"body": "x" * size})
    answer = {"status": 201, "headers": {}, "body": body, "took": 0.1, "stored": None}
    return [{"reply": {"answer": answer}}]


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
            found = asyncio.run(executing.run(PlanRun(CALLS), VAULT, Secret("session")))
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


def test_a_plan_is_carried_out() -> None:
    said = [*READY, *written(), *written(), {"reply": {}}]

    assert [("done", None)] * 2 == carried_out(saying(*said))


def test_a_result_that_is_too_large_is_not_sent_on() -> None:
    said = [*READY, *written(size=LARGEST // 2), *written(size=LARGEST // 2), {"reply": {}}]

    assert [("done", None), ("done", "protocol")] == carried_out(saying(*said))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # Each outcome from before counts, and the first that is missing carries the reason.
        (
            lambda: [*READY, *written(), *[{"slow": "x" * MB}] * 70],
            [("done", None), ("outcome_unknown", "outcome_unknown")],
        ),
        # A write that was let go may have been done, whatever the fork sends.
        (
            lambda: [*READY, *[{"slow": "x" * MB}] * 70],
            [("outcome_unknown", "outcome_unknown"), ("skipped", None)],
        ),
        (lambda: [*[{"slow": "x" * MB}] * 70], [("skipped", "protocol"), ("skipped", None)]),
    ],
)
def test_a_fork_that_sends_too_much_is_cut_off(
    said: Callable[[], list[dict[str, Any] | bytes]], expected: list[tuple[str, str | None]]
) -> None:
    assert expected == carried_out(saying(*said()))


@pytest.mark.parametrize(
    "said",
    [
        b"{}",
        b"not JSON\n",
        b"[]\n",
        b"7\n",
        b"[" * 100_000 + b"\n",
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


def test_a_fork_that_is_gone_or_silent_does_nothing() -> None:
    assert [("skipped", "internal"), ("skipped", None)] == carried_out(lambda _door: None)
    assert [("skipped", "network"), ("skipped", None)] == carried_out(saying(), seconds=0.05)
