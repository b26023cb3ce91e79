"""Actions that open, change, close, merge and revert pull requests."""

from dataclasses import replace
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.fields.marks import Answered, At, ResolvedId, Unsent
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.views import Line, line_with_link
from aegis_cli.actions.targets.target import Made
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Body, Branch, PullNumber, RepoName, Title
from aegis_cli.providers.github.nouns.pull_requests.pulls import (
    BESIDE,
    PULL,
    FullPullRequest,
    GetPull,
    PullWrite,
    checks_of,
    merging_of,
    reviews_of,
)
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.states import branch_of, state_of
from aegis_cli.providers.github.targets import PullAction, PullNodeAction


class CreatePull(
    GitHubAction[FullPullRequest],
    op="pulls/create",
    action="pulls.create",
    effect=Effect.WRITE,
    undo=Undo(action="pulls.close", answered={"pull_number": "number"}),
    target=Made(),
    says="Open pull request {title!r} in {repo}, from {head} into {base}",
    view=line_with_link("Opened {@repo}#{number}"),
    page=NewPage(noun="pull request", path="/{repo}/pull/"),
    utterances=(
        (
            "open|create|make|file|raise|submit [{draft}] a new? PULL "
            "from branch? {head} into|to|against branch? {base} titled {title} [with body {body}]"
        ),
    ),
):
    """Open a pull request, to bring the commits of one branch into another."""

    repo: RepoName
    """Repository to open it in, as OWNER/NAME."""

    title: Title
    """What it is about, in one line."""

    head: Branch
    """Branch with the commits, as BRANCH, or OWNER:BRANCH of a fork."""

    base: Branch
    """Branch that they are to go into."""

    body: Body | None = None
    """What changes and why, in Markdown."""

    draft: Annotated[bool, Synonyms(true=("draft",))] | None = None
    """Whether it is not ready for review yet."""

    def answer_values(self, data: Any) -> dict[str, Any]:
        """Name the branches as they were asked for."""
        whose = "label" if ":" in self.head else "ref"
        return {**data, "head": data["head"][whose], "base": data["base"]["ref"]}


HeadOfPull: TypeAlias = Annotated[
    str | None,
    ResolvedId(read=GetPull, path="head.sha"),
    Field(description="Commit that the pull request is at; GitHub refuses if it has another."),
]


class _ThisPull(PullNodeAction[R]):
    """An action on a pull request itself."""

    target = PULL

    pull_id: Annotated[
        str | None, At("pullRequestId"), ResolvedId(read=GetPull, path="node_id")
    ] = None
    """Id of the pull request, which its number is looked up for."""


class PullNode(Resource):
    """A pull request, as a mutation answers it."""

    number: int
    url: str


class BeingDone(Resource):
    """What GitHub says of something that it will do soon."""

    message: str | None = None


class UpdatePull(
    PullWrite[FullPullRequest],
    op="pulls/update",
    action="pulls.update",
    effect=Effect.WRITE,
    says="Change pull request {repo}#{pull_number}",
    view=line_with_link(
        "Changed {@repo}#{number} ({@changes})", already="{@repo}#{number} was already so"
    ),
    utterances=(
        "CHANGE the title OF? PULL {pull_number} to {title}",
        "rename|retitle PULL {pull_number} to|as {title}",
        "CHANGE the BODY OF? PULL {pull_number} to|with {body}",
        "change|set the base branch? of|for? PULL {pull_number} to {base}",
        "retarget PULL {pull_number} to|onto {base}",
    ),
):
    """Change the title or the description of a pull request, or the branch that it goes into."""

    title: Title | None = None
    """The new title."""

    body: Body | None = None
    """The new description, in Markdown; it replaces the old one."""

    base: Annotated[Branch | None, Answered("base.ref")] = None
    """Branch that it is to go into from now on."""


class ClosePull(
    PullWrite[FullPullRequest],
    op="pulls/update",
    action="pulls.close",
    effect=Effect.WRITE,
    undo=Undo(action="pulls.reopen", changed="state"),
    says="Close pull request {repo}#{pull_number} without merging it",
    view=line_with_link("Closed {@repo}#{number}", already="{@repo}#{number} was already closed"),
    utterances=("close|reject|decline PULL {pull_number} [again] [without_merging]",),
):
    """Close a pull request without merging it."""

    state: Literal["closed"] = "closed"
    """The state that closing means."""


class ReopenPull(
    PullWrite[FullPullRequest],
    op="pulls/update",
    action="pulls.reopen",
    effect=Effect.WRITE,
    undo=Undo(action="pulls.close", changed="state"),
    says="Reopen pull request {repo}#{pull_number}",
    view=line_with_link("Reopened {@repo}#{number}", already="{@repo}#{number} was already open"),
    utterances=("reopen|re-open PULL {pull_number} [again]",),
):
    """Open a closed pull request again."""

    state: Literal["open"] = "open"
    """The state that reopening means."""


