"""Every read that the sandbox only documents is answered as the description allows."""

import re

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.github.description.described import Described, describe, names
from aegis_cli.sandbox.github.operations import behaviour_of
from aegis_cli.sandbox.github.service import github as github_service
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.state import State
from tests.github_openapi.checking import faults
from tests.github_openapi.description import Description, the_description
from tests.helpers.direct import DirectClient
from tests.helpers.rows import for_each
from tests.sandbox.github.conftest import BASE, TOKEN, Clock

HERE = {
    "owner": "acme",
    "repo": "web",
    "issue_number": "12",
    "org": "acme",
    "username": "mona",
    "run_id": "16000001",
}
ASKED = {"q": "crash"}
READS = [name for name in names() if (done := behaviour_of(describe(name))) and done.is_example]
OF_NO_APP = [name for name in READS if not describe(name).permissions]
"""What GitHub gives to no token of an App."""
EVERY = dict.fromkeys(
    re.findall(r"(\w+)=(?:read|write|admin)", " ".join(describe(n).permissions for n in READS)),
    "admin",
)
"""All permissions that these reads need."""


@pytest.fixture(scope="module")
def description() -> Description:
    return the_description()


@pytest.fixture(scope="module")
def github() -> TestClient:
    clock = Clock()
    state = State(now=clock, provider_tokens={TOKEN: clock.at + 28_800})
    headers = {"authorization": f"Bearer {TOKEN}"}
    door = github_service(state, base=BASE, app=App(permissions=EVERY).installed_on("mona", "acme"))
    return DirectClient(door, base_url=BASE, headers=headers)


@pytest.fixture(scope="module")
def without_rows() -> TestClient:
    """A GitHub whose reads are all documented ones, but for those that have a function."""
    door = github_service(State(provider_tokens={TOKEN: 2e9}), base=BASE, rows=())
    return DirectClient(door, base_url=BASE, headers={"authorization": f"Bearer {TOKEN}"})


def path_of(operation: Described, *, repo: str = "web") -> str:
    here = HERE | {"repo": repo}
    return re.sub(r"\{(\w+)\}", lambda each: here.get(each[1], "12"), operation.path)


def query_of(operation: Described) -> dict[str, str]:
    return {name: ASKED.get(name, "x") for name in operation.required}


@for_each("name", [name for name in READS if name not in OF_NO_APP])
def test_a_documented_read_is_as_the_description_allows(
    name: str, github: TestClient, description: Description
) -> None:
    operation, path = describe(name), path_of(describe(name))
    answer = github.get(path, params=query_of(operation))
    found = description.found("GET", path)
    # What gh asks for and no action does is described in the sandbox alone.
    described = found[0] if found is not None else operation
    schema = described.schema

    assert described.status == answer.status_code, answer.text
    if schema is not None:
        assert [] == faults(schema, answer.json())
        assert answer.json() is not None


@for_each("name", OF_NO_APP)
def test_what_is_for_no_token_of_an_app_is_refused(name: str, github: TestClient) -> None:
    answer = github.get(path_of(describe(name)), params=query_of(describe(name)))

    assert 403 == answer.status_code
    assert "Resource not accessible by integration" == answer.json()["message"]


@for_each("name", [name for name in READS if describe(name).in_repo])
def test_a_documented_read_of_a_repository_that_nobody_sees_is_404(
    name: str, github: TestClient
) -> None:
    answer = github.get(path_of(describe(name), repo="nothing"))

    assert (404, "Not Found") == (answer.status_code, answer.json()["message"])


def test_an_answer_is_of_here_and_of_what_was_asked(without_rows: TestClient) -> None:
    ruleset = without_rows.get("/repos/acme/web/rulesets/30").json()
    (deployment, *_) = without_rows.get("/repos/acme/web/deployments").json()

    assert ruleset["id"] == 30
    assert ruleset["created_at"].endswith("Z")
    assert deployment["url"] == f"{BASE}/repos/acme/web/deployments"
    assert deployment["repository_url"] == f"{BASE}/repos/acme/web"


def test_an_answer_says_whether_it_is_only_an_example(
    github: TestClient, without_rows: TestClient
) -> None:
    def told(path: str, at: TestClient = github) -> str | None:
        said: str | None = at.get(path).headers.get("X-Aegis-Sandbox")
        return said

    for path in ("deployments", "environments"):
        assert "example" == told(f"/repos/acme/web/{path}", without_rows)
    assert {None} == {told(f"/repos/acme/web/{path}") for path in ("labels", "branches/main", "x")}
    assert told("/repos/acme/nothing/tags") is None


def test_parameters_are_checked_there_too(github: TestClient) -> None:
    missing = github.get("/search/code")
    unknown = github.get("/repos/acme/web/actions/runs", params={"status": "odd"})

    assert (422, "missing") == (missing.status_code, missing.json()["errors"][0]["code"])
    assert (422, "status") == (unknown.status_code, unknown.json()["errors"][0]["field"])


def test_what_is_of_a_person_needs_a_token(github: TestClient) -> None:
    anonymous = DirectClient(github.app, base_url=BASE)

    assert anonymous.get("/user/teams").status_code == 401
    assert anonymous.get("/repos/acme/web/branches").status_code == 200
