"""What an issue has several of, as its labels: a request lists, adds, replaces and removes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from aegis_cli.sandbox.github.api import errors, queries, shapes
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.collection import Answering, Shape, fold_case
from aegis_cli.sandbox.github.description.described import Described, place_below
from aegis_cli.sandbox.github.world.world import Issue, Repo, Role

Added: TypeAlias = Callable[[Call, Repo, Issue], Sequence[Any]]
"""Finds what a request adds, or refuses it."""


def _itself(_: Call, __: Repo, thing: Any) -> Any:
    return thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The things that an issue holds in one of its fields."""

    path: str
    """Where GitHub lists them."""
    item: str = ""
    """Where one is removed, unless that is at the list or one parameter behind it."""
    field: str
    """The field of `Issue`, a tuple."""
    key: str = ""
    """The field by which a request names one; none where it is the id that is held."""
    added: Added
    shape: Shape = _itself
    """Makes what is answered of one."""
    seen: Callable[[Call, Any], bool] = lambda _, __: True
    """Whether the viewer may know of one."""
    missing: str | None = None
    """What is said to who removes one that is not held; nothing where that does not matter."""
    to_add: Role = Role.TRIAGE
    """The role that it takes to add one."""
    to_remove: Role = Role.TRIAGE

    def answer_to(self, operation: Described) -> Answering | None:
        """Return what answers an operation; `None` if that is not about these things."""
        at_list: dict[str, Answering] = {"GET": self.index, "POST": self.add, "PUT": self.replace}
        removing: dict[str, Answering] = {"DELETE": self.remove}
        places = {self.item or place_below(self.path): removing, self.path: at_list | removing}
        return places.get(operation.path, {}).get(operation.method)

    def index(self, call: Call) -> Reply:
        """List them."""
        held = [thing for thing in self._members_of(call.issue) if self.seen(call, thing)]
        return queries.list_page(call, held, self.shape)

    def add(self, call: Call) -> Reply:
        """Add some to those that are there."""
        repo, issue = call.issue_to_write(self.to_add)
        sent = self.added(call, repo, issue)
        return self._keep(call, repo, issue, (*self._members_of(issue), *sent))

    def replace(self, call: Call) -> Reply:
        """Put others in their place."""
        repo, issue = call.issue_to_write(self.to_add)
        return self._keep(call, repo, issue, self.added(call, repo, issue))

    def remove(self, call: Call) -> Reply:
        """Take some away."""
        repo, issue = call.issue_to_write(self.to_remove)
        wanted = {fold_case(each) for each in self._requested_keys(call)}
        keys = {
            thing: self._key(thing) for thing in self._members_of(issue) if self.seen(call, thing)
        }
        if self.missing is not None and not wanted <= set(keys.values()):
            raise errors.Refusal(404, self.missing)
        left = [thing for thing in self._members_of(issue) if keys.get(thing) not in wanted]
        return self._keep(call, repo, issue, left)

    def _members_of(self, issue: Issue) -> tuple[Any, ...]:
        held: tuple[Any, ...] = getattr(issue, self.field)
        return held

    def _key(self, thing: Any) -> Any:
        return fold_case(getattr(thing, self.key) if self.key else thing)

    def _requested_keys(self, call: Call) -> list[Any]:
        """Return the keys that a request names: one in the path, or those in the body."""
        parameter = call.operation.path.rpartition("/")[2]
        if parameter.startswith("{"):
            return [call.params[parameter[1:-1]]]
        (sent,) = check_body(call).values()
        return sent if isinstance(sent, list) else [sent]

    def _keep(self, call: Call, repo: Repo, issue: Issue, things: Sequence[Any]) -> Reply:
        kept = tuple(dict.fromkeys(things))
        if kept != self._members_of(issue):
            issue = call.keep(repo, issue, **{self.field: kept})
        is_list = "items" in (call.operation.schema or {})
        each = [self.shape(call, repo, thing) for thing in kept]
        return Reply(each if is_list else shapes.issue(call, repo, issue), call.operation.status)
