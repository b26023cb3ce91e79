"""Actions on boards and sprints, which are of Jira Software."""

from typing import Annotated, Any, Literal

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import IdNumber, Limit
from aegis_cli.actions.fields.marks import A_co, At, ResolvedId, SentAs, Unsent
from aegis_cli.actions.provider.names import Place
from aegis_cli.actions.results.views import Card, Line
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import SHOW, Form
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.board_resources import Board, Sprint
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import (
    BoardId,
    IssueId,
    IssueKey,
    ProjectKey,
    SprintId,
)
from aegis_cli.providers.jira.nouns.issues import CHANGED, GetIssue
from aegis_cli.providers.jira.projects import project_of
from aegis_cli.providers.jira.resources import LISTED, Issue


class ListBoards(
    JiraAction[list[Board]],
    op="getAllBoards",
    action="jira.boards.list",
    envelope="values",
    everywhere=True,
    says="List the boards",
    utterances=(
        "SHOW my? jira_boards [in|of|for {project}]",
        "SHOW my boards [in|of|for {project}]",
        "SHOW the? boards in|of|for {project}",
    ),
):
    """List the boards of all projects, or of one."""

    project: Annotated[ProjectKey | None, At("projectKeyOrId")] = None
    """Only those of this project."""
    type: Literal["scrum", "kanban"] | None = None
    """Only those of this type."""
    limit: Limit = 50


class GetBoard(
    JiraAction[Board],
    op="getBoard",
    action="jira.boards.get",
    says="Show board {board}",
    view=Card(
        heading="{name}",
        reference="{id}",
        facts=(("Type", "{type}"), ("Project", "{location.projectKey}")),
    ),
    utterances=("SHOW the board|jira_board {board}",),
):
    """Show a board, and which project it is in."""

    board: BoardId
    """Board, by its id."""


class ListSprints(
    JiraAction[list[Sprint]],
    op="getAllSprints",
    action="jira.sprints.list",
    envelope="values",
    says="List the sprints of board {board}",
    view=Sprint.listing.table("of board {board}", frozenset({"state"})),
    utterances=("SHOW the [{state}] sprints of|on|in board|jira_board {board}",),
):
    """List the sprints of a board."""

    board: BoardId
    """Board, by its id."""
    state: Literal["active", "future", "closed"] | None = None
    """Only those in this state."""
    limit: Limit = 50


class GetSprint(
    JiraAction[Sprint],
    op="getSprint",
    action="jira.sprints.get",
    says="Show sprint {sprint}",
    view=Card(
        heading="{name}",
        reference="{id}",
        summary=(("{state}", "bold"),),
        facts=(("Starts", "{startDate:day}"), ("Ends", "{endDate:day}")),
        body="{goal}",
    ),
    utterances=("SHOW the sprint {sprint} [of|in {project}]",),
):
    """Show a sprint."""

    sprint: SprintId
    """Sprint, by its id."""
    project: Annotated[ProjectKey | None, Unsent()] = None
    """The project of its board, which is compared."""

    def containers(self) -> tuple[tuple[str, Place], ...]:
        """Return the project, in which the sprint then is; without one nothing says where it is."""
        return _without_sprint(super().containers()) if self.project else super().containers()

    def board_of(self, data: Any) -> tuple[int | None, str] | None:
        """Return its board, and the project in which that must be."""
        return (data["originBoardId"], self.project) if self.project else None


def _without_sprint(
    containers: tuple[tuple[str, Place], ...],
) -> tuple[tuple[str, Place], ...]:
    """Return the containers of a call whose sprint is compared with the project of its board."""
    return tuple(each for each in containers if each[0] != "sprint")


class ListSprintIssues(
    JiraAction[list[Issue]],
    op="getIssuesForSprint",
    asks={"fields": LISTED},
    action="jira.sprints.issues",
    envelope="issues",
    says="List the tickets in sprint {sprint}",
    view=Issue.listing.table("in sprint {sprint}"),
    utterances=(
        Form(
            SHOW,
            (f"{phrases.TICKETS}|issues are? in|of|from sprint {{sprint}}",),
            example="show tickets in sprint {sprint}",
        ),
    ),
):
    """List the tickets of a sprint."""

    sprint: SprintId
    """Sprint, by its id."""
    limit: Limit = 50


def _in_list(item: str) -> list[str]:
    return [item]


class _SprintInProject(ResolvedId[A_co]):
    """The sprint into which a ticket comes, in the project that is named, or in the ticket's."""

    def given_to(self, read: Any, action: Any) -> dict[str, Any]:
        """Ask for it in that project."""
        project = action.project or project_of(action.issue)
        return super().given_to(read, action) | {"project": project}


class MoveIssues(
    JiraAction[None],
    op="moveIssuesToSprintAndRank",
    action="jira.sprints.move_issues",
    effect=Effect.WRITE,
    undo=Lasting("The sprint before is not known."),
    target=CHANGED,
    says="Move the ticket {issue} into sprint {sprint}",
    view=Line("Moved {@issue} into sprint {@sprint}", piped="{@issue}"),
    utterances=(
        f"add|move|put {phrases.TICKET}? {{issue}} to|into|in sprint {{sprint}} [of {{project}}]",
    ),
):
    """Move a ticket into a sprint of a board in its project, or in another that is named."""

    issue: Annotated[IssueKey, Unsent()]
    """Ticket, as PROJ-12."""
    issue_id: Annotated[
        IssueId | None, At("issues"), SentAs(_in_list), ResolvedId(read=GetIssue, path="id")
    ] = None
    """Its id."""
    sprint: SprintId
    """Sprint, by its id."""
    project: Annotated[ProjectKey | None, Unsent()] = None
    """The project of the sprint's board, where that is not the ticket's."""
    sprint_id: Annotated[IdNumber | None, Unsent(), _SprintInProject(read=GetSprint, path="id")] = (
        None
    )
    """Its id, as the sprint in that project says it."""

    def containers(self) -> tuple[tuple[str, Place], ...]:
        """Return the ticket in its project, and the project that is named for the sprint."""
        return _without_sprint(super().containers())


class CloseSprint(
    JiraAction[Sprint],
    op="partiallyUpdateSprint",
    action="jira.sprints.close",
    effect=Effect.ASKED,
    because="it cannot be opened again, and tickets that are not done fall out of it",
    undo=Lasting("A sprint that has ended stays so."),
    says="Close sprint {sprint}; what is not done falls out of it",
    view=Line("Closed sprint {id}", piped="{id}"),
    target=Target(
        read=GetSprint,
        pins=("id", "state"),
        kinds=("sprint",),
        shows=(("ends", "{endDate:day}"), ("goal", "{goal}")),
    ),
    confirmation=Confirmation(
        phrase="close sprint {sprint}",
        same="close sprint {id}",
        heading="This sprint would end, and its open tickets go back to the backlog:",
    ),
    utterances=("close|complete|finish|end the sprint {sprint} [of|in {project}]",),
):
    """Close a sprint."""

    sprint: SprintId
    """Sprint, by its id."""
    project: Annotated[ProjectKey | None, Unsent()] = None
    """The project of its board, which is compared: without one no rule by place allows this."""
    state: Literal["closed"] = "closed"
    """The state that closing means."""

    def containers(self) -> tuple[tuple[str, Place], ...]:
        """Return the project, in which the sprint then is; without one nothing says where it is."""
        return _without_sprint(super().containers()) if self.project else super().containers()
