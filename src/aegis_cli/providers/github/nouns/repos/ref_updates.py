"""Actions that move a branch to another commit."""

from typing import Annotated, Literal

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.marks import Answered, At, OfTarget, ResolvedId, Unsent
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Undo
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.nouns.repos.branches import CreatedRef, GetBranch, name_in_ref
from aegis_cli.providers.github.nouns.repos.commits import GetCommit

_ALREADY = "The branch {@branch!r} of {@repo} was at {@source!r} already"

_MOVED_BACK = Undo(
    action="branches.force_update",
    before={"source": "source"},
    left={"commit.sha": "object.sha"},
)


class _Move(GitHubAction[R]):
    """A move of one branch to another commit."""

    target = Target(read=GetBranch)

    repo: RepoName
    """Repository that the branch is in, as OWNER/NAME."""

    branch: Annotated[Branch, At("ref", "heads/{}"), Answered(name_in_ref)]
    """Branch to move."""

    source: Annotated[Branch, Unsent()]
    """Where it is from then on: another branch, a tag or a commit."""

    sha: Annotated[
        str | None,
        ResolvedId(read=GetCommit, by={"ref": "source"}, path="sha"),
        Answered("object.sha"),
        OfTarget("commit.sha", called="source"),
    ] = None
    """Commit that the source is at."""


class MoveBranch(
    _Move[CreatedRef],
    op="git/update-ref",
    action="branches.update",
    effect=Effect.WRITE,
    undo=_MOVED_BACK,
    says="Move the branch {branch!r} of {repo} forward to {source!r}",
    view=Line(
        "Moved the branch {@branch!r} of {@repo} to {object.sha}",
        piped="{object.sha}",
        already=_ALREADY,
    ),
    utterances=(
        "fast-forward branch? {branch} to branch|tag|commit? {source}",
        "move|advance the branch {branch} forward? to branch|tag|commit? {source}",
        "point the branch {branch} at|to branch|tag|commit? {source}",
    ),
):
    """Move a branch forward to a commit that follows its last one; nothing is lost."""


class ForceBranch(
    _Move[CreatedRef],
    op="git/update-ref",
    action="branches.force_update",
    effect=Effect.DESTRUCTIVE,
    also=("branches.update",),
    because="what no other branch or tag has cannot be reached any more",
    undo=_MOVED_BACK,
    says="Force the branch {branch!r} of {repo} to {source!r}, and lose what only it had",
    view=Line(
        "Forced the branch {@branch!r} of {@repo} to {object.sha}",
        piped="{object.sha}",
        already=_ALREADY,
    ),
    target=Target(
        read=GetBranch,
        pins=("commit.sha",),
        shows=(
            ("by", "{commit.commit.author.name}"),
            ("made", "{commit.commit.author.date:ago}"),
        ),
    ),
    confirmation=Confirmation(
        phrase="force branch {branch} of {repo} to {source}",
        same="force branch {name} of {@repo} to {@source}",
        heading="Commits that only this branch has would be lost:",
    ),
    utterances=(
        "force|force-update|reset branch? {branch} to branch|tag|commit? {source}",
        "force|force-move the move|update of branch {branch} to branch|tag|commit? {source}",
    ),
):
    """Force a branch to another commit; what it alone had is lost."""

    force: Literal[True] = True
    """That it is moved to a commit that does not follow its last one."""
