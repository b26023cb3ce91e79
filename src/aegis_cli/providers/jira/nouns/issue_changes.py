"""Actions that make, change, assign and delete tickets."""

import json
from typing import Annotated, Any, Self

from pydantic import model_validator

from aegis_cli.actions.action import R, changes
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Day
from aegis_cli.actions.fields.marks import (
    CLEAR,
    At,
    Clear,
    CountsAs,
    InQuery,
    OfTarget,
    ResolvedId,
    SentAs,
    Unsent,
)
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import (
    AccountId,
    AddedLabel,
    ComponentName,
    Description,
    IssueId,
    IssueKey,
    Label,
    LongText,
    Person,
    Points,
    PriorityName,
    ProjectKey,
    ResolvedPerson,
    Summary,
    TypeName,
    VersionName,
)
from aegis_cli.providers.jira.nouns.issue_types import (
    FindFields,
    ListTypes,
    ResolvedType,
    ResolvedValues,
)
from aegis_cli.providers.jira.nouns.issues import ADDED_TO, CHANGED, GetIssue
from aegis_cli.providers.jira.nouns.users import ListAssignable
from aegis_cli.providers.jira.resources import MadeIssue

_LABELLING = CountsAs(("jira.issues.add_labels",))
_SETTING = CountsAs(("jira.fields.set",))


class CreateIssue(
    JiraAction[MadeIssue],
    op="createIssue",
    action="jira.issues.create",
    effect=Effect.WRITE,
    undo=Lasting("Others may have worked on it; jira.issues.delete deletes it."),
    target=Made(),
    says="Create the ticket {summary!r} in {project}",
    view=Line("Created {key}", piped="{key}"),
    page=NewPage(noun="ticket", path="/browse/{project}-", number="key", key="{project}-"),
    verbs=(
        *("create", "open", "file", "report", "raise", "new"),
        *("add a ticket", "make a ticket", "submit a ticket"),
    ),
    utterances=(
        Form(
            ("VERB", "add|make|submit"),
            (phrases.TICKET, *phrases.TICKET_OF_A_TYPE),
            (
                *phrases.TO_PROJECT,
                "and? with? summary|title|TITLED {summary}",
                "{summary}",
                "and? described_as|saying {description}",
                "and? with|has? BODY {description}",
                "and? with? BODY is? from|of|on? {description:stdin}",
                "and? of|with type {type}",
                "and? with priority {priority}",
                "and? due on|by? {due}",
                "and? with? due date {due}",
                "and? in|with? component|components {components}",
                "and? in|with|for? fix_version|fix_versions {fix_versions}",
                "and? with|worth? {points} story_points|points",
                "and? with? story_points|points {points}",
                "under|below ticket|epic? {parent}",
                "and? LABELLED with|as? {labels}",
                "and? with? LABELS it? with|as? {labels}",
                "and? add|give it? LABELS {labels} to_it?",
                "and? add|give it? {labels} LABELS to_it?",
                "and? assigned|assign it? to? {assignee}",
                "for_me",
            ),
            ("new",),
            makes=True,
            example="create a ticket in {project} titled {summary} [with description {description}]"
            " [of type {type}] [labelled {labels}] [assigned to {assignee}]",
        ),
    ),
):
    """Create a ticket in a project."""

    project: Annotated[ProjectKey, At("fields.project.key")]
    """Project, as PROJ."""
    summary: Annotated[Summary, At("fields.summary")]
    """What it is about, in one line."""
    type: Annotated[TypeName | None, Unsent()] = None
    """Its type; a Task if none is said, or the only type that the project has."""
    type_id: Annotated[
        str | None, At("fields.issuetype.id"), ResolvedType(read=ListTypes, path="id")
    ] = None
    """Its id, which a type of the same name in another project does not have."""
    description: Annotated[LongText | None, At("fields.description")] = None
    """The details; a list has `- ` before each line, code stands between ``` lines."""
    priority: Annotated[PriorityName | None, At("fields.priority.name")] = None
    """Its priority."""
    labels: Annotated[tuple[Label, ...] | None, At("fields.labels"), _LABELLING] = None
    """Labels to give it."""
    due: Annotated[Day | None, At("fields.duedate")] = None
    """The day by which it is to be done."""
    components: Annotated[tuple[ComponentName, ...] | None, Unsent(), _SETTING] = None
    """Components of the project that it is about."""
    fix_versions: Annotated[tuple[VersionName, ...] | None, Unsent(), _SETTING] = None
    """Versions in which it is to be done."""
    points: Annotated[Points | None, Unsent(), _SETTING] = None
    """Its story points."""
    values: Annotated[str | None, Unsent(), ResolvedValues(read=FindFields, path="written")] = None
    """These in the form which Jira takes, with the ids of its project."""
    parent: Annotated[IssueKey | None, Unsent()] = None
    """Ticket that it is a part of, such as an epic."""
    parent_id: Annotated[
        IssueId | None,
        At("fields.parent.id"),
        ResolvedId(read=GetIssue, path="id", by={"issue": "parent"}, when="parent"),
    ] = None
    """Its id, which stays where its key changes."""
    assignee: Annotated[Person | None, Unsent(), CountsAs(("jira.issues.assign",))] = None
    """Who is to do it; @me is you."""
    assignee_id: Annotated[
        AccountId | None,
        At("fields.assignee.accountId"),
        ResolvedPerson(
            read=ListAssignable,
            path="accountId",
            by={"within": "project", "person": "assignee"},
            when="assignee",
        ),
    ] = None
    """Their account."""

    def body_values(self) -> dict[str, Any]:
        """Return what is sent: what is given by names too, once its ids are found."""
        values = super().body_values()
        if self.values is not None:
            values["fields"] = values["fields"] | json.loads(self.values)
        return values


