"""The cases of actions on the jobs of runs."""

from typing import Any

from aegis_cli.providers.github.nouns.actions.jobs import GetJob, ListJobs, RerunJob
from tests.actions.case import Case


def step(number: int, name: str, seconds: int | None = 3, **more: Any) -> dict[str, Any]:
    minutes, left = divmod(seconds or 0, 60)
    return {
        "number": number,
        "name": name,
        "status": "completed",
        "conclusion": "success",
        "started_at": "2026-11-24T11:00:00.000Z",
        "completed_at": f"2026-11-24T11:{minutes:02}:{left:02}.000Z" if seconds else None,
        **more,
    }


def job(number: int, name: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": 57_000_000_000 + number,
        "run_id": 19_700_000_002,
        "name": name,
        "workflow_name": "CI",
        "head_branch": "main",
        "status": "completed",
        "conclusion": "success",
        "started_at": "2026-11-24T11:00:00Z",
        "completed_at": "2026-11-24T11:02:03Z",
        "runner_name": "GitHub Actions 7",
        "html_url": f"https://github.com/acme/web/actions/runs/19700000002/job/{57_000_000_000 + number}",
        "steps": [*steps],
        **more,
    }


NOT_BEGUN: dict[str, Any] = {"status": "queued", "conclusion": None, "completed_at": None}
LINT = job(1, "lint", step(1, "Set up job"), step(2, "Lint \u754c", 63))
TEST = job(
    2,
    "test (ubuntu-latest, 3.11)",
    step(1, "Set up job"),
    step(2, "Run the tests", 3_599, conclusion="failure"),
    step(3, "Report", None, conclusion="skipped"),
    conclusion="failure",
    completed_at="2026-11-24T12:00:02Z",
)
PACKAGE = job(3, "package", conclusion="skipped", runner_name=None)
RUNNING = job(
    4,
    "deploy",
    step(1, "Set up job"),
    step(2, "Deploy", None, status="in_progress", conclusion=None),
    step(3, "Look whether it answers", started_at=None, **NOT_BEGUN),
    status="in_progress",
    conclusion=None,
    completed_at=None,
)
QUEUED = job(5, "announce", **NOT_BEGUN)

CASES = (
    Case(
        ListJobs(repo="acme/web", run_id=19_700_000_002),
        sends="GET /repos/acme/web/actions/runs/19700000002/jobs?per_page=30",
        said="list the jobs of the run 19700000002 in acme/web",
        more={"filter": "all", "limit": 1000},
        sends_more="GET /repos/acme/web/actions/runs/19700000002/jobs?filter=all&per_page=100",
        answer=[LINT, TEST, PACKAGE, RUNNING, QUEUED],
        in_sandbox={"19700000002": "16000004"},
    ),
    Case(
        GetJob(repo="acme/web", job_id=57_000_000_002),
        sends="GET /repos/acme/web/actions/jobs/57000000002",
        said="show the job 57000000002 in acme/web",
        answer=TEST,
        in_sandbox={"57000000002": "2016000009"},
    ),
    Case(
        RerunJob(repo="acme/web", job_id=57_000_000_002),
        sends="POST /repos/acme/web/actions/jobs/57000000002/rerun",
        body={},
        said="rerun the job 57000000002 in acme/web",
        more={"enable_debug_logging": True},
        in_sandbox={"57000000002": "1016000001"},
    ),
)
