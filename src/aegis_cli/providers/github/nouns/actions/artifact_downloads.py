"""The download of what a run has kept."""

from typing import Annotated, Literal

from aegis_cli.actions.fields.marks import ResolvedId, Unsent
from aegis_cli.actions.results.download import Download
from aegis_cli.actions.results.views import Line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName, RunId
from aegis_cli.providers.github.nouns.actions.artifacts import (
    ArtifactId,
    ArtifactName,
    ListRunArtifacts,
)


class DownloadArtifact(
    GitHubAction[Download],
    op="actions/download-artifact",
    action="artifacts.download",
    downloads="file",
    says="Download the artifact {artifact_id} of {repo}",
    view=Line("Saved the artifact {@artifact_id} as {path}", piped="{path}"),
    utterances=("download|fetch|save the artifact {artifact_id}",),
):
    """Save what a run has kept, as a zip."""

    repo: RepoName
    """Repository that the artifact is of, as OWNER/NAME."""
    artifact_id: ArtifactId
    """The artifact, by its id."""
    archive_format: Literal["zip"] = "zip"
    """The only form that GitHub has."""


class DownloadNamedArtifact(
    GitHubAction[Download],
    op="actions/download-artifact",
    action="artifacts.download_by_name",
    downloads="file",
    says="Download the artifact {name!r} of the run {run_id} in {repo}",
    view=Line("Saved the artifact {@name!r} of the run {@run_id} as {path}", piped="{path}"),
    utterances=(
        "download|fetch|save the artifact {name} of|from|in the workflow_run|run|build {run_id}",
    ),
):
    """Save what a run has kept under a name, as a zip."""

    repo: RepoName
    """Repository that the run is in, as OWNER/NAME."""
    run_id: Annotated[RunId, Unsent()]
    """The run, by its id."""
    name: Annotated[ArtifactName, Unsent()]
    """What the run called it."""
    artifact_id: Annotated[ArtifactId | None, ResolvedId(read=ListRunArtifacts, path="id")] = None
    """The artifact of this name."""
    archive_format: Literal["zip"] = "zip"
    """The only form that GitHub has."""
