"""Actions on the tags of a repository."""

from typing import Annotated, Any, ClassVar

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.marks import Answered, At, ResolvedId, Unsent
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Card, Column, Line, Listing
from aegis_cli.actions.targets.target import Headline, Made, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.nouns.repos.branches import (
    BranchTip,
    CreatedRef,
    SourceCommit,
    name_in_ref,
)
from aegis_cli.providers.github.nouns.repos.commits import GitUser
from aegis_cli.providers.github.nouns.repos.releases import Tag
from aegis_cli.providers.github.resources import Resource


class _TagAction(GitHubAction[R]):
    """An action on the tags of one repository."""

    repo: RepoName
    """Repository that the tag is in, as OWNER/NAME."""


def _short(tag: Any) -> str:
    return text_at(tag, "commit.sha")[:7]


class ListedTag(Resource):
    """A tag, as lists show it."""

    listing: ClassVar = Listing(
        "tag|tags",
        columns=(
            Column("NAME", "{name}", style="bold", flexible=True),
            Column("COMMIT", _short, style="yellow"),
        ),
        piped=("{name}", "{commit.sha}"),
    )

    name: str
    commit: BranchTip


class ListTags(
    _TagAction[list[ListedTag]],
    op="repos/list-tags",
    action="tags.list",
    says="List the tags of {repo}",
    utterances=("SHOW? the tags [limit|at_most {limit}]",),
):
    """List the tags of a repository."""

    limit: Limit = 30


class GitObject(BranchTip):
    """What a tag stands at: a commit, or an object with its message."""

    type: str


class TagRef(Resource):
    """A tag, as Git has it."""

    headline: ClassVar = Headline(kind="tag", name="{@tag!r} of {@repo}", identity=("object.sha",))

    ref: str
    object: GitObject


class GetTagRef(
    _TagAction[TagRef],
    op="git/get-ref",
    action="tags.get_ref",
    says="Show what the tag {tag!r} of {repo} stands at",
    view=Card(
        heading="{@tag}",
        reference="{@repo}",
        facts=(("Stands at", "{object.sha}"), ("Which is a", "{object.type}")),
        piped=(("ref", "{ref}"), ("type", "{object.type}"), ("sha", "{object.sha}")),
    ),
    utterances=(
        "SHOW the tag {tag}",
        "SHOW the commit|sha|ref of the tag {tag}",
    ),
):
    """Show what a tag stands at: a commit, or an object with a message."""

    tag: Annotated[Tag, At("ref", "tags/{}")]
    """Tag to show."""


class TagObject(Resource):
    """A tag with its message, who made it, and when."""

    tag: str
    sha: str
    message: str
    tagger: GitUser | None = None
    object: GitObject


class GetTag(
    _TagAction[TagObject],
    op="git/get-tag",
    action="tags.get",
    says="Show the message of the tag {tag!r} of {repo}",
    view=Card(
        heading="{tag}",
        reference="{@repo}",
        summary=(("{tagger.name}", "plain"), ("{tagger.date:ago}", "plain")),
        facts=(("Stands at", "{object.sha}"),),
        body="{message}",
        piped=(
            ("tag", "{tag}"),
            ("tagger", "{tagger.name}"),
            ("date", "{tagger.date}"),
            ("object", "{object.sha}"),
        ),
    ),
    utterances=(
        "SHOW the message|tagger|annotation|author of|on|in the tag {tag}",
        "SHOW the annotated tag {tag}",
    ),
):
    """Show a tag that has a message: what it says, who made it, and when."""

    tag: Annotated[Tag, Unsent()]
    """Tag to show."""

    tag_sha: Annotated[str | None, ResolvedId(read=GetTagRef, path="object.sha")] = None
    """SHA of the object with the message."""


class CreateTag(
    _TagAction[CreatedRef],
    op="git/create-ref",
    action="tags.create",
    effect=Effect.WRITE,
    undo=Undo(action="tags.delete", left={"object.sha": "object.sha"}),
    target=Made(read=GetTagRef),
    page=NewPage(noun="tag", path="/{repo}/tree/{tag}", number=""),
    says="Create the tag {tag!r} of {repo} at {source!r}",
    view=Line("Created the tag {@tag!r} of {@repo} at {object.sha}", piped="{@tag}"),
    utterances=(
        "create|make|add a new? tag {tag} at|on|from|for|of branch|commit? {source}",
        "tag branch|commit? {source} as|with {tag}",
    ),
):
    """Create a tag without a message at the commit that a branch is at, or at any other."""

    tag: Annotated[Tag, At("ref", "refs/tags/{}"), Answered(name_in_ref)]
    """Tag to create."""

    source: Annotated[Branch, Unsent()]
    """Where it stands: a branch, another tag or a commit."""

    sha: SourceCommit = None
    """Commit that the source is at."""


class DeleteTag(
    _TagAction[None],
    op="git/delete-ref",
    action="tags.delete",
    effect=Effect.ASKED,
    because="the commit stays, and it can be tagged again",
    undo=Lasting("Whether it had a message is not known; tags.create makes one without."),
    says="Delete the tag {tag!r} of {repo}",
    view=Line("Deleted the tag {@tag!r} of {@repo}", piped="{@tag}"),
    utterances=("delete|remove the tag {tag}",),
    target=Target(read=GetTagRef, pins=("object.sha",), shows=(("SHA", "{object.sha}"),)),
    confirmation=Confirmation(
        phrase="delete refs/tags/{tag} of {repo}",
        same="delete {ref} of {@repo}",
        heading="This tag would be deleted:",
    ),
):
    """Delete a tag; a release of it becomes a draft."""

    tag: Annotated[Tag, At("ref", "tags/{}")]
    """Tag to delete."""
