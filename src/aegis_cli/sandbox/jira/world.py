"""What a site holds: people, projects, issues and their parts, boards and sprints.

A field is called as Jira calls it, and so `shapes.py` can write it. Things refer to each other; one
that changes is the same thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

_TICK = timedelta(milliseconds=1)
Document = dict[str, Any]
"""A text in Atlassian's format."""


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with an account."""

    account_id: str
    display_name: str
    email_address: str | None = None
    """`None` where they show it to nobody."""
    active: bool = True
    account_type: str = "atlassian"
    time_zone: str = "Europe/Berlin"


@dataclass(slots=True, eq=False)
class IssueType:
    """A type of issues; a subtask has a parent."""

    id: str
    name: str
    description: str = ""
    subtask: bool = False
    hierarchy_level: int = 0


@dataclass(slots=True, eq=False)
class StatusCategory:
    """What a status means: `new`, `indeterminate` or `done`."""

    id: int
    key: str
    color_name: str
    name: str


@dataclass(slots=True, eq=False)
class Status:
    """Where an issue stands."""

    id: str
    name: str
    status_category: StatusCategory
    description: str = ""


@dataclass(slots=True, eq=False)
class Named:
    """Something with an id and a name."""

    id: str
    name: str


class Priority(Named):
    """How urgent an issue is."""


class Resolution(Named):
    """How an issue was resolved."""


class Component(Named):
    """A part of a project."""


class Version(Named):
    """A release of a project."""


@dataclass(slots=True, eq=False)
class LinkType:
    """How one issue is related to another, as each of them says it."""

    id: str
    name: str
    inward: str
    outward: str


@dataclass(slots=True, eq=False)
class Project:
    """A project."""

    id: str
    key: str
    name: str
    lead: Person
    issue_types: list[IssueType]
    description: str = ""
    is_private: bool = False
    is_visible: bool = True
    """Whether the signed-in person may browse it."""
    is_writable: bool = True
    components: list[Component] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    assignable: list[Person] = field(default_factory=list)
    last_number: int = 0
    """The highest number that an issue has or had."""


@dataclass(slots=True, eq=False)
class Comment:
    """A comment on an issue."""

    id: str
    author: Person
    body: Document
    created: datetime
    updated: datetime
    visibility: dict[str, Any] | None = None


@dataclass(slots=True, eq=False)
class Worklog:
    """Time that somebody spent on an issue."""

    id: str
    author: Person
    time_spent_seconds: int
    started: datetime
    created: datetime
    comment: Document | None = None


@dataclass(slots=True, eq=False)
class Entry:
    """The fields that one write changed, each as Jira tells of it."""

    id: str
    author: Person
    created: datetime
    items: list[dict[str, Any]]


@dataclass(slots=True, eq=False)
class RemoteLink:
    """A link from an issue to an address elsewhere."""

    id: int
    global_id: str
    object: dict[str, Any]
    relationship: str = ""


@dataclass(slots=True, eq=False)
class Attachment:
    """A file at an issue."""

    id: str
    filename: str
    author: Person
    created: datetime
    size: int
    mime_type: str = "application/octet-stream"


@dataclass(slots=True, eq=False)
class Board:
    """A board of a project."""

    id: int
    name: str
    type: str
    project: Project


@dataclass(slots=True, eq=False)
class Sprint:
    """A sprint of a board."""

    id: int
    origin_board_id: int
    name: str
    state: str
    start_date: datetime | None = None
    end_date: datetime | None = None
    complete_date: datetime | None = None
    goal: str = ""


@dataclass(slots=True, eq=False)
class Issue:
    """An issue; its key is that of its project with its number."""

    id: str
    project: Project
    number: int
    issuetype: IssueType
    status: Status
    summary: str
    reporter: Person
    created: datetime
    updated: datetime
    priority: Priority
    description: Document | None = None
    assignee: Person | None = None
    labels: list[str] = field(default_factory=list)
    parent: "Issue | None" = None
    components: list[Component] = field(default_factory=list)
    fix_versions: list[Version] = field(default_factory=list)
    duedate: str | None = None
    resolution: Resolution | None = None
    resolutiondate: datetime | None = None
    sprints: list[Sprint] = field(default_factory=list)
    points: float | None = None
    is_visible: bool = True
    """Whether the signed-in person may see it; issue security can hide one."""
    comments: list[Comment] = field(default_factory=list)
    worklogs: list[Worklog] = field(default_factory=list)
    watchers: list[Person] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    remote_links: list[RemoteLink] = field(default_factory=list)
    history: list[Entry] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return what people call it."""
        return f"{self.project.key}-{self.number}"

    @property
    def is_seen(self) -> bool:
        """Return whether the signed-in person may see it."""
        return self.is_visible and self.project.is_visible


@dataclass(slots=True, eq=False)
class Link:
    """A link from one issue to another, which says `outward` of it."""

    id: str
    type: LinkType
    source: Issue
    target: Issue


@dataclass(slots=True)
class World:
    """One site, with what it holds by ids, and its projects by keys."""

    cloud_id: str
    host: str
    title: str
    people: dict[str, Person]
    me: Person
    issue_types: dict[str, IssueType]
    statuses: dict[str, Status]
    priorities: dict[str, Priority]
    resolutions: dict[str, Resolution]
    link_types: dict[str, LinkType]
    projects: dict[str, Project]
    boards: dict[int, Board]
    sprints: dict[int, Sprint]
    issues: dict[str, Issue]
    links: dict[str, Link]
    moved: dict[str, str]
    """The present keys of issues that had others before."""
    ids: Iterator[int]
    """No number of it comes twice."""

    @property
    def url(self) -> str:
        """The address of the site."""
        return f"https://{self.host}"

    def new_id(self) -> str:
        """Return the id of a new thing."""
        return str(next(self.ids))

    def project(self, id_or_key: str) -> Project | None:
        """Return a project that the person may browse."""
        for each in self.projects.values():
            if id_or_key.upper() in (each.id, each.key) and each.is_visible:
                return each
        return None

    def issue(self, id_or_key: str) -> Issue | None:
        """Return an issue that the person may see; one that was moved also by its former key."""
        asked = id_or_key.upper()
        key = self.moved.get(asked, asked)
        return next((each for each in self.visible() if key in (each.id, each.key)), None)

    def visible(self) -> list[Issue]:
        """Return every issue that the person may see."""
        return [each for each in self.issues.values() if each.is_seen]

    def subtasks(self, issue: Issue) -> list[Issue]:
        """Return the parts of an issue."""
        return [
            each for each in self.issues.values() if each.parent is issue and each.issuetype.subtask
        ]

    def touch(self, issue: Issue, now: float) -> datetime:
        """Note that an issue was changed; no two changes are of the same time."""
        at = datetime.fromtimestamp(now, UTC)
        issue.updated = max(at, issue.updated + _TICK)
        return issue.updated
