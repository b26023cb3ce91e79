"""Actions on the fields that an organization gives its issues, and on their values."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BeforeValidator, Field

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Limit, digits
from aegis_cli.actions.fields.kinds import Kind, Role, numbered_kind
from aegis_cli.actions.fields.marks import ListItem
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Column, Line, Listing
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import OwnerName
from aegis_cli.providers.github.nouns.issues.issue_types import ITS_ORG
from aegis_cli.providers.github.nouns.issues.issues import IssueWrite
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import IssueAction

_FieldId: TypeAlias = Annotated[
    int,
    numbered_kind(
        "field", "42", "Give the id of the field, as `issues.list_field_values` shows it."
    ),
    BeforeValidator(digits),
    Field(ge=1),
]


def _value(field: Any) -> str:
    """Return the value of a field; of several options, all their names."""
    return text_at(field, "multi_select_options.name") or text_at(field, "value")


class Option(Resource):
    """One of the values that a field takes."""

    name: str


class IssueField(Resource):
    """A field of issues, such as Priority."""

    listing: ClassVar = Listing(
        "issue field|issue fields",
        columns=(
            Column("ID", "{id}", style="grey"),
            Column("NAME", "{name}", style="bold"),
            Column("HOLDS", "{data_type}"),
            Column("OPTIONS", "{options.name}", flexible=True),
        ),
        piped=("{id}", "{name}", "{data_type}", "{options.name}"),
    )

    id: int
    name: str
    data_type: str
    description: str | None = None
    options: list[Option] | None = None


class FieldValue(Resource):
    """The value that an issue has of a field."""

    listing: ClassVar = Listing(
        "field|fields",
        columns=(
            Column("ID", "{issue_field_id}", style="grey"),
            Column("FIELD", "{issue_field_name}", style="bold"),
            Column("VALUE", _value, flexible=True),
        ),
        piped=("{issue_field_id}", "{issue_field_name}", _value),
    )

    issue_field_id: int
    issue_field_name: str | None = None
    value: str | int | float | None = None
    multi_select_options: list[Option] | None = None


class NewValue(ListItem):
    """A value to give an issue, such as that of its priority."""

    field_id: int
    """Id of the field, as `issues.list_fields` shows it."""

    value: str | float
    """The value: a text, a number, a day such as 2026-11-30, or the name of an option."""


class ListFields(
    GitHubAction[list[IssueField]],
    op="orgs/list-issue-fields",
    action="issues.list_fields",
    says="List the issue fields of {org}",
    utterances=("SHOW? the issue fields of|in {org}",),
):
    """List the fields that the issues of an organization may have a value of."""

    org: Annotated[OwnerName, ITS_ORG]


class ListFieldValues(
    IssueAction[list[FieldValue]],
    op="issues/list-issue-field-values-for-issue",
    action="issues.list_field_values",
    says="List the fields of {repo}#{issue_number}",
    utterances=("SHOW? the fields|field_values of|on|for {issue_number}",),
):
    """List the values that an issue has of its organization's fields."""

    limit: Limit = 30
    """How many to show at most."""


class SetFieldValues(
    IssueWrite[list[FieldValue]],
    op="issues/set-issue-field-values",
    action="issues.set_field_values",
    effect=Effect.WRITE,
    undo=Lasting("The values before are not known."),
    says="Replace the values of all fields of {repo}#{issue_number}",
    view=Line("Fields of {@repo}#{@issue_number} are now: {issue_field_name:or_none}"),
    utterances=("set the fields|field_values of|on {issue_number} to {issue_field_values}",),
):
    """Give an issue values of fields, in the place of all that it has."""

    issue_field_values: Annotated[
        tuple[NewValue, ...],
        Kind(
            role=Role.PAYLOAD,
            reads="quote",
            noun="value",
            question='Give the values, as in \'{"field_id": 7, "value": "High"}\'.',
            example='{"field_id": 7, "value": "High"}',
        ),
        Field(min_length=1, max_length=25),
    ]
    """Values of fields; what is not among them is taken away."""

    def answer_values(self, data: Any) -> dict[str, Any]:
        """Compare with the values that it has now; those of several options are none."""
        values = [{"field_id": each["issue_field_id"], "value": each["value"]} for each in data]
        return (
            {} if any(each["value"] is None for each in values) else {"issue_field_values": values}
        )


class DeleteFieldValue(
    IssueWrite[None],
    op="issues/delete-issue-field-value",
    action="issues.delete_field_value",
    effect=Effect.WRITE,
    undo=Lasting("The value before is not known."),
    because="the field stays, and its value can be set again",
    says="Clear the field {issue_field_id} of {repo}#{issue_number}",
    view=Line("Cleared the field {@issue_field_id} of {@repo}#{@issue_number}"),
    utterances=("clear|unset|empty the field {issue_field_id} of|on|from {issue_number}",),
):
    """Take away the value that an issue has of one field."""

    issue_field_id: _FieldId
    """Id of the field."""
