"""The cases of actions on artifacts."""

from typing import Any

from aegis_cli.providers.github.nouns.actions.artifacts import (
    DeleteArtifact,
    ListArtifacts,
    ListRunArtifacts,
)
from tests.actions.case import Case


def artifact(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "size_in_bytes": 1_310_720,
        "expired": False,
        "digest": "sha256:2151b604e3429bff440b9fbc03eb3617bc2603cda96c95b9bb05277f9ddba255",
        "created_at": "2026-11-24T11:00:00Z",
        "expires_at": "2027-02-22T11:00:00Z",
        "workflow_run": {"id": 19_700_000_003, "head_branch": "main"},
        **more,
    }


DIST = artifact(15000002, "web-dist")
OLD = artifact(
    15000003, "report \u754c", expired=True, digest=None, workflow_run=None, size_in_bytes=0
)

CASES = (
    Case(
        ListArtifacts(repo="acme/web"),
        sends="GET /repos/acme/web/actions/artifacts?per_page=30",
        said="artifacts of acme/web",
        more={"name": "web-dist", "artifact_id": 15000002, "limit": 1000},
        sends_more="GET /repos/acme/web/actions/artifacts?name=web-dist&per_page=100",
        answer=[DIST, OLD],
    ),
    Case(
        DeleteArtifact(repo="acme/web", artifact_id=15000001),
        sends="DELETE /repos/acme/web/actions/artifacts/15000001",
        said="delete the artifact 15000001 of acme/web",
        target=[artifact(15000001, "report")],
    ),
    Case(
        ListRunArtifacts(repo="acme/web", run_id=19_700_000_003),
        sends="GET /repos/acme/web/actions/runs/19700000003/artifacts?per_page=30",
        said="list the artifacts of the run 19700000003 in acme/web",
        more={"name": "web-dist", "limit": 1000},
        sends_more=(
            "GET /repos/acme/web/actions/runs/19700000003/artifacts?name=web-dist&per_page=100"
        ),
        answer=[DIST, OLD],
        in_sandbox={"19700000003": "16000003"},
    ),
)
