"""A plan at a broker: what is sent, what its answers mean, and that no write is sent twice."""

import json
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.actions.links import LINK_IN_PLACE, LinkAt
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Status
from aegis_cli.executor.remote import (
    LONGEST_WAIT,
    BrokerExecutor,
    BrokerRun,
    carried_out,
    verdict_ahead,
)
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.request.execution import StepStatus
from tests.actions.cases import CASES
from tests.helpers.canned import LOST, REFUSED, answer
from tests.helpers.flows import Player, html
from tests.helpers.rows import for_each
from tests.helpers.support import session

if TYPE_CHECKING:
    from aegis_cli.adapters.sender import Sender
    from aegis_cli.request.approval import Approved

BROKER = "https://aegis.acme.example"
TOKEN = Secret("the-session-of-a-person")
READ = (Call("s1", GetIssue(repo="acme/web", issue_number=12)),)
WRITE = (Call("s1", CloseIssue(repo="acme/web", issue_number=12), seal="5ea1"),)
ISSUE = {"number": 12, "title": "Crash", "state": "closed", "html_url": "https://x.example/12"}
DONE = {"outcomes": [{"id": "s1", "status": "done", "data": ISSUE, "error": None}]}
FAILED = {"code": "not_found", "message": "There is none.", "hint": None}
OVERLOADED = {"status": 503, "code": "overloaded", "detail": "Too many plans at once."}
LIMITED = {"status": 429, "code": "rate_limited", "detail": "Too many requests."}


def done(calls: tuple[Call, ...], *answers: Response | Unreachable) -> tuple[Any, Player]:
    player = Player(*answers)
    digest = "d1" if calls is WRITE else None
    return player.run(carried_out(BROKER, TOKEN, calls, digest=digest)).outcomes, player


def error_of(calls: tuple[Call, ...], *answers: Response | Unreachable) -> AegisError:
    digest = "d1" if calls is WRITE else None
    return Player(*answers).fails(carried_out(BROKER, TOKEN, calls, digest=digest))


@pytest.mark.parametrize(
    ("named", "provider", "command"),
    [
        ("board", "board", "`aegis connect board`"),
        ("github", "github", "`aegis connect`"),
        ("$(rm -rf ~)", "", "`aegis connect`"),
        (7, "", "`aegis connect`"),
        (["board"], "", "`aegis connect`"),
    ],
)
def test_a_broker_says_whose_account_is_missing_and_of_known_providers_alone(
    named: Any, provider: str, command: str
) -> None:
    problem = {"status": 409, "code": "not_connected", "detail": "No.", "provider": named}

    error = error_of(WRITE, answer(problem, 409))

    assert provider == error.provider
    assert f"Connect the account with {command}." == error.hint


def test_a_plan_is_one_request_under_the_persons_token() -> None:
    outcomes, player = done(WRITE, answer(DONE))

    (request,) = player.requests
    (outcome,) = outcomes
    assert ("s1", StepStatus.DONE, 12) == (outcome.id, outcome.status, outcome.data["number"])
    assert f"{BROKER}/v2/plans" == request.url
    assert TOKEN is request.bearer
    assert {
        "calls": [
            {
                "id": "s1",
                "action": "issues.close",
                "arguments": WRITE[0].action.sent_arguments(),
                "seal": "5ea1",
                "in_place": False,
                "beside": [],
                "preconditions": [],
            }
        ],
        "digest": "d1",
        "keep_going": False,
    } == json.loads(request.body or b"")


@pytest.mark.parametrize(
    "fault", [LOST, REFUSED, answer(None, 502), answer(None, 503), answer(None, 504)]
)
def test_a_read_is_sent_again_after_a_fault(fault: Response | Unreachable) -> None:
    outcomes, player = done(READ, fault, fault, answer(DONE))

    assert StepStatus.DONE is outcomes[0].status
    assert 3 == len(player.requests)


def test_a_broker_that_used_up_its_time_is_not_asked_again() -> None:
    silent = Unreachable("no answer within 30 s", sent=True, timed_out=True)

    assert Code.NETWORK is error_of(READ, silent).code
    assert Code.OUTCOME_UNKNOWN is error_of(WRITE, silent).code


