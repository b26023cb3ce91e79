"""Actions on what runs keep: artifacts."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import IdNumber, Limit
from aegis_cli.actions.fields.kinds import named_kind, numbered_kind
from aegis_cli.actions.fields.marks import Doc, Unsent
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Column, Line, Listing, Tone
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.repositories import REPOSITORY
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import ListedRepo, RunAction

ArtifactId: TypeAlias = Annotated[
    IdNumber,
    numbered_kind(
        "artifact",
        "15000002",
        "Say which artifact by its id, as in artifact 15000002; a list of artifacts shows them.",
        inside=REPOSITORY,
    ),
]
ArtifactName: TypeAlias = Annotated[
    str,
    named_kind("artifact", "web-dist"),
    StringConstraints(min_length=1, max_length=256),
    Doc("Only those of this name."),
]


def standing_of(artifact: Any) -> str:
    """Return whether an artifact is still there."""
    return "expired" if pick(artifact, "expired") is True else "kept"


def standing_tone(artifact: Any) -> Tone:
    """Return the colour of `standing_of`."""
    return "grey" if standing_of(artifact) == "expired" else "green"


class OfRun(Resource):
    """The run that made an artifact."""

    id: int | None = None
    head_branch: str | None = None


class ArtifactResource(Resource):
    """What a run kept."""

    headline: ClassVar = Headline(
        kind="artifact",
        name="{id} of {@repo}",
        title="{name}",
        state="{size_in_bytes:byte|bytes}",
        identity=("id",),
    )

    listing: ClassVar = Listing(
        "artifact|artifacts",
        columns=(
            Column("ID", "{id}", style="cyan"),
            Column("NAME", "{name}", style="bold", flexible=True),
            Column("BYTES", "{size_in_bytes}"),
            Column("STATE", standing_of, style=standing_tone),
            Column("RUN", "{workflow_run.id}"),
            Column("CREATED", "{created_at:age}", style="grey"),
        ),
        piped=(
            *("{id}", "{name}", "{size_in_bytes}", standing_of, "{workflow_run.id}"),
            *("{digest}", "{created_at}", "{expires_at}"),
        ),
    )

    conditions: ClassVar = (
        Condition("name", "name", ConditionKind.TEXT),
        Condition("expired", "expired", ConditionKind.CHOICE),
        Condition("bytes", "size_in_bytes", ConditionKind.COUNT),
        Condition("created", "created_at", ConditionKind.DAY),
    )

    id: int
    name: str
    size_in_bytes: int
    expired: bool
    digest: str | None = None
    created_at: str | None = None
    expires_at: str | None = None
    workflow_run: OfRun | None = None


class ListRunArtifacts(
    RunAction[list[ArtifactResource]],
    op="actions/list-workflow-run-artifacts",
    action="runs.list_artifacts",
    says="List the artifacts of the run {run_id} in {repo}",
    view=ArtifactResource.listing.table("of the run {run_id} in {repo}", frozenset({"name"})),
    utterances=(
        (
            "SHOW? the [first|top {limit} of?] artifacts of|from|in|for the"
            " workflow_run|run|build {run_id} [named|called {name}]"
        ),
        "SHOW? the workflow_run|run|build {run_id} artifacts",
    ),
):
    """List the artifacts of one run, with how large each is and whether it is still there."""

    name: ArtifactName | None = None

    limit: Limit = 30


class ListArtifacts(
    GitHubAction[list[ArtifactResource]],
    op="actions/list-artifacts-for-repo",
    action="artifacts.list",
    says="List the artifacts of {repo}",
    utterances=(
        "SHOW? the [first|last|latest|newest {limit} of?] artifacts [named|called {name}]",
        "what|which artifacts are_there",
    ),
):
    """List the artifacts of all runs of a repository, the newest first."""

    repo: ListedRepo

    name: ArtifactName | None = None

    artifact_id: Annotated[ArtifactId | None, Unsent()] = None
    """Only the one of this id."""

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        return self.artifact_id in {None, pick(item, "id")}


class DeleteArtifact(
    GitHubAction[None],
    op="actions/delete-artifact",
    action="artifacts.delete",
    effect=Effect.DESTRUCTIVE,
    because="what a run said and kept is gone for good",
    target=Target(
        read=ListArtifacts,
        by={"name": "", "limit": ""},
        pins=("name",),
        shows=(("made by", "run {workflow_run.id}"), ("digest", "{digest}")),
    ),
    says="Delete the artifact {artifact_id} of {repo}",
    view=Line("Deleted the artifact {@artifact_id} of {@repo}", piped="{@artifact_id}"),
    confirmation=Confirmation(
        phrase="delete artifact {artifact_id} of {repo}",
        same="delete artifact {id} of {@repo}",
        heading="This would be lost for good:",
    ),
    utterances=("delete|destroy|remove the artifact {artifact_id}",),
):
    """Delete what a run kept; nobody can download it any more."""

    repo: RepoName
    """Repository that it is in, as OWNER/NAME."""

    artifact_id: ArtifactId
    """The artifact, by its id."""
