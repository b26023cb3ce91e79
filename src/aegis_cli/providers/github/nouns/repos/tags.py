"""Actions on the tags of a repository."""

from typing import Annotated, Any, ClassVar

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.field_types import Limit
from aegis_cli.actions.marks import Answered, At, ResolvedId, Unsent
from aegis_cli.actions.target import Made
from aegis_cli.actions.templates import text_at
from aegis_cli.actions.views import Column, Line, Listing
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.nouns.repos.branches import BranchTip, CreatedRef, name_in_ref
from aegis_cli.providers.github.nouns.repos.commits import GetCommit
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


class CreateTag(
    _TagAction[CreatedRef],
    op="git/create-ref",
    action="tags.create",
    effect=Effect.WRITE,
    target=Made(),
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

    sha: Annotated[
        str | None,
        ResolvedId(read=GetCommit, by={"ref": "source"}, path="sha"),
        Answered("object.sha"),
    ] = None
    """Commit that the source is at."""
