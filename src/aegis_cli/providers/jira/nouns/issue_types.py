"""Actions that show which types of tickets a project has, and which fields one has of a type."""

from typing import Annotated, Any

from aegis_cli.actions.field_types import Limit
from aegis_cli.actions.marks import At, ResolvedId, Unsent
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import ProjectKey, TypeName
from aegis_cli.providers.jira.resources import FieldOfType, IssueType


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
    limit: Limit = 50

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a type has the name that is looked for."""
        return self.type is None or str(item.get("name")).casefold() == self.type.casefold()


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
