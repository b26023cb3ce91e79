"""Actions that show which types of tickets a project has, and which fields one has of a type."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.marks import A_co, At, ResolvedId, Unsent
from aegis_cli.core.text import excerpt
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.jira.field_resources import FieldOfType, IssueType
from aegis_cli.providers.jira.issue_values import as_json, field_of, has_name, is_called
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import (
    ComponentName,
    Points,
    ProjectKey,
    TypeId,
    TypeName,
    VersionName,
)


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


class FindFields(
    JiraAction[list[FieldOfType]],
    op="getCreateIssueMetaIssueTypeId",
    action="jira.types.find_fields",
    envelope="fields",
    says="Find the fields of the type {type_id} in {project}",
    view=FieldOfType.listing.table("of the type {type_id} in {project}"),
    utterances=("SHOW the fields of|for the? type_id {type_id} in|of {project}",),
):
    """List the fields of a new ticket by the id of its type, or what some values are there."""

    project: ProjectKey
    """Project, as PROJ."""
    type_id: Annotated[TypeId | None, At("issue_type")] = None
    """The id of the type."""
    components: Annotated[tuple[ComponentName, ...] | None, Unsent()] = None
    """Components whose form in a request is told, in the place of the fields."""
    fix_versions: Annotated[tuple[VersionName, ...] | None, Unsent()] = None
    """Fix versions that are told so."""
    points: Annotated[Points | None, Unsent()] = None
    """Story points that are told so."""
    limit: Limit = 200

    def settle(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return the fields, or the values that are given as Jira takes them."""
        said = dict(self._given_values())
        if not said:
            return items
        written = {}
        for name, values in said.items():
            field = self._field(items, name)
            try:
                written[field["fieldId"]] = json.loads(as_json(field_of(field), values))
            except ValueError as problem:
                raise self._unfit(f"does not take that: {problem}", name) from None
        return [{"fieldId": ", ".join(written), "name": "", "written": json.dumps(written)}]

    def _given_values(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield each field that has values, by its name, with these."""
        for name in VALUED:
            value = getattr(self, name)
            if value is not None:
                yield VALUED[name], value if isinstance(value, tuple) else (str(value),)

    def _field(self, items: Sequence[Any], name: str) -> Mapping[str, Any]:
        """Return the one field of a name; raise `Failed` where there is none, or several."""
        found: list[Mapping[str, Any]] = [each for each in items if is_called(each, name)]
        found = [each for each in found if has_name(each, name)] or found
        if len(found) != 1:
            raise self._unfit("is there twice" if found else "is not there", name)
        return found[0]

    def _unfit(self, why: str, name: str) -> Failed:
        return Failed(
            f"The field {name} of a new ticket in {self.project} {excerpt(why)}.",
            code=Code.INVALID,
            hint=f"`aegis do jira.types.fields --project {self.project} --type TYPE` lists the "
            "fields that it has.",
        )


VALUED: Mapping[str, str] = {
    "components": "Components",
    "fix_versions": "Fix versions",
    "points": "Story points",
}
"""What a new ticket is given by names, each by its field's name."""


class ResolvedValues(ResolvedId[A_co]):
    """What a new ticket is given by names, with the ids of its project; nothing without any."""

    def is_for(self, action: Any) -> bool:
        """Tell whether it is given any."""
        return any(getattr(action, name) is not None for name in VALUED)
