"""Actions on pull requests."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from aegis_cli.actions.action import R
from aegis_cli.actions.beside import Beside
from aegis_cli.actions.facts import Effect, Stake
from aegis_cli.actions.field_types import Body, Branch, Direction, Limit, RepoName, Title
from aegis_cli.actions.forms import NOUN, Form
from aegis_cli.actions.kinds import Synonyms
from aegis_cli.actions.marks import Found
from aegis_cli.actions.target import Glance, Made, Target
from aegis_cli.actions.views import Line, linked
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.nouns.commits import ListCheckRuns
from aegis_cli.providers.github.nouns.review_lists import ListReviews
from aegis_cli.providers.github.pull_card import PULL_CARD, merging_of
from aegis_cli.providers.github.resources import (
    BranchRef,
    LabelResource,
    Milestone,
    PullRequest,
    Resource,
    TeamName,
    User,
)
from aegis_cli.providers.github.states import branch_of, standing_of
from aegis_cli.providers.github.targets import ListedRepo, PullAction

MOST_BESIDE = 300
"""The reviews, or the checks, that are read beside a pull request at most."""


class PullSide(BranchRef):
    """One side of a pull request, with the commit that it is at."""

    sha: str


class AutoMerge(Resource):
    """The wish that a pull request is merged as soon as it can be."""

    merge_method: str


class FullPullRequest(PullRequest):
    """A pull request with all that GitHub says of one."""

    glance: ClassVar = Glance(
        kind="pull request",
        name="{@repo}#{number}",
        title="{title}",
        state=standing_of,
        identity=("id",),
    )

    id: int
    node_id: str
    head: PullSide
    base: PullSide
    body: str | None = None
    labels: list[LabelResource] | None = None
    assignees: list[User] | None = None
    milestone: Milestone | None = None
    mergeable: bool | None = None
    mergeable_state: str
    commits: int
    additions: int
    deletions: int
    changed_files: int
    requested_reviewers: list[User] | None = None
    requested_teams: list[TeamName] | None = None
    auto_merge: AutoMerge | None = None


class MergeResult(Resource):
    """What came of merging a pull request."""

    sha: str
    """The commit that is on the base branch now."""
    merged: bool


class ListPulls(
    GitHubAction[list[PullRequest]],
    op="pulls/list",
    action="pulls.list",
    says="List pull requests in {repo}",
    asks=(
        Form(
            NOUN,
            ("PULLS",),
            (*phrases.LISTED, "from branch? {head}", "into|against|targeting branch? {base}"),
            phrases.WHICH,
            example="list [{limit}] [{state}] pull requests in {repo} "
            "[from branch {head}] [into {base}] [sorted by {sort}] [{direction} first]",
        ),
    ),
):
    """List the pull requests of a repository."""

    repo: ListedRepo

    state: (
        Annotated[
            Literal["open", "closed", "all"],
            Synonyms(closed=("merged",), all=("every", "any")),
        ]
        | None
    ) = None
    """Only those in this state; GitHub shows open ones unless told otherwise."""

    head: Branch | None = None
    """Only those that come from this branch, as OWNER:BRANCH."""

    base: Branch | None = None
    """Only those that go into this branch."""

    sort: Literal["created", "updated", "popularity", "long-running"] | None = None
    """What to sort by; GitHub sorts by creation unless told otherwise."""

    direction: Direction | None = None

    limit: Limit = 30


class GetPull(
    PullAction[FullPullRequest],
    op="pulls/get",
    action="pulls.get",
    says="Show pull request {repo}#{pull_number}",
    view=PULL_CARD,
    beside=(
        Beside(name="reviews", read=ListReviews, fixed={"limit": MOST_BESIDE}),
        Beside(
            name="checks",
            read=ListCheckRuns,
            found={"ref": "head.sha"},
            fixed={"limit": MOST_BESIDE},
        ),
    ),
    asks=("SHOW the pull_request|pr|pull {pull_number}",),
    verbs=("show", "get", "view", "read"),
):
    """Show one pull request: what stands in its way, its checks and reviews, and its text."""


PULL = Target(read=GetPull, kinds=("pull request",))


class PullWrite(PullAction[R]):
    """A write to one pull request."""

    target = PULL


class CreatePull(
    GitHubAction[FullPullRequest],
    op="pulls/create",
    action="pulls.create",
    effect=Effect.WRITE,
    target=Made(),
    says="Open pull request {title!r} in {repo}, from {head} into {base}",
    view=linked("Opened {@repo}#{number}"),
    asks=(
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

    def answered(self, data: Any) -> dict[str, Any]:
        """Name the branches as they were asked for."""
        whose = "label" if ":" in self.head else "ref"
        return {**data, "head": data["head"][whose], "base": data["base"]["ref"]}


class MergePull(
    PullWrite[MergeResult],
    op="pulls/merge",
    action="pulls.merge",
    effect=Effect.ASKED,
    says="Merge {repo}#{pull_number}",
    view=Line("Merged {@repo}#{@pull_number} as {sha}", piped="{sha}"),
    verbs=("merge", "squash", "rebase"),
    asks=(
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
        shows=(
            ("author", "{user.login}"),
            ("from", branch_of),
            ("into", "{base.ref}"),
            ("merging", merging_of),
            ("changes", "+{additions} -{deletions} in {changed_files:file|files}"),
        ),
    ),
    stake=Stake(
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

    sha: Annotated[str | None, Found(read=GetPull, path="head.sha")] = None
    """Commit that the pull request is at; GitHub refuses if it is at another by then."""

    def answered(self, data: Any) -> dict[str, Any]:
        """Compare nothing: the SHA in the answer is that of the new commit."""
        return {}
