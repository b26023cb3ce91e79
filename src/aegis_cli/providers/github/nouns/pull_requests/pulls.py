"""Actions that show pull requests, with what is in them."""

from typing import Annotated, Any, ClassVar, Literal

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.field_types import Direction, Limit
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Breakdown, Card, Chart, Diff
from aegis_cli.actions.targets.related_reads import RelatedRead
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.words.forms import NOUN, Form
from aegis_cli.core.text import quote
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Branch
from aegis_cli.providers.github.nouns.pull_requests.reviews import (
    REVIEW_STATES,
    ListReviews,
    in_force,
    words_of,
)
from aegis_cli.providers.github.nouns.repos.commits import (
    CHECK_STATES,
    ChangedFile,
    ListCheckRuns,
    ListedCommit,
    group_of,
    in_one_line,
)
from aegis_cli.providers.github.resources import (
    LABEL_COLOURS,
    BranchRef,
    LabelResource,
    Milestone,
    PullRequest,
    Resource,
    TeamName,
    User,
)
from aegis_cli.providers.github.states import (
    branch_of,
    standing_of,
    state_of,
    state_tone,
    status_of,
)
from aegis_cli.providers.github.targets import ListedRepo, PullAction

_MERGING = {
    "clean": "can be merged",
    "unstable": "can be merged, although a check failed",
    "has_hooks": "can be merged",
    "dirty": "has conflicts",
    "blocked": "is blocked by a check or a review",
    "behind": "is behind its base",
    "draft": "is a draft",
}


def merging_of(pull: Any) -> str:
    """Say whether an open pull request can be merged, from GitHub's `mergeable_state`."""
    state = text_at(pull, "mergeable_state")
    return _MERGING.get(state, "not known yet") if state_of(pull) in {"OPEN", "DRAFT"} else ""


PULL_CARD = Card(
    heading="{title}",
    reference="{@repo}#{number}",
    summary=(
        (status_of, state_tone),
        ("{user.login} opened {created_at:ago}", "plain"),
        ("{commits:commit|commits}", "plain"),
        ("+{additions}", "green"),
        ("-{deletions}", "red"),
    ),
    facts=(
        ("From", branch_of),
        ("Into", "{base.ref}"),
        ("Merging", merging_of),
        ("Auto-merge", "{auto_merge.merge_method}"),
        ("Asked to review", "{requested_reviewers.login}"),
        ("Teams asked", "{requested_teams.slug}"),
        ("Assignees", "{assignees.login}"),
        ("Labels", "{labels.name}"),
        ("Milestone", "{milestone.title}"),
    ),
    styles=(("Labels", LABEL_COLOURS),),
    breakdowns=(
        Breakdown(
            label="Checks",
            items="checks",
            state=group_of,
            tones=CHECK_STATES,
            named=("failed",),
            name="{name}",
            more="{conclusion:words}",
        ),
        Breakdown(
            label="Reviews",
            items="reviews",
            state=words_of,
            tones=REVIEW_STATES,
            named=tuple(state for state, _ in REVIEW_STATES),
            name="{user.login:or_none}",
            more="{state:words} {submitted_at:ago}",
            of=in_force,
        ),
    ),
    body="{body}",
    footer="View this pull request on GitHub: {html_url}",
    piped=(
        ("title", "{title}"),
        ("state", state_of),
        ("author", "{user.login}"),
        ("head", branch_of),
        ("base", "{base.ref}"),
        ("mergeable", "{mergeable_state}"),
        ("labels", "{labels.name}"),
        ("assignees", "{assignees.login}"),
        ("reviewers", "{requested_reviewers.login}"),
        ("teams", "{requested_teams.slug}"),
        ("auto-merge", "{auto_merge.merge_method}"),
        ("milestone", "{milestone.title}"),
        ("number", "{number}"),
        ("url", "{html_url}"),
        ("additions", "{additions}"),
        ("deletions", "{deletions}"),
        ("files", "{changed_files}"),
    ),
)


MOST_BESIDE = 300
"""The reviews, or the checks, that are read beside a pull request at most."""


BESIDE = (
    RelatedRead(name="reviews", read=ListReviews, fixed={"limit": MOST_BESIDE}),
    RelatedRead(
        name="checks",
        read=ListCheckRuns,
        from_answer={"ref": "head.sha"},
        fixed={"limit": MOST_BESIDE},
    ),
)
"""What stands in the way of merging a pull request, or does not."""


