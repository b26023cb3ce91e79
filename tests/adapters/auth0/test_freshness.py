"""The embedded executor's door: what cannot be undone needs the scope and a proof of now."""

import time
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.adapters.auth0.freshness import SessionGuard
from aegis_cli.errors import Code, StepUpRequired
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.request.approval import Approved, Reply, approve
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.ports import Session
from tests.helpers.act_factory import act_of, pin
from tests.helpers.confirmed_actions import MERGE, PULL, SIGN, pins_of
from tests.helpers.rows import for_each
from tests.helpers.support import session

DELETE = DeleteRepo(repo="acme/web")
CREATE = CreateIssue(repo="acme/web", title="Crash")


def approved(*actions: Action[Any]) -> Approved:
    steps = tuple(act_of(f"s{at}", action, {}) for at, action in enumerate(actions))
    pinned = {step.id: pins_of(step.action, {"id": 7} | PULL) for step in steps}
    reply = Reply(yes=True, typed={step.id: step.action.phrase() or "" for step in steps})
    return approve(pin(steps, pinned), reply, consent=Consent(Preapproval(), None))


def check(found: Session, proved_at: float | None, *actions: Action[Any]) -> None:
    guard = SessionGuard(lambda _session: None, lambda _session: proved_at)
    guard.check(found, approved(*actions))


def test_a_fresh_proof_under_the_right_scope_opens_the_door() -> None:
    check(session("token"), time.time() - 290, DELETE)


@for_each(
    ("scope", "age"),
    [
        ("aegis:read aegis:write aegis:admin", 301),
        ("aegis:read aegis:write aegis:admin", None),
        ("aegis:read aegis:write", 0),
    ],
    ids=["too old", "not known", "without the scope"],
)
@for_each("actions", [(DELETE,), (CREATE, DELETE), (SIGN,)])
def test_without_it_nothing_is_sent_and_the_challenge_says_what_is_needed(
    scope: str, age: float | None, actions: tuple[Action[Any], ...]
) -> None:
    with pytest.raises(StepUpRequired) as caught:
        check(session("token", scope), None if age is None else time.time() - age, *actions)

    assert Code.STEP_UP is caught.value.code
    assert ("aegis:admin", 300.0) == (caught.value.scope, caught.value.max_age)


def test_what_is_not_typed_needs_no_proof() -> None:
    check(replace(session("token"), scope=frozenset()), None, CREATE, MERGE)
