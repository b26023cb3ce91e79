"""No token is left behind: after plans of each end a long-lived process holds no GitHub token.

The process signs in and performs plans as aegis does, failures among them; its memory is read from
this process. It is a fork of one warm process: `aegis doctor --residue`, in its own tests, starts
from nothing. Why it holds: `docs/adr/0004-the-child-that-ends.md`.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.doctor.residue.proc import scan
from tests.helpers.support import Parent, Sandbox, named, parent, sandbox

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0,
        reason="only root can read another process's memory, on Linux",
    ),
]

ISSUES = "/repos/acme/web/issues"
GET = ["issues.get", {"repo": "acme/web", "issue_number": 1}]
MISSING = ["issues.get", {"repo": "acme/web", "issue_number": 99999}]
CREATE = ["issues.create", {"repo": "acme/web", "title": "Crash on start"}]
ME = ["users.get_me", {}]

PLANS = (
    ([GET], "done"),
    ([CREATE], "done"),
    ([ME, MISSING, CREATE], "failed"),
    ([CREATE, GET], "outcome_unknown"),
    ([GET], "refused"),
)
"""Plans, and how each ends: the fourth loses its answer, the fifth its exchange."""


@dataclass
class Used:
    """What is in the memory of a process after its plans, by the name of each secret."""

    ends: list[str]
    tokens: list[str]
    found: dict[str, dict[str, int]]
    planted: dict[str, dict[str, int]]
    """What is there after it was told to keep the last token."""


@pytest.fixture(scope="module")
def used() -> Iterator[Used]:
    with sandbox() as tenant, parent() as process:
        process.asked(sign_in=tenant.environment)
        ends = [_perform(process, tenant, *plan) for plan in PLANS]
        tokens = tenant.tokens()
        session = process.asked(tell="session")["session"]
        found = scan(process.pid, named(*tokens) | {"session": Secret(session)}).found
        process.asked(keep=tokens[-1])
        planted = scan(process.pid, named(tokens[-1])).found
        yield Used(ends, tokens, found, planted)


def _perform(process: Parent, tenant: Sandbox, steps: list[list[Any]], end: str) -> str:
    if end == "outcome_unknown":
        tenant.fault("github", "POST", ISSUES, drop=True, after=True)
    tenant.set(connected=end != "refused")
    answer = process.asked(plan=steps)
    tenant.set(connected=True)
    if "refused" in answer:
        return "refused"
    worst = {outcome["status"] for outcome in answer["outcomes"]} - {"done", "skipped"}
    return worst.pop() if worst else "done"


def test_the_plans_ran_and_some_of_them_failed_as_they_should(used: Used) -> None:
    assert [end for _, end in PLANS] == used.ends
    assert 4 == len(set(used.tokens))


def test_no_github_token_is_left_in_the_memory_of_the_process(used: Used) -> None:
    assert {} == {name: copies for name, copies in used.found.items() if name != "session"}


def test_the_session_token_is_there_so_the_scan_is_not_blind(used: Used) -> None:
    assert used.found["session"]["utf-8"] > 0


def test_a_planted_leak_is_found(used: Used) -> None:
    assert used.planted["0"]["utf-8"] > 0
