"""A document of GraphQL is one request whose variables alone vary; its errors are errors of REST."""

import json
import subprocess
import sys
from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.actions.facts import Effect
from aegis_cli.core.http import Request, Response
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed, OutcomeUnknown
from aegis_cli.providers.github.client import perform
from aegis_cli.providers.github.graphql import after, cursor_of
from aegis_cli.providers.github.graphql_documents import GRAPHQL, documents
from aegis_cli.providers.github.rest import HEADERS
from aegis_cli.request.execution import Outcome, StepStatus, run
from tests.helpers.act_factory import access_to
from tests.helpers.canned import BASE, LOST, Canned, answer
from tests.helpers.flows import Player
from tests.helpers.marked_actions import RESOLVE, THREADS, ListThreads, thread
from tests.helpers.rows import for_each

RESOLVED = RESOLVE.from_arguments(RESOLVE.sent_arguments() | {"thread_id": "T_1"})
DONE = {"data": {"resolveReviewThread": {"thread": {"id": "T_1", "isResolved": True}}}}
REPO = {"nameWithOwner": "acme/web"}


def page(*nodes: dict[str, Any], cursor: str | None = None, more: bool = False) -> Response:
    """Answer one page of threads."""
    threads = {"nodes": [*nodes], "pageInfo": {"hasNextPage": more, "endCursor": cursor}}
    return answer({"data": {"repository": {**REPO, "pullRequest": {"reviewThreads": threads}}}})


def errors(*kinds: str | None, data: Any = None, retry_after: str | None = None) -> Response:
    """Answer 200 with an error of each kind."""
    found = [{"message": f"No {kind}."} | ({"type": kind} if kind else {}) for kind in kinds]
    body = {"data": data, "errors": found}
    return answer(body) if retry_after is None else answer(body, retry_after=retry_after)


def variables_of(request: Request) -> Any:
    return json.loads(request.body or b"")["variables"]


# The request


def test_a_document_is_sent_with_its_variables() -> None:
    request = RESOLVED.request(BASE)

    assert ("POST", BASE, "/graphql", ()) == (
        request.method,
        request.base,
        request.path,
        request.query,
    )
    sent = json.loads(request.body or b"")
    assert {"query", "variables"} == sent.keys()
    assert sent["query"].startswith("mutation review_threads_resolve($threadId: ID!) {\n")
    assert sent["query"].endswith("\n}")
    assert {"threadId": "T_1"} == sent["variables"]


def test_a_repository_is_its_owner_and_name_where_the_document_has_them() -> None:
    expected = {"owner": "acme", "name": "web", "number": 12, "first": 30}

    assert expected == variables_of(THREADS.request(BASE))


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/graphql"),
    ],
)
def test_each_kind_of_host_has_its_own_place_for_it(base: str, url: str) -> None:
    assert url == RESOLVED.request(base).url


def test_every_document_is_found_whole() -> None:
    for name, text in documents().items():
        assert text.count("{") == text.count("}"), name
        assert 1 == sum(line.startswith(("query ", "mutation ")) for line in text.splitlines())


def test_no_document_finds_a_repository_by_an_old_name() -> None:
    for name, text in documents().items():
        named = [line for line in text.splitlines() if " repository(" in line]
        assert all("followRenames: false" in line for line in named), name


