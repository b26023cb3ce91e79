"""Actions on issues. GitHub's issues API also covers pull requests; these lists leave them out."""

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from aegis_cli.actions.facts import Effect, any_of
from aegis_cli.actions.kinds import (
    Body,
    CommentBody,
    Direction,
    IssueNumber,
    Label,
    Limit,
    Login,
    RepoName,
    Synonyms,
    Title,
)
from aegis_cli.actions.views import Card, Line, Thread
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import Comment, Issue, LabelResource
from aegis_cli.providers.github.states import state_of, state_tone, status_of

_Repo: TypeAlias = Annotated[
    RepoName, Field(description="Repository that the issue is in, as OWNER/NAME.")
]
_Number: TypeAlias = Annotated[IssueNumber, Field(description="Number of the issue.")]
_NumberOfEither: TypeAlias = Annotated[
    IssueNumber, Field(description="Number of the issue or pull request.")
]

_EITHER_READ = any_of("issues:read", "pull_requests:read")
_EITHER_WRITE = any_of("issues:write", "pull_requests:write")

_ISSUE = Card(
    heading="{title}",
    reference="{@repo}#{number}",
    summary=(
        (status_of, state_tone),
        ("{user.login} opened {created_at:ago}", "plain"),
        ("{comments:comment|comments}", "plain"),
    ),
    facts=(
        ("Assignees", "{assignees.login}"),
        ("Labels", "{labels.name}"),
        ("Milestone", "{milestone.title}"),
    ),
    body="{body}",
    footer="View this issue on GitHub: {html_url}",
    piped=(
        ("title", "{title}"),
        ("state", state_of),
        ("author", "{user.login}"),
        ("labels", "{labels.name}"),
        ("comments", "{comments}"),
        ("assignees", "{assignees.login}"),
        ("milestone", "{milestone.title}"),
        ("number", "{number}"),
        ("url", "{html_url}"),
    ),
)


class ListIssues(
    GitHubAction[list[Issue]],
    op="issues/list-for-repo",
    action="issues.list",
    effect=Effect.READ,
    needs="issues:read",
    says="List issues in {repo}",
    verbs=("list", "show"),
):
    """List the issues of a repository, without its pull requests."""

    repo: RepoName
    """Repository whose issues to list, as OWNER/NAME."""

    state: Annotated[Literal["open", "closed", "all"], Synonyms(all=("every", "any"))] | None = None
    """Only those in this state; GitHub shows open ones unless told otherwise."""

    labels: tuple[Label, ...] | None = None
    """Only those that have all of these labels."""

    assignee: Login | None = None
    """Only those assigned to this person; @me is you."""

    creator: Login | None = None
    """Only those opened by this person; @me is you."""

    mentioned: Login | None = None
    """Only those that mention this person; @me is you."""

    sort: (
        Annotated[Literal["created", "updated", "comments"], Synonyms(comments=("commented",))]
        | None
    ) = None
    """What to sort by; GitHub sorts by creation unless told otherwise."""

    direction: Direction | None = None
    """Which end comes first."""

    limit: Limit = 30
    """How many issues to show at most."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Leave out pull requests, which GitHub lists as issues."""
        return "pull_request" not in item


class GetIssue(
    GitHubAction[Issue],
    op="issues/get",
    action="issues.get",
    effect=Effect.READ,
    needs="issues:read",
    says="Show issue {repo}#{issue_number}",
    view=_ISSUE,
    verbs=("show", "get", "view", "read"),
):
    """Show one issue with its description."""

    repo: _Repo
    issue_number: _Number


class CreateIssue(
    GitHubAction[Issue],
    op="issues/create",
    action="issues.create",
    effect=Effect.WRITE,
    needs="issues:write",
    says="Open issue {title!r} in {repo}",
    view=Line("Opened {@repo}#{number}: {html_url}", piped="{html_url}"),
    verbs=(
        *("open", "create", "file", "report", "raise", "new"),
        *("add an issue", "make an issue", "submit an issue"),
    ),
):
    """Open an issue in a repository."""

    repo: RepoName
    """Repository to open it in, as OWNER/NAME."""

    title: Title
    """What the issue is about, in one line."""

    body: Body | None = None
    """The details, in Markdown."""

    labels: tuple[Label, ...] | None = None
    """Labels to give it."""

    assignees: tuple[Login, ...] | None = None
    """People to assign it to; @me is you."""


class UpdateIssue(
    GitHubAction[Issue],
    op="issues/update",
    action="issues.update",
    effect=Effect.WRITE,
    needs=_EITHER_WRITE,
    says="Change issue {repo}#{issue_number}",
    view=Line(
        "Changed {@repo}#{number}: {html_url}",
        piped="{html_url}",
        already="{@repo}#{number} was already so: {html_url}",
    ),
    verbs=("update", "change", "edit", "rename", "retitle", "set", "replace"),
):
    """Change the title or the description of an issue, or replace all its labels or assignees."""

    repo: _Repo
    issue_number: _Number

    title: Title | None = None
    """The new title."""

    body: Body | None = None
    """The new description, in Markdown; it replaces the old one."""

    labels: tuple[Label, ...] | None = None
    """The labels it has from now on; they replace those it had."""

    assignees: tuple[Login, ...] | None = None
    """The people it is assigned to from now on; they replace those before."""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if (self.title, self.body, self.labels, self.assignees) == (None,) * 4:
            raise ValueError("say what to change: title, body, labels or assignees")
        return self


