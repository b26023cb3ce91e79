"""What Jira returns of the types, the fields and the ways of its issues."""

from typing import ClassVar

from pydantic import Field

from aegis_cli.actions.results.views import Column, Listing
from aegis_cli.actions.targets.target import Headline
from aegis_cli.providers.jira.resources import IssueStatus, Named, Resource


class Transition(Resource):
    """A way from the status of an issue to another."""

    headline: ClassVar = Headline(
        kind="transition", name="{name!r}", title="{to.name}", identity=("id",)
    )
    listing: ClassVar = Listing(
        "transition|transitions",
        columns=(
            Column("NAME", "{name}", style="bold"),
            Column("TO", "{to.name}", flexible=True),
        ),
        piped=("{name}", "{to.name}", "{id}"),
    )

    id: str
    name: str
    to: IssueStatus | None = None


class IssueType(Named):
    """A type that an issue of a project can have."""

    headline: ClassVar = Headline(kind="type", name="{name}", identity=("id",))
    listing: ClassVar = Listing(
        "type|types",
        columns=(
            Column("NAME", "{name}", style="bold"),
            Column("SUBTASK", "{subtask}", style="grey"),
            Column("ID", "{id}", style="grey"),
        ),
        piped=("{name}", "{subtask}", "{id}"),
    )

    id: str
    subtask: bool = False


class FieldOfType(Resource):
    """A field that an issue of a type has, when it is made."""

    listing: ClassVar = Listing(
        "field|fields",
        columns=(
            Column("NAME", "{name}", style="bold", flexible=True),
            Column("REQUIRED", "{required}"),
            Column("ID", "{fieldId}", style="grey"),
        ),
        piped=("{name}", "{required}", "{fieldId}"),
    )

    fieldId: str  # noqa: N815
    name: str
    required: bool = False
    written: str | None = None
    """Values that a call gave to some of them, in the form in which Jira takes all of these."""


class Choice(Resource):
    """What one may choose for a field."""

    id: str
    name: str


class HeldField(Resource):
    """A field of an issue that can be changed, with what it holds; the names are aegis's own."""

    headline: ClassVar = Headline(
        kind="field", name="{name!r}", title="{value}", identity=("id", "issue")
    )
    listing: ClassVar = Listing(
        "field|fields",
        columns=(
            Column("NAME", "{name}", style="bold"),
            Column("VALUE", "{value}", flexible=True),
            Column("TYPE", "{type}", style="grey"),
            Column("ID", "{id}", style="grey", is_extra=True),
        ),
        piped=("{name}", "{value}", "{type}", "{id}"),
    )

    id: str
    issue: str
    """The id of the issue."""
    name: str
    type: str
    value: list[str] = Field(default=[])
    choices: list[Choice] = Field(default=[])
    written: str | None = None
    """Values that a call gave, in the form in which Jira takes them."""
