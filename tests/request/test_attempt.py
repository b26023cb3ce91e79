"""The states of a plan: what each transition keeps, and what it takes back."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.core.secret import Secret
from aegis_cli.providers.github.nouns.labels.labels import DeleteLabel, GetLabel
from aegis_cli.request.approval import Reply, approve
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.edits import Edits
from aegis_cli.request.plan_state import PlanSnapshot, PlanState
from aegis_cli.request.ports import Session
from aegis_cli.request.target_snapshot import TargetSnapshot
from tests.helpers.act_factory import act_of

MONA = Session(Secret("one"), frozenset(), "mona", "auth0|mona", None)
READ = GetLabel(repo="acme/web", name="bug")
ACTS = (act_of("s1", DeleteLabel(repo="acme/web", name="bug"), {}),)
SEEN: dict[Action[Any], TargetSnapshot] = {READ: TargetSnapshot(READ, {"name": "bug"})}
START = PlanState(ACTS, Consent(Preapproval(yes=True), None, frozenset({"s1"}))).signed_in(MONA)
YES = Reply(yes=True, typed={"s1": "delete label bug of acme/web"})
PLAN = PlanSnapshot(ACTS, {}, {}, frozenset())
APPROVED = replace(
    START.with_reply(YES, PLAN).with_approval(approve(ACTS, YES, consent=START.consent), PLAN),
    known=SEEN,
)


@pytest.mark.parametrize(
    ("session", "is_kept"),
    [
        (replace(MONA, access_token=Secret("two")), True),
        (replace(MONA, subject=""), True),
        (replace(MONA, access_token=Secret("two"), subject="auth0|hubot"), False),
        (replace(MONA, access_token=Secret("two"), subject=""), False),
    ],
)
def test_what_one_person_saw_is_kept_for_nobody_else(session: Session, *, is_kept: bool) -> None:
    after = APPROVED.signed_in(session)

    assert session is after.current
    assert (SEEN if is_kept else {}) == after.known
    assert is_kept is (after.why_again(PLAN) == "")


def test_an_edit_takes_back_every_approval_and_keeps_what_was_left_out() -> None:
    after = replace(APPROVED, notice="Once more.").reopen(Edits({}, frozenset({"s1"})), PLAN)
    plan = after.ask_about_all()

    assert (None, "", frozenset({"s1"})) == (after.approved, after.notice, after.left_out)
    assert Reply(left_out=frozenset({"s1"})) == after.reply
    assert (Preapproval(), frozenset()) == (plan.consent.preapproval, plan.consent.granted)


def test_an_answer_leaves_out_what_was_left_out_before_too() -> None:
    before = START.reopen(Edits({}, frozenset({"s1"})), PLAN)

    assert {"s1", "s2"} == before.with_reply(Reply(left_out=frozenset({"s2"})), PLAN).left_out


def test_an_approval_does_not_hold_for_what_has_changed_since() -> None:
    other = (act_of("s1", DeleteLabel(repo="acme/web", name="ui"), {}),)

    changed = replace(PLAN, acts=other)

    assert "What you approved has changed since." == APPROVED.why_again(changed)
    assert "" == START.why_again(changed)


def test_no_state_is_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        START.acts = ()  # type: ignore[misc]  # that is the claim
