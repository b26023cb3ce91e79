"""Actions that make, change, publish and delete releases."""

from typing import Annotated, Any, Literal

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Line, line_with_link
from aegis_cli.actions.targets.related_reads import RelatedRead
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Body, Branch, RepoName, Title
from aegis_cli.providers.github.nouns.repos.commits import CompareCommits, commits_of
from aegis_cli.providers.github.nouns.repos.releases import (
    BY_TAG,
    GetLatestRelease,
    GetReleaseByTag,
    ListReleases,
    ReleaseAction,
    ReleaseResource,
    Tag,
)

_MOST_COMMITS = 20
"""The commits that a question names, the last ones."""
_Prerelease = Annotated[
    bool, Synonyms(true=("prerelease", "pre-release"), false=("full release", "stable"))
]
_MakeLatest = Annotated[
    Literal["true", "false", "legacy"], Synonyms(true=("latest",), false=("not the latest",))
]


def commits_since(found: Any) -> str:
    """Name the commits since the latest release, which a new one is about."""
    if pick(found, "latest") is None:
        return "no release before it is known"
    tag, since = text_at(found, "latest.tag_name"), pick(found, "since")
    if not isinstance(since, dict):
        return f"those since {tag} are not known"
    if not since["commits"]:
        return f"there are none since {tag}"
    shown = since | {"commits": since["commits"][-_MOST_COMMITS:]}
    left = since["total_commits"] - len(shown["commits"])
    older = f"{left} more, then " if left else ""
    return f"{since['total_commits']} since {tag}: {older}{commits_of(shown)}"


class _NewRelease(GitHubAction[R]):
    """An action that makes a release."""

    repo: RepoName
    """Repository to release, as OWNER/NAME."""

    tag_name: Tag
    """Tag of the release; publishing makes it, if there is none."""

    target_commitish: Branch | None = None
    """Branch or commit that a new tag stands at; GitHub takes the default branch."""

    name: Title | None = None
    """What the release is called."""

    body: Body | None = None
    """Its notes, in Markdown."""

    prerelease: _Prerelease | None = None
    """Whether it is not ready for everybody."""

    generate_release_notes: (
        Annotated[bool, Synonyms(true=("generated notes", "automatic notes"))] | None
    ) = None
    """Whether GitHub writes the notes from what was merged, below those that are given."""


class CreateRelease(
    _NewRelease[ReleaseResource],
    op="repos/create-release",
    action="releases.create",
    effect=Effect.ASKED,
    also=("releases.publish", "tags.create"),
    because="whoever watches hears of it at once, and a package may be built from it",
    undo=Lasting("Whoever watches the repository was told of it; releases.delete deletes it."),
    target=Made(
        read=GetReleaseByTag,
        by={"tag": "tag_name"},
        beside=(
            RelatedRead(name="latest", read=GetLatestRelease),
            RelatedRead(
                name="since",
                read=CompareCommits,
                by={"head": "target_commitish"},
                from_answer={"base": "latest.tag_name"},
                fixed={"head": "HEAD"},
            ),
        ),
        shows=(("commits", commits_since),),
    ),
    confirmation=Confirmation(phrase="release {tag_name} of {repo}"),
    page=NewPage(noun="release", path="/{repo}/releases/tag/{tag_name}", number=""),
    says="Publish the release {tag_name!r} of {repo}, with its tag if that is new",
    view=line_with_link("Published the release {tag_name!r} of {@repo}"),
    utterances=(
        (
            "publish|create|make|ship|cut [new] [{prerelease}] release {tag_name}"
            " [called|named {name}] [from|at|on {target_commitish}]"
            " [with {generate_release_notes}] [as {prerelease}]"
        ),
        "publish|create|make new? release for|with|from tag {tag_name}",
    ),
):
    """Publish a release; its tag is made if there is none, and whoever watches hears of it."""

    make_latest: _MakeLatest | None = None
    """Whether it is the latest release; `legacy` lets GitHub choose by version and day."""


