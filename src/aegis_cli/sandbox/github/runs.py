"""The runs of workflows: list them, and run one again."""

from dataclasses import replace
from functools import partial
from typing import Any

from aegis_cli.sandbox.github import errors, queries
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.development import Run
from aegis_cli.sandbox.github.repo_shapes import repository
from aegis_cli.sandbox.github.shapes import below
from aegis_cli.sandbox.github.world import Repo, Role


def index(call: Call) -> Reply:
    """List the runs of a repository, the newest first."""
    runs = [run for run in call.repo.runs.values() if _is_asked_for(call, run)]
    runs.sort(key=lambda run: run.created_at, reverse=True)
    return queries.counted(call, runs, partial(shown, call, call.repo), key="workflow_runs")


def rerun(call: Call) -> Reply:
    """Run all jobs of a run again."""
    repo, run = call.thing_to_write(
        lambda call: errors.present(call.repo.runs.get(call.params["run_id"])), Role.WRITE
    )
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
    status = queries.choice(call, "status", resource="WorkflowRun", default=run.status)
    facts = {"actor": run.actor.login, "branch": run.head_branch, "event": run.event}
    is_wanted = all(call.query.get(name) in {None, "", value} for name, value in facts.items())
    return is_wanted and status in {run.status, run.conclusion}


def shown(call: Call, repo: Repo, run: Run) -> dict[str, Any]:
    """Return a `workflow-run`."""
    home = repository(call, repo, None)
    return below(
        call,
        repo,
        run,
        triggering_actor=run.actor,
        repository=home,
        head_repository=home,
        pull_requests=[],
    )
