"""What Jira returns, as far as aegis reads it. Field names are Jira's own.

Only what is shown or compared is listed. A text that Jira keeps as a document is read as a text.
Source: Atlassian's OpenAPI descriptions, as far as `operations.json` has them.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

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
    )

    id: str
    key: str
    fields: IssueFields


LISTED = "summary,status,assignee,updated,issuetype,priority"
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
    labels: list[str] = []
    created: str | None = None
    parent: NamedIssue | None = None
    subtasks: list[NamedIssue] = []
    duedate: str | None = None
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


WHOLE = (
    f"{LISTED},description,reporter,labels,created,parent,subtasks"
    ",duedate,components,fixVersions,resolution"
)
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
    value: list[str] = []
    choices: list[Choice] = []
    written: str | None = None
    """Values that a call gave, in the form in which Jira takes them."""


class Location(Resource):
    """The project of a board."""

    projectKey: str | None = None  # noqa: N815


class Board(Resource):
    """A board, which shows the issues of a project."""

    listing: ClassVar = Listing(
        "board|boards",
        columns=(
            Column("ID", "{id}", style="bold"),
            Column("NAME", "{name}", flexible=True),
            Column("TYPE", "{type}"),
            Column("PROJECT", "{location.projectKey}"),
        ),
        piped=("{id}", "{name}", "{type}", "{location.projectKey}"),
        row=NamedBy("board", "id", has_place=False),
    )

    id: int
    name: str
    type: str = ""
    location: Location | None = None


class Sprint(Resource):
    """A sprint of a board."""

    headline: ClassVar = Headline(
        kind="sprint", name="{id}", title="{name}", state="{state}", identity=("id",)
    )
    listing: ClassVar = Listing(
        "sprint|sprints",
        columns=(
            Column("ID", "{id}", style="bold"),
            Column("NAME", "{name}", flexible=True),
            Column("STATE", "{state}"),
            Column("ENDS", "{endDate:day}", style="grey"),
            Column("GOAL", "{goal}", flexible=True),
        ),
        piped=("{id}", "{name}", "{state}", "{startDate}", "{endDate}", "{goal}"),
        row=NamedBy("sprint", "id", has_place=False),
    )

    id: int
    name: str
    state: str = ""
    startDate: str | None = None  # noqa: N815
    endDate: str | None = None  # noqa: N815
    goal: str | None = None
    originBoardId: int | None = None  # noqa: N815


class LinkType(Resource):
    """What a link between two issues means, in both directions."""

    headline: ClassVar = Headline(
        kind="type of link", name="{name}", title="{outward}", state="{inward}", identity=("id",)
    )
    listing: ClassVar = Listing(
        "type of link|types of links",
        columns=(
            Column("NAME", "{name}", style="bold"),
            Column("FROM THE FIRST", "{outward}", flexible=True),
            Column("FROM THE SECOND", "{inward}", flexible=True),
        ),
        piped=("{name}", "{outward}", "{inward}"),
    )

    id: str
    name: str
    inward: str = ""
    outward: str = ""


class LinkedFields(Resource):
    """What a link says of the issue at its other end."""

    summary: str = ""


class LinkedIssue(NamedIssue):
    """The issue at the other end of a link."""

    fields: LinkedFields | None = None


def _words_of(link: Any) -> str:
    """Return what a link says of its issue, as "blocks" or "is blocked by"."""
    return str(link["type"]["outward" if link.get("outwardIssue") else "inward"])


def _other_of(link: Any) -> str:
    return str((link.get("outwardIssue") or link.get("inwardIssue") or {}).get("key", ""))


class IssueLink(Resource):
    """A link of an issue with another one."""

    headline: ClassVar = Headline(
        kind="link",
        name="{id}",
        title=lambda link: f"{_words_of(link)} {_other_of(link)}",
        identity=("id",),
    )
    listing: ClassVar = Listing(
        "link|links",
        columns=(
            Column("LINK", _words_of, style="bold"),
            Column("TICKET", _other_of),
            Column(
                "SUMMARY",
                "{outwardIssue.fields.summary|inwardIssue.fields.summary}",
                flexible=True,
            ),
        ),
        piped=(
            _words_of,
            _other_of,
            "{outwardIssue.fields.summary|inwardIssue.fields.summary}",
            "{id}",
        ),
    )

    id: str
    type: LinkType
    inwardIssue: LinkedIssue | None = None  # noqa: N815
    outwardIssue: LinkedIssue | None = None  # noqa: N815


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


class RemoteLink(Resource):
    """A link of an issue to a page."""

    id: int


class Count(Resource):
    """How many issues there are, about."""

    count: int
