"""Actions that show which types of tickets a project has, and which fields one has of a type."""

from collections.abc import Sequence
from typing import Annotated, Any

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.marks import A_co, At, ResolvedId, Unsent
from aegis_cli.providers.jira.field_resources import FieldOfType, IssueType
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import ProjectKey, TypeName


class ListTypes(
    JiraAction[list[IssueType]],
    op="getCreateIssueMetaIssueTypes",
    action="jira.types.list",
    envelope="issueTypes",
    says="List the types of tickets in {project}",
    utterances=("SHOW the ticket_types|issue_types|jira_types in|of {project}",),
):
    """List the types that a new ticket of a project can have."""

    project: ProjectKey
    """Project, as PROJ."""
    type: Annotated[TypeName | None, Unsent()] = None
    """Only that of this name."""
    usual: Annotated[bool, Unsent()] = False
    """Only what a new ticket is if nobody says a type: a Task, or the only type that there is."""
    limit: Limit = 50

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a type has the name that is looked for, or may be the usual one."""
        if self.type is None:
            return not (self.usual and item.get("subtask"))
        return str(item.get("name")).casefold() == self.type.casefold()

    def settle(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return the usual type alone, if that is asked for and there is one."""
        tasks = [each for each in items if str(each.get("name")).casefold() == _USUAL]
        return tasks if self.usual and self.type is None and tasks else items


_USUAL = "task"


class ResolvedType(ResolvedId[A_co]):
    """The id of the type of a new ticket: of the name that was said, or of the usual type.

    NOTE: Jira resolves a name over the whole site, where two projects may have types of one name.
    """

    def given_to(self, read: Any, action: Any) -> dict[str, Any]:
        """Ask for the usual type where none was said."""
        return super().given_to(read, action) | {"usual": action.type is None}


class ListFields(
    JiraAction[list[FieldOfType]],
    op="getCreateIssueMetaIssueTypeId",
    action="jira.types.fields",
    envelope="fields",
    says="List the fields of a {type} in {project}",
    view=FieldOfType.listing.table("of a {type} in {project}"),
    utterances=("SHOW the fields of|for type {type} in|of {project}",),
):
    """List the fields of a new ticket of a type."""

    project: ProjectKey
    """Project, as PROJ."""
    type: Annotated[TypeName, Unsent()]
    """Type, such as Bug."""
    type_id: Annotated[str | None, At("issue_type"), ResolvedId(read=ListTypes, path="id")] = None
    """Its id."""
    limit: Limit = 50