def checks_of(pull: Any) -> str:
    """Say how the checks of a pull request ended, by name of each that is no success."""
    checks = pick(pull, "checks")
    if not isinstance(checks, list):
        return _NOT_KNOWN
    by_state = {state: [e for e in checks if group_of(e) == state] for state, _ in CHECK_STATES}
    told = [
        f"{len(its)} {state}" if state == "passed" else f"{state}: {_names(its)}"
        for state, its in by_state.items()
        if its
    ]
    return "; ".join(told) or "there are none"


def reviews_of(pull: Any) -> str:
    """Say who reviewed a pull request, and in which state each review is."""
    reviews = pick(pull, "reviews")
    if not isinstance(reviews, list):
        return _NOT_KNOWN
    waiting = [text_at(each, "login") for each in pick(pull, "requested_reviewers") or ()]
    told = [f"{text_at(e, 'user.login') or 'nobody'} {words_of(e)}" for e in in_force(reviews)]
    told += [f"{login} is asked" for login in waiting]
    return in_one_line(told) or "there are none"


def _names(checks: list[Any]) -> str:
    """Quote the names of checks: a workflow, which anybody may propose, says them."""
    return in_one_line([quote(text_at(each, "name")) for each in checks])


_NOT_KNOWN = "not known"


class SideRepo(Resource):
    """The repository of one side of a pull request."""

    full_name: str


class PullSide(BranchRef):
    """One side of a pull request, with the commit that it is at, and where that is."""

    sha: str
    repo: SideRepo | None = None
    """The repository; `None` if it was deleted."""


class AutoMerge(Resource):
    """The wish that a pull request is merged as soon as it can be."""

    merge_method: str


class FullPullRequest(PullRequest):
    """A pull request with all that GitHub says of one."""

    headline: ClassVar = Headline(
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


class ListPulls(
    GitHubAction[list[PullRequest]],
    op="pulls/list",
    action="pulls.list",
    says="List pull requests in {repo}",
    utterances=(
        Form(
            NOUN,
            ("PULLS",),
            (
                *phrases.LISTED,
                "from branch {head}",
                "from {head:quote}",
                "into|against|targeting branch? {base}",
            ),
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
    related=BESIDE,
    utterances=("SHOW the pull_request|pr|pull {pull_number}",),
    verbs=("show", "get", "view", "read"),
):
    """Show one pull request: what stands in its way, its checks and reviews, and its text."""


PULL = Target(read=GetPull, kinds=("pull request",))


class PullWrite(PullAction[R]):
    """A write to one pull request."""

    target = PULL


class GetDiff(
    PullAction[str],
    op="pulls/get",
    media="application/vnd.github.diff",
    action="pulls.get_diff",
    says="Show the diff of {repo}#{pull_number}",
    view=Diff("there are no changes in {repo}#{pull_number}"),
    verbs=("show", "get", "view", "read"),
    utterances=("SHOW? the diff|patch of|for|in {pull_number}",),
):
    """Show what a pull request changes, line by line."""


class ListFiles(
    PullAction[list[ChangedFile]],
    op="pulls/list-files",
    action="pulls.list_files",
    says="List what {repo}#{pull_number} changes",
    view=Chart(
        title="Showing {count:file|files} of {repo}#{pull_number}",
        marks="diff",
        label="filename",
        value="additions",
        less="deletions",
        empty="there are no changes in {repo}#{pull_number}",
    ),
    utterances=(
        "SHOW? the changed? files of|in|on {pull_number} [limit|at_most {limit}]",
        "SHOW? the? changes of|in {pull_number} [limit|at_most {limit}]",
    ),
):
    """List the files that a pull request changes, with how many lines of each."""

    limit: Limit = 100
    """How many files to show at most."""


class ListPullCommits(
    PullAction[list[ListedCommit]],
    op="pulls/list-commits",
    action="pulls.list_commits",
    says="List the commits of {repo}#{pull_number}",
    utterances=("SHOW? the commits of|in|on {pull_number} [limit|at_most {limit}]",),
):
    """List the commits of a pull request, the oldest first."""

    limit: Limit = 30
