"""One request, with what its function needs, and the answer of a function."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeAlias

from aegis_cli.sandbox.engine.answers import Answers
from aegis_cli.sandbox.jira.described import Operation
from aegis_cli.sandbox.jira.errors import Problem, no_issue
from aegis_cli.sandbox.jira.shapes import Shapes
from aegis_cli.sandbox.jira.world import Issue, Project, World


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; without a status of its own it has that of the operation."""

    data: Any = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    operation: Operation
    world: World
    now: float
    path: dict[str, str]
    query: dict[str, Any]
    body: Any

    @property
    def shapes(self) -> Shapes:
        """How the site writes its things."""
        return Shapes(self.world)

    @property
    def at(self) -> datetime:
        """The time of the request."""
        return datetime.fromtimestamp(self.now, UTC)

    def issue(self, *, writes: bool = False) -> Issue:
        """Return the issue that the path names; what is not visible is not there."""
        found = self.world.issue(self.path["issueIdOrKey"])
        if found is None:
            raise no_issue()
        if writes:
            self.require_writable(found.project)
        return found

    def project(self, id_or_key: str = "") -> Project:
        """Return a project, or the one that the path names."""
        asked = id_or_key or self.path["projectIdOrKey"]
        found = self.world.project(asked)
        if found is None:
            raise Problem(404, f"No project could be found with key '{asked}'.")
        return found

    def writable_project(self) -> Project:
        """Return the project that the path names, if the person may write in it."""
        project = self.project()
        self.require_writable(project)
        return project

    def require_writable(self, project: Project) -> None:
        """Refuse a write in a project that the person may only read."""
        if not project.is_writable:
            message = f"You do not have permission to do this in the project '{project.key}'."
            raise Problem(403, message)

    def page(
        self, things: Sequence[Any], write: Callable[[Any], Any], name: str = "values"
    ) -> dict[str, Any]:
        """Return a page by `startAt` and `maxResults`, with its things under a name.

        What pages its `values` says too whether a page is the last.
        """
        start, most = self.query.get("startAt", 0), self.query.get("maxResults", 50)
        found = things[start : start + most]
        end = {"isLast": start + len(found) >= len(things)} if name == "values" else {}
        counts = {"startAt": start, "maxResults": most, "total": len(things)}
        return {**counts, **end, name: [write(each) for each in found]}


Handler: TypeAlias = Callable[[Call], Reply]

answers: Answers[Handler] = Answers()
"""By the name of the operation."""


def shows(
    find: Callable[[Call], Any], write: Callable[[Shapes, Any], Any] = Shapes.write
) -> Handler:
    """Return what answers with one thing, or refuses it."""
    return lambda call: Reply(write(call.shapes, find(call)))


def lists(
    find: Callable[[Call], Sequence[Any]],
    write: Callable[[Shapes, Any], Any] = Shapes.write,
    name: str = "values",
) -> Handler:
    """Return what answers with a page of things."""
    return lambda call: Reply(call.page(find(call), partial(write, call.shapes), name))