class CloseIssue(
    GitHubAction[Issue],
    op="issues/update",
    action="issues.close",
    effect=Effect.WRITE,
    needs=_EITHER_WRITE,
    says="Close issue {repo}#{issue_number}",
    view=Line(
        "Closed {@repo}#{number}: {html_url}",
        piped="{html_url}",
        already="{@repo}#{number} was already closed: {html_url}",
    ),
    verbs=("close", "resolve", "finish"),
):
    """Close an issue."""

    repo: _Repo
    issue_number: _Number

    state: Literal["closed"] = "closed"
    """The state that closing means."""

    state_reason: (
        Annotated[
            Literal["completed", "not_planned", "duplicate"],
            Synonyms(
                completed=("done", "fixed", "resolved"),
                not_planned=("not planned", "wontfix", "won't fix"),
            ),
        ]
        | None
    ) = None
    """Why it is closed; GitHub takes it as completed unless told otherwise."""


class ReopenIssue(
    GitHubAction[Issue],
    op="issues/update",
    action="issues.reopen",
    effect=Effect.WRITE,
    needs=_EITHER_WRITE,
    says="Reopen issue {repo}#{issue_number}",
    view=Line(
        "Reopened {@repo}#{number}: {html_url}",
        piped="{html_url}",
        already="{@repo}#{number} was already open: {html_url}",
    ),
    verbs=("reopen", "re-open"),
):
    """Open a closed issue again."""

    repo: _Repo
    issue_number: _Number

    state: Literal["open"] = "open"
    """The state that reopening means."""


class AddComment(
    GitHubAction[Comment],
    op="issues/create-comment",
    action="issues.add_comment",
    effect=Effect.WRITE,
    needs=_EITHER_WRITE,
    says="Comment on {repo}#{issue_number}",
    view=Line("Commented on {@repo}#{@issue_number}: {html_url}", piped="{html_url}"),
    verbs=(
        *("comment", "reply", "say", "write", "post"),
        *("add a comment", "add the comment", "leave a comment", "put a comment"),
    ),
):
    """Comment on an issue or a pull request."""

    repo: _Repo
    issue_number: _NumberOfEither

    body: CommentBody
    """What to say, in Markdown."""


class ListComments(
    GitHubAction[list[Comment]],
    op="issues/list-comments",
    action="issues.list_comments",
    effect=Effect.READ,
    needs=_EITHER_READ,
    says="List the comments on {repo}#{issue_number}",
    view=Thread(
        title="Showing {count:comment|comments} on {repo}#{issue_number}",
        author="{user.login}",
        moment="{created_at:ago}",
        body="{body}",
        piped=("{id}", "{user.login}", "{body}", "{created_at}"),
        empty="there are no comments on {repo}#{issue_number}",
    ),
    verbs=("list", "show", "read"),
):
    """List the comments on an issue or a pull request."""

    repo: _Repo
    issue_number: _NumberOfEither

    limit: Limit = 30
    """How many comments to show at most."""


class AddLabels(
    GitHubAction[list[LabelResource]],
    op="issues/add-labels",
    action="issues.add_labels",
    effect=Effect.WRITE,
    needs=_EITHER_WRITE,
    says="Add labels to {repo}#{issue_number}",
    view=Line("Labels of {@repo}#{@issue_number} are now: {name:or_none}", piped="{name}"),
    verbs=("label", "tag", "mark", "put", "add", "give"),
):
    """Add labels to an issue or a pull request, beside those it has."""

    repo: _Repo
    issue_number: _NumberOfEither

    labels: Annotated[tuple[Label, ...], Field(min_length=1)]
    """Labels to add."""

    def answered(self, data: Any) -> dict[str, Any]:
        """Compare with all the labels that it has now, which is what GitHub answers."""
        return {"labels": data}


class RemoveLabel(
    GitHubAction[list[LabelResource]],
    op="issues/remove-label",
    action="issues.remove_label",
    effect=Effect.WRITE,
    because="the label stays in the repository and can be added again",
    needs=_EITHER_WRITE,
    says="Remove the label {name!r} from {repo}#{issue_number}",
    view=Line("Labels of {@repo}#{@issue_number} are now: {name:or_none}", piped="{name}"),
    verbs=("remove", "unlabel", "untag", "take", "drop", "delete the label"),
):
    """Take a label off an issue or a pull request."""

    repo: _Repo
    issue_number: _NumberOfEither

    name: Label
    """Label to take off."""


class AddAssignees(
    GitHubAction[Issue],
    op="issues/add-assignees",
    action="issues.add_assignees",
    effect=Effect.WRITE,
    needs=_EITHER_WRITE,
    says="Assign {repo}#{issue_number} to {assignees}",
    view=Line(
        "{@repo}#{number} is now assigned to {assignees.login:or_none}: {html_url}",
        piped="{html_url}",
    ),
    verbs=("assign", "give", "add"),
):
    """Assign people to an issue or a pull request, beside those it has."""

    repo: _Repo
    issue_number: _NumberOfEither

    assignees: Annotated[tuple[Login, ...], Field(min_length=1, max_length=10)]
    """People to assign; @me is you."""