class UpdateBranch(
    PullWrite[BeingDone],
    op="pulls/update-branch",
    action="pulls.update_branch",
    effect=Effect.WRITE,
    undo=Lasting("The merge stays in the branch."),
    target=replace(PULL, shows=(("branch", branch_of),)),
    says="Bring the branch of {repo}#{pull_number} up to date with its base",
    view=Line("GitHub is bringing the branch of {@repo}#{@pull_number} up to date"),
    utterances=(
        "update|sync the branch of|for? {pull_number} [with its base]",
        "bring the? branch? of? {pull_number} up_to_date [with its base]",
    ),
):
    """Merge the base branch into the branch of a pull request."""

    expected_head_sha: HeadOfPull = None


class DeletePullBranch(
    PullAction[None],
    op="git/delete-ref",
    action="pulls.delete_branch",
    effect=Effect.ASKED,
    also=("branches.delete",),
    because="its commits can be found again, and it can be restored",
    undo=Undo(action="branches.create", by={"source": "commit"}),
    says="Delete the branch of {repo}#{pull_number}",
    view=Line("Deleted the branch {@branch!r} of {@repo}#{@pull_number}", piped="{@pull_number}"),
    utterances=(
        (
            "delete|remove|drop its? head|source|feature|merged|remote|old|stale? "
            "branch of|for|from {pull_number}"
        ),
    ),
    target=replace(
        PULL,
        pins=("id", "head.repo.full_name"),
        shows=(("branch", branch_of), ("commit", "{head.sha}")),
    ),
    confirmation=Confirmation(
        phrase="delete the branch of {repo}#{pull_number}",
        same="delete the branch of {head.repo.full_name}#{number}",
        other="The branch of {@repo}#{@pull_number} is in {head.repo.full_name:or_none}, "
        "and only one of {@repo} can be deleted so",
        heading="The branch of this pull request would be deleted:",
    ),
):
    """Delete the branch of a pull request; if that is open, it is closed."""

    pull_number: Annotated[PullNumber, Unsent()]

    branch: Annotated[
        Branch | None, At("ref", "heads/{}"), ResolvedId(read=GetPull, path="head.ref")
    ] = None
    """Branch of the pull request, by its name."""

    commit: Annotated[str | None, Unsent(), ResolvedId(read=GetPull, path="head.sha")] = None
    """Commit that it is at, from which it can be restored."""


class MarkReady(
    _ThisPull[PullNode],
    op="graphql:pulls_mark_ready",
    action="pulls.mark_ready",
    effect=Effect.WRITE,
    undo=Undo(action="pulls.convert_to_draft"),
    target=replace(PULL, leaves=(("draft", "draft", False),)),
    says="Mark {repo}#{pull_number} as ready for review",
    view=line_with_link("{@repo}#{number} is ready for review", url="{url}"),
    utterances=("mark|set {pull_number} as? ready [for review]",),
):
    """Mark a draft as ready for review."""


class ConvertToDraft(
    _ThisPull[PullNode],
    op="graphql:pulls_convert_to_draft",
    action="pulls.convert_to_draft",
    effect=Effect.WRITE,
    undo=Undo(action="pulls.mark_ready"),
    target=replace(PULL, leaves=(("draft", "draft", True),)),
    says="Make {repo}#{pull_number} a draft",
    view=line_with_link("{@repo}#{number} is a draft now", url="{url}"),
    utterances=(
        "convert|turn {pull_number} to|into|back a draft",
        "mark {pull_number} as draft",
        "make {pull_number} a draft",
    ),
):
    """Make a pull request a draft again: nobody is asked to review it."""


class EnableAutoMerge(
    _ThisPull[PullNode],
    op="graphql:pulls_enable_auto_merge",
    action="pulls.enable_auto_merge",
    effect=Effect.ASKED,
    also=("pulls.merge",),
    because="it is a merge that comes later, and can be called off until then",
    undo=Undo(action="pulls.disable_auto_merge"),
    confirmation=Confirmation(phrase="auto-merge {repo}#{pull_number}"),
    says="Merge {repo}#{pull_number} as soon as it can be merged",
    view=line_with_link("{@repo}#{number} is merged as soon as it can be", url="{url}"),
    utterances=(
        "enable|activate auto-merge for|on|of {pull_number} [by|with|using {merge_method}]",
        "auto-merge {pull_number} [by|with|using {merge_method}]",
    ),
):
    """Have a pull request merged as soon as its checks and reviews allow it."""

    merge_method: Annotated[Literal["MERGE", "SQUASH", "REBASE"] | None, At("mergeMethod")] = None
    """How its commits come into the base branch; GitHub makes a merge commit unless told so."""

    commit_headline: Annotated[Title | None, At("commitHeadline")] = None
    """First line of the commit; GitHub writes one unless told otherwise."""

    commit_body: Annotated[Body | None, At("commitBody")] = None
    """Rest of the message of the commit."""

    head_sha: Annotated[HeadOfPull, At("expectedHeadOid")] = None


