"""The sandbox's GitHub answers as the description says, so that what works there works."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from aegis_cli.actions.action import Action
from aegis_cli.providers.github.rest import HEADERS
from aegis_cli.sandbox.github.service import github as github_service
from aegis_cli.sandbox.state import State
from tests.actions.case import FILE, Case
from tests.actions.cases import CASES, WRITES
from tests.github_openapi.checking import faults
from tests.github_openapi.description import Description, the_description
from tests.helpers.direct import DirectClient
from tests.helpers.rows import for_each
from tests.sandbox.github.conftest import BASE, TOKEN, Clock

NOT_IMPLEMENTED = 501
"""The sandbox's answer where nobody wrote one."""
NOBODYS = {"repo": "acme/nothing"}


@pytest.fixture(scope="module")
def description() -> Description:
    return the_description()


def opened() -> TestClient:
    """Open a new GitHub of the sandbox."""
    clock = Clock()
    state = State(now=clock, provider_tokens={TOKEN: clock.at + 28_800})
    headers = dict(HEADERS) | {"authorization": f"Bearer {TOKEN}"}
    return DirectClient(github_service(state, base=BASE), base_url=BASE, headers=headers)


@pytest.fixture(scope="module")
def unchanged() -> TestClient:
    """A GitHub for requests that change nothing."""
    return opened()


def answered(action: Action[Any], github: TestClient, description: Description) -> list[str]:
    """Send an action, and say what is wrong with the answer."""
    request = action.request(BASE)
    media = "application/json" if request.body else "application/octet-stream"
    headers = {"content-type": media} if request.body or request.upload else {}
    for _ in range(5):
        answer = github.request(
            request.method,
            request.url,
            content=request.body if request.upload is None else FILE,
            headers=headers,
            follow_redirects=not action.facts.downloads,
        )
        if answer.status_code != 202:
            break
    found = description.found(request.method, request.path, request.body)
    assert found is not None
    operation, _ = found
    is_unwritten = answer.status_code == NOT_IMPLEMENTED
    if is_unwritten or (answer.is_success and answer.status_code not in operation.statuses):
        return [f"the status is {answer.status_code}"]
    # Not every 404 is documented where it can be.
    refusal = operation.refusals.get(answer.status_code)
    schema = operation.schema if answer.is_success else refusal
    # An error of GraphQL comes in a success.
    is_error = operation.is_document and "errors" in answer.json()
    if operation.is_document and "X-Aegis-Sandbox" in answer.headers:
        return ["a field of our own document has no value of the state"]
    return [] if schema is None or is_error else faults(schema, answer.json())


@for_each("extent", ["least", "all"])
@for_each("case", CASES.values(), ids=CASES)
def test_the_sandbox_answers_what_the_description_allows(
    case: Case, extent: str, unchanged: TestClient, description: Description
) -> None:
    arguments = json.dumps(case.needed | (dict(case.more) if extent == "all" else {}))
    call = type(case.call).model_validate_json(case.in_world(arguments))

    github = opened() if case.name in WRITES else unchanged
    assert [] == answered(case.ready(call.with_login("mona")), github, description)


@for_each("case", [case for case in CASES.values() if "repo" in case.needed])
def test_the_sandbox_refuses_as_the_description_allows(
    case: Case, unchanged: TestClient, description: Description
) -> None:
    call = type(case.call).model_validate(case.needed | NOBODYS)

    assert [] == answered(case.ready(call), unchanged, description)
