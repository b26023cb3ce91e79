"""Actions that look for issues and pull requests in more than one repository."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from aegis_cli.actions.field_types import Direction, Label, Limit
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import Issue
from aegis_cli.providers.github.search_text import Search, Term
from aegis_cli.providers.github.states import place_of_issue


class FoundIssue(Issue):
    """An issue of any repository."""

    listing: ClassVar = Issue.listing.named_by(place_of_issue)

    repository_url: str


class FoundPull(FoundIssue):
    """A pull request of any repository, as a search finds it."""

    listing: ClassVar = replace(FoundIssue.listing, noun="pull request|pull requests")

    draft: bool | None = None


class ListMyIssues(
    GitHubAction[list[FoundIssue]],
    op="issues/list",
    action="issues.list_mine",
    everywhere=True,
    says="List issues of yours in all repositories",
    asks=(
        "SHOW? [my] [{state}] ISSUES assigned_to_me [in|across all|every repos|repositories]",
        "SHOW? my [{state}] ISSUES [in|across all|every repos|repositories]",
    ),
):
    """List the issues that are assigned to you, or are yours otherwise, in all repositories."""

    filter: Literal["assigned", "created", "mentioned", "subscribed", "repos", "all"] | None = None
    """How they are yours; GitHub lists those assigned to you unless told otherwise."""

    state: Literal["open", "closed", "all"] | None = None
    """Only those in this state; GitHub shows open ones unless told otherwise."""

    labels: tuple[Label, ...] | None = None
    """Only those that have all of these labels."""

    sort: Literal["created", "updated", "comments"] | None = None
    """What to sort by; GitHub sorts by creation unless told otherwise."""

    direction: Direction | None = None

    limit: Limit = 30

    def keeps(self, item: dict[str, Any]) -> bool:
        """Leave out pull requests, which GitHub lists as issues."""
        return "pull_request" not in item


class SearchIssues(
    Search[list[FoundIssue]],
    op="search/issues-and-pull-requests",
    action="issues.search",
    needs="issues:read",
    everywhere=True,
    says="Search for issues",
    verbs=("search", "find"),
    asks=(
        "search|search_for [{state}] ISSUES [in|of {repo}] [by|from {author}]",
        (
            "find [{state}] ISSUES about|mentioning|that_mention|containing {words} [in|of {repo}]"
            " [by|from {author}]"
        ),
    ),
):
    """Search for issues by their text and by who and what they are about."""

    fixed: ClassVar[str] = "is:issue"

    state: Annotated[Literal["open", "closed"] | None, Term("is")] = None
    """Only those in this state."""


class SearchPulls(
    Search[list[FoundPull]],
    op="search/issues-and-pull-requests",
    action="pulls.search",
    needs="pull_requests:read",
    everywhere=True,
    says="Search for pull requests",
    verbs=("search", "find"),
    asks=(
        "search|search_for [{state}] [{draft}] PULLS [in|of {repo}] [by|from {author}]",
        (
            "find [{state}] PULLS about|mentioning|that_mention|containing {words} [in|of {repo}]"
            " [by|from {author}]"
        ),
    ),
):
    """Search for pull requests by their text and by who and what they are about."""

    fixed: ClassVar[str] = "is:pr"

    state: Annotated[Literal["open", "closed", "merged"] | None, Term("is")] = None
    """Only those in this state."""

    draft: Annotated[bool | None, Term("draft")] = None
    """Only drafts, or only those that are none."""