@for_each(
    "fault",
    [
        LOST,
        *(html(status) for status in (500, 502, 503, 504, 520)),
        answer(None, 502),
        # A proxy that lost the broker while it waited (Envoy: "upstream connect error…").
        answer(None, 503),
        answer({"status": 500, "code": "internal", "detail": "The broker made a mistake."}, 500),
        answer({"status": 503, "code": 7}, 503),
    ],
)
def test_a_write_that_may_have_arrived_is_never_sent_again(fault: Response | Unreachable) -> None:
    error = error_of(WRITE, fault)

    assert Code.OUTCOME_UNKNOWN is error.code
    assert Status.OUTCOME_UNKNOWN is error.status


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        (answer(DONE), ["s1"]),
        (
            answer({"outcomes": [{"id": "s1", "status": "failed", "data": None, "error": FAILED}]}),
            ["s1"],
        ),
        (
            answer({"outcomes": [{"id": "s1", "status": "skipped", "data": None, "error": None}]}),
            [],
        ),
        (LOST, ["s1"]),
        (answer({"status": 403, "code": "policy", "detail": "No."}, 403), []),
    ],
)
def test_a_write_is_noted_unless_the_broker_says_that_it_sent_nothing(
    said: Response | Unreachable, noted: list[str]
) -> None:
    gone: list[str] = []

    def send(_request: object) -> Response | Unreachable:
        return said

    def ignore(_wait: object) -> None:
        """Wait for nothing."""

    run = BrokerRun(BROKER, TOKEN, cast("Sender", send), ignore, False, note_go=gone.append)  # noqa: FBT003  # as it is made
    with suppress(AegisError):
        run.write(cast("Approved", SimpleNamespace(calls=WRITE, digest="d1")))

    assert noted == gone


@pytest.mark.parametrize(
    "fault",
    [
        REFUSED,
        answer(OVERLOADED, 503, retry_after="2"),
        answer(LIMITED, 429, retry_after="1"),
    ],
)
def test_a_write_that_cannot_have_begun_is_sent_again(fault: Response | Unreachable) -> None:
    outcomes, player = done(WRITE, fault, answer(DONE))

    assert StepStatus.DONE is outcomes[0].status
    assert 2 == len(player.requests)


def test_a_broker_that_stays_busy_or_unreachable_has_its_own_error() -> None:
    busy = answer(OVERLOADED, 503, retry_after="soon")
    patient = answer(OVERLOADED, 503, retry_after=str(int(LONGEST_WAIT) + 1))

    assert Code.BROKER is error_of(WRITE, busy, busy, busy).code
    assert Code.BROKER is error_of(READ, patient).code
    assert Code.BROKER is error_of(WRITE, *[answer(LIMITED, 429, retry_after="1")] * 3).code
    assert Code.BROKER is error_of(WRITE, answer({"message": "a proxy's"}, 429)).code
    assert Code.NETWORK is error_of(WRITE, REFUSED, REFUSED, REFUSED).code
    assert Code.NETWORK is error_of(READ, LOST, LOST, LOST).code
    assert Code.BROKER is error_of(READ, *[answer(None, 503)] * 3).code
    internal = answer({"status": 500, "code": "internal", "detail": "A mistake."}, 500)
    assert Code.INTERNAL is error_of(READ, internal).code


@for_each(
    ("status", "code", "expected"),
    [
        (401, "invalid_token", Code.SESSION_EXPIRED),
        (401, "missing_token", Code.SESSION_EXPIRED),
        (403, "not_approved", Code.CHANGED),
        (403, "insufficient_scope", Code.SCOPE),
        (401, "insufficient_user_authentication", Code.STEP_UP),
        (403, "policy", Code.POLICY),
        (409, "not_connected", Code.NOT_CONNECTED),
        (409, "reconnect", Code.RECONNECT),
        (502, "misconfigured", Code.MISCONFIGURED),
        (418, "teapot", Code.BROKER),
        (400, 7, Code.BROKER),
    ],
)
def test_each_problem_is_the_error_that_the_embedded_executor_gives(
    status: int, code: object, expected: Code
) -> None:
    problem = {"status": status, "code": code, "detail": "So \x1b[2J it is."}

    error = error_of(WRITE, answer(problem, status))

    assert expected is error.code
    assert "\x1b" not in error.message


