"""One call of an operation, its reply, and the checks of repository and role before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.limits import Budget
from aegis_cli.sandbox.github.description.described import Described
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.github.world.world import Issue, Repo, Role, World
from aegis_cli.sandbox.state import DerivedToken, State

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Call:
    """The request that an operation gets."""

    operation: Described
    """What GitHub describes of the operation."""
    world: World
    base: str
    now: datetime
    path: str
    """The path of the request, decoded."""
    params: Mapping[str, Any]
    """The parameters in the path."""
    query: Mapping[str, str]
    viewer: Person | None
    """The person whose token was sent; `None` without a token."""
    budget: Budget
    """The rate limit that the request counts against."""
    body: Any = None
    """The JSON that was sent; `None` without a body."""
    state: State = field(default_factory=State)
    """The state of the sandbox, with its tokens."""
    derived: DerivedToken | None = None
    """The limits of the token; `None` for a wide one."""
    app: App | None = None
    """The App that the token is of; `None` without a token."""
    accept: str = ""
    """The media types that are accepted, as the header says."""

    @property
    def within(self) -> frozenset[int] | None:
        """The ids of the repositories that a derived token is for; `None` for a wide one."""
        return self.derived.repositories if self.derived else None

    @property
    def me(self) -> Person:
        """The viewer; a call without a token is refused."""
        if self.viewer is None:
            raise errors.requires_authentication()
        return self.viewer

    @property
    def repo(self) -> Repo:
        """The repository of the call; what the viewer may not see is refused with 404."""
        repo = self._named_repo()
        if repo is None or repo.role_of(self.viewer) is Role.NONE:
            raise errors.not_found()
        return repo

    @property
    def issue(self) -> Issue:
        """The issue or pull request of the call."""
        repo, number = self.repo, self.params["issue_number"]
        issue = repo.issues.get(number)
        if place := repo.gone.get(number):
            url = f"{self.base}/repositories/{place[0].id}/issues/{place[1]}"
            raise errors.redirect(url, self.operation.method)
        if number in repo.gone:
            raise errors.Refusal(410, "This issue was deleted")
        if not repo.has_issues and (issue is None or issue.pull is None):
            raise errors.issues_disabled()
        return errors.present(issue)

    @property
    def organization(self) -> str:
        """The login of the organization of the call; to others than its members it is 404.

        GitHub says of its lists of types and fields that they are for members.
        """
        owner = self.world.person(self.params["org"])
        if owner is None or not self.world.is_member(self.me, owner):
            raise errors.not_found()
        return owner.login

    @property
    def account(self) -> str:
        """The login of the organization of the call, or of the viewer, where it names none."""
        return self.organization if "org" in self.params else self.me.login

    def repo_for_role(self, least: Role) -> Repo:
        """Return the repository; refuse a viewer whose role is lower than `least`."""
        repo = self.repo
        if repo.role_of(self.me) < least:
            raise errors.forbidden()
        return repo

    def to_write(self, least: Role) -> Repo:
        """Return the repository of a write, which is not archived."""
        return self.thing_to_write(lambda call: call.repo, least)[0]

    def issue_to_write(self, least: Role) -> tuple[Repo, Issue]:
        """Return the repository and the issue or pull request of a write."""
        return self.thing_to_write(lambda call: call.issue, least)

    def thing_to_write(self, find: "Callable[[Call], _T]", least: Role) -> tuple[Repo, _T]:
        """Return the repository of a write, and what `find` finds there."""
        repo = self.repo_for_role(least)
        thing = find(self)
        not_archived(repo)
        return repo, thing

    def require_own(self, thing: Any, least: Role = Role.WRITE) -> None:
        """Refuse a change of what another person wrote, to a role lower than `least`."""
        if thing.author != self.viewer and self.repo.role_of(self.viewer) < least:
            raise errors.forbidden()

    def may_see(self, repo: Repo) -> bool:
        """Return whether the viewer and the limits of the token let a repository be seen."""
        is_open = not repo.private or self.lists(repo)
        return is_open and repo.role_of(self.viewer) is not Role.NONE

    def lists(self, repo: Repo) -> bool:
        """Return whether the token lists a repository: one of its own, or where its App is."""
        if self.within is not None:
            return repo.id in self.within
        return not (repo.private and self.app) or repo.owner.login in self.app.installations

    def open_issue(self, repo: Repo, **fields: Any) -> Issue:
        """Open an issue, or what becomes a pull request."""
        fields |= {"created_at": self.now, "updated_at": self.now, "number": repo.next_number()}
        issue = Issue(**fields, id=next(self.world.ids), author=self.me)
        repo.issues[issue.number] = issue
        return issue

    def keep(self, repo: Repo, issue: Issue, **changes: Any) -> Issue:
        """Change fields of an issue, or of a pull request, in the state."""
        changed = replace(issue, **changes, updated_at=self.now)
        repo.issues[issue.number] = changed
        return changed

    def url(self, repo: Repo) -> str:
        """Return the URL with the number of the repository, which a rename does not change."""
        # The path goes on after /repos/{owner}/{repo} or /repositories/{repo_id}.
        rest = self.path.split("/")[3 if "repo_id" in self.params else 4 :]
        return "/".join([f"{self.base}/repositories/{repo.id}", *map(quote, rest)])

    def _named_repo(self) -> Repo | None:
        if "repo_id" in self.params:
            return self.world.repos.get(self.params["repo_id"])
        full_name = f"{self.params['owner']}/{self.params['repo']}"
        repo = self.world.repo(full_name)
        renamed = self.world.repos.get(self.world.renamed.get(full_name.casefold(), 0))
        if repo is None and renamed is not None and renamed.role_of(self.viewer) is not Role.NONE:
            query = f"?{urlencode(self.query)}" if self.query else ""
            raise errors.redirect(f"{self.url(renamed)}{query}", self.operation.method)
        return repo


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of an operation."""

    data: Any = None
    """The JSON of the body, with people and times as the state has them, or a text."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media: str = "application/json; charset=utf-8"


def creation(data: Mapping[str, Any]) -> Reply:
    """Answer with a new thing, and with where it is."""
    return Reply(data, 201, {"Location": data["url"]})


def not_archived(repo: Repo) -> None:
    """Refuse a write to an archived repository."""
    if repo.archived:
        raise errors.archived()
