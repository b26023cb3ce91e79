"""What an issue has several of, as its labels: a request lists, adds, replaces and removes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from aegis_cli.sandbox.github import queries
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.world import Issue, Repo, Role

_T = TypeVar("_T")
Sent: TypeAlias = Callable[[Call, Repo, Issue], Sequence[_T]]


@dataclass(frozen=True, slots=True)
class Members(Generic[_T]):
    """The things that an issue holds in one of its fields."""

    field: str
    """The field of `Issue`, a tuple."""
    shape: Callable[[Call, Repo, _T], Any]
    added: Sent[_T]
    """Makes those that a request adds, or refuses it."""
    removed: Sent[_T]
    """Makes those that a request removes, or refuses it."""
    answer: Callable[[Call, Repo, Issue], Any]
    """Makes the answer to a write of the issue as it is then."""
    seen: Callable[[Call, _T], bool] = lambda _, __: True
    """Whether the viewer may know of one."""
    to_add: Role = Role.TRIAGE
    """The role that it takes to add one."""
    to_remove: Role = Role.TRIAGE

    def index(self, call: Call) -> Reply:
        """List them."""
        held = [thing for thing in self._held(call.issue) if self.seen(call, thing)]
        return queries.listed(call, held, self.shape)

    def add(self, call: Call) -> Reply:
        """Add some to those that are there."""
        repo, issue = call.issue_to_write(self.to_add)
        sent = self.added(call, repo, issue)
        return self._kept(call, repo, issue, (*self._held(issue), *sent))

    def replace(self, call: Call) -> Reply:
        """Put others in their place."""
        repo, issue = call.issue_to_write(self.to_add)
        return self._kept(call, repo, issue, self.added(call, repo, issue))

    def remove(self, call: Call) -> Reply:
        """Take some away."""
        repo, issue = call.issue_to_write(self.to_remove)
        sent = self.removed(call, repo, issue)
        left = [thing for thing in self._held(issue) if thing not in sent]
        return self._kept(call, repo, issue, left)

    def _held(self, issue: Issue) -> tuple[_T, ...]:
        held: tuple[_T, ...] = getattr(issue, self.field)
        return held

    def _kept(self, call: Call, repo: Repo, issue: Issue, things: Sequence[_T]) -> Reply:
        kept = tuple(dict.fromkeys(things))
        if kept != self._held(issue):
            issue = call.keep(repo, issue, **{self.field: kept})
        return Reply(self.answer(call, repo, issue), call.operation.status)
