"""The runs of workflows."""

from dataclasses import replace
from functools import partial
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.repo_shapes import repository
from aegis_cli.sandbox.github.api.shapes import in_repository
from aegis_cli.sandbox.github.description.objects import as_object
from aegis_cli.sandbox.github.runs import workflows
from aegis_cli.sandbox.github.world.development import GatedEnvironment, Run
from aegis_cli.sandbox.github.world.world import Repo, Role


def index(call: Call) -> Reply:
    """List the runs of a repository, or of one workflow, the newest first."""
    runs = [run for run in _runs(call) if _is_asked_for(call, run)]
    runs.sort(key=lambda run: run.created_at, reverse=True)
    return queries.page_with_total(call, runs, partial(show, call, call.repo), key="workflow_runs")


def delete(call: Call) -> Reply:
    """Delete a run, with what it kept."""
    repo, run = call.thing_to_write(_run_of, Role.WRITE)
    del repo.runs[run.id]
    for each in [*repo.artifacts.values()]:
        if each.run_id == run.id:
            del repo.artifacts[each.id]
    return Reply(status=204)


def list_pending_deployments(call: Call) -> Reply:
    """List what a run waits to deploy to."""
    return Reply([_pending(call, each) for each in _run_of(call).waits_for])


def review_deployments(call: Call) -> Reply:
    """Approve or reject what a run waits for: it goes on when nothing is left to approve."""
    repo, run = call.thing_to_write(_run_of, Role.WRITE)
    body = check_body(call)
    chosen = [each for each in run.waits_for if each.id in body["environment_ids"]]
    if len(chosen) != len({*body["environment_ids"]}):
        raise errors.unprocessable("Some of the environments are not waiting for a review.")
    if any(call.me.login not in each.reviewers for each in chosen):
        raise errors.Refusal(403, "You are not a reviewer of this environment.")
    left = tuple(each for each in run.waits_for if each not in chosen)
    is_approved = body["state"] == "approved"
    how: dict[str, Any] = {"waits_for": left if is_approved else (), "updated_at": call.now}
    if not is_approved:
        how |= {"status": "completed", "conclusion": "failure"}
    elif not left:
        how |= {"status": "queued"}
    repo.runs[run.id] = replace(run, **how)
    return Reply([_deployment(call, run, each) for each in chosen])


def _run_of(call: Call) -> Run:
    return errors.present(call.repo.runs.get(call.params["run_id"]))


def _pending(call: Call, shown: GatedEnvironment) -> dict[str, Any]:
    """Return a `pending-deployment`."""
    people = [call.world.people[login] for login in shown.reviewers]
    return as_object(
        "pending-deployment",
        environment={"id": shown.id, "name": shown.name},
        current_user_can_approve=call.viewer in people,
        reviewers=[{"type": "User", "reviewer": each} for each in people],
    )


def _deployment(call: Call, run: Run, to: GatedEnvironment) -> dict[str, Any]:
    """Return a `deployment`."""
    root = f"{call.base}/repos/{call.repo.full_name}"
    number = next(call.world.ids)
    return as_object(
        "deployment",
        id=number,
        sha=run.head_sha,
        ref=run.head_branch,
        task="deploy",
        payload={},
        environment=to.name,
        creator=run.actor,
        created_at=call.now,
        updated_at=call.now,
        url=f"{root}/deployments/{number}",
        statuses_url=f"{root}/deployments/{number}/statuses",
        repository_url=root,
    )


def _runs(call: Call) -> list[Run]:
    """Return the runs of the repository, or of the workflow that the path names."""
    runs = call.repo.runs.values()
    if "workflow_id" not in call.params:
        return [*runs]
    workflow = workflows.workflow_of(call)
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
