"""Where a session that reads is held: the question comes first, then the stronger sign-in.

What the approval rests on is read again with the stronger session; if it differs, or somebody else
signed in, the person is asked again, and is told why.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Status, StepUpRequired, error_for
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.wire import WirePlan
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.request.approval import Reply
from aegis_cli.request.edits import Edits
from aegis_cli.request.plan_preview import Preview
from aegis_cli.request.ports import Session
from aegis_cli.request.result import Result
from tests.actions.cases import CASES
from tests.helpers.confirmed_actions import pins_of_repo
from tests.helpers.rows import for_each
from tests.helpers.world import ME, REPO, Stage, rules, wire

LIST = wire(("issues.list", {"repo": "acme/web"}))
CREATE = wire(("issues.create", {"repo": "acme/web", "title": "Crash on start"}))
DELETE = wire(("repos.delete", {"repo": "acme/web"}))
ASSIGN = wire(
    ("issues.add_assignees", {"repo": "acme/web", "issue_number": 12, "assignees": ["@me"]})
)
LISTING = "list the issues in acme/web"
CREATING = "open an issue in acme/web titled 'Crash on start'"
DELETING = "delete the repository acme/web"
ASSIGNING = "assign acme/web#12 to me"

YES = Reply(yes=True)
TYPED = Reply(typed={"s1": "acme/web"})
READER = Session(Secret("reading-token"), frozenset(), "Mona Lisa", "auth0|1", 900.0)
WRITER = Session(Secret("window-token"), frozenset(), "Mona Lisa", "auth0|1", 900.0)
NOT_CONNECTED = error_for(Code.NOT_CONNECTED, "Nothing is connected.")


@dataclass
class Held(Stage):
    """A stage where somebody signed in before; a new sign-in may change the world."""

    replies: list[Reply] = field(default_factory=list)
    """What the person answers, one after another; the last one stays."""
    signs_in: Session | None = None
    """Who signs in after the question, if it is not the same person."""
    then: Callable[["Held"], None] = lambda _stage: None
    """What changes while the person signs in."""
    used: list[Session] = field(default_factory=list)
    """The sessions that the executor got."""

    def __post_init__(self) -> None:
        self.holds = {"aegis:read": READER, **self.holds}

    def session(self, scope: tuple[str, ...]) -> Session:
        kept = self.available(scope)
        return kept or self._new(super().session(scope), scope)

    def step_up(self, scope: tuple[str, ...]) -> Session:
        return self._new(super().step_up(scope), scope)

    def _new(self, session: Session, scope: tuple[str, ...]) -> Session:
        self.then(self)
        other = self.signs_in
        return session if other is None else replace(other, scope=frozenset(scope))

    def open(self, session: Session, *, keep_going: bool = False) -> Any:
        self.used.append(session)
        return super().open(session, keep_going=keep_going)

    def ask(self, preview: Preview, asked: tuple[Act, ...]) -> Reply | Edits:
        if self.replies:
            self.reply = self.replies.pop(0)
        return super().ask(preview, asked)


def end(result: Result) -> str:
    return result.error.code.value if result.error else result.status.value


def sent(stage: Stage) -> int:
    return stage.events.count("write")


def test_a_write_is_asked_about_before_anybody_signs_in_for_it() -> None:
    stage = Held(CREATE)

    assert "done" == end(stage.hears(CREATING))
    # Nothing has to be read for it, so the executor begins once only.
    assert [
        "plan",
        "show in short",
        "ask s1",
        "sign in for aegis:write",
        "open",
        "write",
        "close",
    ] == stage.events
    assert (1, 1) == (stage.begun, stage.dropped)


@pytest.mark.parametrize(
    ("plan", "said"), [(CREATE, CREATING), (ASSIGN, ASSIGNING), (DELETE, DELETING)]
)
def test_a_no_costs_no_sign_in(plan: WirePlan, said: str) -> None:
    stage = Held(plan, reply=Reply())

    assert "declined" == end(stage.hears(said))
    assert not [event for event in stage.events if event.startswith(("sign in", "step up"))]
    assert 0 == sent(stage)


def test_what_approval_needs_is_read_by_the_weak_session_and_again_by_the_strong_one() -> None:
    stage = Held(ASSIGN)

    assert "done" == end(stage.hears(ASSIGNING))
    assert [
        "plan",
        "show in short",
        "open",
        "read users.get_me",
        "read issues.get",
        "close",
        "prepare",
        "ask s1",
        "sign in for aegis:write",
        "open",
        "read users.get_me",
        "write",
        "close",
    ] == stage.events
    tokens = [session.access_token.reveal() for session in stage.used]
    assert ["reading-token", "session-token"] == tokens


def test_in_the_window_nobody_signs_in_and_the_person_is_asked_all_the_same() -> None:
    stage = Held(ASSIGN, holds={"aegis:write": WRITER})

    assert "done" == end(stage.hears(ASSIGNING))
    assert [
        "plan",
        "show in short",
        "open",
        "read users.get_me",
        "read issues.get",
        "ask s1",
        "write",
        "close",
    ] == stage.events


def test_what_the_options_approved_is_signed_in_for_at_once() -> None:
    stage = Held(ASSIGN)

    assert "done" == end(stage.hears(ASSIGNING, rules(yes=True)))
    reads = ["read users.get_me", "read issues.get"]
    assert ["sign in for aegis:write", "open", *reads, "write", "close"] == stage.events[-6:]
    assert 1 == stage.events.count("open")


def test_what_reads_needs_no_question_and_no_sign_in() -> None:
    stage = Held(LIST)

    assert "done" == end(stage.hears(LISTING))
    assert ["plan", "show in short", "open", "read issues.list", "close"] == stage.events


def test_what_destroys_is_proved_anew_after_the_question_even_in_the_window() -> None:
    stage = Held(DELETE, reply=TYPED, holds={"aegis:write": WRITER})

    assert "done" == end(stage.hears(DELETING))
    assert [
        "open",
        "read repos.get",
        "close",
        "prepare",
        "ask s1",
        "step up for aegis:admin",
        "open",
        "read repos.get",
        "write",
        "close",
    ] == stage.events[2:]


def test_the_proof_after_the_question_is_the_only_one_that_an_executor_gets() -> None:
    stage = Held(DELETE, reply=TYPED, wants_proof=1)

    assert "insufficient_user_authentication" == end(stage.hears(DELETING))
    assert 1 == stage.events.count("step up for aegis:admin")


@for_each(("plan", "said", "reply"), [(CREATE, CREATING, YES), (DELETE, DELETING, TYPED)])
@for_each(
    ("subject", "times"), [("auth0|1", 1), ("auth0|2", 2), ("", 2)], ids=["same", "other", "nobody"]
)
def test_another_person_who_signs_in_is_asked_under_their_own_name(
    plan: WirePlan, said: str, reply: Reply, subject: str, times: int
) -> None:
    other = Session(Secret("another-token"), frozenset(), "Alex", subject, 900.0)
    stage = Held(plan, reply=reply, signs_in=other)

    assert "done" == end(stage.hears(said))
    assert times == stage.events.count("ask s1")
    asked = stage.previews[1:]
    again = "Somebody else signed in than the person who approved it."
    expected = [("Mona Lisa", ""), ("Alex", again)][:times]
    assert expected == [(preview.identity, preview.again) for preview in asked]
    assert 1 == sent(stage)


def moves(**answers: Any) -> Callable[[Held], None]:
    def then(stage: Held) -> None:
        stage.answers = {**stage.answers, **{k.replace("__", "."): v for k, v in answers.items()}}

    return then


def test_another_pin_is_asked_about_again_and_then_it_is_the_one_that_is_sent() -> None:
    stage = Held(DELETE, reply=TYPED, then=moves(repos__get=REPO | {"id": 8}))

    assert "done" == end(stage.hears(DELETING))
    assert ["", "What you approved has changed since."] == [s.again for s in stage.previews[1:]]
    assert stage.approved is not None
    eight = pins_of_repo(DeleteRepo(repo="acme/web"), 8)
    assert [eight] == [call.preconditions for call in stage.approved.calls]


@pytest.mark.parametrize("second", [Reply(), Reply(yes=True), Reply(typed={"s1": "acme/other"})])
def test_the_first_answer_is_none_to_the_second_question(second: Reply) -> None:
    stage = Held(DELETE, replies=[TYPED, second], then=moves(repos__get=REPO | {"id": 8}))

    assert "declined" == end(stage.hears(DELETING))
    assert (2, 0) == (stage.events.count("ask s1"), sent(stage))


def test_another_login_for_me_is_another_digest() -> None:
    stage = Held(ASSIGN, then=moves(users__get_me=ME | {"login": "alex"}))

    assert "done" == end(stage.hears(ASSIGNING))
    assert 2 == stage.events.count("ask s1")
    assert stage.approved is not None
    assert ["alex"] == stage.approved.calls[0].action.sent_arguments()["assignees"]


def test_a_target_with_another_name_is_not_asked_about_again() -> None:
    stage = Held(DELETE, reply=TYPED, then=moves(repos__get=REPO | {"full_name": "acme/web2"}))

    assert "moved" == end(stage.hears(DELETING))
    assert (1, 0) == (stage.events.count("ask s1"), sent(stage))


def test_a_question_that_options_answer_by_then_is_no_consent_to_what_changed() -> None:
    """A phrase of the options covers the deletion, so only the other write is asked about."""
    plan = WirePlan(steps=[*DELETE.steps, *CREATE.steps])
    left_out = Reply(yes=True, left_out=frozenset({"s2"}))
    both = Held(plan, replies=[YES], then=moves(repos__get=REPO | {"id": 8}))
    one = Held(plan, replies=[left_out], then=moves(repos__get=REPO | {"id": 8}))
    said = f"{DELETING}, then {CREATING}"

    asked_again = both.hears(said, rules(confirm=("acme/web",)))

    assert "done" == end(asked_again)
    assert 2 == both.events.count("ask s2")
    assert "declined" == end(one.hears(said, rules(confirm=("acme/web",))))
    assert 0 == sent(one)


def test_what_was_struck_out_needs_no_stronger_session_and_stays_struck_out() -> None:
    plan = WirePlan(steps=[*CREATE.steps, *DELETE.steps])
    stage = Held(
        plan,
        replies=[Reply(yes=True, left_out=frozenset({"s2"})), YES],
        signs_in=Session(Secret("another-token"), frozenset(), "Alex", "auth0|2", 900.0),
    )

    result = stage.hears(f"{CREATING}, then {DELETING}")

    assert "sign in for aegis:write" in stage.events
    assert not [event for event in stage.events if event.startswith("step up")]
    assert ["ask s1, s2", "ask s1"] == [e for e in stage.events if e.startswith("ask")]
    assert ["s1"] == [item.id for item in stage.previews[-1].items]
    assert stage.approved is not None
    assert ["s1"] == [call.id for call in stage.approved.calls]
    assert ["done", "skipped"] == [outcome.status.value for outcome in result.outcomes]


# Remedies, on either side of the question


def test_an_account_is_connected_before_the_question_with_the_session_that_reads() -> None:
    stage = Held(ASSIGN, read_fails=NOT_CONNECTED, connects=1)

    assert "done" == end(stage.hears(ASSIGNING))
    assert [
        "open",
        "read users.get_me",
        "close",
        "offer to connect",
        "open",
        "read users.get_me",
        "read issues.get",
        "close",
        "prepare",
        "ask s1",
        "sign in for aegis:write",
    ] == stage.events[2:13]


def test_who_does_not_connect_is_not_asked() -> None:
    stage = Held(ASSIGN, read_fails=NOT_CONNECTED)

    assert "not_connected" == end(stage.hears(ASSIGNING))
    assert 0 == stage.events.count("ask s1")


def test_an_account_is_connected_after_the_sign_in_and_nobody_is_asked_again() -> None:
    stage = Held(CREATE, write_fails=NOT_CONNECTED, connects=1)

    assert "done" == end(stage.hears(CREATING))
    counts = [stage.events.count(event) for event in ("ask s1", "offer to connect", "write")]
    assert [1, 1, 2] == counts


def test_connecting_is_offered_once_on_both_sides_together() -> None:
    def lost_again(stage: Held) -> None:
        stage.read_fails = NOT_CONNECTED

    stage = Held(ASSIGN, read_fails=NOT_CONNECTED, connects=2, then=lost_again)

    assert "not_connected" == end(stage.hears(ASSIGNING))
    assert (1, 0) == (stage.events.count("offer to connect"), sent(stage))


def test_an_executor_that_only_reads_gets_no_stronger_session_by_an_error() -> None:
    stage = Held(DELETE, reply=TYPED, read_fails=StepUpRequired("The sign-in is too old."))

    assert "insufficient_user_authentication" == end(stage.hears(DELETING))
    assert not [event for event in stage.events if event.startswith(("sign in", "step up", "ask"))]


@pytest.mark.parametrize(
    ("plan", "said", "reply"), [(CREATE, CREATING, YES), (DELETE, DELETING, TYPED)]
)
@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (error_for(Code.SIGN_IN_DENIED, "The sign-in was denied."), Status.NOT_SIGNED_IN),
        (KeyboardInterrupt(), Status.INTERRUPTED),
    ],
    ids=["denied", "interrupted"],
)
def test_a_sign_in_that_fails_after_the_yes_sends_nothing(
    plan: WirePlan, said: str, reply: Reply, trouble: BaseException, status: Status
) -> None:
    stage = Held(plan, reply=reply, sign_in_fails=trouble, step_up_fails=trouble)

    result = stage.hears(said)

    assert (status, 0) == (result.status, sent(stage))
    assert (1, 1) == (stage.begun, stage.dropped)


def test_what_is_edited_before_the_sign_in_is_what_is_sent_after_it_without_another_question() -> (
    None
):
    stage = Held(CREATE, edits=[Edits({"s1": {"title": "Boom"}})])

    assert "done" == end(stage.hears(CREATING))
    assert [
        "plan",
        "show in short",
        "ask s1",
        "ask s1",
        "sign in for aegis:write",
        "open",
        "write",
        "close",
    ] == stage.events
    assert stage.approved is not None
    (call,) = stage.approved.calls
    assert "Boom" == call.action.sent_arguments()["title"]


def test_an_edit_at_the_second_question_is_asked_about_once_more_by_whoever_signed_in() -> None:
    hubot = replace(READER, identity="Hubot", subject="auth0|2", access_token=Secret("other"))
    edits = Edits({"s1": {"title": "Boom"}})
    stage = Held(CREATE, signs_in=hubot, then=lambda stage: stage.edits.append(edits))

    assert "done" == end(stage.hears(CREATING))
    assert ["Mona Lisa", "Hubot", "Hubot"] == [preview.identity for preview in stage.previews[1:]]
    other = "Somebody else signed in than the person who approved it."
    assert ["", other, ""] == [preview.again for preview in stage.previews[1:]]
    assert 1 == sent(stage)


def test_who_struck_something_out_is_not_asked_again_after_their_sign_in() -> None:
    plan = WirePlan(steps=[*CREATE.steps, *DELETE.steps])
    stage = Held(plan, reply=Reply(yes=True, left_out=frozenset({"s2"})))

    result = stage.hears(f"{CREATING}, then {DELETING}")

    assert ["ask s1, s2"] == [e for e in stage.events if e.startswith("ask")]
    assert ["done", "skipped"] == [outcome.status.value for outcome in result.outcomes]


def test_what_was_struck_out_stays_out_when_the_rest_is_edited_at_the_second_question() -> None:
    def edits(stage: Held) -> None:
        stage.edits = [Edits({"s1": {"title": "Mine"}})]

    stage = Held(
        WirePlan(steps=[*CREATE.steps, *DELETE.steps]),
        replies=[Reply(yes=True, left_out=frozenset({"s2"})), YES],
        signs_in=Session(Secret("another-token"), frozenset(), "Alex", "auth0|2", 900.0),
        then=edits,
    )

    result = stage.hears(f"{CREATING}, then {DELETING}")

    assert ["ask s1, s2", "ask s1", "ask s1"] == [e for e in stage.events if e.startswith("ask")]
    assert ["s1"] == [item.id for item in stage.previews[-1].items]
    assert stage.approved is not None
    assert ["Mine"] == [call.action.sent_arguments()["title"] for call in stage.approved.calls]
    assert ["done", "skipped"] == [outcome.status.value for outcome in result.outcomes]


# What a target is, and how it is, is known before anybody signs in for more

REOPEN = ("issues.reopen", {"repo": "acme/web", "issue_number": 12})
STRANGER = Session(Secret("another-token"), frozenset(), "Alex", "auth0|2", 900.0)
LOOKS = {"issues.get": CASES["issues.get"].data, "issues.list": []}


def test_what_is_so_already_costs_no_question_and_no_sign_in() -> None:
    stage = Held(wire(REOPEN), answers=LOOKS)

    result = stage.hears("reopen acme/web#12")

    assert ("already", "") == (end(result), result.digest)
    assert ["open", "read issues.get", "close"] == stage.events[2:]


def test_what_is_left_of_a_plan_is_signed_in_for_and_no_more() -> None:
    stage = Held(wire(REOPEN, ("issues.list", {"repo": "acme/web"})), answers=LOOKS)

    assert "done" == end(stage.hears("reopen acme/web#12 and list the issues in acme/web"))
    assert not [event for event in stage.events if event.startswith(("sign in", "ask"))]


def test_what_was_shown_is_not_read_again_but_for_another_person() -> None:
    close = wire(("issues.close", {"repo": "acme/web", "issue_number": 12}))
    same, other = Held(close, answers=LOOKS), Held(close, answers=LOOKS, signs_in=STRANGER)

    assert ["done", "done"] == [end(each.hears("close acme/web#12")) for each in (same, other)]
    assert [1, 2] == [each.events.count("read issues.get") for each in (same, other)]
    assert [1, 2] == [each.events.count("ask s1") for each in (same, other)]


def test_what_is_so_by_the_time_of_the_sign_in_is_not_sent_though_it_was_approved() -> None:
    """Another person looks anew, and sees done already what the yes was for."""
    close = wire(("issues.close", {"repo": "acme/web", "issue_number": 12}))
    closed = LOOKS["issues.get"] | {"state": "closed", "state_reason": "completed"}
    stage = Held(close, answers=LOOKS, signs_in=STRANGER, then=moves(issues__get=closed))

    assert "already" == end(stage.hears("close acme/web#12"))
    assert (1, 0) == (stage.events.count("ask s1"), sent(stage))
