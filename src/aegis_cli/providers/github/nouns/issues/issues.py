"""Actions that show issues. GitHub's issues API also covers pull requests; these lists do not."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.field_types import Direction, Limit
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.fields.marks import Answered, At, Doc, Unsent
from aegis_cli.actions.results.views import Card
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.words.forms import NOUN, SHOW, Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Label, Login
from aegis_cli.providers.github.nouns.issues.milestones import MilestoneName, by_name
from aegis_cli.providers.github.resources import LABEL_COLOURS, Issue, IssueOrPull
from aegis_cli.providers.github.search_text import Search, Term
from aegis_cli.providers.github.states import place_of_issue, state_of, state_tone, status_of
from aegis_cli.providers.github.targets import EitherAction, IssueAction, ListedRepo

ItsMilestone: TypeAlias = Annotated[
    int | None,
    At("milestone"),
    by_name("milestone"),
    Answered("milestone.number", nothing=0),
    Doc("Its number."),
]

ISSUE_CARD = Card(
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
    styles=(("Labels", LABEL_COLOURS),),
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


class _OnlyIssues:
    """A list of issues, among which GitHub lists pull requests too."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Leave out pull requests."""
        return "pull_request" not in item


class ListIssues(
    _OnlyIssues,
    GitHubAction[list[IssueOrPull]],
    op="issues/list-for-repo",
    action="issues.list",
    says="List issues in {repo}",
    utterances=(
        Form(
            NOUN,
            ("ISSUES", "{labels:bugs} reports?"),
            (
                *phrases.LISTED,
                "and? LABELLED with|as? {labels}",
                "with {labels} LABELS",
                "with LABELS {labels}",
                "and? assigned_to {assignee}",
                "and? in|of|for milestone {milestone}",
                "and? OPENED? by {creator}",
                "{creator:i} OPENED",
                "did {creator:i} open|create|file|report",
                "mentioning|that_mention {mentioned:handles}",
            ),
            ("{assignee:my}", *phrases.WHICH),
            example="list [{limit}] [{state}] issues in {repo} [labelled {labels}] "
            "[assigned to {assignee}] [opened by {creator}] [mentioning {mentioned}] "
            "[in milestone {milestone}] [sorted by {sort}] [{direction} first]",
        ),
    ),
):
    """List the issues of a repository, without its pull requests."""

    repo: ListedRepo

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

    milestone: Annotated[MilestoneName | None, Unsent()] = None
    """Only those in the milestone with this title or number."""

    milestone_number: ItsMilestone = None

    sort: (
        Annotated[Literal["created", "updated", "comments"], Synonyms(comments=("commented",))]
        | None
    ) = None
    """What to sort by; GitHub sorts by creation unless told otherwise."""

    direction: Direction | None = None

    limit: Limit = 30


class FoundIssue(Issue):
    """An issue of any repository."""

    listing: ClassVar = Issue.listing.named_by(place_of_issue)

    repository_url: str


class ListMyIssues(
    _OnlyIssues,
    GitHubAction[list[FoundIssue]],
    op="issues/list",
    action="issues.list_mine",
    everywhere=True,
    says="List issues of yours in all repositories",
    utterances=(
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


class SearchIssues(
    Search[list[FoundIssue]],
    op="search/issues-and-pull-requests",
    action="issues.search",
    needs="issues:read",
    everywhere=True,
    says="Search for issues",
    verbs=("search", "find"),
    utterances=(
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


class GetIssue(
    IssueAction[IssueOrPull],
    op="issues/get",
    action="issues.get",
    says="Show issue {repo}#{issue_number}",
    view=ISSUE_CARD,
    verbs=("show", "get", "view", "read"),
    utterances=(
        Form(
            (*SHOW, "tell_me"),
            phrases=(
                "details|information|info? about|of|on? {issue_number} about?",
                *phrases.ISSUE,
                phrases.IN_REPO,
            ),
            example="show {issue_number}",
        ),
        "what does {issue_number} say",
    ),
):
    """Show one issue with its description."""


class GetParent(
    IssueAction[Issue],
    op="issues/get-parent",
    action="issues.get_parent",
    of_others=True,
    says="Show the issue that {repo}#{issue_number} is a part of",
    view=replace(ISSUE_CARD, reference="#{number}"),
    verbs=("show",),
    utterances=("SHOW? the parent issue? of|for {issue_number}",),
):
    """Show the issue that an issue is a part of."""


EITHER = Target(read=GetIssue)
"""An issue or a pull request, by the issues API."""
ISSUE = replace(EITHER, kinds=("issue",))


class IssueWrite(IssueAction[R]):
    """A write to one issue."""

    target = ISSUE


class EitherWrite(EitherAction[R]):
    """A write to one issue or pull request."""

    target = EITHER