class DisableAutoMerge(
    _ThisPull[PullNode],
    op="graphql:pulls_disable_auto_merge",
    action="pulls.disable_auto_merge",
    effect=Effect.WRITE,
    undo=Undo(action="pulls.enable_auto_merge", before={"merge_method": "auto-merge"}),
    target=replace(PULL, leaves=(("auto-merge", "auto_merge.merge_method", None),)),
    says="Merge {repo}#{pull_number} no longer by itself",
    view=line_with_link("{@repo}#{number} is not merged by itself any more", url="{url}"),
    utterances=("disable|cancel auto-merge for|on|of {pull_number}",),
):
    """Have a pull request no longer merged by itself."""


class Revert(Resource):
    """What reverts a pull request: another one."""

    revertPullRequest: PullNode  # noqa: N815  # GitHub's name


class RevertPull(
    _ThisPull[Revert],
    op="graphql:pulls_revert",
    action="pulls.revert",
    effect=Effect.WRITE,
    also=("pulls.create",),
    undo=Undo(action="pulls.close", answered={"pull_number": "revertPullRequest.number"}),
    envelope="data.revertPullRequest",
    says="Open a pull request that reverts {repo}#{pull_number}",
    view=line_with_link(
        "Opened {@repo}#{revertPullRequest.number}, which reverts #{@pull_number}",
        url="{revertPullRequest.url}",
    ),
    utterances=("revert {pull_number} [titled {title}] [with body {body}]",),
):
    """Open a pull request that takes back what a merged one did."""

    title: Title | None = None
    """Its title; GitHub writes one unless told otherwise."""

    body: Body | None = None
    """Its description, in Markdown."""

    draft: bool | None = None
    """Whether it is not ready for review yet."""


class MergeResult(Resource):
    """What came of merging a pull request."""

    sha: str
    """The commit that is on the base branch now."""
    merged: bool


class MergePull(
    PullWrite[MergeResult],
    op="pulls/merge",
    action="pulls.merge",
    effect=Effect.ASKED,
    because=(
        "it puts what others reviewed on a branch; a revert undoes it, its head is pinned, "
        "and it deletes nothing"
    ),
    undo=Undo(action="pulls.revert"),
    says="Merge {repo}#{pull_number}",
    view=Line("Merged {@repo}#{@pull_number} as {sha}", piped="{sha}"),
    verbs=("merge", "squash", "rebase"),
    utterances=(
        (
            "merge the {pull_number} [by|with|using {merge_method}] "
            "[titled {commit_title}] [with message {commit_message}]"
        ),
        Form(
            ("{merge_method:choice} and merge",),
            phrases=phrases.ON_PULL,
            needs=("merge_method",),
            example="{merge_method} and merge {pull_number} in {repo}",
        ),
    ),
    target=replace(
        PULL,
        pins=("id", "head.sha"),
        beside=BESIDE,
        over=(state_of, "MERGED", "was merged already"),
        shows=(
            ("author", "{user.login}"),
            ("from", branch_of),
            ("into", "{base.ref}"),
            ("merging", merging_of),
            ("checks", checks_of),
            ("reviews", reviews_of),
            ("changes", "+{additions} -{deletions} in {changed_files:file|files}"),
        ),
    ),
    confirmation=Confirmation(
        phrase="{repo}#{pull_number}", same="{@repo}#{number}", heading="This would be merged:"
    ),
):
    """Merge a pull request as it was shown: at the same commit, or not at all."""

    merge_method: (
        Annotated[Literal["merge", "squash", "rebase"], Synonyms(squash=("squashing",))] | None
    ) = None
    """How its commits come into the base branch; GitHub makes a merge commit unless told so."""

    commit_title: Title | None = None
    """First line of the commit; GitHub writes one unless told otherwise."""

    commit_message: Body | None = None
    """Rest of the message of the commit."""

    sha: Annotated[str | None, ResolvedId(read=GetPull, path="head.sha")] = None
    """Commit that the pull request is at; GitHub refuses if it is at another by then."""

    def shown_as(self) -> tuple[tuple[str, str], ...]:
        """Say how it is merged where nobody said it."""
        return () if self.merge_method else (("method", "a merge commit, unless told otherwise"),)

    def answer_values(self, data: Any) -> dict[str, Any]:
        """Compare nothing: the SHA in the answer is that of the new commit."""
        return {}
