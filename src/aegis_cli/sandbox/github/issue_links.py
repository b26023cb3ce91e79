"""How issues hang together: the parts of an issue, and those that have to be done before it."""

from functools import partial
from typing import Any

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.bodies import checked
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.members import Members
from aegis_cli.sandbox.github.world import Issue, Repo, Role

_MOST_PARTS = 100


def get_parent(call: Call) -> Reply:
    """Return the issue that an issue is a part of."""
    parent = _parent(call, call.issue.id)
    if parent is None or not _seen(call, parent[1].id):
        raise errors.not_found()
    return Reply(_shown(call, parent[0], parent[1].id))


def list_blocking(call: Call) -> Reply:
    """List the issues that wait for an issue."""
    number = call.issue.id
    waiting = [each.id for _, each in call.world.issues() if number in each.blocked_by]
    seen = [number for number in waiting if _seen(call, number)]
    return queries.listed(call, seen, _shown)


def reprioritize(call: Call) -> Reply:
    """Move a part of an issue behind or before another part; the answer is the issue."""
    repo, issue = call.issue_to_write(Role.TRIAGE)
    body = checked(call)
    part, places = body["sub_issue_id"], body.keys() & {"after_id", "before_id"}
    if len(places) != 1:
        raise errors.Refusal(422, "Exactly one of after_id and before_id must be there.")
    (place,) = places
    others = [each for each in issue.sub_issues if each != part]
    if part not in issue.sub_issues or body[place] not in others:
        raise errors.not_found()
    others.insert(others.index(body[place]) + (place == "after_id"), part)
    issue = call.keep(repo, issue, sub_issues=tuple(others))
    return Reply(shapes.issue(call, repo, issue))


def _parent(call: Call, part: int) -> tuple[Repo, Issue] | None:
    return next((pair for pair in call.world.issues() if part in pair[1].sub_issues), None)


def _asked(call: Call, key: str) -> tuple[Repo, Issue]:
    """Return the issue that a request names by its id, in the body or in the path."""
    number = call.params[key] if key in call.params else checked(call)[key]
    found = call.world.issue(number)
    if found is None or not _seen(call, number) or found[1].pull is not None:
        raise errors.not_found()
    return found


def _seen(call: Call, number: int) -> bool:
    found = call.world.issue(number)
    return found is not None and found[0].role_of(call.viewer) is not Role.NONE


def _new_part(call: Call, repo: Repo, issue: Issue) -> list[int]:
    owner, part = _asked(call, "sub_issue_id")
    parent = _parent(call, part.id)
    if owner.owner != repo.owner:
        raise _refused("Sub issue must belong to the same owner as its parent")
    if part.id == issue.id or part.id in _ancestors(call, issue.id):
        raise _refused("Sub issue may not create a loop")
    if parent and parent[1].id == issue.id:
        raise _refused("Issue may not contain duplicate sub-issues")
    if parent and not checked(call).get("replace_parent"):
        raise _refused("Sub issue may only have one parent")
    if len(issue.sub_issues) >= _MOST_PARTS:
        raise _refused(f"Parent cannot have more than {_MOST_PARTS} sub-issues")
    if parent:
        where, former = parent
        left = tuple(each for each in former.sub_issues if each != part.id)
        call.keep(where, former, sub_issues=left)
    return [part.id]


def _ancestors(call: Call, part: int) -> set[int]:
    above: set[int] = set()
    while (parent := _parent(call, part)) and parent[1].id not in above:
        part = parent[1].id
        above.add(part)
    return above


def _new_blocker(call: Call, _: Repo, issue: Issue) -> list[int]:
    blocker = _asked(call, "issue_id")[1]
    if blocker.id == issue.id:
        raise _refused("Issue cannot be blocked by itself")
    if blocker.id in issue.blocked_by:
        raise _refused("Issue is already blocked by this issue")
    if issue.id in blocker.blocked_by:
        raise _refused("Issue dependencies may not create a loop")
    return [blocker.id]


def _held(call: Call, _: Repo, issue: Issue, *, field: str, key: str) -> list[int]:
    number = _asked(call, key)[1].id
    if number not in getattr(issue, field):
        raise errors.not_found()
    return [number]


def _refused(message: str) -> errors.Refusal:
    return errors.invalid_field("Issue", "base", "custom", message=message)


def _shown(call: Call, _: Repo, number: int) -> dict[str, Any]:
    found = call.world.issue(number)
    assert found is not None
    return shapes.issue(call, *found)


_linked = partial(Members, shape=_shown, answer=shapes.issue, seen=_seen)

SUB_ISSUES = _linked(
    field="sub_issues",
    added=_new_part,
    removed=partial(_held, field="sub_issues", key="sub_issue_id"),
)
"""The parts of an issue, by their ids; the answer to a write is the whole."""

BLOCKED_BY = _linked(
    field="blocked_by",
    added=_new_blocker,
    removed=partial(_held, field="blocked_by", key="issue_id"),
)
"""The issues that have to be done before another; the answer to a write is that other."""
