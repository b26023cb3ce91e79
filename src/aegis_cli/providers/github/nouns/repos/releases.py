"""Actions on releases."""

from typing import Annotated, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.kinds import named_kind
from aegis_cli.actions.views import Card
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.resources import Resource

Tag: TypeAlias = Annotated[
    str,
    named_kind("tag", "v2.0"),
    StringConstraints(min_length=1, max_length=244, pattern=r"^[^\x00-\x20\x7f]+$"),
]


class ReleaseNotes(Resource):
    """What GitHub would say of a release."""

    name: str
    body: str


class GenerateNotes(
    GitHubAction[ReleaseNotes],
    op="repos/generate-release-notes",
    action="releases.generate_notes",
    because="the notes are answered and stored nowhere",
    says="Draft the notes of the release {tag_name!r} of {repo}",
    view=Card("{name}", facts=(), body="{body}", piped=(("name", "{name}"),)),
    utterances=(
        (
            "draft|generate|write|show release_notes|changelog for {tag_name}"
            " [since|after {previous_tag_name}]"
        ),
    ),
):
    """Draft the notes of a release from what was merged; nothing is published."""

    repo: RepoName
    """Repository that the release is of, as OWNER/NAME."""

    tag_name: Tag
    """Tag of the release; it need not exist yet."""

    previous_tag_name: Tag | None = None
    """Tag of the release before; GitHub takes the newest one unless told otherwise."""

    target_commitish: Branch | None = None
    """Branch or commit that a new tag would stand at; GitHub takes the default branch."""

    configuration_file_path: Branch | None = None
    """File in the repository that says how notes are grouped, such as .github/release.yml."""
