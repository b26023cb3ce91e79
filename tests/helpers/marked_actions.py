"""Actions whose fields have marks, or that are GraphQL documents; GitHub documents one of each."""

from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field, StringConstraints

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import (
    CLEAR,
    At,
    Clear,
    FileContent,
    InPlace,
    ListItem,
    ResolvedId,
    SentAs,
    Unsent,
)
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Headline, Made, Target
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import (
    Body,
    Branch,
    CommentBody,
    Description,
    IssueNumber,
    Login,
    RepoName,
    Title,
)
from aegis_cli.providers.github.nouns.repos.files import base64_of
from aegis_cli.providers.github.resources import Issue, Resource
from tests.helpers.declared import catalogue

_ID = Kind(role=Role.TARGET, noun="id")
Id = Annotated[int, _ID]
NodeId = Annotated[str, _ID, StringConstraints(pattern=r"^[A-Za-z0-9_=-]+$")]


class SetMilestone(
    GitHubAction[Issue],
    op="issues/update",
    action="tests.set_milestone",
    effect=Effect.WRITE,
    target=Made(),
    needs="issues:write",
    says="Set the milestone of {repo}#{issue_number}",
    view=Line("Done"),
    verbs=("set",),
):
    """Set the milestone of an issue, or take it away."""

    repo: RepoName
    """Repository."""
    issue_number: IssueNumber
    """Which issue."""
    milestone: IssueNumber | Clear | None = None
    """Number of the milestone."""
    body: Body | Clear | None = None
    """What it says."""
    assignees: tuple[Login, ...] | Clear | None = None
    """Who."""


class Protection(Resource):
    """What protects a branch."""

    url: str


class Protect(
    GitHubAction[Protection],
    op="repos/update-branch-protection",
    action="tests.protect",
    effect=Effect.WRITE,
    target=Made(),
    needs="administration:write",
    says="Protect {branch!r} in {repo}",
    view=Line("Done"),
    verbs=("protect",),
):
    """Protect a branch: four things are always sent, each of which may be null."""

    repo: RepoName
    """Repository."""
    branch: Branch
    """Which branch."""
    enforce_admins: bool = False
    """Whether it holds for administrators too."""
    checks: Annotated[
        tuple[Title, ...] | Clear, At("required_status_checks.contexts", beside=())
    ] = CLEAR
    """Checks that must pass."""
    strict: Annotated[bool | Clear, At("required_status_checks.strict", beside=False)] = CLEAR
    """Whether a branch must be up to date."""
    approvals: Annotated[
        Annotated[int, Kind(role=Role.TARGET), Field(ge=0, le=6)] | Clear,
        At("required_pull_request_reviews.required_approving_review_count"),
    ] = CLEAR
    """How many must approve."""
    users: Annotated[tuple[Login, ...] | Clear, At("restrictions.users")] = CLEAR
    """Who may push."""


class Remark(ListItem):
    """A comment on a line."""

    path: Annotated[str, StringConstraints(min_length=1)]
    """File."""
    line: int | None = None
    """Line."""
    side: Literal["LEFT", "RIGHT"] | None = None
    """Before or after."""
    body: CommentBody
    """What to say."""


class Review(Resource):
    """A review."""

    id: int


class CreateReview(
    GitHubAction[Review],
    op="pulls/create-review",
    action="tests.review",
    effect=Effect.WRITE,
    target=Made(),
    needs="pull_requests:write",
    says="Review {repo}#{pull_number}",
    view=Line("Done"),
    verbs=("review",),
):
    """Review a pull request, with comments on lines."""

    repo: RepoName
    """Repository."""
    pull_number: IssueNumber
    """Which."""
    body: Body | None = None
    """What to say."""
    comments: Annotated[tuple[Remark, ...] | None, Kind(role=Role.PAYLOAD)] = None
    """What to say about lines."""


class GetIssueId(
    GitHubAction[Review],
    op="issues/get",
    action="tests.get_issue_id",
    effect=Effect.READ,
    needs="issues:read",
    says="Show {repo}#{issue_number}",
    view=Line("{id}"),
    verbs=("show",),
):
    """Show an issue, with its id."""

    repo: RepoName
    """Repository."""
    issue_number: IssueNumber
    """Which."""


class AddSubIssue(
    GitHubAction[None],
    op="issues/add-sub-issue",
    action="tests.add_sub_issue",
    effect=Effect.WRITE,
    target=Made(),
    needs="issues:write",
    says="Put {repo}#{sub_issue} under {repo}#{issue_number}",
    view=Line("Done"),
    verbs=("put",),
):
    """Put an issue under another: the person says its number, and GitHub takes its id."""

    repo: RepoName
    """Repository."""
    issue_number: IssueNumber
    """The upper one."""
    sub_issue: Annotated[IssueNumber, Unsent(), InPlace("sub_repo")]
    """The lower one."""
    sub_repo: Annotated[RepoName | None, Unsent()] = None
    """Its repository, if that is another one."""
    sub_issue_id: Annotated[
        Id | None,
        ResolvedId(
            read=GetIssueId, by={"repo": "sub_repo", "issue_number": "sub_issue"}, path="id"
        ),
    ] = None
    """Its id."""


