"""Actions that run again, stop, approve and delete the runs of workflows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action, R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.nouns.actions.jobs import DebugLogging
from aegis_cli.providers.github.nouns.actions.runs import JOBS_OF_RUN, GetRun
from aegis_cli.providers.github.nouns.repos.commits import in_one_line
from aegis_cli.providers.github.states import outcome_of
from aegis_cli.providers.github.targets import RunAction

_CANCELLED = Target(
    read=GetRun,
    leaves=(("conclusion", "conclusion", "cancelled"),),
    over=("{status}", "completed", "has ended already"),
)


def jobs_of(run: Any) -> str:
    """Name the jobs of a run, with how each ended."""
    return _names_of(run, lambda _job: True)


def failed_jobs_of(run: Any) -> str:
    """Name the jobs of a run that failed, which run again."""
    return _names_of(run, lambda job: text_at(job, "conclusion") not in _PASSED)


_PASSED = frozenset({"success", "skipped", "neutral"})


def _names_of(run: Any, is_told: Callable[[Any], bool]) -> str:
    jobs = pick(run, "jobs")
    if not isinstance(jobs, list):
        return "not known"
    told = [f"{text_at(job, 'name')} ({outcome_of(job)})" for job in jobs if is_told(job)]
    return in_one_line(told) or "there are none"


_WITH_JOBS: Target[Action[Any]] = Target(
    read=GetRun, beside=(JOBS_OF_RUN,), shows=(("jobs", jobs_of),)
)
_FAILED_JOBS = replace(_WITH_JOBS, shows=(("failed jobs", failed_jobs_of),))


class _RunWrite(RunAction[R]):
    """A write to one run."""

    target = Target(read=GetRun)


class RerunRun(
    _RunWrite[None],
    op="actions/re-run-workflow",
    action="runs.rerun",
    effect=Effect.WRITE,
    page=NewPage(noun="run", path="/{repo}/actions/runs/{run_id}", number=""),
    undo=Lasting("What runs can only be cancelled."),
    target=_WITH_JOBS,
    says="Run all jobs of the run {run_id} in {repo} again",
    view=Line("The run {@run_id} in {@repo} runs again", piped="{@run_id}"),
    utterances=(
        (
            "rerun|re-run|restart|retry|run the workflow_run|run|build {run_id} [again]"
            " [with {enable_debug_logging}]"
        ),
    ),
):
    """Run all jobs of a workflow's run again."""

    enable_debug_logging: DebugLogging | None = None
    """Whether its logs say more than usual."""


class RerunFailedJobs(
    _RunWrite[None],
    op="actions/re-run-workflow-failed-jobs",
    action="runs.rerun_failed",
    effect=Effect.WRITE,
    undo=Lasting("What runs can only be cancelled."),
    target=_FAILED_JOBS,
    says="Run the failed jobs of the run {run_id} in {repo} again, with those that depend on them",
    view=Line("The failed jobs of the run {@run_id} in {@repo} run again", piped="{@run_id}"),
    utterances=(
        (
            "rerun|re-run|restart|retry|run the failed|failing|broken jobs|job of|in|from the"
            " workflow_run|run|build {run_id} [again] [with {enable_debug_logging}]"
        ),
        (
            "rerun|re-run|restart|retry|run the failed|failing|broken jobs|job of|in|from {run_id}"
            " [again] [with {enable_debug_logging}]"
        ),
    ),
):
    """Run the jobs of a run again that failed, with the jobs that depend on them."""

    enable_debug_logging: DebugLogging | None = None
    """Whether its logs say more than usual."""


class CancelRun(
    _RunWrite[None],
    op="actions/cancel-workflow-run",
    action="runs.cancel",
    effect=Effect.ASKED,
    because="what ran so far stays as it is, and the run can be run again",
    undo=Lasting("It can be run again."),
    target=_CANCELLED,
    says="Cancel the run {run_id} in {repo}",
    view=Line("Cancelled the run {@run_id} in {@repo}", piped="{@run_id}"),
    confirmation=Confirmation(phrase="cancel run {run_id}", same="cancel run {id}"),
    utterances=("cancel|stop|abort|kill the workflow_run|run|build {run_id}",),
):
    """Cancel a run that is not at its end; what it did so far stays."""


class ForceCancelRun(
    _RunWrite[None],
    op="actions/force-cancel-workflow-run",
    action="runs.force_cancel",
    effect=Effect.ASKED,
    also=("runs.cancel",),
    because="what ran so far stays as it is, and the run can be run again",
    undo=Lasting("It can be run again."),
    target=_CANCELLED,
    says="Cancel the run {run_id} in {repo} by force, without the steps that always run",
    view=Line("Cancelled the run {@run_id} in {@repo} by force", piped="{@run_id}"),
    confirmation=Confirmation(phrase="force-cancel run {run_id}", same="force-cancel run {id}"),
    verbs=("force-cancel", "force cancel"),
    utterances=("force-cancel|force_cancel the workflow_run|run|build {run_id}",),
):
    """Cancel a run that does not end when it is cancelled; steps that tidy up are left out."""


class ApproveRun(
    _RunWrite[None],
    op="actions/approve-workflow-run",
    action="runs.approve",
    effect=Effect.ASKED,
    because="code of others runs, or something is deployed, at once",
    undo=Lasting("What runs can only be cancelled."),
    says="Let the run {run_id} in {repo} begin, which a pull request from a fork started",
    view=Line("Approved the run {@run_id} in {@repo}, which begins now", piped="{@run_id}"),
    confirmation=Confirmation(
        phrase="approve run {run_id}",
        same="approve run {id}",
        heading="The code of somebody without a role here would run:",
    ),
    utterances=("approve the workflow_run|run|build {run_id}",),
):
    """Let a run begin that a pull request of a new contributor's fork started."""


class DeleteRun(
    _RunWrite[None],
    op="actions/delete-workflow-run",
    action="runs.delete",
    effect=Effect.DESTRUCTIVE,
    because="what a run said and kept is gone for good",
    says="Delete the run {run_id} in {repo}, with its logs and its artifacts",
    view=Line("Deleted the run {@run_id} in {@repo}", piped="{@run_id}"),
    confirmation=Confirmation(
        phrase="delete run {run_id}",
        same="delete run {id}",
        heading="This would be lost for good, with its logs and its artifacts:",
    ),
    utterances=("delete|destroy|remove the workflow_run|run|build {run_id}",),
):
    """Delete a run, with its logs and its artifacts."""


class DeleteRunLogs(
    _RunWrite[None],
    op="actions/delete-workflow-run-logs",
    action="runs.delete_logs",
    effect=Effect.DESTRUCTIVE,
    because="what a run said and kept is gone for good",
    says="Delete the logs of the run {run_id} in {repo}; the run stays",
    view=Line("Deleted the logs of the run {@run_id} in {@repo}", piped="{@run_id}"),
    confirmation=Confirmation(
        phrase="delete logs of run {run_id}",
        same="delete logs of run {id}",
        heading="The logs of this would be lost for good:",
    ),
    utterances=(
        "delete|destroy|remove the logs|log of|from|for the workflow_run|run|build {run_id}",
    ),
):
    """Delete the logs of a run; the run stays, and how it ended."""
