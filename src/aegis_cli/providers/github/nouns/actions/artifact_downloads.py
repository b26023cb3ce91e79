"""The download of what a run has kept."""

from typing import Literal

from aegis_cli.actions.views import Line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.nouns.actions.artifacts import ArtifactId
from aegis_cli.providers.github.resources import Download


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
