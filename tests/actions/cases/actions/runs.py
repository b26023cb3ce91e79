"""The cases of actions on the runs of workflows."""

from typing import Any

from aegis_cli.providers.github.nouns.actions.runs import (
    GetRun,
    GetRunUsage,
    ListRuns,
    WatchRun,
)
from tests.actions.case import Case
from tests.actions.cases.actions.jobs import LINT, PACKAGE, TEST


def run(number: int, title: str, **more: Any) -> dict[str, Any]:
    return {
        "id": 19_700_000_000 + number,
        "name": "CI",
        "display_title": title,
        "status": "completed",
        "conclusion": "success",
        "event": "push",
        "head_branch": "main",
        "html_url": f"https://github.com/acme/web/actions/runs/{19_700_000_000 + number}",
        "created_at": "2026-11-24T11:00:00Z",
        **more,
    }


CASES = (
    Case(
        ListRuns(repo="acme/web"),
        sends="GET /repos/acme/web/actions/runs?per_page=30",
        said="list the runs in acme/web",
        more={
            "status": "in_progress",
            "branch": "release/1.x",
            "event": "pull_request",
            "actor": "@me",
            "limit": 1000,
        },
        sends_more=(
            "GET /repos/acme/web/actions/runs?status=in_progress&branch=release%2F1.x"
            "&event=pull_request&actor=%40me&per_page=100"
        ),
        answer=[
            run(4, "Ship it", status="in_progress", conclusion=None, name="Release"),
            run(
                3,
                "Show the numbers of today after midnight, in every time zone that is ahead of UTC",
                conclusion="failure",
                event="pull_request",
                head_branch="fix-midnight",
            ),
            run(2, "Nightly", conclusion="cancelled", event="schedule", name=None),
            run(1, "Fix the footer links 📱", created_at="2026-11-01T00:00:00Z"),
        ],
    ),
    Case(
        GetRun(repo="acme/web", run_id=19_700_000_002),
        sends="GET /repos/acme/web/actions/runs/19700000002",
        said="show the run 19700000002 in acme/web",
        answer=run(2, "Nightly", conclusion="failure", event="schedule"),
        related={"jobs": [LINT, TEST, PACKAGE]},
        in_sandbox={"19700000002": "16000002"},
    ),
    Case(
        WatchRun(repo="acme/web", run_id=19_700_000_002),
        sends="GET /repos/acme/web/actions/runs/19700000002",
        said="watch the run 19700000002 in acme/web",
        more={"interval": 60},
        sends_more="GET /repos/acme/web/actions/runs/19700000002",
        answer=run(2, "Nightly", conclusion="failure", event="schedule"),
        related={"jobs": [LINT, TEST, PACKAGE]},
        in_sandbox={"19700000002": "16000002"},
    ),
    Case(
        GetRunUsage(repo="acme/web", run_id=19_700_000_003),
        sends="GET /repos/acme/web/actions/runs/19700000003/timing",
        said="show the usage of the run 19700000003 in acme/web",
        answer={
            "billable": {
                "UBUNTU": {"total_ms": 180_000, "jobs": 1},
                "WINDOWS": {"total_ms": 0, "jobs": 1},
            },
            "run_duration_ms": 3_723_000,
        },
        in_sandbox={"19700000003": "16000003"},
    ),
)
