"""Where the token is: each request carries it, and no write leaves that nobody approved."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, preconditions_of
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.core.http import Method, Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, error_for
from aegis_cli.executor.messages import call_as_json, call_from
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import UpdateBranch
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.request.approval import Approved, Reply, approve
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.execution import (
    Outcome,
    ProviderAccess,
    Sending,
    StepStatus,
    changed_error,
    outcome_per_call,
    run,
)
from tests.helpers.act_factory import access_to, act_of, pin
from tests.helpers.canned import BASE, LOST, REFUSED, answer
from tests.helpers.confirmed_actions import pins_of_repo
from tests.helpers.declared import GENERATE, NOTES, VANISH, VISIT, Notes
from tests.helpers.flows import Player, all_that_shows, html
from tests.helpers.rows import for_each

TOKEN = Secret("ghu_secret")
ISSUE: dict[str, Any] = {
    "number": 12,
    "title": "Crash",
    "state": "open",
    "html_url": "https://gh/12",
}
CLOSED = ISSUE | {"state": "closed"}
COMMENT = {"id": 1, "html_url": "https://gh/c"}
REPO = {
    "id": 7,
    "name": "web",
    "full_name": "acme/web",
    "private": True,
    "html_url": "https://gh/w",
}

READ = GetIssue(repo="acme/web", issue_number=12)
CREATE = CreateIssue(repo="acme/web", title="Crash", body="On start.")
CLOSE = CloseIssue(repo="acme/web", issue_number=12)
ADD_COMMENT = AddComment(repo="acme/web", issue_number=12, body="Stale.")
DELETE = DeleteRepo(repo="acme/web")


def approved(*actions: Action[Any]) -> Approved:
    """Approve actions; a repository that they would destroy has the id 7."""
    steps = tuple(
        act_of(f"s{at}", action, dict.fromkeys(action.sent_arguments(), Origin.USER))
        for at, action in enumerate(actions, start=1)
    )
    typed = {step.id: step.action.phrase() or "" for step in steps}
    reply = Reply(yes=True, typed=typed)
    pinned = {step.id: pins_of_repo(step.action, 7) for step in steps}
    return approve(pin(steps, pinned), reply, consent=Consent(Preapproval(), None))


def performed(
    calls: tuple[Call, ...], *answers: Response | Unreachable, keep_going: bool = False
) -> tuple[tuple[Outcome, ...], Player]:
    player = Player(*answers)
    return player.run(run(calls, access_to(BASE, TOKEN), keep_going=keep_going)), player


def statuses(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [outcome.status.value for outcome in outcomes]


def code_of(outcome: Outcome) -> Code:
    assert outcome.error is not None
    return outcome.error.code


def test_a_read_needs_no_seal_and_gives_its_data() -> None:
    (outcome,), player = performed((Call("s1", READ),), answer(ISSUE))

    assert ("s1", StepStatus.DONE, None) == (outcome.id, outcome.status, outcome.error)
    assert 12 == outcome.data["number"]
    assert ["GET /repos/acme/web/issues/12", outcome] == player.log


def test_a_run_that_keeps_going_skips_a_failed_call_and_does_the_others() -> None:
    calls = approved(CREATE, CLOSE, CLOSE).calls

    outcomes, player = performed(
        calls, answer({}, 410), answer(CLOSED), answer({}, 404), keep_going=True
    )

    assert ["failed", "done", "failed"] == statuses(outcomes)
    assert ["POST", "PATCH", "PATCH"] == [request.method for request in player.requests]


def _for_rows(*rows: int) -> tuple[Call, ...]:
    """Return a close and a comment for each row, the close with what must not have changed."""
    seen = ISSUE | {"updated_at": "2026-06-01T10:00:00Z", "labels": []}
    close, comment = approved(CLOSE, ADD_COMMENT).calls
    pins = preconditions_of(CLOSE, {READ: seen}, stamped=True)
    sealed = replace(close, preconditions=pins)
    sealed = replace(sealed, seal=sealed.fingerprint(CLOSE.request(BASE)))
    return tuple(
        replace(call, id=f"{call.id}.{row}", row=row) for row in rows for call in (sealed, comment)
    )


_SEEN = ISSUE | {"updated_at": "2026-06-01T10:00:00Z"}
_TOUCHED = ISSUE | {"updated_at": "2026-12-01T10:00:00Z"}


def test_a_row_that_was_touched_since_is_left_and_the_next_one_follows() -> None:
    outcomes, player = performed(
        _for_rows(1, 2),
        answer(_TOUCHED),
        answer(_SEEN),
        answer(CLOSED),
        answer(COMMENT, 201),
    )
    assert ["failed", "skipped", "done", "done"] == statuses(outcomes)
    assert Code.CHANGED is code_of(outcomes[0])
    assert ["GET", "GET", "PATCH", "POST"] == [request.method for request in player.requests]


def test_any_other_end_of_a_row_ends_all() -> None:
    outcomes, _ = performed(_for_rows(1, 2), answer(_SEEN), answer({}, 410))
    assert ["failed", "skipped", "skipped", "skipped"] == statuses(outcomes)


def test_a_request_that_is_not_the_approved_one_ends_all_rows() -> None:
    first, *rest = _for_rows(1, 2)
    outcomes, _ = performed((replace(first, seal="a" * 64), *rest), answer(_SEEN))
    assert ["failed", "skipped", "skipped", "skipped"] == statuses(outcomes)
    assert Code.NOT_APPROVED is code_of(outcomes[0])


@pytest.mark.parametrize(
    ("calls", "answers", "ended"),
    [
        (approved(CREATE, CLOSE).calls, [LOST], "outcome_unknown"),
        (approved(DELETE, CLOSE).calls, [answer(REPO | {"id": 8})], "failed"),
        ((replace(approved(CREATE).calls[0], seal="a" * 64), *approved(CLOSE).calls), [], "failed"),
    ],
)
def test_nothing_follows_an_unknown_outcome_or_a_change_even_if_the_run_keeps_going(
    calls: tuple[Call, ...], answers: list[Response | Unreachable], ended: str
) -> None:
    outcomes, player = performed(calls, *answers, keep_going=True)

    assert [ended, "skipped"] == statuses(outcomes)
    assert len(answers) == len(player.requests)


def test_an_approved_write_is_announced_sent_and_told_in_this_order() -> None:
    (outcome,), player = performed(approved(CREATE).calls, answer(ISSUE, 201))

    assert StepStatus.DONE is outcome.status
    assert [Sending("s1"), "POST /repos/acme/web/issues", outcome] == player.log


def test_what_is_sent_is_byte_for_byte_what_was_approved() -> None:
    _, player = performed(approved(CREATE).calls, answer(ISSUE, 201))

    (request,) = player.requests
    assert CREATE.request(BASE).body == request.body
    assert CREATE.request(BASE).url == request.url


def test_every_request_carries_the_token_and_shows_it_nowhere() -> None:
    calls = approved(READ, CREATE, DELETE).calls
    _, player = performed(
        calls, html(502), answer(ISSUE), answer(ISSUE, 201), answer(REPO), answer(None, 204)
    )

    assert [TOKEN] * 5 == [request.bearer for request in player.requests]
    assert "ghu_secret" not in f"{player.requests!r} {player.log!r} {calls!r}"


def test_a_page_and_a_redirect_carry_the_token_within_the_api() -> None:
    moved = html(301, location=f"{BASE}/repositories/7/issues")
    following = answer([ISSUE], link=f'<{BASE}/repositories/7/issues?page=2>; rel="next"')

    (outcome,), player = performed(
        (Call("s1", ListIssues(repo="acme/web")),), moved, following, answer([ISSUE])
    )

    assert StepStatus.DONE is outcome.status
    assert [TOKEN] * 3 == [request.bearer for request in player.requests]
    assert {BASE} == {request.base for request in player.requests}


@for_each(
    "other",
    [
        CreateIssue(repo="acme/web", title="Crash", body="On start!"),
        CreateIssue(repo="acme/web", title="crash", body="On start."),
        CreateIssue(repo="acme/web", title="Crash"),
        CreateIssue(repo="acme/web", title="Crash", body="On start.", labels=("bug",)),
        CreateIssue(repo="acme/api", title="Crash", body="On start."),
        CreateIssue(repo="Acme/web", title="Crash", body="On start."),
        CLOSE,
    ],
)
def test_a_write_that_changed_after_its_approval_sends_nothing(other: Action[Any]) -> None:
    (call,) = approved(CREATE).calls

    (outcome,), player = performed((replace(call, action=other),))

    assert StepStatus.FAILED is outcome.status
    assert Code.NOT_APPROVED is code_of(outcome)
    assert "The request is not the one that was approved; nothing was sent." == str(outcome.error)
    assert [] == player.requests
    assert [outcome] == player.log


def test_a_changed_body_byte_after_approval_sends_nothing() -> None:
    (call,) = approved(CREATE).calls

    for at, letter in enumerate("On start."):
        swapped = "On start."[:at] + chr(ord(letter) ^ 1) + "On start."[at + 1 :]
        other = replace(call, action=CREATE.model_copy(update={"body": swapped}))
        (outcome,), player = performed((other,))

        assert Code.NOT_APPROVED is code_of(outcome)
        assert [] == player.requests


def test_a_write_to_another_host_than_the_approved_one_sends_nothing() -> None:
    player = Player()

    (outcome,) = player.run(run(approved(CREATE).calls, access_to("https://evil.example", TOKEN)))

    assert Code.NOT_APPROVED is code_of(outcome)
    assert [] == player.requests


@for_each("action", [CREATE, CLOSE])
@for_each("seal", [None, "", "0" * 64])
def test_a_write_without_its_own_seal_sends_nothing(action: Action[Any], seal: str | None) -> None:
    (outcome,), player = performed((Call("s1", action, seal=seal),))

    assert Code.NOT_APPROVED is code_of(outcome)
    assert [] == player.requests


def test_the_seal_of_one_step_opens_no_other() -> None:
    create, close = approved(CREATE, CLOSE).calls

    (first, second), player = performed(
        (replace(create, seal=close.seal), replace(close, seal=create.seal))
    )

    assert ["failed", "skipped"] == statuses((first, second))
    assert [] == player.requests


def test_a_seal_does_not_hold_for_another_target() -> None:
    (call,) = approved(CREATE).calls

    (outcome,), player = performed((replace(call, preconditions=pins_of_repo(DELETE, 7)),))

    assert Code.NOT_APPROVED is code_of(outcome)
    assert [] == player.requests


BODIES: list[bytes] = []


class Turncoat(
    Action[None],
    action="tests.turncoat",
    effect=Effect.WRITE,
    target=Made(),
    endpoint="POST /repos/{repo}/issues",
    says="Turn",
    view=Line("Turned"),
    verbs=("turn",),
):
    """An action that makes another request each time it is asked for one."""

    provider = GITHUB

    repo: RepoName
    """Repository to turn."""

    def request(self, base: str) -> Request:
        """Take the next body."""
        return replace(super().request(base), body=BODIES.pop(0))


def test_the_check_is_of_the_request_that_leaves_and_not_of_the_action_before() -> None:
    BODIES[:] = [b"as approved", b"as approved", b"something else"]
    calls = approved(Turncoat(repo="acme/web")).calls

    (outcome,), player = performed(calls)

    assert [] == BODIES
    assert Code.NOT_APPROVED is code_of(outcome)
    assert [] == player.requests


GENERATING = "POST /repos/acme/web/releases/generate-notes"


def test_a_read_by_post_needs_no_approval_and_no_seal_and_is_not_announced() -> None:
    steps = (act_of("s1", GENERATE, dict.fromkeys(GENERATE.sent_arguments(), Origin.MODEL)),)
    calls = approve(steps, None, consent=Consent(Preapproval(), None)).calls

    (outcome,), player = performed(calls, answer(NOTES))

    assert (Call("s1", GENERATE),) == calls
    assert (StepStatus.DONE, NOTES) == (outcome.status, outcome.data)
    assert [GENERATING, outcome] == player.log
    assert [(TOKEN, b'{"tag_name": "v2"}')] == [(one.bearer, one.body) for one in player.requests]


def test_a_read_by_post_is_sent_again_like_any_read() -> None:
    (outcome,), player = performed((Call("s1", GENERATE),), LOST, html(502), answer(NOTES))

    assert StepStatus.DONE is outcome.status
    assert [GENERATING, 0.5, GENERATING, 1.0, GENERATING, outcome] == player.log
    assert 1 == len({request.fingerprint() for request in player.requests})


@pytest.mark.parametrize("fault", [LOST, html(502)])
def test_the_outcome_of_a_read_by_post_is_never_unknown(fault: Response | Unreachable) -> None:
    (outcome,), _ = performed((Call("s1", GENERATE),), *[fault] * 3)

    assert StepStatus.FAILED is outcome.status


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_cannot_make_a_write_of_a_read_by_post(status: int) -> None:
    moved = html(status, location=f"{BASE}/repositories/7/issues")

    (outcome,), player = performed(
        (Call("s1", GENERATE),), moved, answer(REPO | {"full_name": "acme/new"})
    )

    assert Code.MOVED is code_of(outcome)
    assert "acme/new" in ((outcome.error and outcome.error.hint) or "")
    assert [GENERATING, "GET /repositories/7", outcome] == player.log


OTHERS: list[tuple[Method, str, bytes]] = []


class Shifty(
    Action[Notes],
    action="tests.shifty",
    effect=Effect.READ,
    because="it says so",
    endpoint="POST /repos/{repo}/notes",
    says="Shift",
    view=Line("Shifted"),
    verbs=("shift",),
):
    """A read that makes another request each time it is asked for one."""

    provider = GITHUB

    repo: RepoName
    """Repository to read."""

    def request(self, base: str) -> Request:
        """Take the next method, path and body."""
        method, path, body = OTHERS.pop(0)
        return Request(method, base, path, body=body)


@pytest.mark.parametrize(
    "other",
    [
        ("POST", "/repos/acme/web/notes", b"else"),
        ("POST", "/repos/acme/web/issues", b"a"),
        ("DELETE", "/repos/acme/web/notes", b"a"),
    ],
)
def test_a_post_that_is_not_the_one_of_its_class_does_not_pass_as_a_read(
    other: tuple[Method, str, bytes],
) -> None:
    OTHERS[:] = [other, ("POST", "/repos/acme/web/notes", b"a")]

    (outcome,), player = performed((Call("s1", Shifty(repo="acme/web")),))

    assert Code.NOT_APPROVED is code_of(outcome)
    assert [] == player.requests


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_read_goes_by_no_other_method_than_its_class_says(method: Method) -> None:
    OTHERS[:] = [(method, "/repos/acme/web", b"")] * 2

    (outcome,), player = performed((Call("s1", Shifty(repo="acme/web")),))

    assert Code.NOT_APPROVED is code_of(outcome)
    assert [] == player.requests


def test_no_message_says_what_the_effect_of_an_action_is() -> None:
    read = {"effect": "read", "facts": {"effect": 0}, "because": "it reads", "method": "GET"}
    call = call_from(call_as_json(Call("s1", CREATE)) | read)

    (outcome,), player = performed((call,))

    assert Code.NOT_APPROVED is code_of(outcome)
    assert [] == player.requests


@pytest.mark.parametrize("name", ["effect", "facts", "because", "method"])
def test_no_argument_says_what_the_effect_of_an_action_is(name: str) -> None:
    message = call_as_json(Call("s1", CREATE))
    message["arguments"][name] = "read"

    with pytest.raises(ValueError, match=name):
        call_from(message)


@pytest.mark.parametrize("action", [CREATE, CLOSE, VISIT])
def test_a_copy_that_brings_other_facts_along_is_no_read(action: Action[Any]) -> None:
    forged = action.model_copy(update={"facts": GENERATE.facts})

    (outcome,), player = performed((Call("s1", forged),))

    assert Code.NOT_APPROVED is code_of(outcome)
    assert [] == player.requests


def test_a_write_by_get_is_sealed_announced_and_sent_once() -> None:
    unsealed = performed((Call("s1", VISIT),))
    done = performed(approved(VISIT).calls, answer(NOTES))
    lost = performed(approved(VISIT).calls, LOST)

    assert [Code.NOT_APPROVED, Code.OUTCOME_UNKNOWN] == [
        code_of(one[0][0]) for one in (unsealed, lost)
    ]
    assert [] == unsealed[1].requests
    for (outcome,), player in (done, lost):
        assert [Sending("s1"), "GET /repos/acme/web/visit", outcome] == player.log


def test_a_write_by_get_is_not_redirected_and_looks_nothing_up() -> None:
    (outcome,), player = performed(
        approved(VISIT).calls, html(302, location=f"{BASE}/repositories/7/visit")
    )

    assert Code.NOT_APPROVED is code_of(outcome)
    assert 1 == len(player.requests)


def test_what_destroys_by_get_is_sealed_and_its_target_is_read_before() -> None:
    (outcome,), player = performed(approved(VANISH).calls, answer(REPO), answer(NOTES))
    (refused,), alone = performed(
        (Call("s1", VANISH, preconditions=pins_of_repo(VANISH, 7)),), answer(REPO)
    )

    assert StepStatus.DONE is outcome.status
    reading = "GET /repos/acme/web"
    assert [reading, Sending("s1"), "GET /repos/acme/web/vanish", outcome] == player.log
    assert Code.NOT_APPROVED is code_of(refused)
    assert [reading, refused] == alone.log


def test_a_target_is_read_again_before_it_is_destroyed() -> None:
    (outcome,), player = performed(approved(DELETE).calls, answer(REPO), answer(None, 204))

    assert (StepStatus.DONE, None) == (outcome.status, outcome.data)
    assert ["GET /repos/acme/web", Sending("s1"), "DELETE /repos/acme/web", outcome] == player.log


@pytest.mark.parametrize("other", [8, 0, -7, 70])
def test_a_target_that_is_another_one_by_now_is_not_destroyed(other: int) -> None:
    (outcome,), player = performed(approved(DELETE).calls, answer(REPO | {"id": other}))

    assert Code.CHANGED is code_of(outcome)
    assert "acme/web is no longer the one that was approved." == str(outcome.error)
    assert ["GET /repos/acme/web", outcome] == player.log


@pytest.mark.parametrize(
    ("reread", "code"),
    [
        (answer({"message": "Not Found"}, 404), Code.NOT_FOUND),
        (answer({"full_name": "acme/web"}), Code.PROTOCOL),
        (html(200), Code.PROTOCOL),
        (answer({"message": "Bad credentials"}, 401), Code.BAD_CREDENTIALS),
    ],
)
def test_a_target_that_cannot_be_read_is_not_destroyed(reread: Response, code: Code) -> None:
    (outcome,), player = performed(approved(DELETE).calls, reread)

    assert code is code_of(outcome)
    assert ["GET /repos/acme/web", outcome] == player.log


def test_a_destructive_call_without_its_target_destroys_nothing() -> None:
    seal = DELETE.request(BASE).fingerprint()

    (outcome,), player = performed((Call("s1", DELETE, seal=seal),))

    assert Code.NOT_APPROVED is code_of(outcome)
    assert [] == player.requests


def test_a_target_that_moved_is_not_destroyed_under_another_name() -> None:
    moved = html(301, location=f"{BASE}/repositories/7")
    still_there = answer(REPO | {"full_name": "acme/new"})

    (outcome,), player = performed(approved(DELETE).calls, moved, still_there)

    assert Code.MOVED is code_of(outcome)
    assert "acme/new" in str(outcome.error)
    assert ["GET", "GET"] == [request.method for request in player.requests]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirected_write_is_not_followed_and_the_new_name_is_told(status: int) -> None:
    moved = html(status, location=f"{BASE}/repositories/7/issues")

    (outcome,), player = performed(
        approved(CREATE).calls, moved, answer(REPO | {"full_name": "acme/new"})
    )

    assert StepStatus.FAILED is outcome.status
    assert Code.MOVED is code_of(outcome)
    assert "acme/new" in ((outcome.error and outcome.error.hint) or "")
    assert ["POST", "GET"] == [request.method for request in player.requests]


@pytest.mark.parametrize(
    "location", ["https://evil.example/x", "//evil.example/x", "", "https://["]
)
def test_a_write_redirected_out_of_the_api_sends_the_token_nowhere(location: str) -> None:
    (outcome,), player = performed(approved(CREATE).calls, html(307, location=location))

    assert StepStatus.FAILED is outcome.status
    assert 1 == len(player.requests)


def test_steps_run_in_their_order() -> None:
    calls = approved(READ, CREATE, CLOSE).calls

    outcomes, player = performed(calls, answer(ISSUE), answer(ISSUE, 201), answer(CLOSED))

    assert ["done", "done", "done"] == statuses(outcomes)
    assert ["s1", "s2", "s3"] == [outcome.id for outcome in outcomes]
    assert ["GET", "POST", "PATCH"] == [request.method for request in player.requests]


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        ([answer({"message": "Not Found"}, 404)], "failed"),
        ([answer({"message": "No"}, 422)], "failed"),
        ([LOST], "outcome_unknown"),
        ([html(502)], "outcome_unknown"),
        ([REFUSED] * 3, "failed"),
    ],
)
def test_the_first_step_that_is_not_done_stops_the_plan(
    bad: list[Response | Unreachable], expected: str
) -> None:
    calls = approved(READ, CREATE, CLOSE, READ).calls

    outcomes, player = performed(calls, answer(ISSUE), *bad)

    assert ["done", expected, "skipped", "skipped"] == statuses(outcomes)
    assert ["s1", "s2", "s3", "s4"] == [outcome.id for outcome in outcomes]
    assert [None, None] == [outcome.error for outcome in outcomes[2:]]
    assert list(outcomes[:2]) == [event for event in player.shown if isinstance(event, Outcome)]


def test_a_write_without_an_answer_is_not_sent_again_and_its_outcome_is_unknown() -> None:
    (outcome,), player = performed(approved(CREATE).calls, LOST)

    assert Code.OUTCOME_UNKNOWN is code_of(outcome)
    assert [Sending("s1"), "POST /repos/acme/web/issues", outcome] == player.log


def test_a_write_of_which_nothing_left_is_checked_and_announced_each_time() -> None:
    (outcome,), player = performed(approved(CREATE).calls, REFUSED, answer(ISSUE, 201))

    line = "POST /repos/acme/web/issues"
    assert [Sending("s1"), line, 0.5, Sending("s1"), line, outcome] == player.log


def test_a_write_that_was_partly_ignored_failed_and_keeps_what_it_did() -> None:
    labels = AddLabels(repo="acme/web", issue_number=12, labels=("bug", "ui"))
    comment = AddComment(repo="acme/web", issue_number=12, body="Done")

    (first, second), _ = performed(approved(labels, comment).calls, answer([{"name": "bug"}]))

    assert ["failed", "skipped"] == statuses((first, second))
    assert ("s1", "s2") == (first.id, second.id)
    assert Code.PARTLY_IGNORED is code_of(first)
    assert ["bug"] == [label["name"] for label in first.data]


def test_a_write_that_found_what_it_asks_for_is_done_and_says_so() -> None:
    close = CloseIssue(repo="acme/web", issue_number=12)
    closed = ISSUE | {"state": "closed", "closed_at": "2026-11-24T12:00:00Z"}

    (outcome,), _ = performed(
        approved(close).calls, answer(closed, date="Wed, 25 Nov 2026 12:00:30 GMT")
    )

    assert ("done", True) == (outcome.status, outcome.already)


def test_no_step_at_all_is_no_outcome_at_all() -> None:
    outcomes, player = performed(())

    assert ((), []) == (outcomes, player.log)


def test_a_token_never_appears_in_what_a_failed_step_raises() -> None:
    echo = answer({"message": "Bad credentials"}, 401)

    (outcome,), _ = performed((Call("s1", GetRepo(repo="acme/web")),), echo)

    assert outcome.error is not None
    assert "ghu_secret" not in all_that_shows(outcome.error) + repr(outcome)


def test_what_changed_is_told_with_the_next_step() -> None:
    error = changed_error("It is another one.")

    assert (Code.CHANGED, "It is another one.") == (error.code, error.message)
    assert error.hint


@pytest.mark.parametrize(
    ("ended", "in_flight", "expected"),
    [
        ("", None, ["skipped", "skipped", "skipped"]),
        ("s1", "s2", ["done", "outcome_unknown", "skipped"]),
        ("s1", None, ["done", "skipped", "skipped"]),
        ("s1 s2 s3", None, ["done", "done", "done"]),
    ],
)
def test_every_call_is_accounted_for_and_the_first_that_did_not_end_says_why(
    ended: str, in_flight: str | None, expected: list[str]
) -> None:
    calls = tuple(Call(f"s{at}", READ) for at in (1, 2, 3))
    outcomes = {step: Outcome(step, StepStatus.DONE) for step in ended.split()}
    why = error_for(Code.NETWORK, "It is far.")

    found = outcome_per_call(calls, outcomes, in_flight, why)

    assert expected == statuses(found)
    assert ["s1", "s2", "s3"] == [outcome.id for outcome in found]
    assert [why][: 3 - len(outcomes)] == [one.error for one in found if one.error is not None]


# A write that its token lacked a permission for

WIDER = Secret("ghu_wider")
PULL = {
    "number": 11,
    "title": "Sleep",
    "state": "open",
    "html_url": "https://gh/11",
    "id": 7,
    "node_id": "PR_7",
    "head": {"ref": "sleep", "sha": "a" * 40},
    "base": {"ref": "main", "sha": "b" * 40},
    "mergeable_state": "behind",
    **dict.fromkeys(("commits", "additions", "deletions", "changed_files"), 1),
}
BARRED = {"message": "Resource not accessible by integration"}


def updated_branch(more: Secret | None, *answers: Response) -> tuple[Outcome, Player, list[Any]]:
    """Update a branch, with one more token to be had, or none; return what was asked for."""
    action = UpdateBranch.from_arguments(
        {"repo": "acme/web", "pull_number": 11, "expected_head_sha": "a" * 40}
    )
    read: Action[Any] = GetPull(repo="acme/web", pull_number=11)
    pinned = {"s1": preconditions_of(action, {read: PULL}, loosely=False)}
    act = act_of("s1", action, dict.fromkeys(action.sent_arguments(), Origin.USER))
    consent = Consent(Preapproval(), None)
    calls = approve(pin((act,), pinned), Reply(yes=True), consent=consent).calls
    asked: list[Any] = []

    def widen(call: Call, permission: str) -> Secret | None:
        asked.append((call.id, permission))
        return more

    player = Player(answer(PULL), *answers)
    (outcome,) = player.run(run(calls, lambda _: ProviderAccess(BASE, TOKEN, more=widen)))
    return outcome, player, asked


def test_a_merge_that_lacked_a_permission_is_sent_once_more_with_a_token_that_has_it() -> None:
    done = answer({"message": "Updating", "url": "https://gh"}, 202)

    outcome, player, asked = updated_branch(WIDER, answer(BARRED, 403), done)

    assert StepStatus.DONE is outcome.status
    assert [("s1", "workflows:write")] == asked
    assert [TOKEN, TOKEN, WIDER] == [request.bearer for request in player.requests]
    _, first, second = player.requests
    assert first.fingerprint() == second.fingerprint()


def test_without_such_a_token_the_refusal_stands() -> None:
    outcome, player, asked = updated_branch(None, answer(BARRED, 403))

    assert Code.FORBIDDEN is code_of(outcome)
    assert [("s1", "workflows:write")] == asked
    assert 2 == len(player.requests)


@pytest.mark.parametrize("given", [answer(BARRED, 403), answer({"message": "conflict"}, 422)])
def test_it_is_sent_no_third_time(given: Response) -> None:
    outcome, player, asked = updated_branch(WIDER, answer(BARRED, 403), given)

    assert StepStatus.FAILED is outcome.status
    assert 1 == len(asked)
    assert 3 == len(player.requests)


def test_what_was_refused_for_another_reason_asks_for_no_other_token() -> None:
    outcome, _, asked = updated_branch(WIDER, answer({"message": "Must have admin rights."}, 403))

    assert Code.FORBIDDEN is code_of(outcome)
    assert [] == asked


def test_the_second_of_two_writes_at_github_waits_a_second() -> None:
    calls = approved(CREATE, CLOSE).calls
    _, player = performed(calls, answer(ISSUE, 201), answer(CLOSED))

    assert [1.0] == player.waits
