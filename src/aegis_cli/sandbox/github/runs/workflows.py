"""Workflows: by id or by the name of their file, and started by hand where they allow it."""

import json
from typing import Any

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.shapes import in_repository, web
from aegis_cli.sandbox.github.world.development import Run, Workflow
from aegis_cli.sandbox.github.world.world import Repo, Role


def workflow_of(call: Call) -> Workflow:
    """Return the workflow of a call, or refuse it."""
    asked = str(call.params["workflow_id"])
    workflows = call.repo.workflows.values()
    found = (each for each in workflows if asked in {str(each.id), each.path.rpartition("/")[2]})
    return errors.present(next(found, None))


def show(call: Call, repo: Repo, shown: Workflow) -> dict[str, Any]:
    """Return a `workflow`."""
    page = web(repo, f"blob/{repo.default_branch}/{shown.path}")
    badge = web(repo, f"workflows/{shown.name}/badge.svg")
    return in_repository(call, repo, shown, html_url=page, badge_url=badge)


def dispatch(call: Call) -> Reply:
    """Start a workflow by hand; the run waits for a runner."""
    repo, workflow = call.thing_to_write(workflow_of, Role.WRITE)
    body = check_body(call)
    ref = body["ref"].removeprefix("refs/heads/").removeprefix("refs/tags/")
    branch = repo.branches.get(ref)
    sha = branch.sha if branch else repo.tags.get(ref)
    if workflow.inputs is None:
        raise errors.Refusal(422, "Workflow does not have 'workflow_dispatch' trigger")
    if workflow.state != "active":
        raise errors.Refusal(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    if sha is None:
        raise errors.Refusal(422, f"No ref found for: {ref}")
    if unknown := sorted({*body.get("inputs", {})} - {*workflow.inputs}):
        raise errors.Refusal(422, f"Unexpected inputs provided: {json.dumps(unknown)}")
    run = _new_run(call, workflow, ref, sha)
    repo.runs[run.id] = run
    if not body.get("return_run_details"):
        return Reply(status=204)
    links = in_repository(call, repo, run)
    return Reply(
        {"workflow_run_id": run.id, "run_url": links["url"], "html_url": links["html_url"]}
    )


def _new_run(call: Call, workflow: Workflow, ref: str, sha: str) -> Run:
    before = [each.run_number for each in call.repo.runs.values()]
    return Run(
        id=next(call.world.ids),
        name=workflow.name,
        path=workflow.path,
        workflow_id=workflow.id,
        run_number=max(before, default=0) + 1,
        display_title=workflow.name,
        head_branch=ref,
        head_sha=sha,
        event="workflow_dispatch",
        actor=call.me,
        created_at=call.now,
        updated_at=call.now,
        run_started_at=call.now,
        status="queued",
        conclusion=None,
    )
