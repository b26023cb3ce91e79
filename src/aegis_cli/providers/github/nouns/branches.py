"""Actions on the branches of a repository."""

from typing import Annotated, TypeAlias

from pydantic import Field

from aegis_cli.actions.facts import Approval, Effect, Stake
from aegis_cli.actions.kinds import Branch, RepoName
from aegis_cli.actions.marks import At
from aegis_cli.actions.views import Card, Line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import Resource

BranchRepo: TypeAlias = Annotated[
    RepoName, Field(description="Repository that the branch is in, as OWNER/NAME.")
]


class Signature(Resource):
    """Who made a commit, and when."""

    name: str | None = None
    date: str | None = None


class CommitText(Resource):
    """What a commit says of itself."""

    message: str
    author: Signature | None = None


class Tip(Resource):
    """The last commit of a branch."""

    sha: str
    html_url: str
    commit: CommitText


class BranchResource(Resource):
    """A branch with its last commit."""

    name: str
    protected: bool
    commit: Tip


class GetBranch(
    GitHubAction[BranchResource],
    op="repos/get-branch",
    action="branches.get",
    effect=Effect.READ,
    needs="contents:read",
    says="Show the branch {branch!r} of {repo}",
    view=Card(
        heading="{name}",
        reference="{@repo}",
        summary=(
            ("{commit.commit.author.name}", "plain"),
            ("{commit.commit.author.date:ago}", "plain"),
        ),
        facts=(("Protected", "{protected}"), ("Last commit", "{commit.sha}")),
        body="{commit.commit.message}",
        footer="View its last commit on GitHub: {commit.html_url}",
    ),
    verbs=("show", "get", "view"),
    asks=("SHOW branch {branch}",),
):
    """Show a branch with its last commit."""

    repo: BranchRepo

    branch: Branch
    """Branch to show."""


class DeleteBranch(
    GitHubAction[None],
    op="git/delete-ref",
    action="branches.delete",
    effect=Effect.DESTRUCTIVE,
    needs="contents:write",
    says="Delete the branch {branch!r} of {repo}",
    view=Line("Deleted the branch {@branch!r} of {@repo}", piped="{@branch}"),
    asks=("delete|remove branch {branch}", "delete|remove {branch} branch"),
    approval=Approval.STRICT,
    stake=Stake(
        read=GetBranch,
        phrase="delete branch {branch} of {repo}",
        same="delete branch {name} of {@repo}",
        pins=("commit.sha",),
        heading="This branch would be deleted:",
        shows=(
            ("branch", "{name}"),
            ("last commit", "{commit.commit.message}"),
            ("by", "{commit.commit.author.name}"),
            ("made", "{commit.commit.author.date:ago}"),
            ("SHA", "{commit.sha}"),
        ),
    ),
):
    """Delete a branch; its open pull requests are closed."""

    repo: BranchRepo

    branch: Annotated[Branch, At("ref", "heads/{}")]
    """Branch to delete."""
