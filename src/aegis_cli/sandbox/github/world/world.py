"""The data of the sandbox's GitHub: people, repositories, issues and their parts.

Values are frozen; only `Repo` and `World` change, by replacing what they hold.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from aegis_cli.sandbox.github.world.development import (
    Annotation,
    Artifact,
    Branch,
    Cache,
    Commit,
    Release,
    Run,
    Workflow,
)
from aegis_cli.sandbox.github.world.organizations import IssueField, IssueType, Team
from aegis_cli.sandbox.github.world.person import Person, Reaction
from aegis_cli.sandbox.github.world.pull_world import Check, Pull, Review, ReviewComment, Status
from aegis_cli.sandbox.github.world.repo_settings import (
    DeployKey,
    Hook,
    Invitation,
    Rule,
    Secret,
    Variable,
)


class Role(IntEnum):
    """What a person may do in a repository; each role includes those before it."""

    NONE = 0
    READ = 1
    TRIAGE = 2
    WRITE = 3
    MAINTAIN = 4
    ADMIN = 5


PERMISSIONS = {
    "pull": Role.READ,
    "triage": Role.TRIAGE,
    "push": Role.WRITE,
    "maintain": Role.MAINTAIN,
    "admin": Role.ADMIN,
}
"""What GitHub calls a permission, with the least role that has it."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of one repository."""

    id: int
    name: str
    color: str = "ededed"
    """Gray, if nobody chose one."""
    description: str | None = None
    default: bool = False


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of one repository."""

    id: int
    number: int
    title: str
    creator: Person
    created_at: datetime
    updated_at: datetime
    due_on: datetime | None = None
    description: str | None = None
    state: str = "open"
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment on an issue or a pull request."""

    id: int
    author: Person
    body: str
    created_at: datetime
    updated_at: datetime
    reactions: tuple[Reaction, ...] = ()


@dataclass(frozen=True, slots=True)
class Gist:
    """Files outside of any repository."""

    id: str
    owner: Person
    created_at: datetime
    updated_at: datetime
    files: Mapping[str, str]
    """What each holds, by name."""
    description: str | None = None
    public: bool = False
    comments: tuple[Comment, ...] = ()
    stargazers: tuple[str, ...] = ()
    """The logins of those who starred it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, or a pull request when `pull` is set: GitHub numbers them together."""

    id: int
    number: int
    title: str
    author: Person
    created_at: datetime
    updated_at: datetime
    body: str | None = None
    labels: tuple[Label, ...] = ()
    assignees: tuple[Person, ...] = ()
    milestone: int | None = None
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: Person | None = None
    locked: bool = False
    lock_reason: str | None = None
    comments: tuple[Comment, ...] = ()
    pull: Pull | None = None
    reactions: tuple[Reaction, ...] = ()
    sub_issues: tuple[int, ...] = ()
    """The ids of its parts, in order."""
    blocked_by: tuple[int, ...] = ()
    """The ids of the issues that have to be done first."""
    field_values: tuple[tuple[int, str | float], ...] = ()
    """The id of each field that has a value, and the value."""

    def mentions(self, login: str) -> bool:
        """Return whether its body or a comment mentions `@login`."""
        texts = [self.body or "", *(comment.body for comment in self.comments)]
        return any(f"@{login}".casefold() in text.casefold() for text in texts)


@dataclass(frozen=True, slots=True)
class Share:
    """The commits of one person, week by week."""

    author: Person
    days: tuple[tuple[int, ...], ...]
    """For each week the number of commits of its seven days, Sunday first."""
    additions: tuple[int, ...]
    """For each week the number of lines."""

    def weekly(self) -> tuple[int, ...]:
        """Return the number of commits of each week."""
        return tuple(sum(days) for days in self.days)


