"""The jobs of runs: a workflow says which there are, and its run how far they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.shapes import web
from aegis_cli.sandbox.github.description.objects import as_object, node_id
from aegis_cli.sandbox.github.world.development import JobPlan, Run
from aegis_cli.sandbox.github.world.world import Repo, Role

_APART = 1_000_000_000
"""What the id of the first job of a run is greater by than that of the run, and so on."""
_PENDING = frozenset({"queued", "waiting"})
_BAD: Mapping[str | None, str | None] = {
    **{name: name for name in ("failure", "timed_out", "cancelled")},
    None: None,
}
"""How the job ends that decides how its run does; of one that is running, it runs."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands."""

    id: int
    name: str
    status: str
    conclusion: str | None
    started_at: datetime
    completed_at: datetime | None
    steps: tuple[Mapping[str, Any], ...]


def jobs_of(repo: Repo, run: Run) -> list[Job]:
    """Return the jobs of a run; one that waits for a person's approval has none yet."""
    workflow = repo.workflows.get(run.workflow_id)
    if workflow is None or run.conclusion == "action_required":
        return []
    jobs, begins, left = [], run.run_started_at, run.steps_done
    for at, plan in enumerate(workflow.jobs):
        was_kept = plan.name in run.kept
        begins = run.kept.get(plan.name, begins)
        how = ("completed", "success") if was_kept else _stand(run, at, len(workflow.jobs))
        if left is not None and run.status == "in_progress":
            how = _how_far(plan, left)
        steps = (*_steps(plan, how, begins, left),)
        left = None if left is None else left - len(plan.steps)
        job = Job(run.id + (at + 1) * _APART, plan.name, *how, begins, None, steps)
        ends = max((each["completed_at"] or begins for each in steps), default=begins)
        jobs.append(replace(job, completed_at=ends if how[1] else None))
        begins = run.run_started_at if was_kept else ends
    return jobs


def index(call: Call) -> Reply:
    """List the jobs of a run; one that is under way is further at the next look."""
    run = errors.present(call.repo.runs.get(call.params["run_id"]))
    jobs = jobs_of(call.repo, run)
    if jobs and run.status in {"queued", "in_progress"} and call.state.run_pace:
        call.repo.runs[run.id] = _move_on(call, run, jobs)
    return queries.page_with_total(call, jobs, partial(_show, call, run), key="jobs")


def _move_on(call: Call, run: Run, jobs: list[Job]) -> Run:
    """Return a run that is some steps further, as the setting `run_pace` says."""
    known = sum(step["status"] == "completed" for job in jobs for step in job.steps)
    done = known + call.state.run_pace if run.status == "in_progress" else 0
    steps = sum(len(plan.steps) for plan in call.repo.workflows[run.workflow_id].jobs)
    how: dict[str, Any] = {"status": "in_progress", "conclusion": None}
    if done >= steps:
        how = {"status": "completed", "conclusion": "success"}
    return replace(run, **how, steps_done=min(done, steps), updated_at=call.now)


def get(call: Call) -> Reply:
    """Return one job."""
    return Reply(_show(call, *run_and_job_of(call)))


def rerun_failed(call: Call) -> Reply:
    """Run the failed jobs of a run again, and those that depend on them."""
    repo, run = call.thing_to_write(
        lambda call: errors.present(call.repo.runs.get(call.params["run_id"])), Role.WRITE
    )
    good = [each for each in jobs_of(repo, run) if each.conclusion == "success"]
    if run.status == "completed" and len(good) == len(jobs_of(repo, run)):
        raise errors.Refusal(403, "This workflow run has no failed jobs to rerun.")
    return _rerun(call, run, good)


def rerun(call: Call) -> Reply:
    """Run one job again, and what comes after it."""
    _, (run, job) = call.thing_to_write(run_and_job_of, Role.WRITE)
    jobs = jobs_of(call.repo, run)
    return _rerun(call, run, jobs[: jobs.index(job)])


