"""The gateway and the checks of every request: token, site, scopes, query and body."""

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from aegis_cli.sandbox.jira.call import answers
from aegis_cli.sandbox.jira.described import operations
from aegis_cli.sandbox.state import State
from tests.helpers.rows import for_each
from tests.sandbox.jira.conftest import CLOUD_ID, SITE, Clock, Jira, words

SITES = "/oauth/token/accessible-resources"
ISSUE = {"project": {"key": "WEB"}, "issuetype": {"name": "Task"}, "summary": "x"}


def test_every_write_that_is_described_is_served_and_no_other_operation() -> None:
    writes = {name for name, each in operations().items() if each.method != "GET"}
    told = "write a function with @answers in the module of its noun in sandbox/jira/nouns/"

    assert writes <= answers.by_operation.keys(), told
    assert answers.by_operation.keys() <= operations().keys()


@for_each("authorization", ["", "Bearer unknown", "Basic x"])
@for_each("path", [SITES, f"{SITE}/rest/api/3/myself"])
def test_a_token_is_needed(
    path: str, authorization: str, connect: Callable[..., TestClient]
) -> None:
    answer = connect(authorization).get(path)

    assert (401, {"code": 401, "message": "Unauthorized"}) == (answer.status_code, answer.json())


def test_a_token_of_slack_is_none(connect: Callable[..., TestClient], state: State) -> None:
    client = connect(f"Bearer {state.new_token_of('slack')}")

    assert 401 == client.get(SITES).status_code


def test_a_token_says_its_sites_once_for_each_product(client: TestClient, state: State) -> None:
    state.scopes["jira"] = ("read:jira-work",)

    sites = client.get(SITES).json()

    assert {CLOUD_ID} == {each["id"] for each in sites}
    assert {"https://acme.atlassian.net"} == {each["url"] for each in sites}
    assert [["read:confluence-content.all"], ["read:jira-work"]] == [
        each["scopes"] for each in sites
    ]


def test_another_site_is_not_reached(client: TestClient) -> None:
    answer = client.get("/ex/jira/00000000-0000-4000-8000-000000000000/rest/api/3/myself")

    assert 404 == answer.status_code


@for_each(
    ("scopes", "path"),
    [
        (("read:jira-work",), "/myself"),
        (("read:jira-user",), "/issue/WEB-5"),
        (("read:jira-work",), "/board"),
        (("read:sprint:jira-software", "read:issue-details:jira"), "/sprint/2/issue"),
    ],
)
def test_a_missing_scope_has_an_answer_of_its_own(
    scopes: tuple[str, ...], path: str, jira: Jira, state: State
) -> None:
    state.scopes["jira"] = scopes

    answer = jira.ask("GET", path)

    assert 401 == answer.status_code
    assert {"code": 401, "message": "Unauthorized; scope does not match"} == answer.json()


def test_a_write_needs_a_scope_to_write(jira: Jira, state: State) -> None:
    state.scopes["jira"] = ("read:jira-work", "read:jira-user")

    assert 401 == jira.ask("POST", "/issue", json={"fields": ISSUE}).status_code
    assert 200 == jira.ask("GET", "/issue/WEB-5").status_code


@for_each("method", ["GET", "POST"])
def test_the_old_search_is_gone(method: str, jira: Jira) -> None:
    answer = jira.ask(method, "/search")

    assert 410 == answer.status_code
    assert "/rest/api/3/search/jql" in answer.json()["errorMessages"][0]


@for_each(
    ("method", "path"),
    [("GET", "/filter/search"), ("PUT", "/search/jql"), ("DELETE", "/project/WEB")],
)
def test_what_nobody_wrote_says_so(method: str, path: str, jira: Jira) -> None:
    assert 501 == jira.ask(method, path).status_code


def test_what_is_outside_of_the_api_says_so(client: TestClient) -> None:
    assert 501 == client.get("/rest/api/3/myself").status_code
    assert 501 == client.patch(f"{SITE}/rest/api/3/issue/WEB-5").status_code


@for_each(
    ("path", "query"),
    [
        ("/issue/WEB-5", {"colour": "red"}),
        ("/issue/WEB-5", {"updateHistory": "yes"}),
        ("/issue/WEB-5/comment", {"startAt": "first"}),
        ("/issue/WEB-5/comment", {"startAt": "-1"}),
        ("/issue/WEB-5/comment", {"orderBy": "author"}),
        ("/project/search", {"maxResults": "101"}),
        ("/issue/WEB-5", [("expand", "names"), ("expand", "changelog")]),
    ],
)
def test_a_query_says_what_is_known(path: str, query: Any, jira: Jira) -> None:
    assert 400 == jira.ask("GET", path, params=query).status_code


def test_a_list_is_joined_by_commas_or_repeated(jira: Jira) -> None:
    joined = jira.get("/issue/WEB-5", fields="summary,labels")
    repeated = jira.ask("GET", "/issue/WEB-5", params=[("fields", "summary"), ("fields", "labels")])

    assert joined == repeated.json()
    assert {"summary", "labels"} == joined["fields"].keys()


@for_each(
    ("headers", "content", "status"),
    [
        ({}, b'{"fields": {}}', 415),
        ({"Content-Type": "text/plain"}, b'{"fields": {}}', 415),
        ({"Content-Type": "application/json"}, b"{", 400),
        ({"Content-Type": "application/json"}, b"[]", 400),
        ({"Content-Type": "application/json"}, b'{"fields": []}', 400),
        ({"Content-Type": "application/json"}, b'{"fields": {}, "colour": 1}', 400),
        ({"Content-Type": "application/json"}, b"", 400),
    ],
)
def test_a_body_is_of_a_form(
    headers: dict[str, str], content: bytes, status: int, jira: Jira
) -> None:
    assert status == jira.ask("POST", "/issue", content=content, headers=headers).status_code


def test_what_takes_no_body_refuses_one(jira: Jira) -> None:
    assert 400 == jira.refusal("DELETE", "/issue/WEB-5", {})[0]


def test_a_body_has_only_what_is_described(jira: Jira) -> None:
    status, messages = jira.refusal(
        "POST", "/search/approximate-count", {"jql": "key = WEB-1", "startAt": 0}
    )

    assert 400 == status
    assert "body.startAt is unknown" in messages


def test_a_world_made_anew_is_as_it_was(jira: Jira, state: State, clock: Clock) -> None:
    before = jira.get("/issue/WEB-5")
    jira.send("POST", "/issue/WEB-5/comment", {"body": words("hi")})
    jira.send("DELETE", "/issue/WEB-6")
    clock.at += 100

    state.make_anew()

    assert before == jira.get("/issue/WEB-5")
    assert "WEB-13" == jira.send("POST", "/issue", {"fields": ISSUE})["key"]
