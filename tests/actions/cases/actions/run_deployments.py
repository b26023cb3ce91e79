"""The cases of actions on the deployments that runs wait to make."""

from typing import Any

from aegis_cli.providers.github.nouns.actions.run_deployments import (
    ListPendingDeployments,
    ReviewDeployments,
)
from tests.actions.case import Case

_PATH = "/repos/acme/web/actions/runs/19700000004/pending_deployments"


def pending(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "environment": {"id": number, "name": name},
        "wait_timer": 0,
        "wait_timer_started_at": None,
        "current_user_can_approve": True,
        "reviewers": [{"type": "User", "reviewer": {"login": "mona", "id": 583231}}],
        **more,
    }


STAGING = pending(17000001, "staging")
PRODUCTION = pending(
    17000002,
    "production",
    wait_timer=30,
    current_user_can_approve=False,
    reviewers=[
        {"type": "User", "reviewer": {"login": "alice", "id": 1042271}},
        {"type": "Team", "reviewer": {"name": "Core", "slug": "core", "id": 7}},
    ],
)

CASES = (
    Case(
        ListPendingDeployments(repo="acme/web", run_id=19_700_000_004),
        sends=f"GET {_PATH}",
        said="list the pending deployments of run 19700000004 in acme/web",
        more={"environment": "staging"},
        answer=[STAGING, PRODUCTION],
        in_sandbox={"19700000004": "16000006"},
    ),
    Case(
        ReviewDeployments(
            repo="acme/web", run_id=19_700_000_004, environment="staging", state="approved"
        ),
        sends=f"POST {_PATH}",
        body={"environment_ids": [17000001], "state": "approved", "comment": ""},
        said="approve the deployment to staging of run 19700000004 in acme/web",
        more={"state": "rejected", "comment": "Not on a Friday"},
        body_more={
            "environment_ids": [17000001],
            "state": "rejected",
            "comment": "Not on a Friday",
        },
        target=[STAGING],
        answer=[{"id": 9, "environment": "staging"}],
        in_sandbox={"19700000004": "16000006"},
    ),
)