def get_usage(call: Call) -> Reply:
    """Return how long a run took; nobody is billed for a public repository."""
    run = errors.present(call.repo.runs.get(call.params["run_id"]))
    times = [
        (job.id, int((job.completed_at - job.started_at).total_seconds()) * 1_000)
        for job in jobs_of(call.repo, run)
        if job.completed_at is not None
    ]
    total = sum(each for _, each in times)
    runs = [{"job_id": job, "duration_ms": each} for job, each in times]
    billed = {"total_ms": total if call.repo.private else 0, "jobs": len(times), "job_runs": runs}
    return Reply({"billable": {"UBUNTU": billed} if runs else {}, "run_duration_ms": total})


def _rerun(call: Call, run: Run, kept: list[Job]) -> Reply:
    check_body(call)
    if run.status != "completed":
        message = "This workflow run cannot be retried, it is already running."
        raise errors.Refusal(403, message)
    call.repo.runs[run.id] = replace(
        run,
        status="queued",
        conclusion=None,
        run_attempt=run.run_attempt + 1,
        kept={each.name: each.started_at for each in kept},
        steps_done=None,
        run_started_at=call.now,
        updated_at=call.now,
    )
    return Reply({}, 201)


def run_and_job_of(call: Call) -> tuple[Run, Job]:
    """Return the job that a path names, with its run."""
    number = call.params["job_id"]
    both = ((run, job) for run in call.repo.runs.values() for job in jobs_of(call.repo, run))
    return errors.present(next((pair for pair in both if pair[1].id == number), None))


def _stand(run: Run, at: int, count: int) -> tuple[str, str | None]:
    """Return the status and the conclusion of a job by its place among the others."""
    decides = min(1, count - 1)
    if run.status in _PENDING:
        return run.status, None
    if run.conclusion not in _BAD or at < decides:
        return "completed", "success"
    if at == decides:
        return run.status, _BAD[run.conclusion]
    return ("completed", "skipped") if run.conclusion else ("queued", None)


def _how_far(plan: JobPlan, done: int) -> tuple[str, str | None]:
    """Return how far a job is of which, and of those before it, so many steps are done."""
    if done >= len(plan.steps):
        return "completed", "success"
    return ("in_progress" if done >= 0 else "queued"), None


def _steps(
    plan: JobPlan, how: tuple[str, str | None], begins: datetime, done: int | None
) -> Iterator[Mapping[str, Any]]:
    """Yield the steps of a job: what did not go well is the last but one, unless some are done."""
    status, conclusion = how
    if status in _PENDING or conclusion == "skipped":
        return
    breaks = len(plan.steps) if conclusion == "success" else max(0, len(plan.steps) - 2)
    breaks = breaks if done is None or conclusion else done
    for at, name in enumerate(plan.steps):
        after = ("completed", "skipped") if conclusion else ("queued", None)
        state = ("completed", "success") if at < breaks else how if at == breaks else after
        ends = begins + timedelta(seconds=7 * len(name) if at <= breaks else 0)
        is_begun, is_over = state[0] != "queued", state[1] is not None
        yield {
            "number": at + 1,
            "name": name,
            **dict(zip(("status", "conclusion"), state, strict=True)),
            "started_at": begins if is_begun else None,
            "completed_at": ends if is_over else None,
        }
        begins = ends


def _show(call: Call, run: Run, job: Job) -> dict[str, Any]:
    """Return a `job`."""
    root = f"{call.base}/repos/{call.repo.full_name}"
    return as_object(
        "job",
        job,
        node_id=node_id("CR", job.id),
        run_id=run.id,
        run_url=f"{root}/actions/runs/{run.id}",
        run_attempt=run.run_attempt,
        **{name: getattr(run, name) for name in ("head_sha", "head_branch", "created_at")},
        workflow_name=run.name,
        steps=[*job.steps],
        labels=["ubuntu-latest"],
        url=f"{root}/actions/jobs/{job.id}",
        html_url=web(call.repo, f"actions/runs/{run.id}/job/{job.id}"),
        check_run_url=f"{root}/check-runs/{job.id}",
    )
