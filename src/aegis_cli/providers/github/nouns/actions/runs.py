"""Actions on the runs of workflows."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field, StringConstraints

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms, named_kind
from aegis_cli.actions.fields.marks import Doc, Unsent
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.templates import Template, pick
from aegis_cli.actions.results.views import Card, Column, Listing
from aegis_cli.actions.results.watch import ReadUntil
from aegis_cli.actions.targets.related_reads import RelatedRead
from aegis_cli.actions.targets.target import Headline
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, Login
from aegis_cli.providers.github.nouns.actions.jobs import JOBS, ListJobs
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.states import duration, duration_of, outcome_of, outcome_tone
from aegis_cli.providers.github.targets import ListedRepo, RunAction

_MOST_JOBS = 300
"""How many jobs are shown beside their run."""

Event: TypeAlias = Annotated[
    str, named_kind("event", "push"), StringConstraints(min_length=1, max_length=100)
]


def _elapsed_of(run: Any) -> str:
    """Return how long a run took that has ended, as gh counts it."""
    ended = pick(run, "updated_at") if pick(run, "conclusion") else None
    return duration_of({"started_at": pick(run, "run_started_at"), "completed_at": ended})


class WorkflowRun(Resource):
    """One run of a workflow."""

    headline: ClassVar = Headline(
        kind="run", name="{id} of {@repo}", title="{display_title}", state=outcome_of
    )

    listing: ClassVar = Listing(
        "run|runs",
        columns=(
            Column("ID", "{id}", style="bold"),
            Column("STATUS", outcome_of, style=outcome_tone),
            Column("TITLE", "{display_title}", flexible=True),
            Column("BRANCH", "{head_branch}", style="cyan", keeps_end=True),
            Column("STARTED", "{created_at:age}", style="grey"),
            Column("WORKFLOW", "{name}", is_extra=True),
            Column("EVENT", "{event}", is_extra=True),
            Column("ELAPSED", _elapsed_of, style="grey", is_extra=True),
        ),
        piped=(
            *("{id}", "{status}", "{conclusion}", "{display_title}", "{name}", "{head_branch}"),
            *("{event}", "{created_at}"),
        ),
        page="/{place}/actions/runs/{number}",
    )

    conditions: ClassVar = (
        Condition("title", "display_title", ConditionKind.TEXT),
        Condition("workflow", "name", ConditionKind.CHOICE),
        Condition("status", "status", ConditionKind.CHOICE),
        Condition("conclusion", "conclusion", ConditionKind.CHOICE),
        Condition("event", "event", ConditionKind.CHOICE),
        Condition("branch", "head_branch", ConditionKind.CHOICE),
        Condition("created", "created_at", ConditionKind.DAY),
        Condition("updated", "updated_at", ConditionKind.DAY),
    )

    id: int
    name: str | None = None
    display_title: str | None = None
    status: str | None = None
    conclusion: str | None = None
    event: str
    head_branch: str | None = None
    html_url: str
    created_at: str
    run_started_at: str | None = None
    updated_at: str | None = None


RunStatus: TypeAlias = Annotated[
    Literal[
        "completed",
        "action_required",
        "cancelled",
        "failure",
        "neutral",
        "skipped",
        "stale",
        "success",
        "timed_out",
        "in_progress",
        "queued",
        "requested",
        "waiting",
        "pending",
    ],
    Synonyms(
        failure=("failed", "failing", "red", "broken"),
        success=("successful", "succeeded", "green"),
        in_progress=("running", "active"),
        cancelled=("canceled",),
        completed=("finished",),
    ),
    Doc("Only those that are so far, or ended so."),
]
RunBranch: TypeAlias = Annotated[Branch, Doc("Only those of this branch.")]
RunEvent: TypeAlias = Annotated[
    Event, Doc("Only those that this started, such as push or pull_request.")
]
RunActor: TypeAlias = Annotated[Login, Doc("Only those that this person started; @me is you.")]


class ListRuns(
    GitHubAction[list[WorkflowRun]],
    op="actions/list-workflow-runs-for-repo",
    action="runs.list",
    says="List the runs of workflows in {repo}",
    utterances=(
        (
            "SHOW? the [last|latest {limit:number}] [{status}] workflow_runs|runs|ci_runs"
            " [on|for|of the branch {branch}] [started_by|triggered_by {actor}] [for event {event}]"
            " [that? {status}]"
        ),
    ),
):
    """List the runs of all workflows of a repository, the newest first."""

    repo: ListedRepo

    status: RunStatus | None = None

    branch: RunBranch | None = None

    event: RunEvent | None = None

    actor: RunActor | None = None

    limit: Limit = 30


_RUN = Card(
    heading="{display_title}",
    reference="{id} in {@repo}",
    summary=((outcome_of, outcome_tone), ("{name}", "plain"), ("{created_at:ago}", "grey")),
    facts=(("Branch", "{head_branch}"), ("Event", "{event}")),
    footer="View this run on GitHub: {html_url}",
    piped=(
        *(("title", "{display_title}"), ("id", "{id}"), ("outcome", outcome_of)),
        *(("workflow", "{name}"), ("branch", "{head_branch}"), ("event", "{event}")),
        *(("started", "{created_at}"), ("url", "{html_url}")),
    ),
    tree=JOBS,
)
JOBS_OF_RUN = RelatedRead(name="jobs", read=ListJobs, fixed={"limit": _MOST_JOBS})


class GetRun(
    RunAction[WorkflowRun],
    op="actions/get-workflow-run",
    action="runs.get",
    says="Show the run {run_id} in {repo}",
    view=_RUN,
    related=(JOBS_OF_RUN,),
    verbs=("show", "get", "view"),
    utterances=("SHOW the workflow_run|run|build {run_id}",),
):
    """Show one run of a workflow: its jobs, how each step ended and how long it took."""


Interval: TypeAlias = Annotated[
    int,
    Kind(
        role=Role.BOUND,
        reads="number",
        noun="number of seconds",
        example="10",
        cues=("every {} seconds|sec|s",),
    ),
    Field(ge=3, le=60),
]


class WatchRun(
    RunAction[WorkflowRun],
    op="actions/get-workflow-run",
    action="runs.watch",
    says="Watch the run {run_id} in {repo}",
    view=_RUN,
    related=(JOBS_OF_RUN,),
    watches=ReadUntil(
        thing="the run", path="status", end="completed", interval="interval", once="runs.get"
    ),
    utterances=("watch|follow|monitor the workflow_run|run|build {run_id}",),
):
    """Watch a run until it has ended: its jobs and their steps, drawn again as they change."""

    interval: Annotated[Interval, Unsent()] = 3
    """How many seconds are between two looks."""


class RunnerUsage(Resource):
    """What runners of one system were used."""

    total_ms: int
    jobs: int


class Billable(Resource):
    """What is billed, by the system of the runners."""

    UBUNTU: RunnerUsage | None = None
    MACOS: RunnerUsage | None = None
    WINDOWS: RunnerUsage | None = None


class RunUsage(Resource):
    """What a run used."""

    billable: Billable
    run_duration_ms: int | None = None


def _time_at(path: str) -> Template:
    """Return a template of the time at a path, which is there in milliseconds."""

    def text_of(usage: Any) -> str:
        found = pick(usage, path)
        return duration(found // 1_000) if isinstance(found, int) else ""

    return text_of


_SYSTEMS = (("Ubuntu", "UBUNTU"), ("macOS", "MACOS"), ("Windows", "WINDOWS"))


class GetRunUsage(
    RunAction[RunUsage],
    op="actions/get-workflow-run-usage",
    action="runs.get_usage",
    says="Show what the run {run_id} in {repo} used",
    view=Card(
        heading="Usage of the run {@run_id} in {@repo}",
        facts=(
            ("Duration", _time_at("run_duration_ms")),
            *((f"Billed, {name}", _time_at(f"billable.{key}.total_ms")) for name, key in _SYSTEMS),
        ),
        piped=(
            ("milliseconds", "{run_duration_ms}"),
            ("ubuntu", "{billable.UBUNTU.total_ms}"),
            ("macos", "{billable.MACOS.total_ms}"),
            ("windows", "{billable.WINDOWS.total_ms}"),
        ),
    ),
    utterances=(
        "SHOW the usage|timing|billable_time|run_time of|for the workflow_run|run|build {run_id}",
        "SHOW the workflow_run|run|build {run_id} usage|timing",
    ),
):
    """Show how long a run took, and the time of GitHub's runners that is billed for it."""
