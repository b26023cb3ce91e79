"""Actions on milestones. A person says one by its title or its number; GitHub takes the number."""

from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from aegis_cli.actions.facts import Approval, Effect, Stake, any_of
from aegis_cli.actions.field_types import Description, Direction, Limit, RepoName
from aegis_cli.actions.kinds import Kind, Role, Synonyms
from aegis_cli.actions.marks import Found, Unsent
from aegis_cli.actions.templates import pick
from aegis_cli.actions.views import Card, Column, Line, Listing
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import Milestone
from aegis_cli.providers.github.states import state_of, state_tone, status_of

_READ = any_of("issues:read", "pull_requests:read")
_WRITE = any_of("issues:write", "pull_requests:write")

_Title: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"\S")]


def _number(value: object) -> object:
    """Take digits for a number; the title 007 stays one."""
    is_number = isinstance(value, str) and value.isdecimal() and str(int(value)) == value
    return int(value) if is_number else value  # type: ignore[call-overload]  # it is a text


MilestoneName: TypeAlias = Annotated[
    Annotated[int, Field(ge=1, le=2_147_483_647)] | _Title,
    Kind(
        role=Role.TARGET,
        reads="named",
        noun="milestone",
        question="Name the milestone, as in v2.0 or 'Sprint 14'.",
        example="v2.0",
    ),
    BeforeValidator(_number),
]
MilestoneNumber: TypeAlias = Annotated[int, Kind(role=Role.TARGET)]
NewTitle: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="branch",
        noun="title",
        question="Say what the milestone is called, as in v2.0 or 'Sprint 14'.",
        example="v2.0",
    ),
    _Title,
]
DueDay: TypeAlias = Annotated[
    str,
    Kind(role=Role.PAYLOAD, reads="date", noun="day", example="2026-12-31"),
    StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$"),
]


def _share(milestone: Any) -> str:
    done, left = (pick(milestone, f"{part}_issues") for part in ("closed", "open"))
    is_any = isinstance(done, int) and isinstance(left, int) and done + left > 0
    return f"{done:,} of {done + left:,}" if is_any else ""


class MilestoneDetails(Milestone):
    """A milestone with how far it has come."""

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
    )

    state: str
    description: str | None = None
    open_issues: int
    closed_issues: int
    due_on: str | None = None
    updated_at: str | None = None
    html_url: str


