"""What the parent's side replies to each message of a child, and how a run ends."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.actions.derived_token import Inspection, TokenFacts
from aegis_cli.actions.links import LINK_IN_PLACE, LinkAt
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import AegisError, Code
from aegis_cli.executor.protocol import (
    ParentProtocol,
    assertion_for,
    opening,
    too_late,
)
from aegis_cli.oauth.exchange import Vault
from aegis_cli.providers.github.nouns.actions.runs import GetRun, WatchRun
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from tests.actions.cases import CASES
from tests.helpers.rows import for_each

OPEN = CreateIssue(repo="acme/web", title="Crash")
LINKED = (
    Call("s1", OPEN, seal="a" * 64),
    Call(
        "s2",
        CreateIssue(repo="acme/api", title=LINK_IN_PLACE),
        seal="b" * 64,
        links=(LinkAt("title", "s1", "https://github.com/acme/web/issues/"),),
    ),
    Call("s3", OPEN, seal="c" * 64),
)
CALLS = tuple(
    Call(f"s{at}", CreateIssue(repo="acme/web", title="Crash"), seal="a" * 64) for at in (1, 2)
)
DONE = {"outcome": {"id": "s1", "status": "done", "data": 7, "error": None}}
GONE = {"code": "gone", "message": "No.", "hint": None}
FAILED = {"outcome": {"id": "s1", "status": "failed", "data": None, "error": GONE}}
SENDING = {"sending": "s1"}
REFUSED = {"refused": {"code": "not_connected", "message": "No.", "hint": None}}


WATCH = Call("s1", WatchRun(repo="acme/web", run_id=16000005), related=("jobs",))
RUN: dict[str, Any] = {
    "id": 16000005,
    "display_title": "Pay",
    "status": "in_progress",
    "event": "push",
    "html_url": "https://github.com/acme/web/actions/runs/16000005",
    "created_at": "2026-11-24T11:00:00Z",
}


def interim(step: str, data: Any) -> dict[str, Any]:
    return {"interim": {"id": step, "data": data}}


def received(*messages: dict[str, Any], may_go: bool = True) -> ParentProtocol:
    """Return a run that received messages."""
    run = ParentProtocol(CALLS, may_go=lambda: may_go)
    for message in messages:
        run.receive(message)
    return run


def ends(run: ParentProtocol, error: AegisError | None = None) -> list[tuple[str, str | None]]:
    """Return status and code of each outcome."""
    outcomes = run.all_outcomes(error)
    return [(each.status.value, each.error.code.value if each.error else None) for each in outcomes]


def going(*messages: dict[str, Any]) -> ParentProtocol:
    """Return a run that keeps going and received messages."""
    run = ParentProtocol(CALLS, keep_going=True)
    for message in messages:
        run.receive(message)
    return run


def test_a_run_that_keeps_going_lets_a_write_go_after_one_that_failed() -> None:
    run = going(SENDING, FAILED)

    assert {"keep_going": True} == {"keep_going": run.order()["keep_going"]}
    with pytest.raises(ValueError, match="a run ends"):
        run.receive({"end": True})
    assert {"go": "s2"} == run.receive({"sending": "s2"})


@pytest.mark.parametrize("code", ["changed", "outcome_unknown"])
def test_no_run_keeps_going_after_a_change_or_an_unknown_outcome(code: str) -> None:
    error = {"code": code, "message": "No.", "hint": None}
    status = "failed" if code == "changed" else "outcome_unknown"
    ended = FAILED["outcome"] | {"status": status, "error": error}
    run = going(SENDING, {"outcome": ended})

    with pytest.raises(ValueError, match="a write may be sent once, in order"):
        run.receive({"sending": "s2"})
    assert run.receive({"end": True}) is None


def test_an_interim_result_is_read_by_its_type_and_is_no_outcome() -> None:
    run = ParentProtocol((WATCH,))

    reply = run.receive(interim("s1", RUN | {"more": "of it", "jobs": None}))

    assert (None, RUN["status"], None) == (reply, run.interim["status"], run.interim["jobs"])
    assert "more" not in run.interim
    assert ({}, False, WATCH) == (run.outcomes, run.is_complete, run.current)


def test_what_was_found_last_is_forgotten_with_the_outcome() -> None:
    run = ParentProtocol((WATCH,))

    run.receive(interim("s1", RUN))
    run.receive({"outcome": {"id": "s1", "status": "done", "data": RUN, "error": None}})

    assert (True, None) == (run.is_complete, run.interim)


@for_each(
    ("calls", "message"),
    [
        ((WATCH,), interim("s2", RUN)),
        ((WATCH,), interim("s1", None)),
        ((WATCH,), interim("s1", [RUN])),
        ((WATCH,), interim("s1", {"id": "x"})),
        ((WATCH,), interim("s1", RUN | {"jobs": [{"id": 1}]})),
        ((WATCH,), {"interim": None}),
        ((WATCH,), {"interim": {"id": "s1"}}),
        ((WATCH,), {"interim": {"id": "s1", "data": RUN, "status": "done"}}),
        ((replace(WATCH, seal="a" * 64),), interim("s1", RUN)),
        ((Call("s1", GetRun(repo="acme/web", run_id=1)),), interim("s1", RUN)),
        (CALLS, interim("s1", RUN)),
        ((), interim("s1", RUN)),
    ],
)
def test_no_other_interim_result_is_taken(calls: tuple[Call, ...], message: Any) -> None:
    run = ParentProtocol(calls)

    with pytest.raises((KeyError, TypeError, ValueError)):
        run.receive(message)
    assert run.interim is None


def test_a_write_gets_its_go() -> None:
    assert {"go": "s1"} == received().receive({"sending": "s1"})


def test_when_the_caller_has_left_a_write_gets_no_go() -> None:
    run = received(may_go=False)

    assert run.receive({"sending": "s1"}) is None
    assert run.is_over
    assert [("skipped", None), ("skipped", None)] == ends(run)


def test_an_assertion_is_asked_for() -> None:
    assert {"assertion": None} == received().receive({"asking": "assertion"})


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("POST 127.0.0.1:1/oauth/token: 200, 12 ms", 200),
        ("GET api.github.com/user: no answer in time, 12 ms", None),
        ("GET api.github.com/: 500, 1 ms: 404, 0 ms", 404),
    ],
)
def test_the_status_of_the_last_response_is_kept(line: str, status: int | None) -> None:
    assert status == received({"observed": line}).upstream_status


def test_what_the_child_tells_of_the_token_is_kept() -> None:
    facts = {"kind": "ghu_", "expires_in": 60.0, "narrowed": True, "reason": None}
    inspected: dict[str, Any] = {"installations": 3, "hindrance": None, "grants": []}

    run = received(
        {"tokens": {"github": facts}},
        {"inspected": inspected},
        {"thumbprint": "5ea1", "provider": "github"},
        {},
    )

    assert TokenFacts("ghu_", 60.0, narrowed=True) == run.tokens["github"]
    assert Inspection(3, None) == run.inspection
    assert {"github": "5ea1"} == run.thumbprints


@pytest.mark.parametrize(
    ("messages", "error", "expected"),
    [
        ([SENDING, DONE], None, [("done", None), ("skipped", "internal")]),
        ([SENDING, DONE], too_late(), [("done", None), ("skipped", "network")]),
        ([SENDING, FAILED, {"end": True}], None, [("failed", "gone"), ("skipped", None)]),
        ([SENDING, DONE, REFUSED], None, [("done", None), ("skipped", "not_connected")]),
        (
            [SENDING, DONE, {"sending": "s2"}],
            None,
            [("done", None), ("outcome_unknown", "outcome_unknown")],
        ),
        (
            [SENDING],
            too_late(),
            [("outcome_unknown", "outcome_unknown"), ("skipped", None)],
        ),
        (
            [SENDING, REFUSED],
            None,
            [("outcome_unknown", "outcome_unknown"), ("skipped", None)],
        ),
    ],
)
def test_each_call_has_an_outcome_and_the_first_that_did_not_run_says_why(
    messages: list[dict[str, Any]],
    error: AegisError | None,
    expected: list[tuple[str, str | None]],
) -> None:
    assert expected == ends(received(*messages), error)


def test_an_unknown_outcome_says_why_it_is_unknown() -> None:
    run = received(SENDING)

    first, _ = run.all_outcomes(run.unknown("You stopped waiting for its answer"))
    again, _ = run.all_outcomes(too_late())

    assert first.error is not None
    assert again.error is not None
    assert first.error.message.startswith("You stopped waiting for its answer; whether")
    assert again.error.message.startswith("The answer to what was sent did not come; whether")


def test_a_refusal_before_anything_was_begun_is_raised() -> None:
    with pytest.raises(AegisError) as caught:
        received(REFUSED).all_outcomes()

    assert Code.NOT_CONNECTED is caught.value.code


@pytest.mark.parametrize(
    "messages",
    [
        [{"sending": "s2"}],
        [{"sending": "s3"}],
        [{"sending": None}],
        [{"sending": ["s1"]}],
        [SENDING, SENDING],
        [SENDING, DONE, SENDING],
        [SENDING, FAILED, {"sending": "s2"}],
        [SENDING, {"sending": "s2"}],
        [DONE],
        [SENDING, DONE, DONE],
        [{"end": True}],
        [SENDING, {"end": True}],
    ],
)
def test_a_child_that_breaks_the_protocol_gets_no_go(messages: list[dict[str, Any]]) -> None:
    run = received(*messages[:-1])
    before = run.in_flight

    with pytest.raises(ValueError, match=r"may|belongs|not done|ends"):
        run.receive(messages[-1])

    assert before == run.in_flight
    assert not run.is_over


def test_a_read_gets_no_go_for_a_write() -> None:
    run = ParentProtocol((Call("s1", CreateIssue(repo="acme/web", title="Crash")),))

    with pytest.raises(ValueError, match="approved"):
        run.receive(SENDING)


@pytest.mark.parametrize(
    "message",
    [
        {"outcome": {"id": "s1"}},
        {"outcome": {"id": "s1", "status": "x", "data": 1}},
        {"outcome": 7},
        {"tokens": 7},
        {"tokens": {"github": 7}},
        {"tokens": {"github": {"kind": "ghu_", "more": 1}}},
        {"inspected": {"more": 1}},
        {"observed": 7},
        {"refused": {"code": "none"}},
    ],
)
def test_an_invalid_message_is_an_error(message: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError, TypeError)):
        received(message)


CONNECTIONS = {
    "github": VaultConnection("github-app", "https://api.github.com"),
    "board": VaultConnection(
        "notice-board", "https://b.example", ProviderApp("Iv1.app", Secret("app-secret"))
    ),
}
VAULT = Vault("https://i.example/oauth/token", "vault", Secret("vault-secret"), CONNECTIONS)


def test_the_child_is_told_each_connection_and_the_secret_or_asks_for_an_assertion() -> None:
    told = {
        "token_endpoint": "https://i.example/oauth/token",
        "vault_client_id": "vault",
        "connections": {
            "github": {"name": "github-app", "base": "https://api.github.com", "site": ""},
            "board": {
                "name": "notice-board",
                "base": "https://b.example",
                "site": "",
                "app_client_id": "Iv1.app",
                "app_client_secret": "app-secret",
            },
        },
        "session": "session-token",
        "silence": 30.0,
    }
    signing = replace(VAULT, credential=lambda: Secret("signed"))

    with_secret, without = (opening(vault, Secret("session-token")) for vault in (VAULT, signing))

    assert told | {"vault_client_secret": "vault-secret"} == with_secret
    assert told == without
    assert "signed" == assertion_for(signing)
    with pytest.raises(TypeError, match="needs no assertion"):
        assertion_for(VAULT)


def test_a_call_that_takes_something_is_uploading_while_it_is_in_flight() -> None:
    case = CASES["releases.upload_asset"]
    call = Call("s1", case.ready(case.call), "seal")
    run = ParentProtocol((call,))

    before = run.is_uploading
    run.receive({"sending": "s1"})

    assert (False, True) == (before, run.is_uploading)


def outcome(step: str, status: str) -> dict[str, Any]:
    error = GONE if status == "failed" else None
    return {"outcome": {"id": step, "status": status, "data": None, "error": error}}


def linked(*messages: dict[str, Any]) -> ParentProtocol:
    """Return a run in which the second call has a link of the first, and which keeps going."""
    run = ParentProtocol(LINKED, keep_going=True)
    for message in messages:
        run.receive(message)
    return run


def test_a_call_whose_link_is_of_one_that_failed_is_skipped_and_the_next_one_is_done() -> None:
    run = linked(SENDING, FAILED, outcome("s2", "skipped"))

    assert run.current is not None
    assert "s3" == run.current.id
    assert {"go": "s3"} == run.receive({"sending": "s3"})
    run.receive(outcome("s3", "done"))
    run.receive({"end": True})
    assert ["failed", "skipped", "done"] == [each.status.value for each in run.all_outcomes()]


def test_a_write_with_a_link_gets_no_go_without_the_call_that_this_is_of() -> None:
    run = linked(SENDING, FAILED)

    with pytest.raises(ValueError, match="a write with a link waits for the call"):
        run.receive({"sending": "s2"})
    assert {"go": "s2"} == linked(SENDING, DONE).receive({"sending": "s2"})


@pytest.mark.parametrize(
    "messages", [(), (SENDING,), (SENDING, DONE), (SENDING, FAILED, outcome("s2", "skipped"))]
)
def test_a_child_skips_nothing_else(messages: tuple[dict[str, Any], ...]) -> None:
    run = linked(*messages)
    assert run.current is not None

    with pytest.raises(ValueError, match="a call is skipped for its link alone"):
        run.receive(outcome(run.current.id, "skipped"))