def test_the_facts_of_the_brokers_token_are_kept() -> None:
    facts = {"kind": "ghu_", "expires_in": 60.0, "narrowed": True, "reason": None}
    player = Player(answer(DONE | {"tokens": {"github": facts, "elsewhere": facts}}))

    answered = player.run(carried_out(BROKER, TOKEN, READ, digest=None))

    assert {"github": TokenFacts("ghu_", 60.0, narrowed=True)} == answered.tokens


@for_each(
    ("said", "expected"),
    [
        ({"kind": "ghu_", "more": 1}, TokenFacts("ghu_")),
        ({"kind": "\x1b[2J" + "g" * 99}, TokenFacts("\\x1b[2J" + "g" * 13)),
        ({"kind": "ghu_", "expires_in": float("inf")}, TokenFacts("ghu_")),
        ({"kind": "ghu_", "expires_in": "soon", "narrowed": 1}, TokenFacts("ghu_")),
        ({"kind": 7}, None),
        ({"kind": "ghu_", "reason": 7}, None),
        ("ghu_", None),
    ],
)
def test_invalid_facts_of_the_token_do_not_change_the_outcomes(
    said: object, expected: TokenFacts | None
) -> None:
    player = Player(answer(DONE | {"tokens": {"github": said}}))

    answered = player.run(carried_out(BROKER, TOKEN, WRITE, digest="d1"))

    assert expected == answered.tokens.get("github")
    assert StepStatus.DONE is answered.outcomes[0].status


def test_a_session_token_that_the_broker_repeats_is_redacted() -> None:
    spelled = "".join(f"\\u{ord(char):04x}" for char in TOKEN.reveal())
    body = json.dumps(DONE).replace("Crash", TOKEN.reveal() + spelled)

    (outcome,), _player = done(READ, Response(200, {}, body.encode()))

    assert "[redacted][redacted]" == outcome.data["title"]


def test_the_texts_of_an_error_are_cut() -> None:
    error = {"code": "not_found", "message": "m" * 10_000, "hint": "h\n" * 10_000}
    said = {"outcomes": [{"id": "s1", "status": "failed", "data": None, "error": error}]}

    (outcome,), _player = done(READ, answer(said))

    assert outcome.error is not None
    assert ("m" * 1000, "h\n" * 500) == (outcome.error.message, outcome.error.hint)


@for_each("depth", [100, 900, 950, 970, 980, 990, 1000, 100_000])
def test_a_response_with_too_deep_nesting_is_an_error(depth: int) -> None:
    nested = '{"outcomes": ' + "[" * depth + "]" * depth + "}"

    assert Code.PROTOCOL is error_of(READ, Response(200, {}, nested.encode())).code


def test_a_result_has_the_form_of_its_action() -> None:
    calls = (
        Call("s1", AddLabels(repo="acme/web", issue_number=1, labels=["bug"]), seal="a"),
        Call("s2", DeleteRepo(repo="acme/web"), seal="b"),
        Call("s3", GetIssue(repo="acme/web", issue_number=1)),
        Call("s4", GetIssue(repo="acme/web", issue_number=1)),
    )
    said = [
        {"id": "s1", "status": "done", "data": [{"name": "bug", "more": 1}], "error": None},
        {"id": "s2", "status": "done", "data": {"of": "nothing"}, "error": None},
        {"id": "s3", "status": "failed", "data": None, "error": FAILED},
        {"id": "s4", "status": "skipped", "data": None, "error": None},
    ]
    player = Player(answer({"outcomes": said}))

    answered = player.run(carried_out(BROKER, TOKEN, calls, digest="d1"))

    (label,), nothing, *rest = (outcome.data for outcome in answered.outcomes)
    assert ("bug", True) == (label["name"], "more" not in label)
    assert [None, None, None] == [nothing, *rest]


PULL = CASES["pulls.get"]
SHOW = Call("s1", PULL.call, related=("reviews", "checks"))