class CreateDraft(
    _NewRelease[ReleaseResource],
    op="repos/create-release",
    action="releases.create_draft",
    effect=Effect.WRITE,
    undo=Lasting("Its tag may name another release; releases.delete deletes what has it."),
    target=Made(),
    says="Draft the release {tag_name!r} of {repo}, which only those who may push see",
    view=line_with_link("Drafted the release {tag_name!r} of {@repo}"),
    utterances=(
        (
            "create|make [new] draft release {tag_name}"
            " [called|named {name}] [from|at|on {target_commitish}]"
            " [with {generate_release_notes}]"
        ),
        (
            "draft [new] [{prerelease}] release {tag_name}"
            " [called|named {name}] [from|at|on {target_commitish}]"
            " [with {generate_release_notes}]"
        ),
        "create|make a draft of|for release {tag_name}",
    ),
):
    """Draft a release, which nobody but those who may push sees until it is published."""

    draft: Literal[True] = True
    """That it is a draft."""


class UpdateRelease(
    ReleaseAction[ReleaseResource],
    op="repos/update-release",
    action="releases.update",
    effect=Effect.WRITE,
    undo=Undo(without=frozenset({"make_latest"})),
    says="Change the release {tag!r} of {repo}",
    view=line_with_link(
        "Changed the release {tag_name!r} of {@repo} ({@changes})",
        already="The release {tag_name!r} of {@repo} was already so",
    ),
    verbs=("rename", "retitle", "change", "update", "edit", "set", "replace", "mark", "make"),
    utterances=(
        "rename|retitle release {tag} to|as {name}",
        "CHANGE the title|name of release {tag} to {name}",
        "CHANGE the notes|description|text|body of release {tag} to {body}",
        Form(
            ("mark", "make"),
            ("release {tag}",),
            ("as? {prerelease}", "as? {make_latest} release?", *phrases.TO_REPO),
            example="mark release {tag} as {prerelease=prerelease} in {repo}",
        ),
    ),
):
    """Change the title, the notes or the standing of a release; a draft stays one."""

    name: Title | None = None
    """What it is called from now on."""

    body: Body | None = None
    """Its notes from now on, in Markdown."""

    prerelease: _Prerelease | None = None
    """Whether it is not ready for everybody."""

    make_latest: _MakeLatest | None = None
    """Whether it is the latest release; `legacy` lets GitHub choose by version and day."""


class PublishRelease(
    ReleaseAction[ReleaseResource],
    op="repos/update-release",
    action="releases.publish",
    effect=Effect.ASKED,
    also=("tags.create",),
    because="whoever watches hears of it at once, and a package may be built from it",
    page=NewPage(noun="release", path="/{repo}/releases/tag/{tag}", number=""),
    undo=Lasting("Whoever watches the repository was told of it."),
    says="Publish the draft of the release {tag!r} of {repo}",
    view=line_with_link(
        "Published the release {tag_name!r} of {@repo}",
        already="The release {tag_name!r} of {@repo} was already published",
    ),
    confirmation=Confirmation(
        phrase="publish {tag} of {repo}",
        heading="Everybody who sees the repository would see this:",
    ),
    utterances=(
        "publish the draft release? {tag}",
        "publish the release draft {tag}",
        "publish the draft of? release {tag}",
    ),
):
    """Publish a release that is a draft, as it stands."""

    draft: Literal[False] = False
    """That it is no draft any more."""


class DeleteRelease(
    ReleaseAction[None],
    op="repos/delete-release",
    action="releases.delete",
    effect=Effect.DESTRUCTIVE,
    because=(
        "its notes and files are gone for good, and so are the addresses that people have of them"
    ),
    says="Delete the release {tag!r} of {repo}, with its notes and its files; the tag stays",
    view=Line("Deleted the release {@tag!r} of {@repo}", piped="{@tag}"),
    target=Target(
        read=ListReleases,
        by=BY_TAG,
        watched=("body",),
        shows=(("files", "{assets.name}"), ("published", "{published_at:ago}")),
    ),
    confirmation=Confirmation(
        phrase="delete release {tag} of {repo}", heading="This would be lost for good:"
    ),
    utterances=("delete|destroy|remove the draft? release {tag}",),
):
    """Delete a release with its notes and its files; its tag stays."""
