"""Actions on workflows."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.fields.marks import ResolvedId, Unsent
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Card, Column, Line, Listing, Tone
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.nouns.actions.runs import (
    RunActor,
    RunBranch,
    RunEvent,
    RunStatus,
    WorkflowRun,
)
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import ListedRepo

WorkflowName: TypeAlias = Annotated[
    str,
    named_kind(
        *("workflow", "ci.yml", "'Nightly build'"),
        reads="named",
        ignores_case=True,
        also=(r"\.github/workflows/([^/]+)",),
    ),
    StringConstraints(min_length=1, max_length=250, pattern=r"^[^\x00-\x1f\x7f]+$"),
]


def standing_of(workflow: Any) -> str:
    """Return whether a workflow runs, and if not, why."""
    return text_at(workflow, "state").replace("_", ", ", 1).replace("_", " ")


def standing_tone(workflow: Any) -> Tone:
    """Return the colour of `standing_of`."""
    return "green" if text_at(workflow, "state") == "active" else "grey"


class WorkflowResource(Resource):
    """A workflow."""

    headline: ClassVar = Headline(
        kind="workflow",
        name="{name!r} of {@repo}",
        title="{path}",
        state=standing_of,
        identity=("id",),
    )

    listing: ClassVar = Listing(
        "workflow|workflows",
        columns=(
            Column("NAME", "{name}", style="bold"),
            Column("STATE", standing_of, style=standing_tone),
            Column("ID", "{id}", style="cyan"),
            Column("FILE", "{path}", flexible=True),
        ),
        piped=("{name}", "{state}", "{id}", "{path}"),
    )

    conditions: ClassVar = (
        Condition("name", "name", ConditionKind.TEXT),
        Condition("state", "state", ConditionKind.CHOICE),
        Condition("created", "created_at", ConditionKind.DAY),
        Condition("updated", "updated_at", ConditionKind.DAY),
    )

    id: int
    name: str
    path: str
    state: str
    html_url: str
    created_at: str
    updated_at: str


class ListWorkflows(
    GitHubAction[list[WorkflowResource]],
    op="actions/list-repo-workflows",
    action="workflows.list",
    says="List the workflows of {repo}",
    utterances=(
        "SHOW? the [first {limit} of?] workflows|actions_workflows",
        "what|which workflows are_there",
    ),
):
    """List the workflows of a repository, those that are disabled too."""

    repo: ListedRepo

    workflow: Annotated[WorkflowName | None, Unsent()] = None
    """Only the one of this name, file or id."""

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        names = [text_at(item, key).casefold() for key in ("id", "name", "path")]
        said = (self.workflow or "").casefold()
        return said in {"", *names, names[-1].rpartition("/")[2]}


BY_NAME = {"limit": ""}
"""The field of the list that has nothing to do with which workflow is meant."""


class WorkflowAction(GitHubAction[R]):
    """An action on one workflow, whose id is found by its name or its file."""

    target = Target(read=ListWorkflows, by=BY_NAME)

    repo: RepoName
    """Repository that it is of, as OWNER/NAME."""
    workflow: Annotated[WorkflowName, Unsent()]
    """The workflow: its name, its file such as ci.yml, or its id."""
    workflow_id: Annotated[int | None, ResolvedId(read=ListWorkflows, path="id", by=BY_NAME)] = None
    """Its id."""


class GetWorkflow(
    WorkflowAction[WorkflowResource],
    op="actions/get-workflow",
    action="workflows.get",
    says="Show the workflow {workflow!r} of {repo}",
    view=Card(
        heading="{name}",
        reference="{id}",
        summary=((standing_of, standing_tone), ("{path}", "plain")),
        facts=(("Created", "{created_at:day}"), ("Updated", "{updated_at:ago}")),
        footer="View this workflow on GitHub: {html_url}",
        piped=(
            *(("name", "{name}"), ("state", "{state}"), ("id", "{id}"), ("file", "{path}")),
            *(("updated", "{updated_at}"), ("url", "{html_url}")),
        ),
    ),
    utterances=(
        "SHOW the workflow|actions_workflow {workflow} [without runs]",
        Form(
            ("VERB me?",),
            ("{workflow} workflow",),
            (phrases.IN_REPO,),
            example="show the {workflow} workflow in {repo}",
        ),
    ),
    verbs=("show", "get", "view"),
):
    """Show one workflow, and whether it runs."""


class EnableWorkflow(
    WorkflowAction[None],
    op="actions/enable-workflow",
    action="workflows.enable",
    effect=Effect.WRITE,
    undo=Undo(action="workflows.disable"),
    target=Target(read=ListWorkflows, by=BY_NAME, leaves=(("state", "state", "active"),)),
    says="Enable the workflow {workflow!r} of {repo}",
    view=Line("Enabled the workflow {@workflow!r} of {@repo}", piped="{@workflow}"),
    verbs=("enable", "turn on", "activate", "re-enable", "reactivate"),
    utterances=(
        "enable|turn_on|activate|re-enable|reactivate workflow {workflow}",
        Form(
            ("VERB", "turn on"),
            ("{workflow} workflow",),
            (*phrases.TO_REPO, "for_me", "again"),
            example="enable the {workflow} workflow in {repo}",
        ),
    ),
):
    """Let a workflow run again that was disabled."""


class DisableWorkflow(
    WorkflowAction[None],
    op="actions/disable-workflow",
    action="workflows.disable",
    effect=Effect.WRITE,
    undo=Undo(action="workflows.enable"),
    target=Target(
        read=ListWorkflows, by=BY_NAME, leaves=(("state", "state", "disabled_manually"),)
    ),
    says="Disable the workflow {workflow!r} of {repo}, so that nothing starts it",
    view=Line("Disabled the workflow {@workflow!r} of {@repo}", piped="{@workflow}"),
    verbs=("disable", "turn off", "deactivate", "pause"),
    utterances=(
        "disable|turn_off|deactivate|pause workflow {workflow}",
        Form(
            ("VERB", "turn off"),
            ("{workflow} workflow",),
            (*phrases.TO_REPO, *phrases.FILLER_PHRASES),
            example="disable the {workflow} workflow in {repo}",
        ),
    ),
):
    """Disable a workflow, so that nothing starts it until it is enabled; its runs stay."""


class ListRunsOfWorkflow(
    WorkflowAction[list[WorkflowRun]],
    op="actions/list-workflow-runs",
    action="runs.list_for_workflow",
    says="List the runs of the workflow {workflow!r} in {repo}",
    view=WorkflowRun.listing.table(
        "of {workflow} in {repo}", frozenset({"status", "branch", "event", "actor"})
    ),
    utterances=(
        (
            "SHOW? the [last|latest {limit:number}] [{status}] workflow_runs|runs"
            " of|for|from workflow {workflow} [on|for|of the branch {branch}]"
            " [started_by|triggered_by {actor}] [for event {event}] [that? {status}]"
        ),
        Form(
            ("VERB me?", "LOOK me?", "ASK"),
            ("runs of|for|from {workflow} workflow", "{workflow} workflow runs"),
            ("on|for|of branch? {branch}", "that? {status}", phrases.IN_REPO),
            ("{status}", "last|latest {limit:number}"),
            example="list the runs of the {workflow} workflow in {repo}",
        ),
    ),
):
    """List the runs of one workflow, the newest first."""

    status: RunStatus | None = None

    branch: RunBranch | None = None

    event: RunEvent | None = None

    actor: RunActor | None = None

    limit: Limit = 30