@pytest.mark.parametrize(
    ("call", "told", "related"),
    [
        (SHOW, PULL.related, {name: PULL.data[name] for name in PULL.related}),
        (SHOW, {"reviews": None, "checks": []}, {"reviews": None, "checks": []}),
        (SHOW, {"issues": [1]}, {"reviews": None, "checks": None}),
        (replace(SHOW, in_place=True, related=()), PULL.related, {}),
    ],
)
def test_what_stands_beside_a_result_has_its_own_form(
    call: Call, told: dict[str, Any], related: dict[str, Any]
) -> None:
    said = {"id": "s1", "status": "done", "data": {**PULL.answer, **told}, "error": None}

    ((outcome,), _) = done((call,), answer({"outcomes": [said]}))

    first = {name: value for name, value in PULL.data.items() if name not in PULL.related}
    assert first | related == outcome.data


def test_what_stands_beside_in_another_form_is_no_answer() -> None:
    said = {"id": "s1", "status": "done", "data": {**PULL.answer, "checks": 7}, "error": None}

    assert Code.PROTOCOL is error_of((SHOW,), answer({"outcomes": [said]})).code


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"state": "open"}, "state 'closed'"),
        ({"number": 13}, "#13"),
        ({"html_url": "https://github.com/evil/web/issues/12"}, "evil/web"),
    ],
)
def test_a_write_that_a_broker_calls_done_is_compared_too(told: Any, words: str) -> None:
    said = {"id": "s1", "status": "done", "data": ISSUE | told, "error": None, "already": True}

    (outcome,), _player = done(WRITE, answer({"outcomes": [said]}))

    assert (StepStatus.FAILED, False) == (outcome.status, outcome.already)
    assert Code.PARTLY_IGNORED is outcome.error.code
    assert words in outcome.error.message


def test_a_write_that_is_done_without_a_result_has_an_unknown_outcome() -> None:
    said = {"id": "s1", "status": "done", "data": None, "error": None}

    assert Code.OUTCOME_UNKNOWN is error_of(WRITE, answer({"outcomes": [said]})).code


def test_a_write_that_is_done_may_be_without_a_result_where_a_note_says_why() -> None:
    said = {"id": "s1", "status": "done", "data": None, "error": None, "note": "Too large."}

    (outcome,), _player = done(WRITE, answer({"outcomes": [said]}))

    assert (StepStatus.DONE, None, "Too large.") == (outcome.status, outcome.data, outcome.note)


def test_a_fault_that_the_broker_explains_is_not_tried_again() -> None:
    problem = {"status": 502, "code": "misconfigured", "detail": "Its secret is wrong."}

    error = error_of(READ, answer(problem, 502))

    assert Code.MISCONFIGURED is error.code


def test_a_token_that_the_broker_repeats_is_not_shown() -> None:
    problem = {"code": "policy", "detail": f"Not for {TOKEN.reveal()}."}

    error = error_of(READ, answer(problem, 403))

    assert TOKEN.reveal() not in error.message


@for_each(
    "body",
    [
        {},
        {"outcomes": None},
        {"outcomes": []},
        {"outcomes": [{"id": "s2", "status": "done", "data": None, "error": None}]},
        {"outcomes": [{"id": "s1", "status": "maybe", "data": None, "error": None}]},
        {"outcomes": [{"id": "s1"}]},
        {"outcomes": ["s1"]},
        {"outcomes": [{"id": "s1", "status": "done", "data": {"number": 12}, "error": None}]},
        {"outcomes": [{"id": "s1", "status": "done", "data": [ISSUE], "error": None}]},
        {"outcomes": [{"id": "s1", "status": "done", "data": ISSUE, "error": FAILED}]},
        {"outcomes": [{"id": "s1", "status": "failed", "data": None, "error": None}]},
        {"outcomes": DONE["outcomes"] * 2},
        {
            "outcomes": [
                {"id": "s1", "status": "failed", "data": None, "error": FAILED | {"message": 7}}
            ]
        },
        [],
    ],
    ids=str,
)
def test_an_invalid_response_leaves_the_outcome_of_a_write_unknown(body: object) -> None:
    assert Code.OUTCOME_UNKNOWN is error_of(WRITE, answer(body)).code
    assert Code.PROTOCOL is error_of(READ, answer(body)).code