class IssueWrite(JiraAction[R]):
    """A write to one ticket, by the id that its key has before the question."""

    target = CHANGED

    issue: Annotated[IssueKey, Unsent()]
    """Ticket, as PROJ-12."""
    issue_id: Annotated[IssueId | None, At("issue"), ResolvedId(read=GetIssue, path="id")] = None
    """Its id, which stays where its key changes."""


class EditIssue(
    IssueWrite[None],
    op="editIssue",
    action="jira.issues.edit",
    effect=Effect.WRITE,
    says="Change the ticket {issue}",
    view=Line("Changed {@issue} ({@changes})", piped="{@issue}", already="{@issue} was already so"),
    utterances=(
        f"CHANGE the summary|title OF {phrases.TICKET}? {{issue}} to {{summary}}",
        f"rename {phrases.TICKET}? {{issue}} to {{summary}}",
        f"CHANGE the priority OF {phrases.TICKET}? {{issue}} to {{priority}}",
        f"CHANGE the labels OF {phrases.TICKET}? {{issue}} to {{labels}}",
    ),
):
    """Change a ticket: summary, priority, or all its labels."""

    summary: Annotated[Summary | None, At("fields.summary"), OfTarget("fields.summary")] = None
    """The new summary."""
    priority: Annotated[
        PriorityName | None, At("fields.priority.name"), OfTarget("fields.priority.name")
    ] = None
    """The new priority."""
    labels: Annotated[
        tuple[Label, ...] | None, At("fields.labels"), OfTarget("fields.labels"), _LABELLING
    ] = None
    """The labels it has from now on; they replace those it had."""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not changes(self):
            raise ValueError("say what to change: summary, priority or labels")
        return self


class DescribeIssue(
    IssueWrite[None],
    op="editIssue",
    action="jira.issues.describe",
    effect=Effect.ASKED,
    because="a text replaces the whole description, and pictures, mentions and tables in it go",
    says="Replace the description of {issue}",
    view=Line("Changed the description of {@issue}", piped="{@issue}"),
    target=Target(
        read=GetIssue,
        pins=("fields.updated",),
        shows=(("would be gone", "{fields.beside_text:or_none}"),),
    ),
    confirmation=Confirmation(
        phrase="describe {issue}",
        same="describe {key}",
        heading="The new text replaces all of the old description:",
    ),
    verbs=("describe",),
    utterances=(f"CHANGE the BODY OF {phrases.TICKET}? {{issue}} to|with {{description}}",),
):
    """Replace the description of a ticket by a text, with all that the old one holds."""

    description: Annotated[Description, At("fields.description"), OfTarget("fields.description")]
    """The new description, in place of the old one; an empty text takes it away."""


