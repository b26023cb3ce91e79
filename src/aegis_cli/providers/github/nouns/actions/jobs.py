"""Actions on the jobs of runs."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import IdNumber, Limit
from aegis_cli.actions.fields.kinds import Synonyms, numbered_kind
from aegis_cli.actions.results.templates import Template
from aegis_cli.actions.results.views import Card, Line, Style, Tree, TreeLevel
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.repositories import REPOSITORY
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.states import (
    duration_of,
    outcome_of,
    outcome_tone,
    pending_outcome_of,
    seconds_of,
)
from aegis_cli.providers.github.targets import RunAction

JobId: TypeAlias = Annotated[
    IdNumber,
    numbered_kind(
        "job",
        "1016000002",
        "Say which job by its id, as in job 1016000002; the jobs of a run show them.",
        inside=REPOSITORY,
        also=(r"https?://\S+/job/([0-9]+)(?:[?#]\S*)?",),
    ),
]
DebugLogging: TypeAlias = Annotated[bool, Synonyms(true=("debug logs", "debug logging"))]


class StepResource(Resource):
    """One step of a job."""

    number: int
    name: str
    status: str
    conclusion: str | None = None
    started_at: str | None = None
    completed_at: str | None = None


class JobResource(Resource):
    """One job of a run."""

    headline: ClassVar = Headline(
        kind="job",
        name="{id} of {@repo}",
        title="{name}",
        state=outcome_of,
        identity=("id",),
    )

    id: int
    run_id: int
    name: str
    workflow_name: str | None = None
    head_branch: str | None = None
    status: str
    conclusion: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    runner_name: str | None = None
    html_url: str | None = None
    steps: list[StepResource] | None = None


_HOW_LONG: tuple[tuple[Template, Style], ...] = (
    (pending_outcome_of, outcome_tone),
    (duration_of, "grey"),
)
_STEP = TreeLevel(
    "{name}", outcome_tone, _HOW_LONG, piped=("{number}", "{name}", outcome_of, seconds_of)
)
JOBS = Tree(
    "Showing {count:job|jobs} of the run {run_id} in {repo}",
    whole=TreeLevel(
        "{name}",
        outcome_tone,
        (*_HOW_LONG, ("{id}", "cyan")),
        piped=("", "", outcome_of, seconds_of),
    ),
    empty="the run {run_id} in {repo} has no jobs",
    keys=("{id}", "{name}"),
    parts="steps",
    part=_STEP,
    label="Jobs",
    items="jobs",
)
"""The jobs of a run, with their steps."""


class ListJobs(
    RunAction[list[JobResource]],
    op="actions/list-jobs-for-workflow-run",
    action="runs.list_jobs",
    says="List the jobs of the run {run_id} in {repo}, with their steps",
    view=JOBS,
    utterances=(
        (
            "SHOW? the [first|top {limit} of?] jobs|steps of|in|for the"
            " workflow_run|run|build {run_id}"
        ),
        "SHOW? the workflow_run|run|build {run_id} jobs|steps",
    ),
):
    """List the jobs of a run with their steps, how each ended and how long it took."""

    filter: (
        Annotated[Literal["latest", "all"], Synonyms(all=("every attempt", "all attempts"))] | None
    ) = None
    """Whether only those of the last attempt, which is usual, or those of all."""

    limit: Limit = 30
    """How many jobs to show at most."""


class JobAction(GitHubAction[R]):
    """An action on one job."""

    repo: RepoName
    """Repository that the job ran in, as OWNER/NAME."""
    job_id: JobId
    """The job, by its id."""


class GetJob(
    JobAction[JobResource],
    op="actions/get-job-for-workflow-run",
    action="jobs.get",
    says="Show the job {job_id} in {repo}",
    view=Card(
        heading="{name}",
        reference="{id} of run {run_id}",
        summary=((outcome_of, outcome_tone), (duration_of, "plain"), ("{started_at:ago}", "grey")),
        facts=(
            ("Workflow", "{workflow_name}"),
            ("Branch", "{head_branch}"),
            ("Runner", "{runner_name}"),
        ),
        footer="View this job on GitHub: {html_url}",
        piped=(
            *(("name", "{name}"), ("id", "{id}"), ("run", "{run_id}"), ("outcome", outcome_of)),
            *(("seconds", seconds_of), ("workflow", "{workflow_name}")),
            *(("branch", "{head_branch}"), ("runner", "{runner_name}"), ("url", "{html_url}")),
        ),
        tree=Tree("", whole=_STEP, empty="", label="Steps", items="steps"),
    ),
    utterances=("SHOW the job {job_id}",),
):
    """Show one job with its steps, how each ended and how long it took."""


class RerunJob(
    JobAction[None],
    op="actions/re-run-job-for-workflow-run",
    action="jobs.rerun",
    effect=Effect.WRITE,
    undo=Lasting("What runs can only be cancelled."),
    target=Target(read=GetJob),
    says="Run the job {job_id} in {repo} again, with those that depend on it",
    view=Line("The job {@job_id} in {@repo} runs again", piped="{@job_id}"),
    utterances=(
        "rerun|re-run|restart|retry|run the job {job_id} [again] [with {enable_debug_logging}]",
    ),
):
    """Run one job of a run again, with the jobs that depend on it."""

    enable_debug_logging: DebugLogging | None = None
    """Whether its logs say more than usual."""
