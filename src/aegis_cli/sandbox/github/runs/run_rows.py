"""Workflows, their runs, artifacts and caches, as far as plain rules keep them."""

from functools import partial

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.changes import Change
from aegis_cli.sandbox.github.api.collection import Collection
from aegis_cli.sandbox.github.api.row import Row
from aegis_cli.sandbox.github.runs import artifacts, runs, workflows
from aegis_cli.sandbox.github.world.development import (
    Artifact,
    Cache,
    Run,
    Workflow,
)

_REPO = "/repos/{owner}/{repo}"

WORKFLOWS = Collection(
    path=f"{_REPO}/actions/workflows",
    kind=Workflow,
    store="workflows",
    shape=workflows.show,
    find=workflows.workflow_of,
)


RUNS = Collection(path=f"{_REPO}/actions/runs", kind=Run, store="runs", shape=runs.show)


ROWS: tuple[Row, ...] = (
    WORKFLOWS,
    *(
        Change(operation=f"actions/{verb}-workflow", of=WORKFLOWS, sets={"state": state})
        for verb, state in (("enable", "active"), ("disable", "disabled_manually"))
    ),
    RUNS,
    Collection(
        path=f"{_REPO}/actions/artifacts",
        kind=Artifact,
        store="artifacts",
        orders={"": artifacts.newest_first},
        shape=artifacts.show,
    ),
    Collection(path=f"{_REPO}/actions/caches", kind=Cache, store="caches"),
    Change(
        operation="actions/re-run-workflow",
        of=RUNS,
        only={"status": "completed"},
        otherwise=partial(
            errors.Refusal, 403, "This workflow run cannot be retried, it is already running."
        ),
        sets={"status": "queued", "conclusion": None, "kept": {}},
        times=("run_started_at", "updated_at"),
        counts="run_attempt",
    ),
    *(
        Change(
            operation=f"actions/{verb}-workflow-run",
            of=RUNS,
            only={"conclusion": None},
            otherwise=partial(
                errors.Refusal, 409, "Cannot cancel a workflow run that is completed."
            ),
            sets={"status": "completed", "conclusion": "cancelled"},
        )
        for verb in ("cancel", "force-cancel")
    ),
    Change(
        operation="actions/approve-workflow-run",
        of=RUNS,
        only={"conclusion": "action_required"},
        otherwise=partial(errors.Refusal, 403, "This run does not wait for an approval."),
        sets={"status": "queued", "conclusion": None},
        times=("run_started_at", "updated_at"),
    ),
    Change(operation="actions/delete-workflow-run-logs", of=RUNS, sets={"has_logs": False}),
)
