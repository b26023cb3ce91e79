"""The runs of workflows: list them, and run one again."""

from dataclasses import replace
from functools import partial
from typing import Any

from aegis_cli.sandbox.github import errors, queries
from aegis_cli.sandbox.github.call import Call, Reply, repo_of, thing_to_write
from aegis_cli.sandbox.github.development import Run
from aegis_cli.sandbox.github.objects import laid
from aegis_cli.sandbox.github.repo_shapes import repository
from aegis_cli.sandbox.github.shapes import WEB, simple_user
from aegis_cli.sandbox.github.world import Repo, Role


def index(call: Call) -> Reply:
    """List the runs of a repository, the newest first."""
    repo = repo_of(call)
    runs = [run for run in repo.runs.values() if _is_asked_for(call, run)]
    return queries.counted(
        call,
        sorted(runs, key=lambda run: run.created_at, reverse=True),
        partial(_shown, call, repo),
        key="workflow_runs",
    )


def rerun(call: Call) -> Reply:
    """Run all jobs of a run again."""
    repo, run = thing_to_write(call, _asked, least=Role.WRITE)
    if run.status != "completed":
        message = "This workflow run cannot be retried, it is already running."
        raise errors.Refusal(403, message)
    repo.runs[run.id] = replace(
        run,
        run_attempt=run.run_attempt + 1,
        status="queued",
        conclusion=None,
        run_started_at=call.now,
        updated_at=call.now,
    )
    return Reply({}, 201)


def _is_asked_for(call: Call, run: Run) -> bool:
    query = call.query
    status = queries.choice(call, "status", resource="WorkflowRun", default=run.status)
    wanted = {
        "actor": run.actor.login,
        "branch": run.head_branch,
        "event": run.event,
    }
    return all(
        query.get(name) in {None, "", value} for name, value in wanted.items()
    ) and status in {run.status, run.conclusion}


def _asked(call: Call, repo: Repo) -> Run:
    return errors.present(repo.runs.get(call.params["run_id"]))


def _shown(call: Call, repo: Repo, run: Run) -> dict[str, Any]:
    actor, home = simple_user(call.base, run.actor), repository(call.base, repo, None)
    return laid(
        "workflow-run",
        run,
        url=f"{call.base}/repos/{repo.full_name}/actions/runs/{run.id}",
        html_url=f"{WEB}/{repo.full_name}/actions/runs/{run.id}",
        actor=actor,
        triggering_actor=actor,
        repository=home,
        head_repository=home,
        pull_requests=[],
    )
