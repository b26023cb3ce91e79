"""What Jira returns, as far as aegis reads it. Field names are Jira's own.

Only what is shown or compared is listed. A text that Jira keeps as a document is read as a text.
Source: Atlassian's OpenAPI descriptions, as far as `operations.json` has them.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.views import Column, Listing, NamedBy, Tone
from aegis_cli.actions.targets.target import Headline
from aegis_cli.core.text import excerpt
from aegis_cli.providers.jira.adf import text_of
from aegis_cli.providers.jira.adf_losses import beside_text

Text: TypeAlias = Annotated[str, BeforeValidator(text_of)]
"""A text that comes as a document; null is an empty one."""


class Resource(BaseModel):
    """Something that Jira returned."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Named(Resource):
    """Something that another thing has, by its name: a type, a priority."""

    name: str


class JiraAccount(Resource):
    """A person, as lists show one."""

    headline: ClassVar = Headline(
        kind="person", name="{displayName}", identity=("accountId",), state="{accountId}"
    )
    listing: ClassVar = Listing(
        "person|people",
        columns=(
            Column("NAME", "{displayName}", style="bold", flexible=True),
            Column("ACCOUNT", "{accountId}", style="grey"),
        ),
        piped=("{displayName}", "{accountId}"),
        row=NamedBy("person", "accountId", has_place=False),
    )

    displayName: str  # noqa: N815  # Jira's name, as all below
    accountId: str  # noqa: N815


class Me(JiraAccount):
    """The signed-in person."""

    timeZone: str | None = None  # noqa: N815


class Project(Resource):
    """A project."""

    headline: ClassVar = Headline(kind="project", name="{key}", title="{name}", identity=("id",))
    listing: ClassVar = Listing(
        "project|projects",
        columns=(
            Column("KEY", "{key}", style="bold"),
            Column("NAME", "{name}", flexible=True),
            Column("TYPE", "{projectTypeKey}", style="grey"),
        ),
        piped=("{key}", "{name}", "{projectTypeKey}"),
    )

    conditions: ClassVar = (
        Condition("name", "name", ConditionKind.TEXT),
        Condition("type", "projectTypeKey", ConditionKind.CHOICE),
    )

    id: str
    key: str
    name: str
    projectTypeKey: str = ""  # noqa: N815
    isPrivate: bool | None = None  # noqa: N815
    lead: JiraAccount | None = None
    issueTypes: list[Named] = []  # noqa: N815


class Site(Resource):
    """A site that an account can reach, or another product there."""

    listing: ClassVar = Listing(
        "site|sites",
        columns=(
            Column("SITE", "{url}", style="bold", flexible=True),
            Column("CLOUD ID", "{id}", style="grey"),
        ),
        piped=("{url}", "{id}"),
    )

    id: str
    url: str
    name: str = ""
    scopes: list[str] = []


class Category(Resource):
    """Whether a status is to do, in progress or done."""

    key: str = ""


class IssueStatus(Named):
    """Where an issue stands."""

    statusCategory: Category | None = None  # noqa: N815


def tone_of(issue: Any) -> Tone:
    """Return the colour of the status of an issue: what is done is green."""
    status = issue.get("fields", {}).get("status") or {}
    category = (status.get("statusCategory") or {}).get("key")
    tones: Mapping[Any, Tone] = {"done": "green", "indeterminate": "yellow"}
    return tones.get(category, "plain")


class IssueFields(Resource):
    """What lists show of an issue."""

    summary: str = ""
    status: IssueStatus | None = None
    assignee: JiraAccount | None = None
    updated: str | None = None
    issuetype: Named | None = None
    priority: Named | None = None
    labels: list[str] = []
    created: str | None = None
    duedate: str | None = None


class Issue(Resource):
    """An issue, as lists show one."""

    headline: ClassVar = Headline(
        kind="ticket",
        name="{key}",
        title="{fields.summary}",
        state="{fields.status.name}",
        identity=("id",),
    )
    listing: ClassVar = Listing(
        "ticket|tickets",
        columns=(
            Column("KEY", "{key}", style="bold"),
            Column("SUMMARY", "{fields.summary}", flexible=True),
            Column("STATUS", "{fields.status.name}", style=tone_of),
            Column("ASSIGNEE", "{fields.assignee.displayName}"),
            Column("UPDATED", "{fields.updated:age}", style="grey"),
        ),
        piped=(
            "{key}",
            "{fields.summary}",
            "{fields.status.name}",
            "{fields.assignee.displayName}",
            "{fields.updated}",
        ),
        row=NamedBy("ticket", "key"),
        page="/browse/{place}-{number}",
    )

    conditions: ClassVar = (
        Condition("key", "key", ConditionKind.CHOICE),
        Condition("title", "fields.summary", ConditionKind.TEXT),
        Condition("status", "fields.status.name", ConditionKind.CHOICE),
        Condition("assignee", "fields.assignee.displayName", ConditionKind.CHOICE),
        Condition("type", "fields.issuetype.name", ConditionKind.CHOICE),
        Condition("priority", "fields.priority.name", ConditionKind.CHOICE),
        Condition("label", "fields.labels", ConditionKind.LIST),
        Condition("created", "fields.created", ConditionKind.DAY),
        Condition("updated", "fields.updated", ConditionKind.DAY),
        Condition("due", "fields.duedate", ConditionKind.DAY),
    )

    id: str
    key: str
    fields: IssueFields


