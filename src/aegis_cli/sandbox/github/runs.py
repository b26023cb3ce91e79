"""Workflows, their runs and the jobs of these: a workflow is known by its runs."""

from functools import partial
from typing import Any

from aegis_cli.sandbox.github import errors, queries
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.development import Run
from aegis_cli.sandbox.github.objects import as_object, node_id
from aegis_cli.sandbox.github.repo_shapes import repository
from aegis_cli.sandbox.github.shapes import in_repository, web
from aegis_cli.sandbox.github.world import Repo

_FIRST_JOB = 1_000_000_000
"""What the id of a job is greater by than that of its run."""


def index(call: Call) -> Reply:
    """List the runs of a repository, or of one workflow, the newest first."""
    runs = [run for run in _runs(call) if _is_asked_for(call, run)]
    runs.sort(key=lambda run: run.created_at, reverse=True)
    return queries.page_with_total(call, runs, partial(show, call, call.repo), key="workflow_runs")


def list_workflows(call: Call) -> Reply:
    """List the workflows of a repository."""
    shape = partial(_workflow_shown, call)
    return queries.page_with_total(call, [*_workflows(call).values()], shape, key="workflows")


def get_workflow(call: Call) -> Reply:
    """Return one workflow, by its id or by the name of its file."""
    return Reply(_workflow_shown(call, _workflow(call)))


def list_jobs(call: Call) -> Reply:
    """List the jobs of a run: each run has one."""
    run = errors.present(call.repo.runs.get(call.params["run_id"]))
    return queries.page_with_total(call, [run], partial(_job, call), key="jobs")


def get_job(call: Call) -> Reply:
    """Return the job of a run."""
    run = call.repo.runs.get(call.params["job_id"] - _FIRST_JOB)
    return Reply(_job(call, errors.present(run)))


def _runs(call: Call) -> list[Run]:
    """Return the runs of the repository, or of the workflow that the path names."""
    workflows = {_workflow(call).workflow_id} if "workflow_id" in call.params else _workflows(call)
    return [run for run in call.repo.runs.values() if run.workflow_id in workflows]


def _is_asked_for(call: Call, run: Run) -> bool:
    status = queries.choice(call, "status", resource="WorkflowRun", default=run.status)
    facts = {"actor": run.actor.login, "branch": run.head_branch, "event": run.event}
    is_wanted = all(call.query.get(name) in {None, "", value} for name, value in facts.items())
    return is_wanted and status in {run.status, run.conclusion}


def _workflows(call: Call) -> dict[int, Run]:
    """Return a run of each workflow, by the id of that."""
    return {run.workflow_id: run for run in call.repo.runs.values()}


def _workflow(call: Call) -> Run:
    asked = call.params["workflow_id"]
    found = (
        run
        for run in _workflows(call).values()
        if asked in {str(run.workflow_id), run.path.rpartition("/")[2]}
    )
    return errors.present(next(found, None))


def _workflow_shown(call: Call, run: Run) -> dict[str, Any]:
    root = f"{call.base}/repos/{call.repo.full_name}"
    return as_object(
        "workflow",
        id=run.workflow_id,
        name=run.name,
        path=run.path,
        state="active",
        created_at=call.repo.created_at,
        updated_at=call.repo.created_at,
        url=f"{root}/actions/workflows/{run.workflow_id}",
        html_url=web(call.repo, f"blob/main/{run.path}"),
    )


def _job(call: Call, run: Run) -> dict[str, Any]:
    root = f"{call.base}/repos/{call.repo.full_name}/actions"
    number = run.id + _FIRST_JOB
    return as_object(
        "job",
        run,
        id=number,
        node_id=node_id("CR", number),
        run_id=run.id,
        run_url=f"{root}/runs/{run.id}",
        workflow_name=run.name,
        name="build",
        url=f"{root}/jobs/{number}",
        html_url=web(call.repo, f"actions/runs/{run.id}/job/{number}"),
        started_at=run.run_started_at,
        completed_at=run.updated_at if run.conclusion else None,
    )


def show(call: Call, repo: Repo, run: Run) -> dict[str, Any]:
    """Return a `workflow-run`."""
    home = repository(call, repo, None)
    return in_repository(
        call,
        repo,
        run,
        triggering_actor=run.actor,
        repository=home,
        head_repository=home,
        pull_requests=[],
    )
