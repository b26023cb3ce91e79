"""Ctrl-C while the executor works: no write, a known outcome, or an unknown one."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.helpers.patience import NEVER
from tests.helpers.support import (
    Parent,
    Sandbox,
    children,
    is_alive,
    parent,
    signed_in,
    until,
)

pytestmark = pytest.mark.enable_socket

ISSUES = "/repos/acme/web/issues"
POST = f"POST {ISSUES}"
CREATE = ["issues.create", {"repo": "acme/web", "title": "Crash on start"}]
COMMENT = ["issues.add_comment", {"repo": "acme/web", "issue_number": 1, "body": "Me too"}]
GET = ["issues.get", {"repo": "acme/web", "issue_number": 1}]

PATIENCE = 5.0


@pytest.fixture
def person(tenant: Sandbox) -> Iterator[Parent]:
    """Run a parent that is signed in."""
    with signed_in_parent(tenant) as started:
        yield started


@pytest.fixture
def forking(tenant: Sandbox) -> Iterator[Parent]:
    """Run a parent whose child is its own."""
    with signed_in_parent(tenant, forks=True) as started:
        yield started


@contextmanager
def signed_in_parent(tenant: Sandbox, *, forks: bool = False) -> Iterator[Parent]:
    with parent(forks=forks) as started:
        token = signed_in(tenant).access_token.reveal()
        started.asked(session=token, environment=tenant.environment)
        yield started


def how(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(outcome["status"], outcome["code"]) for outcome in answer["outcomes"]]


def test_ctrl_c_during_a_write_waits_for_its_answer_and_sends_nothing_more(
    tenant: Sandbox, person: Parent
) -> None:
    tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)

    person.tell(plan=[CREATE, COMMENT])
    until(lambda: POST in tenant.lines())
    person.interrupt()
    tenant.release()

    assert [("done", None), ("skipped", "interrupted")] == how(person.said())
    assert [POST] == tenant.lines()


def test_ctrl_c_during_the_last_write_is_no_failure_if_its_answer_comes(
    tenant: Sandbox, person: Parent
) -> None:
    tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)

    person.tell(plan=[CREATE])
    until(lambda: POST in tenant.lines())
    person.interrupt()
    tenant.release()

    assert [("done", None)] == how(person.said())


def test_an_answer_that_does_not_come_in_time_leaves_the_outcome_unknown(
    tenant: Sandbox, person: Parent
) -> None:
    tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)

    person.tell(plan=[CREATE, COMMENT])
    until(lambda: POST in tenant.lines())
    pressed = time.monotonic()
    person.interrupt()
    answer = person.said()
    waited = time.monotonic() - pressed

    assert [("outcome_unknown", "outcome_unknown"), ("skipped", None)] == how(answer)
    assert waited > PATIENCE - 0.5
    assert [POST] == tenant.lines()


def test_a_second_ctrl_c_does_not_wait_and_leaves_the_outcome_unknown(
    tenant: Sandbox, person: Parent
) -> None:
    tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)

    person.tell(plan=[CREATE, COMMENT])
    until(lambda: POST in tenant.lines())
    person.interrupt()
    time.sleep(0.5)  # two signals that come at once are one
    person.interrupt()
    answer = person.said()

    assert [("outcome_unknown", "outcome_unknown"), ("skipped", None)] == how(answer)
    assert answer["outcomes"][0]["message"].startswith("You stopped waiting for its answer")
    assert [POST] == tenant.lines()


def test_ctrl_c_before_any_write_sends_none(tenant: Sandbox, person: Parent) -> None:
    tenant.fault("github", "GET", f"{ISSUES}/1", delay=NEVER)

    person.tell(plan=[GET, CREATE])
    until(lambda: f"GET {ISSUES}/1" in tenant.lines())
    person.interrupt()

    assert [("skipped", "interrupted"), ("skipped", None)] == how(person.said())
    assert POST not in tenant.lines()


def test_ctrl_c_during_the_exchange_sends_nothing_to_github(
    tenant: Sandbox, person: Parent
) -> None:
    exchanges = len(tenant.lines("auth0"))
    tenant.fault("auth0", "POST", "/oauth/token", delay=NEVER)

    person.tell(plan=[CREATE])
    until(lambda: len(tenant.lines("auth0")) > exchanges)
    person.interrupt()

    assert [("skipped", "interrupted")] == how(person.said())
    assert [] == tenant.lines()


def test_the_next_plan_runs_after_a_ctrl_c(tenant: Sandbox, person: Parent) -> None:
    tenant.fault("github", "GET", f"{ISSUES}/1", delay=NEVER)

    person.tell(plan=[GET])
    until(lambda: f"GET {ISSUES}/1" in tenant.lines())
    person.interrupt()
    interrupted = person.said()
    again = person.asked(plan=[GET])

    assert [("skipped", "interrupted")] == how(interrupted)
    assert [("done", None)] == how(again)


@pytest.mark.skipif(sys.platform != "linux", reason="the child is found through /proc")
@pytest.mark.parametrize("asked", [False, True], ids=["while it waits", "during a write"])
def test_the_child_does_not_outlive_a_parent_that_is_killed(
    tenant: Sandbox, forking: Parent, *, asked: bool
) -> None:
    tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)
    forking.asked(prepare=True)
    (child,) = children(forking.pid)
    if asked:
        forking.tell(plan=[CREATE])
        until(lambda: POST in tenant.lines())

    forking.kill()

    until(lambda: not is_alive(child))
