"""Actions on the fields of a ticket by their names, those that a site made among them."""

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self, TypeAlias

from pydantic import AfterValidator, StringConstraints, model_validator

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import check_day
from aegis_cli.actions.fields.kinds import CHOICE, Kind, Role
from aegis_cli.actions.fields.marks import CLEAR, A_co, At, Clear, OfTarget, ResolvedId, Unsent
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Undo
from aegis_cli.actions.words.forms import SHOW, Form
from aegis_cli.core.text import excerpt
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.field_resources import HeldField
from aegis_cli.providers.jira.issue_values import as_json, fields_of, has_name, is_called, is_day
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import FieldName, IssueId, IssueKey, plain_text
from aegis_cli.providers.jira.nouns.issue_changes import IssueWrite

FieldText: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.PAYLOAD,
        reads="typed",
        noun="value",
        question="Say the value, as in 5 or Login.",
        example="Login",
    ),
    StringConstraints(min_length=1, max_length=255, pattern=r"^[^\r\n]*\S[^\r\n]*$"),
    AfterValidator(plain_text),
]


_OF = (f"of|on|in|for {phrases.TICKET}? {{issue}}",)


class ListIssueFields(
    JiraAction[list[HeldField]],
    op="getIssue",
    asks={"fields": "*navigable", "expand": "editmeta"},
    action="jira.fields.list",
    says="List the fields of {issue}",
    utterances=(
        Form(
            SHOW,
            ("fields|custom_fields", "field {field:branch}", "{field}"),
            _OF,
            needs=("issue",),
            example="show the fields of {issue}",
        ),
    ),
):
    """List the fields of a ticket that can be changed, with what they hold."""

    issue: IssueKey
    """Ticket, as PROJ-12."""
    field: Annotated[FieldName | None, Unsent()] = None
    """Only that of this name."""
    value: Annotated[tuple[FieldText, ...] | None, Unsent()] = None
    """Values whose form in a request is told too; none at all take away what a field holds."""

    def shape(self, content: Any) -> Any:
        """Return the fields of the ticket."""
        return [*fields_of(content)]

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a field has the name that is looked for."""
        return self.field is None or is_called(item, self.field)

    def settle(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return the fields, the only one with the values that are given as Jira takes them.

        A field of exactly the name comes before those that people call so.
        """
        items = [each for each in items if self.field and has_name(each, self.field)] or items
        if self.value is None or len(items) != 1:
            return items
        (field,) = items
        if field["id"] in _ACTIONS:
            raise self._has_own_action(field)
        try:
            written = as_json(field, self.value)
        except ValueError as problem:
            raise Failed(
                f"{excerpt(field['name'], 60)} of {self.issue} does not take that: {problem}.",
                code=Code.INVALID,
                hint=f"`aegis do jira.fields.list --issue {self.issue}` lists what it holds.",
            ) from None
        return [field | {"written": written}]

    def _has_own_action(self, field: Mapping[str, Any]) -> Failed:
        """Make the error of a field that another action changes.

        NOTE: a rule names that action, and would not hold for this one.
        """
        action, option = _ACTIONS[field["id"]], field["id"]
        values = self.value or (_EMPTIED.get(option, option.upper()),)
        words = (word for value in values for word in (f"--{option}", shlex.quote(value)))
        line = " ".join(["aegis do", action, "--issue", self.issue, *words])
        return Failed(
            f"{excerpt(field['name'], 60)} of {self.issue} is changed by {action}.",
            code=Code.INVALID,
            hint=f"`{line}`",
        )


_ACTIONS: Mapping[str, str] = {
    "assignee": "jira.issues.assign",
    "description": "jira.issues.describe",
    "labels": "jira.issues.edit",
    "priority": "jira.issues.edit",
    "summary": "jira.issues.edit",
}
"""The fields that have an action of their own, whose option is called as the field's id is."""
_EMPTIED: Mapping[str, str] = {"assignee": CLEAR, "description": ""}
"""How the option says that the field holds nothing, where it may."""


class _OfField(ResolvedId[A_co]):
    """What the field of a name says, with the new values in the form in which Jira takes them."""

    def given_to(self, read: Any, action: Any) -> dict[str, Any]:
        """Ask for the form of nothing where the field is emptied."""
        given = super().given_to(read, action)
        return given | {"value": ()} if action.value == CLEAR else given


def _member(path: str) -> ResolvedId[Any]:
    return _OfField(read=ListIssueFields, path=path)


class FieldWrite(IssueWrite[R]):
    """A write to one field of a ticket, by the id that its name has before the question."""

    target = Target(read=ListIssueFields, found="field_id", watched=("issue",))

    issue_id: Annotated[IssueId | None, At("issue"), _member("issue")] = None
    """Its id, which stays where its key changes."""
    field: Annotated[FieldName, Unsent()]
    """Field, by the name that Jira shows."""
    field_id: Annotated[str | None, Unsent(), _member("id")] = None
    """Its id, which is another one on every site."""
    written: Annotated[str | None, Unsent(), _member("written")] = None
    """The new value in the form which Jira takes, with the ids of what is chosen."""

    def body_values(self) -> dict[str, Any]:
        """Return what is sent: the field by its id, once that is found."""
        if self.field_id is None or self.written is None:
            return {}
        return {"fields": {self.field_id: json.loads(self.written)}}


class SetField(
    FieldWrite[None],
    op="editIssue",
    action="jira.fields.set",
    effect=Effect.WRITE,
    says="Set the field {field!r} of {issue} to {value}",
    view=Line(
        "Set {@field} of {@issue} to {@value}", piped="{@issue}", already="{@issue} was already so"
    ),
    verbs=("set", "change"),
    utterances=(
        Form(
            ("change|update|edit|set|replace",),
            ("{field}", "field {field:branch}"),
            (*_OF, "to {value:labels}", "to {value}", *phrases.FILLER),
            example="set the {field} of {issue} to {value}",
        ),
        Form(("give",), (f"{phrases.TICKET}? {{issue}} {{value}} {{field}}",), phrases.FILLER),
    ),
):
    """Set a field of a ticket by its name: story points, due date, components or fix versions."""

    value: Annotated[tuple[FieldText, ...] | Clear, OfTarget("value")]
    """What it holds from now on; @none takes all away."""

    @model_validator(mode="after")
    def _holds_a_day(self) -> Self:
        """Take nothing but a day for the day that a ticket is due."""
        if is_day(self.field) and self.value != CLEAR:
            for each in self.value:
                check_day(each)
        return self

    def says(self) -> str:
        """Say what it is set to, or that it is emptied."""
        said = super().says()
        return f"{said.removesuffix(CLEAR)}nothing" if self.value == CLEAR else said


class ClearField(
    FieldWrite[None],
    op="editIssue",
    action="jira.fields.clear",
    effect=Effect.WRITE,
    undo=Undo(action="jira.fields.set", before={"value": "value"}),
    says="Empty the field {field!r} of {issue}",
    view=Line("Emptied {@field} of {@issue}", piped="{@issue}", already="{@issue} was already so"),
    verbs=("clear", "empty", "remove"),
    utterances=(
        Form(
            ("clear|empty|unset|remove|delete",),
            ("{field}", "field {field:branch}"),
            (*phrases.FROM, *_OF, *phrases.FILLER),
            example="clear the {field} of {issue}",
        ),
    ),
):
    """Empty a field of a ticket by its name."""

    value: Annotated[Clear, CHOICE, OfTarget("value")] = CLEAR
    """That it holds nothing from now on."""
