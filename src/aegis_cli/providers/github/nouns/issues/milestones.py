"""Actions on milestones. A person says a title or a number; GitHub takes the number."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import DAY_OF_TIME, Direction, Limit, check_day
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms, named_kind
from aegis_cli.actions.fields.marks import Answered, At, ResolvedId, Unsent
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Card, Column, Line, Listing, line_with_link
from aegis_cli.actions.targets.target import Headline, Made, Target
from aegis_cli.actions.undoing import Undo
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Description, RepoName
from aegis_cli.providers.github.resources import Milestone
from aegis_cli.providers.github.states import state_of, state_tone, status_of
from aegis_cli.providers.github.targets import ListedRepo

AnyTitle: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"\S")]


def _number(value: object) -> object:
    """Take digits for a number; the title 007 stays one."""
    is_number = isinstance(value, str) and value.isdecimal() and str(int(value)) == value
    return int(value) if is_number else value  # type: ignore[call-overload]  # it is a text


MilestoneName: TypeAlias = Annotated[
    Annotated[int, Field(ge=1, le=2_147_483_647)] | AnyTitle,
    named_kind("milestone", "v2.0", "'Sprint 14'", reads="named", also=("#([0-9]+)",)),
    BeforeValidator(_number),
]


def _share(milestone: Any) -> str:
    done, left = (pick(milestone, f"{part}_issues") for part in ("closed", "open"))
    is_any = isinstance(done, int) and isinstance(left, int) and done + left > 0
    return f"{done:,} of {done + left:,}" if is_any else ""


class MilestoneDetails(Milestone):
    """A milestone with how far it has come."""

    headline: ClassVar = Headline(
        kind="milestone",
        name="{number} of {@repo}",
        title="{title}",
        state=lambda milestone: status_of(milestone).lower(),
    )

    listing: ClassVar = Listing(
        "milestone|milestones",
        columns=(
            Column("ID", "{number}", style=state_tone),
            Column("TITLE", "{title}", style="bold", flexible=True),
            Column("CLOSED", _share),
            Column("DUE", "{due_on:day}", style="grey"),
        ),
        piped=(
            *("{number}", state_of, "{title}"),
            *("{closed_issues}", "{open_issues}", "{due_on:day}"),
        ),
        page="/{place}/milestone/{number}",
    )

    conditions: ClassVar = (
        Condition("title", "title", ConditionKind.TEXT),
        Condition("state", "state", ConditionKind.CHOICE),
        Condition("issues", "open_issues", ConditionKind.COUNT, "Only open ones count."),
        Condition("due", "due_on", ConditionKind.DAY),
        Condition("updated", "updated_at", ConditionKind.DAY),
    )

    state: str
    description: str | None = None
    open_issues: int
    closed_issues: int
    due_on: str | None = None
    updated_at: str | None = None
    html_url: str | None = None


class ListMilestones(
    GitHubAction[list[MilestoneDetails]],
    op="issues/list-milestones",
    action="milestones.list",
    says="List the milestones of {repo}",
    utterances=(
        (
            "SHOW? the [first|top {limit} of?] [{state}] milestones [that_are {state}]"
            " [sorted|ordered by {sort}] [{direction} first] [limit|at_most|up_to {limit}]"
        ),
    ),
):
    """List the milestones of a repository."""

    repo: ListedRepo

    state: Annotated[Literal["open", "closed", "all"], Synonyms(all=("every", "any"))] | None = None
    """Only those in this state; GitHub shows open ones unless told otherwise."""

    milestone: Annotated[MilestoneName | None, Unsent()] = None
    """Only the one with this title or number, whatever its state."""

    sort: (
        Annotated[Literal["due_on", "completeness"], Synonyms(due_on=("due date", "date"))] | None
    ) = None
    """What to sort by; GitHub sorts by the day they are due unless told otherwise."""

    direction: Direction | None = None

    limit: Limit = 30

    def body_values(self) -> dict[str, Any]:
        """Look for one in every state."""
        return super().body_values() | ({} if self.milestone is None else {"state": "all"})

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        if self.milestone is None:
            return True
        return str(self.milestone).casefold() in {str(item["number"]), item["title"].casefold()}


def by_name(when: str = "") -> ResolvedId[Any]:
    """Return how the number of a milestone is found by what a person calls it, and by that alone.

    `when` is the field that says it, if it may be left out.
    """
    return ResolvedId(read=ListMilestones, path="number", by=_BY_NAME, when=when)


_BY_NAME = dict.fromkeys(("state", "sort", "direction", "limit"), "")
"""The fields of the list that have nothing to do with which milestone is meant."""


class MilestoneAction(GitHubAction[R]):
    """An action on one milestone, whose number is found by what a person calls it."""

    target = Target(read=ListMilestones, by=_BY_NAME)

    repo: RepoName
    """Repository that it is in, as OWNER/NAME."""
    milestone: Annotated[MilestoneName, Unsent()]
    """Title or number of the milestone."""
    milestone_number: Annotated[int | None, by_name()] = None
    """Its number."""


class GetMilestone(
    MilestoneAction[MilestoneDetails],
    op="issues/get-milestone",
    action="milestones.get",
    says="Show the milestone {milestone} of {repo}",
    view=Card(
        heading="{title}",
        reference="{@repo}",
        summary=(
            (status_of, state_tone),
            ("due {due_on:day}", "plain"),
            ("updated {updated_at:ago}", "plain"),
        ),
        progress=("closed_issues", "open_issues"),
        facts=(),
        body="{description}",
        footer="View this milestone on GitHub: {html_url}",
        piped=(
            ("title", "{title}"),
            ("state", state_of),
            ("closed", "{closed_issues}"),
            ("open", "{open_issues}"),
            ("due", "{due_on:day}"),
            ("number", "{number}"),
            ("url", "{html_url}"),
        ),
    ),
    verbs=("show", "get", "view"),
    utterances=("SHOW the milestone {milestone}", "how far is the milestone {milestone}"),
):
    """Show one milestone with its progress."""


NewTitle: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="branch",
        noun="title",
        question="Say what the milestone is called, as in v2.0 or 'Sprint 14'.",
        example="v2.0",
    ),
    AnyTitle,
]
DueDay: TypeAlias = Annotated[
    str,
    Kind(role=Role.PAYLOAD, reads="date", noun="day", example="2026-12-31", also=(DAY_OF_TIME,)),
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    AfterValidator(check_day),
    At("due_on", "{}T12:00:00Z"),  # GitHub keeps the day that it is then in California
    Answered(lambda milestone: text_at(milestone, "due_on")[:10]),
]


class CreateMilestone(
    GitHubAction[MilestoneDetails],
    op="issues/create-milestone",
    action="milestones.create",
    effect=Effect.WRITE,
    undo=Undo(
        action="milestones.delete",
        by={"milestone": "title"},
        left={
            name: name
            for name in ("number", "description", "due_on", "open_issues", "closed_issues")
        },
    ),
    target=Made(read=ListMilestones, by={"milestone": "title", **_BY_NAME}),
    says="Create the milestone {title!r} in {repo}",
    view=line_with_link("Created the milestone {title!r} in {@repo}"),
    page=NewPage(noun="milestone", path="/{repo}/milestone/"),
    utterances=(
        (
            "create|make a new? milestone called|named|titled? {title} [due on? {due_on}]"
            " [with the description {description}]"
        ),
    ),
):
    """Create a milestone in a repository."""

    repo: RepoName
    """Repository to create it in, as OWNER/NAME."""

    title: NewTitle
    """What it is called."""

    description: Description | None = None
    """What it is for."""

    due_on: DueDay | None = None
    """The day it is due, as in 2026-12-31."""


class UpdateMilestone(
    MilestoneAction[MilestoneDetails],
    op="issues/update-milestone",
    action="milestones.update",
    effect=Effect.WRITE,
    undo=Undo(by={"milestone": "title"}),
    says="Change the milestone {milestone} of {repo}",
    view=line_with_link(
        "Changed the milestone {title!r} of {@repo} ({@changes})",
        already="The milestone {title!r} of {@repo} was already so",
    ),
    verbs=("rename", "retitle", "change", "set", "move", "close", "finish", "reopen"),
    utterances=(
        "rename|retitle the milestone {milestone} to|as {title}",
        "change|set|move the due_date|date of milestone {milestone} to {due_on}",
        "change|set the description of milestone {milestone} to {description}",
        "{state:choice} the milestone {milestone}",
    ),
):
    """Change a milestone: title, description, the day it is due, or whether it is open."""

    title: NewTitle | None = None
    """What it is called from now on."""

    description: Description | None = None
    """What it is for from now on."""

    due_on: DueDay | None = None
    """The day it is due from now on, as in 2026-12-31."""

    state: (
        Annotated[
            Literal["open", "closed"],
            Kind(role=Role.CHOICE, example="close"),
            Synonyms(open=("reopen",), closed=("close", "finish")),
        ]
        | None
    ) = None
    """Whether it is still worked on."""


class DeleteMilestone(
    MilestoneAction[None],
    op="issues/delete-milestone",
    action="milestones.delete",
    effect=Effect.DESTRUCTIVE,
    because="nobody can tell afterwards what had it",
    says="Delete the milestone {milestone} of {repo}, and take it off all that has it",
    view=Line("Deleted the milestone {@milestone} of {@repo}", piped="{@milestone}"),
    confirmation=Confirmation(phrase="delete milestone {milestone} of {repo}"),
    utterances=("delete|destroy the milestone {milestone}",),
):
    """Delete a milestone; all issues and pull requests lose it."""
