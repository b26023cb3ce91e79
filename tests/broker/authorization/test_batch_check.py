"""The store's answers: only a plain yes allows, and an error is no denial."""

import json
from typing import Any

import pytest

from aegis_cli.broker.authorization.batch_check import (
    Misconfigured,
    Store,
    StoreClient,
    Unavailable,
    token_for_store,
    verdicts_of,
)
from aegis_cli.broker.authorization.questions import Asker, RuleQuestion, Tuple
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from tests.helpers.canned import LOST, REFUSED, Canned, answer
from tests.helpers.rows import for_each

STORE = Store("https://api.us1.fga.dev", "01STORE", "01MODEL")
CREDENTIALS = StoreClient("https://auth.fga.dev/oauth/token", "https://a/", "id", Secret("s3cret"))
ALICE = Asker("user:auth0|alice", (Tuple("user:auth0|alice", "assignee", "role:intern"),))
TWO = (
    RuleQuestion("can_use", "action:github/issues.list", (), "use issues.list"),
    RuleQuestion(
        "can_read",
        "container:github/acme/web",
        (Tuple("container:github/acme", "parent", "container:github/acme/web"),),
        "read in acme/web",
    ),
)
YES, NO = {"allowed": True}, {"allowed": False}


def asked(*answers: Response | Unreachable, questions: tuple[RuleQuestion, ...] = TWO) -> Any:
    """Ask, and return the verdicts."""
    flow = verdicts_of(STORE, ALICE, questions, token=Secret("t"), now="2026-12-01T12:00:00Z")
    return Canned(*answers).run(flow)


def results(**named: Any) -> Response:
    """Answer a batch."""
    return answer({"result": {name.removeprefix("q"): result for name, result in named.items()}})


def test_one_request_asks_all_questions_by_one_model_and_says_what_is_so() -> None:
    canned = Canned(results(q0=YES, q1=NO))
    flow = verdicts_of(STORE, ALICE, TWO, token=Secret("t"), now="2026-12-01T12:00:00Z")

    assert (True, False) == canned.run(flow)

    (request,) = canned.requests
    assert "https://api.us1.fga.dev/stores/01STORE/batch-check" == request.url
    assert Secret("t") == request.bearer
    body = json.loads(request.body or b"")
    assert ("01MODEL", "HIGHER_CONSISTENCY") == (
        body["authorization_model_id"],
        body["consistency"],
    )
    first, second = body["checks"]
    assert {"current_time": "2026-12-01T12:00:00Z"} == first["context"]
    assert {
        "user": "user:auth0|alice",
        "relation": "can_read",
        "object": "container:github/acme/web",
    } == second["tuple_key"]
    given = [tuple(each.values()) for each in second["contextual_tuples"]["tuple_keys"]]
    assert [
        ("container:github/acme", "parent", "container:github/acme/web"),
        ("user:auth0|alice", "assignee", "role:intern"),
    ] == given


@for_each(
    "wrong",
    [
        results(q0=YES),
        results(q0=YES, q1=YES, q2=YES),
        results(q0=YES, q1={"allowed": "true"}),
        results(q0=YES, q1={"allowed": 1}),
        results(q0=YES, q1={"allowed": None}),
        results(q0=YES, q1={}),
        results(q0=YES, q1=[]),
        results(q0=YES, q1={"error": {"input_error": "validation_error", "message": "m"}}),
        results(q0=YES, q1={"allowed": True, "error": {"internal_error": "x"}}),
        answer({"result": []}),
        answer({"result": {}}),
        answer({}),
        answer([]),
        answer({"allowed": True}),
        Response(200, {}, b"<html>proxy</html>"),
        Response(200, {}, b""),
        answer({"code": "authorization_model_not_found", "message": "m"}, 400),
        answer({"code": "forbidden", "message": "m"}, 403),
        answer({"code": "store_id_not_found", "message": "m"}, 404),
        answer({"code": "aborted", "message": "m"}, 409),
        answer(None, 302),
        answer(None, 204),
        answer({"result": {"0": YES, "1": YES}}, 201),
        Response(
            200,
            {},
            b'{"result": {"0": {"allowed": false, "allowed": true}, "1": {"allowed": true}}}',
        ),
        Response(
            200, {}, b'{"result": {}, "result": {"0": {"allowed": true}, "1": {"allowed": true}}}'
        ),
    ],
)
def test_what_is_no_verdict_is_a_store_that_is_set_up_wrongly(wrong: Response) -> None:
    with pytest.raises(Misconfigured):
        asked(wrong)


@for_each(
    "silent",
    [
        LOST,
        Unreachable("no answer in time", sent=False, timed_out=True),
        Unreachable("no answer in time", sent=True, timed_out=True),
        answer({"code": "throttled_timeout_error"}, 422),
        answer(None, 429, retry_after="1"),
        answer({"code": "internal_error"}, 500),
        answer(None, 503),
    ],
)
def test_a_store_that_gives_no_answer_is_asked_no_second_time(silent: Any) -> None:
    with pytest.raises(Unavailable):
        asked(silent)


def test_what_never_left_is_sent_once_more() -> None:
    assert (True, True) == asked(REFUSED, results(q0=YES, q1=YES))
    with pytest.raises(Unavailable):
        asked(REFUSED, REFUSED)


def test_a_token_that_is_refused_is_no_verdict() -> None:
    assert asked(answer({"code": "auth_failed_invalid_bearer_token"}, 401)) is None


def test_a_question_that_is_too_long_is_not_asked() -> None:
    long = RuleQuestion("can_read", f"container:{'a' * 250}", (), "read")
    many = RuleQuestion("can_read", "container:a", TWO[1].given * 101, "read")
    for question, why in ((long, "a name is too long"), (many, "more roles than it takes")):
        with pytest.raises(Misconfigured, match=why):
            asked(questions=(question,))


def test_a_token_for_the_store_is_asked_for_with_the_credentials_of_the_client() -> None:
    canned = Canned(answer({"access_token": "at", "token_type": "Bearer", "expires_in": 86400}))

    found = canned.run(token_for_store(CREDENTIALS))

    assert (Secret("at"), 86400) == (found.token, found.expires_in)
    form = dict(canned.requests[0].form or ())
    assert "client_credentials" == form["grant_type"]
    assert Secret("s3cret") == form["client_secret"]
    assert "s3cret" not in repr(canned.requests)


@pytest.mark.parametrize(
    "wrong",
    [
        answer({"error": "access_denied"}, 401),
        answer({"error": "access_denied"}, 403),
        answer({"access_token": "a b", "token_type": "Bearer"}),
        answer({"access_token": "at", "token_type": "mac"}),
        Response(200, {}, b"<html>"),
    ],
)
def test_no_token_is_a_store_that_is_set_up_wrongly(wrong: Response) -> None:
    with pytest.raises(Misconfigured):
        Canned(wrong).run(token_for_store(CREDENTIALS))
