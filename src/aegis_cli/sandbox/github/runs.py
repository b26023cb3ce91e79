"""The runs of workflows."""

from functools import partial
from typing import Any

from aegis_cli.sandbox.github import queries, workflows
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.development import Run
from aegis_cli.sandbox.github.repo_shapes import repository
from aegis_cli.sandbox.github.shapes import in_repository
from aegis_cli.sandbox.github.world import Repo


def index(call: Call) -> Reply:
    """List the runs of a repository, or of one workflow, the newest first."""
    runs = [run for run in _runs(call) if _is_asked_for(call, run)]
    runs.sort(key=lambda run: run.created_at, reverse=True)
    return queries.page_with_total(call, runs, partial(show, call, call.repo), key="workflow_runs")


def _runs(call: Call) -> list[Run]:
    """Return the runs of the repository, or of the workflow that the path names."""
    runs = call.repo.runs.values()
    if "workflow_id" not in call.params:
        return [*runs]
    workflow = workflows.named(call)
    return [run for run in runs if run.workflow_id == workflow.id]


def _is_asked_for(call: Call, run: Run) -> bool:
    status = queries.choice(call, "status", resource="WorkflowRun", default=run.status)
    facts = {"actor": run.actor.login, "branch": run.head_branch, "event": run.event}
    is_wanted = all(call.query.get(name) in {None, "", value} for name, value in facts.items())
    return is_wanted and status in {run.status, run.conclusion}


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
