"""Actions that make, change and delete milestones."""

from typing import Annotated, Literal, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.facts import Effect, Stake
from aegis_cli.actions.field_types import Description, RepoName
from aegis_cli.actions.kinds import Kind, Role, Synonyms
from aegis_cli.actions.marks import Answered, At
from aegis_cli.actions.target import Made
from aegis_cli.actions.templates import text_at
from aegis_cli.actions.views import Line, linked
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.nouns.milestones import AnyTitle, MilestoneAction, MilestoneDetails

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
    Kind(role=Role.PAYLOAD, reads="date", noun="day", example="2026-12-31"),
    StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$"),
    At("due_on", "{}T12:00:00Z"),  # GitHub keeps the day that it is then in California
    Answered(lambda milestone: text_at(milestone, "due_on")[:10]),
]


class CreateMilestone(
    GitHubAction[MilestoneDetails],
    op="issues/create-milestone",
    action="milestones.create",
    effect=Effect.WRITE,
    target=Made(),
    says="Create the milestone {title!r} in {repo}",
    view=linked("Created the milestone {title!r} in {@repo}"),
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


class UpdateMilestone(
    MilestoneAction[MilestoneDetails],
    op="issues/update-milestone",
    action="milestones.update",
    effect=Effect.WRITE,
    says="Change the milestone {milestone} of {repo}",
    view=linked(
        "Changed the milestone {title!r} of {@repo} ({@changes})",
        already="The milestone {title!r} of {@repo} was already so",
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
    says="Delete the milestone {milestone} of {repo}, and take it off all that has it",
    view=Line("Deleted the milestone {@milestone} of {@repo}", piped="{@milestone}"),
    stake=Stake(phrase="delete milestone {milestone} of {repo}"),
    asks=("delete|destroy the milestone {milestone}",),
):
    """Delete a milestone; all issues and pull requests lose it."""