class ListMilestones(
    GitHubAction[list[MilestoneDetails]],
    op="issues/list-milestones",
    action="milestones.list",
    effect=Effect.READ,
    needs=_READ,
    says="List the milestones of {repo}",
    verbs=("list", "show"),
    asks=(
        (
            "SHOW? the [first|top {limit} of?] [{state}] milestones [that_are {state}]"
            " [sorted|ordered by {sort}] [{direction} first] [limit|at_most|up_to {limit}]"
        ),
    ),
):
    """List the milestones of a repository."""

    repo: RepoName
    """Repository whose milestones to list, as OWNER/NAME."""

    state: Annotated[Literal["open", "closed", "all"], Synonyms(all=("every", "any"))] | None = None
    """Only those in this state; GitHub shows open ones unless told otherwise."""

    milestone: Annotated[MilestoneName | None, Unsent()] = None
    """Only the one with this title or number, whatever its state."""

    sort: (
        Annotated[Literal["due_on", "completeness"], Synonyms(due_on=("due date", "date"))] | None
    ) = None
    """What to sort by; GitHub sorts by the day they are due unless told otherwise."""

    direction: Direction | None = None
    """Which end comes first."""

    limit: Limit = 30
    """How many milestones to show at most."""

    def placed(self) -> dict[str, Any]:
        """Look for one in every state."""
        return super().placed() | ({} if self.milestone is None else {"state": "all"})

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the one that is looked for."""
        if self.milestone is None:
            return True
        return str(self.milestone).casefold() in {str(item["number"]), item["title"].casefold()}


def by_name(when: str = "") -> Found:
    """Return how the number of a milestone is found by what a person calls it, and by that alone.

    `when` is the field that says it, if it may be left out.
    """
    others = dict.fromkeys(("state", "sort", "direction", "limit"), "")
    return Found(read=ListMilestones, path="number", by=others, when=when)


_Repo: TypeAlias = Annotated[
    RepoName, Field(description="Repository that it is in, as OWNER/NAME.")
]
_Milestone: TypeAlias = Annotated[
    MilestoneName, Unsent(), Field(description="Title or number of the milestone.")
]
_ItsNumber: TypeAlias = Annotated[
    MilestoneNumber | None, by_name(), Field(description="Its number.")
]


class GetMilestone(
    GitHubAction[MilestoneDetails],
    op="issues/get-milestone",
    action="milestones.get",
    effect=Effect.READ,
    needs=_READ,
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
    asks=("SHOW the milestone {milestone}", "how far is the milestone {milestone}"),
):
    """Show one milestone with its progress."""

    repo: _Repo
    milestone: _Milestone
    milestone_number: _ItsNumber = None


def _at_noon(body: dict[str, Any]) -> dict[str, Any]:
    """Send a day as its noon: GitHub keeps the day that it is then in California."""
    due = body.get("due_on")
    return body | ({"due_on": f"{due}T12:00:00Z"} if due else {})


def _by_day(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"due_on": (data["due_on"] or "")[:10]}


class CreateMilestone(
    GitHubAction[MilestoneDetails],
    op="issues/create-milestone",
    action="milestones.create",
    effect=Effect.WRITE,
    needs=_WRITE,
    says="Create the milestone {title!r} in {repo}",
    view=Line("Created the milestone {title!r} in {@repo}: {html_url}", piped="{html_url}"),
    asks=(
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

    def placed(self) -> dict[str, Any]:
        """Send the day as a moment."""
        return _at_noon(super().placed())

    def answered(self, data: Any) -> dict[str, Any]:
        """Compare the day."""
        return _by_day(data)


class UpdateMilestone(
    GitHubAction[MilestoneDetails],
    op="issues/update-milestone",
    action="milestones.update",
    effect=Effect.WRITE,
    needs=_WRITE,
    says="Change the milestone {milestone} of {repo}",
    view=Line(
        "Changed the milestone {title!r} of {@repo} ({@changes}): {html_url}",
        piped="{html_url}",
        already="The milestone {title!r} of {@repo} was already so: {html_url}",
    ),
    verbs=("rename", "retitle", "change", "set", "move", "close", "finish", "reopen"),
    asks=(
        "rename|retitle the milestone {milestone} to|as {title}",
        "change|set|move the due_date|date of milestone {milestone} to {due_on}",
        "change|set the description of milestone {milestone} to {description}",
        "{state:choice} the milestone {milestone}",
    ),
):
    """Change a milestone: title, description, the day it is due, or whether it is open."""

    repo: _Repo
    milestone: _Milestone
    milestone_number: _ItsNumber = None

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

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if (self.title, self.description, self.due_on, self.state) == (None,) * 4:
            raise ValueError("say what to change: title, description, due on or state")
        return self

    def placed(self) -> dict[str, Any]:
        """Send the day as a moment."""
        return _at_noon(super().placed())

    def answered(self, data: Any) -> dict[str, Any]:
        """Compare the day."""
        return _by_day(data)


class DeleteMilestone(
    GitHubAction[None],
    op="issues/delete-milestone",
    action="milestones.delete",
    effect=Effect.DESTRUCTIVE,
    needs=_WRITE,
    says="Delete the milestone {milestone} of {repo}, and take it off all that has it",
    view=Line("Deleted the milestone {@milestone} of {@repo}", piped="{@milestone}"),
    approval=Approval.STRICT,
    stake=Stake(phrase="delete milestone {milestone} of {repo}"),
    asks=("delete|destroy the milestone {milestone}",),
):
    """Delete a milestone; all issues and pull requests lose it."""

    repo: _Repo
    milestone: _Milestone
    milestone_number: _ItsNumber = None