LISTED = "summary,status,assignee,updated,issuetype,priority,labels,created,duedate"
"""The fields that a list of issues is asked for."""


class NamedIssue(Resource):
    """Another issue, as one names it."""

    key: str


def _note_losses(data: Any, document: str) -> Any:
    """Add to an answer of Jira the things beside text in one of its documents."""
    found = data.get(document) if isinstance(data, Mapping) else None
    return {**data, "beside_text": beside_text(found)} if isinstance(found, Mapping) else data


class WholeFields(IssueFields):
    """What one issue shows."""

    description: Text = ""
    beside_text: list[str] = []
    """What the description holds beside its text: aegis's own word."""
    reporter: JiraAccount | None = None
    parent: NamedIssue | None = None
    subtasks: list[NamedIssue] = []
    components: list[Named] = []
    fixVersions: list[Named] = []  # noqa: N815
    resolution: Named | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_losses(cls, data: Any) -> Any:
        return _note_losses(data, "description")


class WholeIssue(Issue):
    """One issue with its description."""

    fields: WholeFields


WHOLE = f"{LISTED},description,reporter,parent,subtasks,components,fixVersions,resolution"
"""The fields that one issue is asked for."""


class MadeIssue(Resource):
    """An issue that was just made."""

    made: ClassVar = NamedBy("ticket", "key")

    id: str
    key: str


class Comment(Resource):
    """A comment on an issue."""

    headline: ClassVar = Headline(
        kind="comment",
        name="{id} on {@issue}",
        title="{body}",
        state="by {author.displayName:or_none}",
        identity=("id",),
    )

    id: str
    author: JiraAccount | None = None
    body: Text = ""
    beside_text: list[str] = []
    """What it holds beside its text: aegis's own word."""
    created: str | None = None
    updated: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_losses(cls, data: Any) -> Any:
        return _note_losses(data, "body")


class ChangedValue(Resource):
    """One value that somebody changed."""

    field: str
    fromString: str | None = None  # noqa: N815
    toString: str | None = None  # noqa: N815


def _changes_of(history: Any) -> str:
    """Write the changes of one time, each with its old and new value."""
    items = history.get("items") or ()
    return "; ".join(
        f"{excerpt(item['field'], 40)}: {_value(item, 'fromString')} → {_value(item, 'toString')}"
        for item in items
    )


def _value(item: Any, name: str) -> str:
    return excerpt(item.get(name) or "", 60) or "nothing"


class History(Resource):
    """What somebody changed at one time."""

    listing: ClassVar = Listing(
        "change|changes",
        columns=(
            Column("CHANGE", _changes_of, style="bold", flexible=True),
            Column("BY", "{author.displayName}"),
            Column("WHEN", "{created:age}", style="grey"),
        ),
        piped=("{created}", "{author.displayName}", _changes_of),
    )

    id: str
    author: JiraAccount | None = None
    created: str | None = None
    items: list[ChangedValue] = []


class Attachment(Resource):
    """A file at an issue."""

    listing: ClassVar = Listing(
        "attachment|attachments",
        columns=(
            Column("FILE", "{filename}", style="bold", flexible=True),
            Column("BYTES", "{size}"),
            Column("BY", "{author.displayName}"),
            Column("ADDED", "{created:age}", style="grey"),
            Column("ID", "{id}", style="grey"),
        ),
        piped=("{id}", "{filename}", "{size}", "{author.displayName}", "{created}"),
    )

    id: str
    filename: str = ""
    size: int | None = None
    author: JiraAccount | None = None
    created: str | None = None


class Worklog(Resource):
    """Time that somebody spent on an issue."""

    id: str
    timeSpent: str | None = None  # noqa: N815
    timeSpentSeconds: int | None = None  # noqa: N815


class Count(Resource):
    """How many issues there are, about."""

    count: int
