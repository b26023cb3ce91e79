"""What a run asks the child for, and what comes of it, whatever the child says."""

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import AegisError, Code
from aegis_cli.executor.child_run import ChildRun
from aegis_cli.executor.plan_run import PlanRun, RunEnded
from aegis_cli.executor.protocol import no_answer, too_late
from aegis_cli.oauth.exchange import Vault
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.request.execution import Sending
from tests.actions.cases import CASES
from tests.helpers.canned import BASE
from tests.helpers.rows import for_each
from tests.helpers.support import approved, reads

CREATE = CreateIssue(repo="acme/web", title="Crash")
CALLS = approved(BASE, CREATE, CREATE).calls
ISSUE = {"number": 7, "title": "Crash", "state": "open", "html_url": "https://github.com/7"}
VAULT = Vault("https://i.example/token", "v", Secret("s"), {"github": VaultConnection("g", BASE)})

Says = Callable[[dict[str, Any]], list[dict[str, Any]]]


def answered(status: int = 201, body: Any = ISSUE) -> dict[str, Any]:
    """Return the answer of a provider, as the child says it."""
    answer = {"status": status, "headers": {}, "body": json.dumps(body), "took": 0.1}
    return {"reply": {"answer": answer | {"stored": None}}}


USUAL: dict[str, dict[str, Any]] = {
    "begin": {"reply": None},
    "token": {"reply": 0},
    "prepare": {"reply": None},
    "send": answered(),
    "renew": {"reply": None},
    "end": {"reply": {}},
}
GONE = {"refused": {"code": "gone", "message": "No.", "hint": None}}


class Scripted:
    """A child that says what it is told to, in place of what is usual."""

    def __init__(self, **says: list[dict[str, Any]] | AegisError) -> None:
        self.says, self.told = says, list[dict[str, Any]]()
        self._next: list[dict[str, Any] | AegisError] = []

    def say(self, message: dict[str, Any], _files: list[int]) -> None:
        """Note it, and think of an answer."""
        self.told.append(message)
        do = message.get("do", "")
        said = self.says.get(do)
        if isinstance(said, AegisError):
            self._next.append(said)
        elif do:
            self._next.append(said.pop(0) if said else USUAL[do])

    def next(self) -> dict[str, Any]:
        """Say it."""
        said = self._next.pop(0)
        if isinstance(said, AegisError):
            raise RunEnded(said)
        return said

    def wait(self, seconds: float) -> None:
        """Wait for nothing."""

    def check(self) -> None:
        """Let it go on."""

    @property
    def does(self) -> list[str]:
        """What it was asked for."""
        return [each["do"] for each in self.told if "do" in each]


def how(run: PlanRun, child: Scripted) -> list[tuple[str, str | None]]:
    """Return status and code of each outcome."""
    outcomes = run.perform(child, VAULT)
    return [(each.status.value, each.error.code.value if each.error else None) for each in outcomes]


def test_a_write_is_noted_and_sent() -> None:
    noted: list[str] = []
    child = Scripted()

    assert [("done", None)] * 2 == how(PlanRun(CALLS, note_go=noted.append), child)
    assert ["begin", "token", "send", "send", "end"] == child.does
    assert ["s1", "s2"] == noted
    assert {"s1", "s2"} == child.told[0]["approvals"].keys()


@for_each(
    ("says", "expected"),
    [
        ({"send": too_late()}, [("outcome_unknown", "outcome_unknown"), ("skipped", None)]),
        ({"send": no_answer()}, [("outcome_unknown", "outcome_unknown"), ("skipped", None)]),
        ({"begin": too_late()}, [("skipped", "network"), ("skipped", None)]),
        ({"send": [answered(), GONE]}, [("done", None), ("skipped", "gone")]),
        ({"send": [answered(404, {})]}, [("failed", "not_found"), ("skipped", None)]),
        ({"end": no_answer()}, [("done", None), ("done", None)]),
        ({"end": [GONE]}, [("done", None), ("done", None)]),
    ],
)
def test_each_call_has_an_outcome_and_the_first_that_did_not_run_says_why(
    says: dict[str, Any], expected: list[tuple[str, str | None]]
) -> None:
    copied = {name: [*said] if isinstance(said, list) else said for name, said in says.items()}

    assert expected == how(PlanRun(CALLS), Scripted(**copied))


@for_each("do", ["begin", "token", "send"])
def test_a_refusal_before_anything_was_done_is_raised(do: str) -> None:
    with pytest.raises(AegisError) as caught:
        how(PlanRun(CALLS), Scripted(**{do: [GONE]}))

    assert Code.GONE is caught.value.code


@for_each(
    "said",
    [
        {"refused": {"code": "none"}},
        {"refused": 7},
        {"observed": 7},
        {"reply": 7},
        {"reply": {}},
        {"reply": {"answer": {}}},
        {
            "reply": {
                "answer": {"status": "x", "headers": {}, "body": "", "took": 1, "stored": None}
            }
        },
        {"reply": {"answer": {"reason": "x", "sent": True, "timed_out": False, "held_back": "?"}}},
    ],
)
def test_what_is_no_answer_ends_the_run_and_leaves_the_write_unknown(said: dict[str, Any]) -> None:
    ends = how(PlanRun(CALLS), Scripted(send=[said]))

    assert [("outcome_unknown", "outcome_unknown"), ("skipped", None)] == ends


