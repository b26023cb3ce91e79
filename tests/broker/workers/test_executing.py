"""How a plan ends if its fork is hostile, sends too much, is silent or has ended."""

import asyncio
import json
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, cast

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.performed import PartlyIgnored
from aegis_cli.broker.workers.executing import LARGEST, Executing, _within_limit
from aegis_cli.broker.workers.forks import Forks
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.executor.messages import outcome_as_json
from aegis_cli.executor.plan_run import PlanRun
from aegis_cli.executor.remote import _outcomes
from aegis_cli.oauth.exchange import Vault
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.request.execution import Outcome, StepStatus, outcome_unknown
from aegis_cli.request.result import _worst
from tests.helpers.patience import PATIENCE
from tests.helpers.rows import for_each
from tests.helpers.support import approved, reads

pytestmark = pytest.mark.enable_socket

CREATE = CreateIssue(repo="acme/web", title="Crash")
CALLS = approved("https://api.github.com", CREATE, CREATE).calls
CONNECTIONS = {"github": VaultConnection("github", "https://api.github.com")}
VAULT = Vault("https://i.example/oauth/token", "v", Secret("s3cret-of-the-vault"), CONNECTIONS)
READY: list[dict[str, Any]] = [{"reply": None}, {"reply": 0}]
"""That a run has begun, and the number of its token."""

MB = 1024 * 1024
ISSUE = {"number": 7, "title": "Crash", "state": "open", "html_url": "https://github.com/7"}
MIXED = (Call("s1", GetIssue(repo="acme/web", issue_number=7)), replace(CALLS[0], id="s2"))

Fork = Callable[[socket.socket], None]


def written(*, size: int = 0) -> list[dict[str, Any]]:
    """Return what a fork says of a write that is sent."""
    body = json.dumps(ISSUE | {"body": "x" * size})
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


def test_a_result_of_a_write_that_is_too_large_is_not_sent_on_and_the_write_is_done() -> None:
    said = [*READY, *written(size=LARGEST // 2), *written(size=LARGEST // 2), {"reply": {}}]

    assert [("done", None)] * 2 == carried_out(saying(*said))


SMALL, LARGE = ISSUE, ISSUE | {"body": "x" * LARGEST}
DONE, FAILED, UNKNOWN = StepStatus.DONE, StepStatus.FAILED, StepStatus.OUTCOME_UNKNOWN
IGNORED = PartlyIgnored("Its title is another.", SMALL)
LOST = outcome_unknown("No answer came", CALLS)


@for_each(
    ("read", "write", "expected"),
    [
        # The result of a write is left out, and it is done all the same.
        (Outcome("s1", DONE, SMALL), Outcome("s2", DONE, LARGE), ("done", "done", None)),
        # That of a read is left out before that of a write, so that no other error hides it.
        (Outcome("s1", DONE, LARGE), Outcome("s2", DONE, SMALL), ("failed", "done", "protocol")),
        # A write of which nothing is known has no data, and stays the worst of all.
        (
            Outcome("s1", DONE, LARGE),
            Outcome("s2", UNKNOWN, error=LOST),
            ("failed", "outcome_unknown", "outcome_unknown"),
        ),
        # What is wrong already is what is told.
        (
            Outcome("s1", DONE, SMALL),
            Outcome("s2", FAILED, LARGE, IGNORED),
            ("done", "failed", "partly_ignored"),
        ),
    ],
)
def test_the_client_reads_what_is_left_of_outcomes_that_are_too_large(
    read: Outcome, write: Outcome, expected: tuple[str, str, str | None]
) -> None:
    bounded = _within_limit(MIXED, (read, write))

    told = json.dumps([outcome_as_json(each) for each in bounded])
    outcomes = _outcomes(MIXED, json.loads(told))
    worst = _worst(cast("Any", MIXED), outcomes)

    assert len(told) < LARGEST
    assert expected == (*(each.status.value for each in outcomes), worst and worst.code.value)


def test_only_a_result_that_fits_counts() -> None:
    bounded = _within_limit(
        reads(GetIssue(repo="acme/web", issue_number=7), GetMe(), GetMe()),
        (Outcome("s1", DONE, LARGE), Outcome("s2", DONE, SMALL), Outcome("s3", DONE, SMALL)),
    )

    assert [FAILED, DONE, DONE] == [each.status for each in bounded]
    assert [None, SMALL, SMALL] == [each.data for each in bounded]


def test_a_write_without_its_result_says_why() -> None:
    (told,) = _within_limit(CALLS[:1], (Outcome("s1", DONE, LARGE, note="Kept."),))

    assert "Kept. It was done. Its result is left out: the answer is larger than 8 MB." == told.note


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


@for_each(
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