@dataclass(frozen=True, slots=True)
class Activity:
    """A year of commits: 52 weeks up to this one."""

    weeks: tuple[int, ...]
    """When each week began, Sunday midnight UTC, in Unix seconds."""
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an issue."""

    id: int
    event: str
    actor: Person
    created_at: datetime
    more: Mapping[str, Any] = field(default_factory=dict)
    """What only this kind of event says."""


@dataclass(slots=True)
class Repo:
    """A repository and everything in it."""

    id: int
    owner: Person
    name: str
    created_at: datetime
    updated_at: datetime
    pushed_at: datetime
    description: str | None = None
    homepage: str | None = None
    private: bool = False
    archived: bool = False
    fork_of: int | None = None
    """The id of the repository that it is a fork of."""
    has_issues: bool = True
    has_projects: bool = True
    has_wiki: bool = True
    has_discussions: bool = False
    is_template: bool = False
    topics: tuple[str, ...] = ()
    license: str | None = None
    stars: int = 0
    forks: int = 0
    size: int = 0
    languages: dict[str, int] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    """The role of each collaborator, by login."""
    labels: dict[str, Label] = field(default_factory=dict)
    """By case-folded name."""
    milestones: dict[int, Milestone] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    gone: dict[int, "tuple[Repo, int] | None"] = field(default_factory=dict)
    """The numbers of issues that were transferred, with where they are, or deleted."""
    pinned: tuple[int, ...] = ()
    """The numbers of the issues that stand before all others."""
    checks: tuple[Check, ...] = ()
    statuses: tuple[Status, ...] = ()
    commit_comments: dict[str, int] = field(default_factory=dict)
    """How many comments each commit has, by SHA."""
    reviews: dict[int, Review] = field(default_factory=dict)
    """By id, as the comments of reviews are."""
    review_comments: dict[int, ReviewComment] = field(default_factory=dict)
    resolved: tuple[int, ...] = ()
    """The ids of the comments whose threads are resolved."""
    default_branch: str = "main"
    branches: dict[str, Branch] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    """The SHA of the commit that each tag stands at, by name."""
    annotations: dict[str, Annotation] = field(default_factory=dict)
    """Of those tags that have a message, by name."""
    commits: dict[str, Commit] = field(default_factory=dict)
    """By SHA."""
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """By branch and path."""
    workflows: dict[int, Workflow] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    artifacts: dict[int, Artifact] = field(default_factory=dict)
    caches: dict[int, Cache] = field(default_factory=dict)
    releases: dict[int, Release] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    """What each team may do, by slug: `pull`, `triage`, `push`, `maintain` or `admin`."""
    hooks: dict[int, Hook] = field(default_factory=dict)
    """By id, as the next two."""
    deploy_keys: dict[int, DeployKey] = field(default_factory=dict)
    invitations: dict[int, Invitation] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)
    """By case-folded name."""
    secrets: dict[str, Secret] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    """Those of the rulesets that hold for some of its branches."""
    activity: Callable[[], Activity] | None = None
    """Generates it when somebody asks; `None` while the repository has no commit."""

    @property
    def full_name(self) -> str:
        """Return `owner/name`."""
        return f"{self.owner.login}/{self.name}"

    def role_of(self, person: Person | None) -> Role:
        """Return the role of `person`; `None` is a caller without a token."""
        least = Role.NONE if self.private else Role.READ
        return least if person is None else max(least, self.roles.get(person.login, least))

    def next_number(self) -> int:
        """Return the number that the next issue or pull request gets."""
        return max((*self.issues, *self.gone), default=0) + 1


@dataclass(slots=True)
class World:
    """All data of the sandbox's GitHub."""

    me: Person
    """The owner of every token of the sandbox."""
    ids: Iterator[int]
    """Unused ids for new objects."""
    people: dict[str, Person] = field(default_factory=dict)
    """By case-folded login."""
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    """The logins that belong to each organization."""
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The logins of those members who may do everything, by organization."""
    issue_types: dict[str, tuple[IssueType, ...]] = field(default_factory=dict)
    """By the login of the organization, as the next two."""
    issue_fields: dict[str, tuple[IssueField, ...]] = field(default_factory=dict)
    teams: dict[str, dict[str, Team]] = field(default_factory=dict)
    """By organization and slug."""
    starred: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """The ids of the repositories that each person starred, by login, the last one last."""
    following: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The logins of those whom each person follows, by login."""
    gists: tuple[Gist, ...] = ()
    history: dict[int, list[Event]] = field(default_factory=dict)
    """What happened to each issue, by its id, oldest first."""
    repos: dict[int, Repo] = field(default_factory=dict)
    renamed: dict[str, int] = field(default_factory=dict)
    """Former case-folded full names, with the id of the repository that had them."""
    minimized: dict[str, str] = field(default_factory=dict)
    """Why comments are hidden, by their node ids."""
    things: dict[tuple[str, ...], dict[Any, Any]] = field(default_factory=dict)
    """What new collections hold, by the segments of their paths and by key."""
    computing: set[tuple[int, str]] = field(default_factory=set)
    """Statistics that were requested once; GitHub computes them after the first request."""

    def person(self, login: str) -> Person | None:
        """Find an account; GitHub ignores case."""
        return self.people.get(login.casefold())

    def repo(self, full_name: str) -> Repo | None:
        """Find a repository by its present name; GitHub ignores case."""
        wanted = full_name.casefold()
        matches = (repo for repo in self.repos.values() if repo.full_name.casefold() == wanted)
        return next(matches, None)

    def issues(self) -> Iterator[tuple[Repo, Issue]]:
        """Return every issue and pull request with its repository."""
        for repo in self.repos.values():
            yield from ((repo, issue) for issue in repo.issues.values())

    def issue(self, number: int) -> tuple[Repo, Issue] | None:
        """Find an issue by its id, which is not its number."""
        return next((pair for pair in self.issues() if pair[1].id == number), None)

    def is_member(self, person: Person, owner: Person) -> bool:
        """Return whether `person` is a member of the organization `owner`."""
        return person.login in self.members.get(owner.login, frozenset())
