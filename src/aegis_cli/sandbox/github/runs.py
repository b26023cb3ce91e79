"""The runs of workflows: list, get, run again, cancel."""

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
    """List the runs of a repository or of one of its workflows, the newest first."""
    repo = repo_of(call)
    runs = [run for run in repo.runs.values() if _is_asked_for(call, run)]
    return queries.counted(
        call,
        sorted(runs, key=lambda run: run.created_at, reverse=True),
        partial(_shown, call, repo),
        key="workflow_runs",
    )


def get(call: Call) -> Reply:
    """Return one run."""
    repo = repo_of(call)
    return Reply(_shown(call, repo, _asked(call, repo)))


def rerun(call: Call) -> Reply:
    """Run all jobs of a run again, or those that failed."""
    repo, run = thing_to_write(call, _asked, least=Role.WRITE)
    if run.status != "completed":
        message = "This workflow run cannot be retried, it is already running."
        raise errors.Refusal(403, message)
    attempt = run.run_attempt + 1
    fields = {"status": "queued", "conclusion": None, "run_started_at": call.now}
    _store(call, repo, replace(run, run_attempt=attempt), fields)
    return Reply({}, 201)


def cancel(call: Call) -> Reply:
    """Cancel a run that is not at its end."""
    repo, run = thing_to_write(call, _asked, least=Role.WRITE)
    if run.status == "completed":
        raise errors.Refusal(409, "Cannot cancel a workflow run that is completed.")
    _store(call, repo, run, {"status": "completed", "conclusion": "cancelled"})
    return Reply({}, 202)


def _is_asked_for(call: Call, run: Run) -> bool:
    query, workflow = call.query, call.params.get("workflow_id")
    status = queries.choice(call, "status", resource="WorkflowRun", default=run.status)
    wanted = {
        "actor": run.actor.login,
        "branch": run.head_branch,
        "event": run.event,
        "head_sha": run.head_sha,
    }
    return (
        all(query.get(name) in {None, "", value} for name, value in wanted.items())
        and status in {run.status, run.conclusion}
        and workflow in {None, str(run.workflow_id), run.path.rpartition("/")[2]}
        and queries.within(run.created_at, query.get("created") or "*..*")
    )


def _asked(call: Call, repo: Repo) -> Run:
    return errors.present(repo.runs.get(call.params["run_id"]))


def _store(call: Call, repo: Repo, run: Run, fields: dict[str, Any]) -> None:
    repo.runs[run.id] = replace(run, **fields, updated_at=call.now)


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
