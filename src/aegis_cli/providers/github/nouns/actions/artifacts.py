"""Actions on what runs keep: artifacts."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.field_types import IdNumber, Limit
from aegis_cli.actions.kinds import named_kind, numbered_kind
from aegis_cli.actions.marks import Doc
from aegis_cli.actions.target import Headline
from aegis_cli.actions.templates import pick
from aegis_cli.actions.views import Column, Listing, Tone
from aegis_cli.providers.github.repositories import REPOSITORY
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import RunAction

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
            "SHOW the [first|top {limit} of?] artifacts of|from|in|for the"
            " workflow_run|run|build {run_id} [named|called {name}]"
        ),
        "SHOW the workflow_run|run|build {run_id} artifacts",
    ),
):
    """List what a run kept, with how large it is and whether it is still there."""

    name: ArtifactName | None = None

    limit: Limit = 30