def _additions(labels: list[str]) -> list[dict[str, str]]:
    return [{"add": label} for label in labels]


class AddLabels(
    IssueWrite[None],
    op="editIssue",
    action="jira.issues.add_labels",
    effect=Effect.WRITE,
    undo=Lasting("Which of them it had before is not known."),
    target=ADDED_TO,
    says="Add labels to the ticket {issue}",
    view=Line("Labelled {@issue} with {@labels}", piped="{@issue}"),
    utterances=(
        f"label|tag {phrases.TICKET}? {{issue}} with|as {{labels}}",
        f"add the label|labels {{labels}} to|on {phrases.TICKET}? {{issue}}",
    ),
):
    """Add labels to a ticket, beside those it has."""

    labels: Annotated[tuple[AddedLabel, ...], At("update.labels"), SentAs(_additions)]
    """Labels to add."""


class AssignIssue(
    IssueWrite[None],
    op="assignIssue",
    action="jira.issues.assign",
    effect=Effect.WRITE,
    says="Assign the ticket {issue} to {assignee}",
    view=Line(
        "Assigned {@issue} to {@assignee}", piped="{@issue}", already="{@issue} was already so"
    ),
    utterances=(
        f"assign {phrases.TICKET}? {{issue}} to {{assignee}} [to {{assignee:quote}}]",
        (
            f"CHANGE the assignee OF {phrases.TICKET}? {{issue}} to {{assignee}}"
            " [to {assignee:quote}]"
        ),
        Form(
            ("remove|take|drop",),
            ("{assignee:cleared}",),
            (*phrases.FROM, *phrases.FILLER),
            needs=("assignee",),
            example="remove the assignee from {issue}",
        ),
    ),
):
    """Assign a ticket to somebody, or to nobody."""

    assignee: Annotated[
        Person | Clear, At("accountId"), Unsent(), OfTarget("fields.assignee.accountId")
    ]
    """Who is to do it; @me is you, @none nobody."""
    assignee_id: Annotated[
        AccountId | None,
        At("accountId"),
        ResolvedPerson(
            read=ListAssignable,
            path="accountId",
            by={"within": "issue", "person": "assignee"},
            when="assignee",
        ),
        OfTarget("fields.assignee.accountId", called="assignee"),
    ] = None
    """Their account."""

    def says(self) -> str:
        """Say to whom, or that it is nobody's then."""
        said = super().says()
        return f"{said.removesuffix(CLEAR)}nobody" if self.assignee == CLEAR else said


class DeleteIssue(
    IssueWrite[None],
    op="deleteIssue",
    action="jira.issues.delete",
    effect=Effect.DESTRUCTIVE,
    because="a ticket and all its comments are gone for good",
    says="Delete the ticket {issue}",
    view=Line("Deleted {@issue}", piped="{@issue}"),
    target=Target(
        read=GetIssue,
        pins=("fields.updated",),
        shows=(
            ("reporter", "{fields.reporter.displayName}"),
            ("made", "{fields.created:ago}"),
            ("subtasks", "{fields.subtasks.key:or_none}"),
            ("description", "{fields.description}"),
        ),
    ),
    confirmation=Confirmation(
        phrase="delete {issue}",
        same="delete {key}",
        heading="This would be lost for good, with its comments, attachments and time spent:",
    ),
    utterances=(f"delete {phrases.TICKET}? {{issue}}",),
):
    """Delete a ticket for good; Jira refuses one with subtasks, unless these are to go too."""

    subtasks: Annotated[bool | None, At("deleteSubtasks"), InQuery()] = None
    """Whether its subtasks are deleted too."""
