"""The checks of every request, and the headers of every answer."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.state import State
from tests.actions.case import Case
from tests.actions.cases import WRITES
from tests.helpers.rows import for_each
from tests.sandbox.github.conftest import Clock


def at_its_origin(case: Case) -> str:
    """Return what a case sends; files go to the origin for uploads."""
    sent = case.in_world(case.sends)
    return sent.replace(" ", " /api/uploads", 1) if case.call.facts.takes == "file" else sent


PERSONAL = [
    "GET /user",
    "GET /user/repos",
    "DELETE /repos/acme/web",
    *(sent for sent in map(at_its_origin, WRITES.values()) if not sent.endswith("graphql")),
]
"""GraphQL has a refusal of its own, which test_sandbox_github_graphql.py holds."""
PRIVATE = ("/repos/acme/infra/", "/repos/mona/scratch/")
"""To whoever has no token they are not there: GitHub does not say that something is private."""


def test_a_token_that_was_handed_out_says_who_it_belongs_to(github: TestClient) -> None:
    me = github.get("/user").json()

    assert (me["login"], me["id"], me["name"]) == ("mona", 583231, "Mona Lisa")
    assert me["owned_private_repos"] == 1


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "token"])
def test_both_schemes_of_github_are_understood(
    connect: Callable[..., TestClient], scheme: str
) -> None:
    assert connect(f"{scheme} ghu_test").get("/user").status_code == 200


@pytest.mark.parametrize("authorization", ["Bearer other", "Bearer", "Basic ghu_test", "ghu_test"])
def test_an_unknown_token_is_bad_even_for_public_reads(
    connect: Callable[..., TestClient], authorization: str
) -> None:
    answer = connect(authorization).get("/repos/acme/web")

    assert answer.status_code == 401
    assert answer.json() == {
        "message": "Bad credentials",
        "documentation_url": "https://docs.github.com/rest",
        "status": "401",
    }


def test_a_token_ends_when_its_time_is_over(github: TestClient, clock: Any) -> None:
    clock.at += 28_800

    assert github.get("/user").json()["message"] == "Bad credentials"


@for_each("sent", PERSONAL)
def test_without_a_token_nothing_personal_and_no_write_is_served(
    anonymous: TestClient, sent: str, clock: Clock
) -> None:
    clock.at += 60  # there are more of them than may be sent in an hour
    answer = anonymous.request(*sent.split(" "))

    is_private = f"{sent}/".split(" ")[1].startswith(PRIVATE)
    told = (404, "Not Found") if is_private else (401, "Requires authentication")
    assert told == (answer.status_code, answer.json()["message"])


def test_public_repositories_can_be_read_without_a_token(anonymous: TestClient) -> None:
    answer = anonymous.get("/repos/acme/web")

    assert answer.status_code == 200
    assert "permissions" not in answer.json()
    assert answer.headers["X-RateLimit-Limit"] == "60"


def test_a_request_without_user_agent_is_forbidden(github: TestClient) -> None:
    answer = github.get("/user", headers={"User-Agent": ""})

    assert answer.status_code == 403
    assert "Request forbidden by administrative rules." in answer.text


def test_an_unknown_api_version_is_refused_by_name(github: TestClient) -> None:
    answer = github.get("/user", headers={"X-GitHub-Api-Version": "v3"})

    assert answer.status_code == 400
    assert '"v3", is not a supported version' in answer.json()["message"]


def test_every_answer_carries_githubs_headers(github: TestClient, clock: Any) -> None:
    headers = github.get("/repos/acme/web/issues").headers

    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["X-RateLimit-Limit"] == "5000"
    assert headers["X-RateLimit-Remaining"] == "4999"
    assert headers["X-RateLimit-Used"] == "1"
    assert headers["X-RateLimit-Reset"] == str(int(clock.at) + 3600)
    assert headers["X-RateLimit-Resource"] == "core"
    assert headers["X-Accepted-GitHub-Permissions"] == "issues=read"
    assert headers["X-GitHub-Api-Version-Selected"] == "2022-11-28"
    assert headers["X-GitHub-Media-Type"] == "github.v3; format=json"
    assert headers["X-GitHub-Request-Id"].count(":") == 3


def test_asking_for_the_rate_limit_costs_nothing(github: TestClient) -> None:
    github.get("/user")

    overviews = [github.get("/rate_limit").json() for _ in range(3)]

    assert {overview["resources"]["core"]["used"] for overview in overviews} == {1}
    assert overviews[0]["rate"] == overviews[0]["resources"]["core"]


def test_over_the_limit_requests_are_refused_until_the_hour_is_over(
    anonymous: TestClient, clock: Any
) -> None:
    answers = [anonymous.get("/repos/acme/web") for _ in range(61)]
    clock.at += 3600

    assert [answer.status_code for answer in answers[-2:]] == [200, 403]
    assert answers[-1].json()["message"].startswith("API rate limit exceeded for 127.0.0.1")
    assert answers[-1].headers["X-RateLimit-Remaining"] == "0"
    assert anonymous.get("/repos/acme/web").status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/repos/acme/web/branches/main/rename"),
        ("POST", "/repos/acme/web/pages"),
        ("GET", "/repos/acme/web/issues/twelve"),
    ],
)
def test_a_route_that_is_not_implemented_answers_501(
    github: TestClient, method: str, path: str
) -> None:
    answer = github.request(method, path)

    assert answer.status_code == 501
    message = f"{method} {path}: Nobody wrote this route for the sandbox."
    assert answer.json()["message"] == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "Problems parsing JSON"),
        (b"\xff", "Problems parsing JSON"),
        (b'{"title": NaN}', "Problems parsing JSON"),
        (b'{"title": "\\ud800"}', "Problems parsing JSON"),
        (b"[" * 100_000, "Problems parsing JSON"),
        (b'["title"]', "Body should be a JSON object"),
        (b'"title"', "Body should be a JSON object"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    github: TestClient, content: bytes, message: str
) -> None:
    answer = github.post("/repos/acme/web/issues", content=content)

    assert answer.status_code == 400
    assert answer.json() == {
        "message": message,
        "documentation_url": "https://docs.github.com/rest/issues/issues#create-an-issue",
        "status": "400",
    }


def test_a_body_over_a_mebibyte_is_refused(github: TestClient) -> None:
    answer = github.post("/repos/acme/web/issues", json={"title": "x" * 1024 * 1024})

    assert answer.status_code == 413


def test_what_was_written_is_gone_where_all_is_made_anew(github: TestClient, state: State) -> None:
    before = github.get("/repos/acme/web/issues/12").json()
    github.patch("/repos/acme/web/issues/12", json={"state": "closed"})
    closed = github.get("/repos/acme/web/issues/12").json()

    state.make_anew()

    assert (before["state"], closed["state"]) == ("open", "closed")
    assert before == github.get("/repos/acme/web/issues/12").json()
