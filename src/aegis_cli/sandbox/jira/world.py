"""What a site holds: people, projects, issues and their parts, boards and sprints."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

_TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    account_id: str
    name: str
    email: str = ""
    """Empty where they show it to nobody."""
    active: bool = True
    is_app: bool = False
    time_zone: str = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class IssueType:
    """A type of issues; a subtask has a parent."""

    id: str
    name: str
    description: str = ""
    subtask: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """Where an issue stands."""

    id: str
    name: str
    category: str
    """The key of its category: `new`, `indeterminate` or `done`."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id and a name: a priority, a component, a version."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class LinkType:
    """How one issue is related to another, as each of them says it."""

    id: str
    name: str
    inward: str
    outward: str


@dataclass(slots=True)
class Project:
    """A project, by its key."""

    id: str
    key: str
    name: str
    lead: str
    issue_types: list[str]
    """The ids of its types."""
    description: str = ""
    is_private: bool = False
    is_visible: bool = True
    """Whether the signed-in person may browse it."""
    is_writable: bool = True
    components: list[Named] = field(default_factory=list)
    versions: list[Named] = field(default_factory=list)
    assignable: list[str] = field(default_factory=list)
    """The account ids of those who can be assigned."""
    last_number: int = 0
    """The highest number that an issue has or had."""


@dataclass(slots=True)
class Comment:
    """A comment on an issue."""

    id: str
    author: str
    body: dict[str, Any]
    created: datetime
    updated: datetime
    visibility: dict[str, Any] | None = None


@dataclass(slots=True)
class Worklog:
    """Time that somebody spent on an issue."""

    id: str
    author: str
    seconds: int
    started: datetime
    created: datetime
    comment: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field that was changed: ids and words, before and after."""

    field: str
    before: str | None
    before_words: str | None
    after: str | None
    after_words: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one write changed."""

    id: str
    author: str
    created: datetime
    changes: tuple[Change, ...]


@dataclass(slots=True)
class RemoteLink:
    """A link from an issue to an address elsewhere."""

    id: int
    global_id: str
    object: dict[str, Any]
    relationship: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file at an issue."""

    id: str
    filename: str
    author: str
    created: datetime
    size: int


@dataclass(slots=True)
class Issue:
    """An issue; its key is that of its project with its number."""

    id: str
    project: str
    """The key of its project."""
    number: int
    type: str
    status: str
    summary: str
    reporter: str
    created: datetime
    updated: datetime
    description: dict[str, Any] | None = None
    assignee: str | None = None
    priority: str = "3"
    labels: list[str] = field(default_factory=list)
    parent: str | None = None
    """The id of its parent."""
    components: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    due: str | None = None
    resolved: datetime | None = None
    resolution: str | None = None
    """How it was resolved, where a transition said so."""
    sprints: list[int] = field(default_factory=list)
    points: float | None = None
    is_visible: bool = True
    """Whether the signed-in person may see it; issue security can hide one."""
    comments: list[Comment] = field(default_factory=list)
    worklogs: list[Worklog] = field(default_factory=list)
    watchers: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    remote_links: list[RemoteLink] = field(default_factory=list)
    history: list[Entry] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return what people call it."""
        return f"{self.project}-{self.number}"


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one issue to another, which says `outward` of it."""

    id: str
    type: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Board:
    """A board of a project."""

    id: int
    name: str
    type: str
    project: str


@dataclass(slots=True)
class Sprint:
    """A sprint of a board."""

    id: int
    board: int
    name: str
    state: str
    start: datetime | None = None
    end: datetime | None = None
    completed: datetime | None = None
    goal: str = ""


@dataclass(slots=True)
class World:
    """One site."""

    cloud_id: str
    host: str
    title: str
    me: str
    people: dict[str, Person]
    issue_types: dict[str, IssueType]
    statuses: dict[str, Status]
    priorities: dict[str, Named]
    link_types: dict[str, LinkType]
    projects: dict[str, Project]
    """By key."""
    issues: dict[str, Issue]
    """By id."""
    moved: dict[str, str]
    """The present keys of issues that had others before."""
    links: dict[str, Link]
    boards: dict[int, Board]
    sprints: dict[int, Sprint]
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

    def sees(self, issue: Issue) -> bool:
        """Return whether the signed-in person may see an issue."""
        return issue.is_visible and self.projects[issue.project].is_visible

    def issue(self, id_or_key: str) -> Issue | None:
        """Return an issue that the person may see; one that was moved also by its former key."""
        asked = id_or_key.upper()
        key = self.moved.get(asked, asked)
        for each in self.issues.values():
            if key in (each.id, each.key) and self.sees(each):
                return each
        return None

    def visible(self) -> list[Issue]:
        """Return every issue that the person may see."""
        return [each for each in self.issues.values() if self.sees(each)]

    def subtasks(self, issue: Issue) -> list[Issue]:
        """Return the parts of an issue."""
        parts = (each for each in self.issues.values() if each.parent == issue.id)
        return [each for each in parts if self.issue_types[each.type].subtask]

    def touch(self, issue: Issue, now: float) -> datetime:
        """Note that an issue was changed; no two changes are of the same time."""
        at = datetime.fromtimestamp(now, UTC)
        issue.updated = max(at, issue.updated + _TICK)
        return issue.updated
