"""Actions on issues. GitHub's issues API also covers pull requests; these lists leave them out."""

from dataclasses import replace
from typing import Annotated, Any, Literal, TypeAlias

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.field_types import Body, Direction, Label, Limit, Login, RepoName, Title
from aegis_cli.actions.forms import NOUN, SHOW, Form
from aegis_cli.actions.kinds import Synonyms
from aegis_cli.actions.marks import Answered, At, Doc, Unsent
from aegis_cli.actions.target import Made, Target
from aegis_cli.actions.views import Card, linked
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.nouns.milestones import MilestoneName, by_name
from aegis_cli.providers.github.resources import LABEL_COLOURS, Issue, IssueOrPull
from aegis_cli.providers.github.states import state_of, state_tone, status_of
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


class ListIssues(
    GitHubAction[list[Issue]],
    op="issues/list-for-repo",
    action="issues.list",
    says="List issues in {repo}",
    asks=(
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
                "mentioning|that_mention {mentioned}",
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

    def keeps(self, item: dict[str, Any]) -> bool:
        """Leave out pull requests, which GitHub lists as issues."""
        return "pull_request" not in item


class GetIssue(
    IssueAction[IssueOrPull],
    op="issues/get",
    action="issues.get",
    says="Show issue {repo}#{issue_number}",
    view=ISSUE_CARD,
    verbs=("show", "get", "view", "read"),
    asks=(
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


EITHER = Target(read=GetIssue)
"""An issue or a pull request, by the issues API."""
ISSUE = replace(EITHER, kinds=("issue",))


class IssueWrite(IssueAction[R]):
    """A write to one issue."""

    target = ISSUE


class EitherWrite(EitherAction[R]):
    """A write to one issue or pull request."""

    target = EITHER


class CreateIssue(
    GitHubAction[Issue],
    op="issues/create",
    action="issues.create",
    effect=Effect.WRITE,
    target=Made(),
    says="Open issue {title!r} in {repo}",
    view=linked("Opened {@repo}#{number}"),
    verbs=(
        *("open", "create", "file", "report", "raise", "new"),
        *("add an issue", "make an issue", "submit an issue"),
    ),
    asks=(
        Form(
            ("VERB", "add|make|submit"),
            ("ISSUE", "{labels:bug} ISSUE|report?"),
            (
                *phrases.TO_REPO,
                "against REPO? {repo}",
                "and? with? title|TITLED {title}",
                "{title}",
                "and? described_as|saying {body}",
                *phrases.BODY,
                "and? LABELLED with|as? {labels}",
                "and? with? LABELS it? with|as? {labels}",
                "and? assigned|assign it? to? {assignees}",
                "and? assign {assignees} to_it",
                "and? in|with|for|under milestone {milestone}",
                "for_me",
            ),
            ("new",),
            makes=True,
            example="open an issue in {repo} titled {title} [with body {body}] "
            "[labelled {labels}] [assigned to {assignees}] [in milestone {milestone}]",
        ),
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

    milestone: Annotated[MilestoneName | None, Unsent()] = None
    """Title or number of the milestone to put it into."""

    milestone_number: ItsMilestone = None
