"""The action that merges one branch into another without a pull request."""

from typing import Annotated

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.marks import Answered, ResolvedId, Unsent
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch, RepoName
from aegis_cli.providers.github.nouns.repos.branches import GetBranch
from aegis_cli.providers.github.nouns.repos.commits import FullCommit, GetCommit
from aegis_cli.providers.github.nouns.repos.files import CommitMessage


class MergeBranch(
    GitHubAction[FullCommit | None],
    op="repos/merge",
    action="branches.merge",
    effect=Effect.ASKED,
    because="nobody reviewed what the branch gets; both ends are pinned, and a revert undoes it",
    undo=Lasting("The merge stays in the branch; a revert can take it back."),
    says="Merge {head!r} into the branch {base!r} of {repo}, without a pull request",
    view=Line(
        "Merged {@head!r} into {@base!r} of {@repo}: {html_url}",
        piped="{sha}",
        already="The branch {@base!r} of {@repo} had all of {@head!r} already",
    ),
    target=Target(read=GetBranch, by={"branch": "base"}, pins=("commit.sha",)),
    confirmation=Confirmation(
        phrase="merge {head} into {base} of {repo}",
        same="merge {@head} into {name} of {@repo}",
        heading="Nobody reviews what this branch would get:",
    ),
    utterances=(
        "merge branch|tag|commit? {head} into|to branch? {base} [with message {commit_message}]",
    ),
):
    """Merge a branch, a tag or a commit into a branch, without a pull request."""

    repo: RepoName
    """Repository that both are in, as OWNER/NAME."""

    base: Branch
    """Branch that gets the merge."""

    head: Branch
    """Branch, tag or commit to merge into it."""

    commit_message: Annotated[CommitMessage | None, Answered("commit.message")] = None
    """Message of the commit; GitHub writes one unless told otherwise."""

    sha: Annotated[
        str | None, ResolvedId(read=GetCommit, by={"ref": "head"}, path="sha"), Unsent()
    ] = None
    """Commit that is merged; it must still be the same right before."""
