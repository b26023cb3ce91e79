"""The cases of actions on workflows."""

from typing import Any

from aegis_cli.providers.github.nouns.actions.workflows import (
    DisableWorkflow,
    EnableWorkflow,
    GetWorkflow,
    ListRunsOfWorkflow,
    ListWorkflows,
)
from tests.actions.case import Case
from tests.actions.cases.actions.runs import run


def workflow(number: int, name: str, file: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "path": f".github/workflows/{file}",
        "state": "active",
        "html_url": f"https://github.com/acme/web/blob/main/.github/workflows/{file}",
        "created_at": "2026-02-01T12:00:00Z",
        "updated_at": "2026-11-20T12:00:00Z",
        **more,
    }


CI = workflow(1, "CI", "ci.yml")
DEPLOY = workflow(2, "Deploy", "deploy.yml")
NIGHTLY = workflow(3, "Nightly", "nightly.yml", state="disabled_manually")

CASES = (
    Case(
        ListWorkflows(repo="acme/web"),
        sends="GET /repos/acme/web/actions/workflows?per_page=30",
        said="workflows of acme/web",
        more={"workflow": "ci.yml", "limit": 1000},
        sends_more="GET /repos/acme/web/actions/workflows?per_page=100",
        answer=[CI, DEPLOY, NIGHTLY],
    ),
    Case(
        GetWorkflow(repo="acme/web", workflow="ci.yml"),
        sends="GET /repos/acme/web/actions/workflows/1",
        said="show the workflow ci.yml in acme/web",
        target=[CI],
        answer=CI,
    ),
    Case(
        EnableWorkflow(repo="acme/web", workflow="nightly.yml"),
        sends="PUT /repos/acme/web/actions/workflows/3/enable",
        said="enable the workflow nightly.yml in acme/web",
        target=[NIGHTLY],
    ),
    Case(
        DisableWorkflow(repo="acme/web", workflow="ci.yml"),
        sends="PUT /repos/acme/web/actions/workflows/1/disable",
        said="disable the workflow ci.yml in acme/web",
        target=[CI],
    ),
    Case(
        ListRunsOfWorkflow(repo="acme/web", workflow="ci.yml"),
        sends="GET /repos/acme/web/actions/workflows/1/runs?per_page=30",
        said="list the runs of workflow ci.yml in acme/web",
        more={
            "status": "in_progress",
            "branch": "release/1.x",
            "event": "pull_request",
            "actor": "@me",
            "limit": 1000,
        },
        sends_more=(
            "GET /repos/acme/web/actions/workflows/1/runs?status=in_progress"
            "&branch=release%2F1.x&event=pull_request&actor=%40me&per_page=100"
        ),
        target=[CI],
        answer=[run(2, "Fix the footer links"), run(1, "Ship it", conclusion="failure")],
    ),
)
