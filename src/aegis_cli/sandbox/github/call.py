"""One call of an operation, its reply, and the checks of repository and role before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from aegis_cli.sandbox.github import errors
from aegis_cli.sandbox.github.described import Described
from aegis_cli.sandbox.github.limits import Budget
from aegis_cli.sandbox.github.world import Issue, Person, Repo, Role, World
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
    accept: str = ""
    """The media types that are accepted, as the header says."""

    @property
    def within(self) -> frozenset[int] | None:
        """The ids of the repositories that a derived token is for; `None` for a wide one."""
        return self.derived.repositories if self.derived else None

    def may_see(self, repo: Repo) -> bool:
        """Return whether the limits of the token let a repository be seen."""
        return self.derived is None or not repo.private or repo.id in self.derived.repositories

    def keep(self, repo: Repo, issue: Issue, **changes: Any) -> Issue:
        """Change fields of an issue, or of a pull request, in the state."""
        changed = replace(issue, **changes, updated_at=self.now)
        repo.issues[issue.number] = changed
        return changed

    def url(self, repo: Repo) -> str:
        """Return the URL with the number of the repository, which a rename does not change."""
        return f"{self.base}/repositories/{repo.id}{self._rest()}"

    def _rest(self) -> str:
        # The path goes on after /repos/{owner}/{repo} or /repositories/{repo_id}.
        if "repo_id" in self.params:
            head = f"/repositories/{self.params['repo_id']}"
        else:
            head = f"/repos/{self.params['owner']}/{self.params['repo']}"
        return quote(self.path.partition(head)[2])


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of an operation."""

    data: Any = None
    """The JSON of the body, or a text; not sent with 204."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media: str = "application/json; charset=utf-8"


def created(data: Mapping[str, Any]) -> Reply:
    """Answer with a new thing, and with where it is."""
    return Reply(data, 201, {"Location": data["url"]})


def repo_of(call: Call) -> Repo:
    """Return the repository of a call; refuse with 404 what the viewer may not see."""
    repo = _named(call)
    if repo is None or repo.role_of(call.viewer) is Role.NONE:
        raise errors.not_found()
    return repo


def repo_to_write(call: Call, *, least: Role) -> Repo:
    """Return the repository of a write; refuse a viewer whose role is lower than `least`."""
    repo = repo_of(call)
    if call.viewer is None:
        raise errors.requires_authentication()
    if repo.role_of(call.viewer) < least:
        raise errors.forbidden()
    return repo


def issue_of(call: Call, repo: Repo) -> Issue:
    """Return the issue or pull request of a call."""
    number = call.params["issue_number"]
    issue = repo.issues.get(number)
    if number in repo.gone:
        raise _gone(call, repo.gone[number])
    if not repo.has_issues and (issue is None or issue.pull is None):
        raise errors.issues_disabled()
    return errors.present(issue)


def thing_to_write(call: Call, find: Callable[[Call, Repo], _T], *, least: Role) -> tuple[Repo, _T]:
    """Return the repository of a write, and what `find` finds there."""
    repo = repo_to_write(call, least=least)
    thing = find(call, repo)
    not_archived(repo)
    return repo, thing


def issue_to_write(call: Call, *, least: Role) -> tuple[Repo, Issue]:
    """Return the repository and the issue or pull request of a write."""
    return thing_to_write(call, issue_of, least=least)


def require_own(call: Call, repo: Repo, thing: Any) -> None:
    """Refuse a change of what another person wrote, without push access."""
    if thing.author != call.viewer and repo.role_of(call.viewer) < Role.WRITE:
        raise errors.forbidden()


def not_archived(repo: Repo) -> None:
    """Refuse a write to an archived repository."""
    if repo.archived:
        raise errors.archived()


def viewer_of(call: Call) -> Person:
    """Return the viewer; refuse a call without a token."""
    if call.viewer is None:
        raise errors.requires_authentication()
    return call.viewer


def _gone(call: Call, place: tuple[Repo, int] | None) -> errors.Refusal:
    if place is None:
        return errors.Refusal(410, "This issue was deleted")
    url = f"{call.base}/repositories/{place[0].id}/issues/{place[1]}"
    return errors.moved(url, call.operation.method)


def _named(call: Call) -> Repo | None:
    if "repo_id" in call.params:
        return call.world.repos.get(call.params["repo_id"])
    full_name = f"{call.params['owner']}/{call.params['repo']}"
    repo = call.world.repo(full_name)
    if repo is None:
        _point_to_new_name(call, full_name)
    return repo


def _point_to_new_name(call: Call, full_name: str) -> None:
    former = call.world.repos.get(call.world.renamed.get(full_name.casefold(), 0))
    if former is None or former.role_of(call.viewer) is Role.NONE:
        return
    query = f"?{urlencode(call.query)}" if call.query else ""
    raise errors.moved(f"{call.url(former)}{query}", call.operation.method)
