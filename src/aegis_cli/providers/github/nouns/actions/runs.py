"""Actions on the runs of workflows."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.field_types import IdNumber, Limit
from aegis_cli.actions.kinds import Synonyms, named_kind, numbered_kind
from aegis_cli.actions.target import Headline, Target
from aegis_cli.actions.templates import text_at
from aegis_cli.actions.views import Card, Column, Line, Listing, Tone
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, Login, RepoName
from aegis_cli.providers.github.repositories import REPOSITORY
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import ListedRepo

Event: TypeAlias = Annotated[
    str, named_kind("event", "push"), StringConstraints(min_length=1, max_length=100)
]
RunId: TypeAlias = Annotated[
    IdNumber,
    numbered_kind(
        "run",
        "16000001",
        "Say which run by its id, as in run 16000001; a list of runs shows them.",
        inside=REPOSITORY,
    ),
]


def outcome_of(run: Any) -> str:
    """Return how a run ended; while it is not at its end, how far it is."""
    return (text_at(run, "conclusion") or text_at(run, "status")).replace("_", " ")


def outcome_tone(run: Any) -> Tone:
    """Return the colour of an outcome."""
    match text_at(run, "conclusion"):
        case "success":
            return "green"
        case "failure" | "timed_out" | "action_required":
            return "red"
        case "":
            return "yellow"
        case _:
            return "grey"


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
            Column("WORKFLOW", "{name}"),
            Column("BRANCH", "{head_branch}", style="cyan"),
            Column("STARTED", "{created_at:age}", style="grey"),
        ),
        piped=(
            *("{id}", "{status}", "{conclusion}", "{display_title}", "{name}", "{head_branch}"),
            *("{event}", "{created_at}"),
        ),
    )

    id: int
    name: str | None = None
    display_title: str
    status: str | None = None
    conclusion: str | None = None
    event: str
    head_branch: str | None = None
    html_url: str
    created_at: str


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
    """List the runs of a repository's workflows, the newest first."""

    repo: ListedRepo

    status: (
        Annotated[
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
        ]
        | None
    ) = None
    """Only those that are so far, or ended so."""

    branch: Branch | None = None
    """Only those of this branch."""

    event: Event | None = None
    """Only those that this started, such as push or pull_request."""

    actor: Login | None = None
    """Only those that this person started; @me is you."""

    limit: Limit = 30


class _RunAction(GitHubAction[R]):
    """An action on one run."""

    repo: RepoName
    """Repository that the run is in, as OWNER/NAME."""
    run_id: RunId
    """The run, by its id."""


class GetRun(
    _RunAction[WorkflowRun],
    op="actions/get-workflow-run",
    action="runs.get",
    says="Show the run {run_id} in {repo}",
    view=Card(
        heading="{display_title}",
        reference="{id} in {@repo}",
        summary=((outcome_of, outcome_tone), ("{name}", "plain"), ("{created_at:ago}", "grey")),
        facts=(("Branch", "{head_branch}"), ("Event", "{event}")),
        footer="View this run on GitHub: {html_url}",
    ),
    verbs=("show", "get", "view"),
    utterances=("SHOW the workflow_run|run|build {run_id}",),
):
    """Show one run of a workflow."""


class RerunRun(
    _RunAction[None],
    op="actions/re-run-workflow",
    action="runs.rerun",
    effect=Effect.WRITE,
    target=Target(read=GetRun),
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

    enable_debug_logging: Annotated[bool, Synonyms(true=("debug logs", "debug logging"))] | None = (
        None
    )
    """Whether its logs say more than usual."""