def test_a_sealed_call_is_no_read() -> None:
    executor = BrokerExecutor(BROKER, wait=lambda _wait: None)
    executor.prepare()

    with executor.open(session("a-token")) as run, pytest.raises(ValueError, match="Approved"):
        run.read(WRITE)

    executor.close()


@for_each(
    ("verdict", "is_denied"),
    [
        (answer({"allowed": True}), False),
        (answer({"status": 403, "code": "policy", "detail": "Not allowed: no."}, 403), True),
        (answer({"status": 403, "code": "mfa_required", "detail": "d"}, 403), False),
        (answer({"status": 404, "code": "not_found", "detail": "d"}, 404), False),
        (answer({"status": 503, "code": "authorization_unavailable", "detail": "d"}, 503), False),
        (html(403), False),
        (LOST, False),
    ],
)
def test_a_verdict_ahead_forbids_or_says_nothing(
    verdict: Response | Unreachable, *, is_denied: bool
) -> None:
    flow = verdict_ahead(BROKER, TOKEN, READ)
    player = Player(verdict)
    if is_denied:
        assert Code.POLICY is player.fails(flow).code
    else:
        player.run(flow)
    assert ["/v2/verdicts"] == [request.path for request in player.requests]


def test_rules_that_cannot_be_asked_for_are_asked_for_once() -> None:
    silent = {"status": 503, "code": "authorization_unavailable", "detail": "The store is away."}
    error = error_of(WRITE, answer(silent, 503))
    assert Code.AUTHORIZATION_UNAVAILABLE is error.code


# A link of one call in another

PAGE = "https://github.com/acme/web/issues/"
LINKED = (
    Call("s1", CreateIssue(repo="acme/web", title="Crash"), seal="5ea1"),
    Call(
        "s2",
        CreateIssue(repo="acme/api", title=f"See {LINK_IN_PLACE}"),
        seal="5ea2",
        links=(LinkAt("title", "s1", PAGE),),
    ),
)


def of(step: str, status: str, **data: Any) -> dict[str, Any]:
    issue = ISSUE | {"state": "open"} | data if data else None
    error = FAILED if status == "failed" else None
    return {"id": step, "status": status, "data": issue, "error": error}


def linked_outcomes(*told: dict[str, Any]) -> tuple[Any, Player]:
    player = Player(answer({"outcomes": [*told]}))
    flow = carried_out(BROKER, TOKEN, LINKED, digest="d1")
    return player.run(flow).outcomes, player


def test_a_broker_is_told_of_the_links_and_its_answer_is_compared_with_what_they_became() -> None:
    outcomes, player = linked_outcomes(
        of("s1", "done", number=12, title="Crash"), of("s2", "done", title=f"See {PAGE}12")
    )

    assert [StepStatus.DONE] * 2 == [each.status for each in outcomes]
    calls = json.loads(player.requests[0].body or b"")["calls"]
    assert "links" not in calls[0]
    assert [{"field": "title", "of": "s1", "page": PAGE}] == calls[1]["links"]


@pytest.mark.parametrize(
    "title", [f"See {PAGE}13", f"See {LINK_IN_PLACE}", "See https://evil.example/12", "See"]
)
def test_a_broker_that_says_it_sent_another_link_is_not_believed(title: str) -> None:
    outcomes, _ = linked_outcomes(
        of("s1", "done", number=12, title="Crash"), of("s2", "done", title=title)
    )

    assert StepStatus.FAILED is outcomes[1].status


@pytest.mark.parametrize(
    "told",
    [
        (of("s1", "failed"), of("s2", "done", title=f"See {PAGE}12")),
        (of("s1", "skipped"), of("s2", "done", title=f"See {PAGE}12")),
        (of("s1", "done", number=-1, title="Crash"), of("s2", "done", title=f"See {PAGE}-1")),
    ],
)
def test_a_link_of_what_was_not_done_or_has_no_number_is_nobodys_answer(
    told: tuple[dict[str, Any], ...],
) -> None:
    flow = carried_out(BROKER, TOKEN, LINKED, digest="d1")

    error = Player(answer({"outcomes": [*told]})).fails(flow)

    assert Code.OUTCOME_UNKNOWN is error.code
