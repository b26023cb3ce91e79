"""The embedded executor's door: what cannot be undone needs the scope and a proof of now."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.adapters.auth0.freshness import FreshExecutor
from aegis_cli.errors import Code, Failed, StepUpRequired
from aegis_cli.providers.github.nouns.issues import CreateIssue
from aegis_cli.providers.github.nouns.repos import DeleteRepo, GetRepo
from aegis_cli.request.approval import Approved, Reply, approve
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.execution import Outcome, StepStatus, TokenFacts
from aegis_cli.request.ports import Session
from tests.acts import act_of, pin
from tests.stakes import MERGE, PULL, SIGN, pins_of
from tests.support import session
from tests.world import TOKEN

DELETE = DeleteRepo(repo="acme/web")
CREATE = CreateIssue(repo="acme/web", title="Crash")


@dataclass
class Inner:
    """An executor that notes what reaches it."""

    events: list[str] = field(default_factory=list)
    tokens: dict[str, TokenFacts] = field(default_factory=lambda: {"github": TOKEN})
    opened: int = 0

    def prepare(self) -> None:
        self.events.append("prepare")

    def close(self) -> None:
        self.events.append("close")

    @contextmanager
    def open(self, _session: Session, *, keep_going: bool = False) -> Iterator["Inner"]:
        self.opened += 1
        self.events += ["keep going"] if keep_going else []
        yield self

    def read(self, calls: tuple[Call, ...]) -> tuple[Outcome, ...]:
        self.events.append("read")
        return tuple(Outcome(call.id, StepStatus.DONE) for call in calls)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        self.events.append("write")
        return tuple(Outcome(call.id, StepStatus.DONE) for call in approved.calls)


def approved(*actions: Action[Any]) -> Approved:
    steps = tuple(act_of(f"s{at}", action, {}) for at, action in enumerate(actions))
    pinned = {step.id: pins_of(step.action, {"id": 7} | PULL) for step in steps}
    reply = Reply(yes=True, typed={step.id: step.action.phrase() or "" for step in steps})
    return approve(pin(steps, pinned), reply, consent=Consent(Preapproval(), None))


def admitted(_session: Session) -> None:
    """Let every session through."""


def test_a_session_that_is_not_admitted_opens_nothing() -> None:
    def refuse(_session: Session) -> None:
        raise Failed("It is not fit.", code=Code.MISCONFIGURED)

    inner = Inner()
    executor = FreshExecutor(inner, lambda _session: None, admit=refuse)

    with pytest.raises(Failed, match="not fit"), executor.open(session("token")):
        pass

    assert 0 == inner.opened


def wrote(found: Session, proved_at: float | None, *actions: Action[Any]) -> list[str]:
    inner = Inner()
    with FreshExecutor(inner, lambda _session: proved_at, admit=admitted).open(found) as run:
        run.write(approved(*actions))
    return inner.events


def test_whether_a_run_keeps_going_is_passed_on() -> None:
    inner = Inner()

    with FreshExecutor(inner, lambda _: None, admit=admitted).open(session("t"), keep_going=True):
        pass

    assert ["keep going"] == inner.events


def test_a_fresh_proof_under_the_right_scope_opens_the_door() -> None:
    assert ["write"] == wrote(session("token"), time.time() - 290, DELETE)


@pytest.mark.parametrize(
    ("scope", "age"),
    [
        ("aegis:read aegis:write aegis:admin", 301),
        ("aegis:read aegis:write aegis:admin", None),
        ("aegis:read aegis:write", 0),
    ],
    ids=["too old", "not known", "without the scope"],
)
@pytest.mark.parametrize("actions", [(DELETE,), (CREATE, DELETE), (SIGN,)])
def test_without_it_nothing_is_sent_and_the_challenge_says_what_is_needed(
    scope: str, age: float | None, actions: tuple[Action[Any], ...]
) -> None:
    with pytest.raises(StepUpRequired) as caught:
        wrote(session("token", scope), None if age is None else time.time() - age, *actions)

    assert Code.STEP_UP is caught.value.code
    assert ("aegis:admin", 300.0) == (caught.value.scope, caught.value.max_age)


def test_what_is_not_typed_and_what_reads_needs_no_proof() -> None:
    inner = Inner()
    executor = FreshExecutor(inner, lambda _session: None, admit=admitted)

    executor.prepare()
    with executor.open(replace(session("token"), scope=frozenset())) as run:
        run.read((Call("s1", GetRepo(repo="acme/web")),))
        run.write(approved(CREATE, MERGE))
        token = run.tokens["github"]
    executor.close()

    assert ["prepare", "read", "write", "close"] == inner.events
    assert TOKEN == token