def test_the_documents_are_not_read_before_one_is_sent() -> None:
    code = (
        "import sys, tests.helpers.marked_actions; from aegis_cli.actions import catalog; [*catalog.load_all()];"
        "print([m for m in sys.modules if m.endswith('github.graphql')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout


# Pages


def test_a_connection_is_read_page_by_page_up_to_the_limit() -> None:
    github = Canned(
        page(thread(1, "T_1"), thread(2, "T_2"), cursor="c1", more=True),
        page(thread(3, "T_3"), thread(4, "T_4"), cursor="c2", more=True),
    )

    found = github.run(perform(ListThreads(repo="acme/web", pull_number=12, limit=3), BASE))

    assert ["T_1", "T_2", "T_3"] == [one["id"] for one in found]
    first, second = map(variables_of, github.requests)
    assert ({**first, "after": "c1"}, 3) == (second, first["first"])
    assert all(request.headers == HEADERS for request in github.requests)


@pytest.mark.parametrize(
    "last",
    [
        page(thread(1), cursor="c1"),
        page(thread(1), more=True),
        page(thread(1), cursor=None, more=False),
    ],
)
def test_the_last_page_is_the_last(last: Response) -> None:
    assert 1 == len(Canned(last).run(perform(THREADS, BASE)))


def performed(*answers: Response) -> tuple[Outcome, Player]:
    player = Player(*answers)
    call = Call("s1", THREADS)
    (outcome,) = player.run(run((call,), access_to(BASE, Secret("ghu_secret"))))
    return outcome, player


def test_the_pages_of_a_query_pass_the_guard_of_the_child() -> None:
    outcome, player = performed(page(thread(1), cursor="c1", more=True), page(thread(2)))

    assert StepStatus.DONE is outcome.status
    assert 2 == len(player.requests)


@for_each(
    "request_",
    [
        RESOLVED.request(BASE),
        after(RESOLVED.request(BASE), "c1"),
        Request("POST", BASE, GRAPHQL, body=b"{}"),
        Request("POST", BASE, GRAPHQL),
        Request("POST", BASE, GRAPHQL, body=b'{"variables": []}'),
        Request("POST", "https://evil.example", GRAPHQL, body=THREADS.request(BASE).body),
        after(ListThreads(repo="acme/api", pull_number=12).request(BASE), "c1"),
        Request(
            "POST",
            BASE,
            GRAPHQL,
            body=(THREADS.request(BASE).body or b"").replace(b"query review", b"mutation review"),
        ),
    ],
)
def test_no_other_request_is_a_page_of_a_query(request_: Request) -> None:
    assert not THREADS.makes(request_, BASE)


def test_a_page_of_a_query_is_its_own_and_a_mutation_has_none() -> None:
    own = THREADS.request(BASE)

    assert THREADS.makes(own, BASE)
    assert THREADS.makes(after(own, "c1"), BASE)
    assert ("c1", None) == (cursor_of(after(own, "c1")), cursor_of(own))
    assert RESOLVED.makes(RESOLVED.request(BASE), BASE)
    assert not RESOLVED.makes(after(RESOLVED.request(BASE), "c1"), BASE)


# Answers


def test_the_result_is_where_the_envelope_says() -> None:
    found = Canned(answer(DONE)).run(perform(RESOLVED, BASE))

    assert {"id": "T_1", "isResolved": True} == found


@for_each(
    "data",
    [None, {}, {"data": None}, {"data": {"resolveReviewThread": None}}, [DONE], DONE["data"]],
)
def test_a_mutation_without_its_result_is_unknown(data: Any) -> None:
    assert isinstance(Canned(answer(data)).fails(perform(RESOLVED, BASE)), OutcomeUnknown)


def test_a_result_in_another_repository_is_told() -> None:
    other = {"id": "T_1", "isResolved": True, "repository": {"nameWithOwner": "acme/api"}}
    github = Canned(answer({"data": {"resolveReviewThread": {"thread": other}}}))

    error = github.fails(perform(RESOLVED, BASE))

    assert Code.PARTLY_IGNORED is error.code
    assert "acme/api" in str(error)


@for_each(
    ("kind", "code"),
    [
        ("NOT_FOUND", Code.NOT_FOUND),
        ("FORBIDDEN", Code.FORBIDDEN),
        ("INSUFFICIENT_SCOPES", Code.FORBIDDEN),
        ("UNPROCESSABLE", Code.INVALID),
        ("RATE_LIMITED", Code.RATE_LIMITED),
    ],
)
def test_an_error_of_a_mutation_is_an_error(kind: str | None, code: Code) -> None:
    error = Canned(errors(kind)).fails(perform(RESOLVED, BASE))

    assert isinstance(error, Failed)
    assert code is error.code
    assert f"No {kind}." in str(error) or code is Code.RATE_LIMITED


@pytest.mark.parametrize("kind", ["SERVICE_UNAVAILABLE", None])
def test_of_a_fault_of_github_nobody_knows_whether_the_mutation_was_done(kind: str | None) -> None:
    assert isinstance(Canned(errors(kind)).fails(perform(RESOLVED, BASE)), OutcomeUnknown)


def test_every_message_is_told_and_none_can_break_the_line() -> None:
    found = [{"message": "One\x1b[2J\n.", "type": "FORBIDDEN"}, "odd", {"message": "Two."}]

    error = Canned(answer({"errors": found})).fails(perform(RESOLVED, BASE))

    assert "One\\x1b[2J .; Two." in str(error)


def test_a_document_that_does_not_fit_the_schema_is_invalid() -> None:
    found = {"message": "No such field", "extensions": {"code": "undefinedField"}}

    error = Canned(answer({"errors": [found]})).fails(perform(RESOLVED, BASE))

    assert Code.INVALID is error.code


def test_errors_that_are_not_objects_are_errors_too() -> None:
    error = Canned(answer({"errors": ["odd"]})).fails(perform(RESOLVED, BASE))

    assert Code.OUTCOME_UNKNOWN is error.code


@pytest.mark.parametrize("kind", ["FORBIDDEN", None])
def test_a_mutation_with_a_result_and_errors_may_have_been_done(kind: str | None) -> None:
    error = Canned(errors(kind, data=DONE["data"])).fails(perform(RESOLVED, BASE))

    assert isinstance(error, OutcomeUnknown)


def test_a_query_with_a_result_and_errors_is_an_error() -> None:
    github = Canned(errors("FORBIDDEN", data={"repository": REPO}))

    assert Code.FORBIDDEN is github.fails(perform(THREADS, BASE)).code


def test_no_errors_are_none() -> None:
    assert [] == Canned(answer(json.loads(page().body) | {"errors": []})).run(
        perform(THREADS, BASE)
    )


def test_a_short_rate_limit_of_a_query_is_waited_for() -> None:
    github = Canned(errors("RATE_LIMITED", retry_after="2"), page(thread(1)))

    assert 1 == len(github.run(perform(THREADS, BASE)))
    assert [2.0] == github.waits


def test_a_lost_answer_to_a_mutation_is_unknown_and_to_a_query_asked_again() -> None:
    assert isinstance(Canned(LOST).fails(perform(RESOLVED, BASE)), OutcomeUnknown)
    assert 1 == len(Canned(LOST, page(thread(1))).run(perform(THREADS, BASE)))


@pytest.mark.parametrize("status", [401, 403, 502])
def test_a_refusal_by_status_is_what_it_is_anywhere(status: int) -> None:
    error: AegisError = Canned(answer({"message": "No"}, status)).fails(perform(RESOLVED, BASE))

    assert isinstance(error, OutcomeUnknown) is (status == 502)
    assert Effect.WRITE is RESOLVED.facts.effect
