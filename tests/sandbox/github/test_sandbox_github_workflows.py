"""Workflows: known by id and file, disabled and enabled, and started where they allow it."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.sandbox.github.conftest import BASE

ACTIONS = "/repos/acme/web/actions"
DISPATCHES = f"{ACTIONS}/workflows/deploy.yml/dispatches"


def state_of(github: TestClient, workflow: str) -> str:
    state: str = github.get(f"{ACTIONS}/workflows/{workflow}").json()["state"]
    return state


@pytest.mark.parametrize("named", ["ci.yml", "1"])
def test_a_workflow_is_named_by_its_file_or_its_id(github: TestClient, named: str) -> None:
    shown = github.get(f"{ACTIONS}/workflows/{named}").json()

    assert ("CI", f"{BASE}{ACTIONS}/workflows/1") == (shown["name"], shown["url"])
    assert shown in github.get(f"{ACTIONS}/workflows").json()["workflows"]
    assert 404 == github.get(f"{ACTIONS}/workflows/other.yml").status_code


def test_a_workflow_is_disabled_until_it_is_enabled(github: TestClient) -> None:
    for verb, state in (("disable", "disabled_manually"), ("enable", "active")):
        assert 204 == github.put(f"{ACTIONS}/workflows/ci.yml/{verb}").status_code
        assert state == state_of(github, "1")


def test_what_is_started_by_hand_is_the_newest_run(github: TestClient) -> None:
    sent = {"ref": "main", "inputs": {"dry_run": "true"}, "return_run_details": True}

    started = github.post(DISPATCHES, json=sent).json()

    (newest, *_) = github.get(f"{ACTIONS}/workflows/deploy.yml/runs").json()["workflow_runs"]
    assert started == {
        "workflow_run_id": newest["id"],
        "run_url": newest["url"],
        "html_url": newest["html_url"],
    }
    assert ("queued", None, "workflow_dispatch", "mona") == (
        newest["status"],
        newest["conclusion"],
        newest["event"],
        newest["actor"]["login"],
    )
    (job,) = github.get(f"{ACTIONS}/runs/{newest['id']}/jobs").json()["jobs"]
    assert ("deploy", "queued", []) == (job["name"], job["status"], job["steps"])


def test_without_details_nothing_is_answered(github: TestClient) -> None:
    assert 204 == github.post(DISPATCHES, json={"ref": "refs/heads/main"}).status_code


@pytest.mark.parametrize(
    ("workflow", "sent", "message"),
    [
        ("ci.yml", {"ref": "main"}, "Workflow does not have 'workflow_dispatch' trigger"),
        ("deploy.yml", {"ref": "nowhere"}, "No ref found for: nowhere"),
        (
            "deploy.yml",
            {"ref": "main", "inputs": {"colour": "red"}},
            'Unexpected inputs provided: ["colour"]',
        ),
    ],
)
def test_what_cannot_be_started_is_refused(
    github: TestClient, workflow: str, sent: dict[str, Any], message: str
) -> None:
    refused = github.post(f"{ACTIONS}/workflows/{workflow}/dispatches", json=sent)

    assert (422, message) == (refused.status_code, refused.json()["message"])


def test_a_disabled_workflow_is_not_started(github: TestClient) -> None:
    github.put(f"{ACTIONS}/workflows/deploy.yml/disable")

    assert 422 == github.post(DISPATCHES, json={"ref": "main"}).status_code
