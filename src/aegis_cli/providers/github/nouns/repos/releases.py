"""Actions on releases."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.field_types import IdNumber, Limit
from aegis_cli.actions.fields.kinds import named_kind, numbered_kind
from aegis_cli.actions.fields.marks import ResolvedId, Unsent
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Card, CardList, Column, Listing, Tone
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.resources import Resource, User
from aegis_cli.providers.github.targets import ListedRepo

Tag: TypeAlias = Annotated[
    str,
    named_kind("tag", "v2.0", also=("refs/tags/(.+)",)),
    StringConstraints(min_length=1, max_length=244, pattern=r"^[^\x00-\x20\x7f]+$"),
]


def standing_of(release: Any) -> str:
    """Return whether a release is published, and as what."""
    if pick(release, "draft") is True:
        return "draft"
    return "pre-release" if pick(release, "prerelease") is True else "published"


def standing_tone(release: Any) -> Tone:
    """Return the colour of `standing_of`, as `gh` has it."""
    tones: dict[str, Tone] = {"draft": "red", "pre-release": "yellow"}
    return tones.get(standing_of(release), "green")


def title_of(release: Any) -> str:
    """Return what a release is called: its tag, if it has no name."""
    return text_at(release, "name") or text_at(release, "tag_name")


class AssetResource(Resource):
    """A file of a release."""

    headline: ClassVar = Headline(
        kind="asset",
        name="{id} of {@repo}",
        title="{name}",
        state="{size:byte|bytes}",
        identity=("id",),
    )

    listing: ClassVar = Listing(
        "asset|assets",
        columns=(
            Column("ID", "{id}", style="cyan"),
            Column("NAME", "{name}", style="bold", flexible=True),
            Column("BYTES", "{size}"),
            Column("DOWNLOADS", "{download_count}"),
            Column("CREATED", "{created_at:age}", style="grey"),
        ),
        piped=("{id}", "{name}", "{size}", "{download_count}", "{digest}", "{created_at}"),
    )

    id: int
    name: str
    label: str | None = None
    content_type: str
    size: int
    digest: str | None = None
    download_count: int
    created_at: str
    uploader: User | None = None
    browser_download_url: str


class ReleaseResource(Resource):
    """A release with its notes and its files."""

    headline: ClassVar = Headline(
        kind="release",
        name="{tag_name!r} of {@repo}",
        title="{name}",
        state=standing_of,
        identity=("id",),
    )

    listing: ClassVar = Listing(
        "release|releases",
        columns=(
            Column("TAG", "{tag_name}", style="bold"),
            Column("TITLE", title_of, flexible=True),
            Column("TYPE", standing_of, style=standing_tone),
            Column("PUBLISHED", "{published_at:age}", style="grey"),
        ),
        piped=("{tag_name}", title_of, standing_of, "{published_at}"),
    )

    conditions: ClassVar = (
        Condition("tag", "tag_name", ConditionKind.TEXT),
        Condition("name", "name", ConditionKind.TEXT),
        Condition("author", "author.login", ConditionKind.CHOICE),
        Condition("draft", "draft", ConditionKind.CHOICE),
        Condition("prerelease", "prerelease", ConditionKind.CHOICE),
        Condition("created", "created_at", ConditionKind.DAY, "A release is as old as its commit."),
        Condition("published", "published_at", ConditionKind.DAY),
    )

    id: int
    tag_name: str
    target_commitish: str
    name: str | None = None
    body: str | None = None
    draft: bool
    prerelease: bool
    author: User | None = None
    created_at: str
    published_at: str | None = None
    html_url: str
    assets: list[AssetResource]


class ListReleases(
    GitHubAction[list[ReleaseResource]],
    op="repos/list-releases",
    action="releases.list",
    says="List the releases of {repo}",
    utterances=(
        "SHOW? the [first|top|last {limit} of?] releases",
        "what|which releases are_there",
    ),
):
    """List the releases of a repository, the newest first; drafts too, for those who may push."""

    repo: ListedRepo

    tag: Annotated[Tag | None, Unsent()] = None
    """Only the one of this tag, also if it is a draft."""

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        return self.tag is None or item["tag_name"] == self.tag


BY_TAG = {"limit": ""}
"""The field of the list that has nothing to do with which release is meant."""


class ReleaseAction(GitHubAction[R]):
    """An action on one release, drafts among them, whose id is found by its tag."""

    target = Target(read=ListReleases, by=BY_TAG)

    repo: RepoName
    """Repository that it is of, as OWNER/NAME."""
    tag: Annotated[Tag, Unsent()]
    """Tag of the release."""
    release_id: Annotated[int | None, ResolvedId(read=ListReleases, path="id", by=BY_TAG)] = None
    """Its id."""


RELEASE_CARD = Card(
    heading="{tag_name}",
    reference="{name}",
    summary=(
        (standing_of, standing_tone),
        ("{author.login}", "plain"),
        ("{published_at:ago}", "plain"),
    ),
    facts=(),
    body="{body}",
    lists=(CardList("assets", AssetResource.listing.within_card()),),
    footer="View this release on GitHub: {html_url}",
    piped=(
        ("title", title_of),
        ("tag", "{tag_name}"),
        ("type", standing_of),
        ("author", "{author.login}"),
        ("target", "{target_commitish}"),
        ("created", "{created_at}"),
        ("published", "{published_at}"),
        ("assets", "{assets.name}"),
        ("url", "{html_url}"),
    ),
)


class GetLatestRelease(
    GitHubAction[ReleaseResource],
    op="repos/get-latest-release",
    action="releases.get_latest",
    says="Show the latest release of {repo}",
    view=RELEASE_CARD,
    utterances=("SHOW the latest|newest|current|last|most_recent release",),
):
    """Show the latest release with its notes; neither a draft nor a pre-release is that."""

    repo: RepoName
    """Repository whose release to show, as OWNER/NAME."""


class GetReleaseByTag(
    GitHubAction[ReleaseResource],
    op="repos/get-release-by-tag",
    action="releases.get_by_tag",
    says="Show the release {tag!r} of {repo}",
    view=RELEASE_CARD,
    utterances=("SHOW the release|version {tag}",),
):
    """Show a release as `releases.get` does, if it is published."""

    repo: RepoName
    """Repository that the release is of, as OWNER/NAME."""

    tag: Tag
    """Tag of the release."""


class GetRelease(
    ReleaseAction[ReleaseResource],
    op="repos/get-release",
    action="releases.get",
    says="Show the release {tag!r} of {repo}, also if it is a draft",
    view=RELEASE_CARD,
    utterances=("SHOW the draft release? {tag}", "SHOW the release draft {tag}"),
):
    """Show the release of a tag with its notes, a draft too."""


class GetReleaseById(
    GitHubAction[ReleaseResource],
    op="repos/get-release",
    action="releases.get_by_id",
    says="Show the release with the id {release_id} of {repo}",
    view=RELEASE_CARD,
    utterances=("SHOW the release with? the? id|number {release_id}",),
):
    """Show the release with an id, as the API and its events name it, a draft too."""

    repo: RepoName
    """Repository that the release is of, as OWNER/NAME."""

    release_id: Annotated[IdNumber, numbered_kind("release", "18000002")]
    """Its id, which the JSON of a release has."""


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
