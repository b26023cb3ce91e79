"""What an issue holds several of, such as its comments: listed, shown, added, changed and deleted.

A row says what is so of one kind; which operations there are, the description says.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

from aegis_cli.sandbox.jira.call import Call, Handler, Reply
from aegis_cli.sandbox.jira.described import Operation, operations
from aegis_cli.sandbox.jira.errors import Problem
from aegis_cli.sandbox.jira.shapes import Shapes
from aegis_cli.sandbox.jira.world import Issue

_NOT_OWN = 403, "You do not have the permission for this."


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """One kind of them; a person changes and deletes their own."""

    path: str
    """The last part of the path of their list, such as `comment`."""
    member: str
    """The field of an issue that holds them, which is their name in a page too."""
    kind: type
    write: Callable[[Shapes, Issue, Any], Any]
    read: Callable[[Call], Mapping[str, Any]] = lambda call: call.body
    """Returns the fields that a body gives to one, or refuses it."""
    missing: str = "There is none with the id: {}."
    not_own: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """The refusals of what somebody else added, by method."""

    def answers(self) -> Iterator[tuple[str, Handler]]:
        """Yield the operations on these with what answers them."""
        for name, operation in operations().items():
            if (answer := self.answer_to(operation)) is not None:
                yield name, answer

    def answer_to(self, operation: Operation) -> Handler | None:
        """Return what answers an operation; `None` if that is not about these things."""
        of_all: dict[str, Handler] = {"GET": self._list, "POST": self._add}
        of_one: dict[str, Handler] = {"GET": self._get, "PUT": self._change, "DELETE": self._remove}
        place = f"/rest/api/3/issue/{{issueIdOrKey}}/{self.path}"
        places = {place: of_all, f"{place}/{{id}}": of_one}
        return places.get(operation.path, {}).get(operation.method)

    def _list(self, call: Call) -> Reply:
        """List them, the oldest first unless it is said otherwise."""
        issue = call.issue()
        step = -1 if call.query.get("orderBy", "").startswith("-") else 1
        held = getattr(issue, self.member)[::step]
        return Reply(call.page(held, partial(self.write, call.shapes, issue), self.member))

    def _get(self, call: Call) -> Reply:
        issue = call.issue()
        return Reply(self.write(call.shapes, issue, self._find(call, issue)))

    def _add(self, call: Call) -> Reply:
        issue, known = call.issue(writes=True), {each.name for each in fields(self.kind)}
        of_all: dict[str, Any] = {"id": call.world.new_id(), "author": call.world.me}
        of_all |= {name: call.at for name in ("created", "updated", "started") if name in known}
        made = self.kind(**{**of_all, **self.read(call)})
        getattr(issue, self.member).append(made)
        call.world.touch(issue, call.now)
        return Reply(self.write(call.shapes, issue, made))

    def _change(self, call: Call) -> Reply:
        issue, one = self._own(call)
        for name, value in self.read(call).items():
            setattr(one, name, value)
        at = call.world.touch(issue, call.now)
        if hasattr(one, "updated"):
            one.updated = at
        return Reply(self.write(call.shapes, issue, one))

    def _remove(self, call: Call) -> Reply:
        issue, one = self._own(call)
        getattr(issue, self.member).remove(one)
        call.world.touch(issue, call.now)
        return Reply()

    def _own(self, call: Call) -> tuple[Issue, Any]:
        issue = call.issue(writes=True)
        one = self._find(call, issue)
        if one.author is not call.world.me:
            status, message = self.not_own.get(call.operation.method, _NOT_OWN)
            raise Problem(status, message)
        return issue, one

    def _find(self, call: Call, issue: Issue) -> Any:
        asked = call.path["id"]
        for each in getattr(issue, self.member):
            if each.id == asked:
                return each
        raise Problem(404, self.missing.format(asked))