def test_when_the_caller_has_left_a_write_is_not_sent() -> None:
    child = Scripted()

    assert [("skipped", None)] * 2 == how(PlanRun(CALLS, may_go=lambda: False), child)
    assert ["begin", "token", "end"] == child.does


def test_an_unknown_outcome_says_why_it_is_unknown() -> None:
    (first, _) = PlanRun(CALLS).perform(Scripted(send=too_late()), VAULT)

    assert first.error is not None
    assert first.error.message.startswith("The answer to what was sent did not come; whether")


@for_each(
    ("line", "status"),
    [
        ("POST 127.0.0.1:1/oauth/token: 200, 12 ms", 200),
        ("GET api.github.com/user: no answer in time, 12 ms", None),
        ("GET api.github.com/: 500, 1 ms: 404, 0 ms", 404),
    ],
)
def test_the_status_of_the_last_response_is_kept(line: str, status: int | None) -> None:
    run = PlanRun(reads(GetMe()))
    run._note({"observed": line})

    assert status == run.upstream_status


def test_what_the_child_tells_beside_its_answers_is_kept_and_passed_on() -> None:
    told: list[dict[str, Any]] = []
    run = PlanRun(reads(GetMe()), tell=told.append)

    run._note({"thumbprint": "5ea1", "provider": "github"})
    run._note({"slow": "waiting"})

    assert {"github": "5ea1"} == run.thumbprints
    assert {"slow": "waiting"} == told[-1]


def test_an_assertion_is_made_when_it_is_asked_for() -> None:
    child = Scripted(token=[{"asking": "assertion"}])
    child._next = []
    vault = replace(VAULT, credential=lambda: Secret("signed"))

    def answer(message: dict[str, Any], _files: list[int]) -> None:
        Scripted.say(child, message, _files)
        if "assertion" in message:
            child._next.append({"reply": 0})

    child.say = answer  # type: ignore[method-assign]
    PlanRun(CALLS).perform(child, vault)

    assert {"assertion": "signed"} in child.told


def test_a_call_that_takes_a_file_is_uploading_while_it_is_in_flight() -> None:
    case = CASES["releases.upload_asset"]
    run = PlanRun((Call("s1", case.ready(case.call), "seal"),))

    before, run.in_flight = run.is_uploading, "s1"

    assert (False, True) == (before, run.is_uploading)


def test_a_fault_of_ours_after_a_write_was_sent_leaves_it_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("aegis_cli.providers.github.client.write_result", fail)

    ends = how(PlanRun(CALLS), Scripted())

    assert [("outcome_unknown", "outcome_unknown"), ("skipped", None)] == ends


@for_each("said", [{"slow": "GitHub"}, {"observed": "POST /x: 201, 12 ms"}])
def test_an_error_of_ours_while_a_write_is_in_flight_is_no_refusal_of_the_child(
    said: dict[str, Any],
) -> None:
    def tell(_message: dict[str, Any]) -> None:
        raise too_late()

    ends = how(PlanRun(CALLS, tell=tell), Scripted(send=[said]))

    assert [("outcome_unknown", "outcome_unknown"), ("skipped", None)] == ends


def test_a_fault_of_ours_after_another_call_was_done_keeps_its_outcome(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def show(self: PlanRun, event: object) -> None:
        if isinstance(event, Sending) and self.outcomes:
            raise RuntimeError
        usual(self, event)

    usual = PlanRun._show
    monkeypatch.setattr(PlanRun, "_show", show)

    assert [("done", None), ("skipped", "internal")] == how(PlanRun(CALLS), Scripted())


def test_a_fault_of_ours_before_anything_was_done_is_a_crash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(PlanRun, "_access", lambda _self, _provider: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        how(PlanRun(CALLS), Scripted())


def test_a_write_that_may_not_be_sent_again_is_unknown() -> None:
    lost = {"reason": "x", "sent": False, "timed_out": False, "held_back": None}
    child = Scripted(send=[{"reply": {"answer": lost}}, GONE])

    assert [("outcome_unknown", "outcome_unknown"), ("skipped", None)] == how(PlanRun(CALLS), child)


@for_each(("is_begun", "code"), [(False, Code.INTERNAL), (True, Code.NETWORK)])
def test_a_child_that_stayed_for_a_program_may_have_no_time_left(
    *, is_begun: bool, code: Code
) -> None:
    ours, theirs = socket.socketpair()
    child = Channel(cast("Any", None), ours, is_open=True, is_begun=is_begun)
    run = ChildRun(child, print, print, lambda _plan: None)
    for wait in (run.next, lambda: run.wait(60)):
        run.inbox.put(None)
        with pytest.raises(RunEnded) as ended:
            wait()
        assert ended.value.error is not None
        assert code is ended.value.error.code
    ours.close()
    theirs.close()
