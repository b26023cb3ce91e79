"""The action that comments on a commit."""

from typing import Annotated, TypeAlias

from pydantic import Field

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import ResolvedId, Unsent
from aegis_cli.actions.results.views import line_with_link
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import CommentBody, CommitRef, RepoName
from aegis_cli.providers.github.nouns.repos.commits import GetCommit
from aegis_cli.providers.github.nouns.repos.files import FilePath
from aegis_cli.providers.github.resources import Resource

Position: TypeAlias = Annotated[
    int, Kind(role=Role.CHOICE, reads="number", noun="position", example="3"), Field(ge=1)
]


class CommitComment(Resource):
    """A comment on a commit."""

    id: int
    html_url: str
    body: str
    commit_id: str
    path: str | None = None
    position: int | None = None


class CommentOnCommit(
    GitHubAction[CommitComment],
    op="repos/create-commit-comment",
    action="commits.create_comment",
    effect=Effect.WRITE,
    undo=Lasting("No action deletes a comment on a commit."),
    target=Target(read=GetCommit),
    says="Comment on the commit {ref} of {repo}",
    view=line_with_link("Commented on the commit {@ref} of {@repo}"),
    utterances=(
        "comment|write|say {body} on|to|under the commit {ref} [at|in file {path}]",
        "comment on|under the commit {ref} saying|with {body} [at|in file {path}]",
        "add|write|leave|post|put a comment {body} on|to|under the commit {ref}",
    ),
):
    """Comment on a commit, or on a file that it changes."""

    repo: RepoName
    """Repository that the commit is in, as OWNER/NAME."""

    ref: Annotated[CommitRef, Unsent()]
    """Commit, by its SHA, its branch or its tag."""

    body: CommentBody

    path: FilePath | None = None
    """File that the comment is about; all of the commit unless told otherwise."""

    position: Position | None = None
    """Line of the diff of that file, counted from its first hunk."""

    commit_sha: Annotated[str | None, ResolvedId(read=GetCommit, path="sha")] = None
    """SHA of the commit."""