class Hang(
    GitHubAction[Issue],
    op="issues/update",
    action="tests.hang",
    effect=Effect.WRITE,
    target=Made(),
    needs="issues:write",
    says="Hang {repo}#{issue_number}",
    view=Line("Done"),
    verbs=("hang",),
):
    """Put an issue under something, or take it away, or neither."""

    repo: RepoName
    """Repository."""
    issue_number: IssueNumber
    """Which."""
    title: Title = "It hangs"
    """What it is about."""
    under: Annotated[IssueNumber | Clear | None, Unsent(), At("milestone")] = None
    """What it is put under."""
    under_id: Annotated[
        Id | None,
        At("milestone"),
        ResolvedId(read=GetIssueId, by={"issue_number": "under"}, path="id", when="under"),
    ] = None
    """Its id."""


class Content(Resource):
    """A file, as far as its blob needs."""

    headline: ClassVar = Headline(kind="file", name="{@path} of {@repo}")

    sha: str
    type: str | None = None


class GetFile(
    GitHubAction[Content],
    op="repos/get-content",
    action="tests.get_file",
    effect=Effect.READ,
    needs="contents:read",
    says="Show {path!r} of {repo}",
    view=Line("{sha}"),
    verbs=("show",),
):
    """Show a file."""

    repo: RepoName
    """Repository."""
    path: Branch
    """Which."""


class PutFile(
    GitHubAction[dict[str, Any]],
    op="repos/create-or-update-file-contents",
    action="tests.put_file",
    effect=Effect.WRITE,
    target=Made(),
    needs="contents:write",
    says="Write {path!r} in {repo}",
    view=Line("Done"),
    verbs=("write",),
):
    """Write a file; what it replaces is pinned, and so is that there was none."""

    repo: RepoName
    """Repository."""
    path: Branch
    """Which."""
    message: Title
    """Why."""
    content: Annotated[Body, FileContent(), SentAs(base64_of)]
    """What is in it."""
    sha: Annotated[str | None, _ID, ResolvedId(read=GetFile, path="sha", or_absent=True)] = None
    """The blob that it replaces."""


class MoveFile(
    GitHubAction[None],
    op="repos/update",
    action="tests.touch",
    effect=Effect.WRITE,
    needs="contents:write",
    says="Touch {path!r} in {repo}",
    view=Line("Done"),
    verbs=("touch",),
    target=Target(read=GetFile, pins=("sha",)),
):
    """Change a file of which there is something at stake: the same read finds and pins."""

    repo: RepoName
    """Repository."""
    path: Annotated[Branch, Unsent()]
    """Which."""
    description: Description | None = None
    """What."""
    kind: Annotated[
        str | None, Kind(role=Role.TARGET), ResolvedId(read=GetFile, path="type", or_absent=True)
    ] = None
    """What it is."""


class ResolvedThread(Resource):
    """A thread as it is after it was resolved."""

    id: str
    isResolved: bool  # noqa: N815  # GitHub's name


class Remarks(Resource):
    """The comments of a thread."""

    nodes: list[dict[str, Any]]


class ReviewThread(ResolvedThread):
    """A thread of a review, with its comments."""

    comments: Remarks | None = None


class ListThreads(
    GitHubAction[list[ReviewThread]],
    op="graphql:review_threads_list",
    action="tests.list_threads",
    effect=Effect.READ,
    because="a query changes nothing",
    needs="pull_requests:read",
    envelope="data.repository.pullRequest.reviewThreads.nodes",
    says="List the threads of {repo}#{pull_number}",
    view=Line("{id}"),
    verbs=("list",),
):
    """List the threads of a pull request."""

    repo: RepoName
    """Repository."""
    pull_number: Annotated[IssueNumber, At("number")]
    """Which."""
    comment: Annotated[Id | None, Unsent()] = None
    """Only the thread with this comment."""
    limit: Limit = 30
    """How many."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the thread of the comment."""
        ids = [one["databaseId"] for one in item["comments"]["nodes"]]
        return self.comment is None or self.comment in ids


class ResolveThread(
    GitHubAction[ResolvedThread],
    op="graphql:review_threads_resolve",
    action="tests.resolve_thread",
    effect=Effect.WRITE,
    target=Made(),
    needs="pull_requests:write",
    envelope="data.resolveReviewThread.thread",
    says="Resolve the thread of comment {comment} on {repo}#{pull_number}",
    view=Line("Done"),
    verbs=("resolve",),
):
    """Resolve a thread, which is found by one of its comments."""

    repo: Annotated[RepoName, Unsent()]
    """Repository."""
    pull_number: Annotated[IssueNumber, Unsent()]
    """Which pull request."""
    comment: Annotated[Id, Unsent()]
    """One of its comments."""
    thread_id: Annotated[NodeId | None, At("threadId"), ResolvedId(read=ListThreads, path="id")] = (
        None
    )
    """The thread."""


SUB = AddSubIssue(repo="acme/web", issue_number=1, sub_issue=12)
PUT_FILE = PutFile(repo="acme/web", path="docs/a.md", message="Write", content="Hé\n")
HANG = Hang(repo="acme/web", issue_number=1)
THREADS = ListThreads(repo="acme/web", pull_number=12)
RESOLVE = ResolveThread(repo="acme/web", pull_number=12, comment=7)


def thread(comment: int, id: str = "T_1", **more: Any) -> dict[str, Any]:  # noqa: A002
    """Make a thread as GitHub answers it."""
    return {"id": id, "isResolved": False, "comments": {"nodes": [{"databaseId": comment}]}} | more


_CLASSES = (GetIssueId, AddSubIssue, GetFile, PutFile, MoveFile, ListThreads, ResolveThread)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put these actions into the catalogue for a test."""
    catalogue(monkeypatch, *_CLASSES)
