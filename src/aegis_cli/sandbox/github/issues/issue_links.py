"""How issues hang together: the parts of an issue, and those that have to be done before it."""

from typing import Any

from aegis_cli.sandbox.github.api import errors, queries, shapes
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.world.world import Issue, Repo, Role

_MOST_PARTS = 100


def get_parent(call: Call) -> Reply:
    """Return the issue that an issue is a part of."""
    parent = _parent(call, call.issue.id)
    if parent is None or not is_seen(call, parent[1].id):
        raise errors.not_found()
    return Reply(issue_shown(call, parent[0], parent[1].id))


def list_blocking(call: Call) -> Reply:
    """List the issues that wait for an issue."""
    number = call.issue.id
    waiting = [each.id for _, each in call.world.issues() if number in each.blocked_by]
    seen = [number for number in waiting if is_seen(call, number)]
    return queries.list_page(call, seen, issue_shown)


def reprioritize(call: Call) -> Reply:
    """Move a part of an issue behind or before another part; the answer is the issue."""
    repo, issue = call.issue_to_write(Role.TRIAGE)
    body = check_body(call)
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


def _issue_by_id(call: Call, key: str) -> tuple[Repo, Issue]:
    """Return the issue that a request names by its id."""
    number = check_body(call)[key]
    found = call.world.issue(number)
    if found is None or not is_seen(call, number) or found[1].pull is not None:
        raise errors.not_found()
    return found


def is_seen(call: Call, number: int) -> bool:
    """Return whether the viewer may know of the issue with an id."""
    found = call.world.issue(number)
    return found is not None and found[0].role_of(call.viewer) is not Role.NONE


def new_part(call: Call, repo: Repo, issue: Issue) -> list[int]:
    """Return the issue that becomes a part of another, taken from its former parent if asked."""
    owner, part = _issue_by_id(call, "sub_issue_id")
    parent = _parent(call, part.id)
    if owner.owner != repo.owner:
        raise _refusal("Sub issue must belong to the same owner as its parent")
    if part.id == issue.id or part.id in _ancestors(call, issue.id):
        raise _refusal("Sub issue may not create a loop")
    if parent and parent[1].id == issue.id:
        raise _refusal("Issue may not contain duplicate sub-issues")
    if parent and not check_body(call).get("replace_parent"):
        raise _refusal("Sub issue may only have one parent")
    if len(issue.sub_issues) >= _MOST_PARTS:
        raise _refusal(f"Parent cannot have more than {_MOST_PARTS} sub-issues")
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


def new_blocker(call: Call, _: Repo, issue: Issue) -> list[int]:
    """Return the issue that has to be done before another."""
    blocker = _issue_by_id(call, "issue_id")[1]
    if blocker.id == issue.id:
        raise _refusal("Issue cannot be blocked by itself")
    if blocker.id in issue.blocked_by:
        raise _refusal("Issue is already blocked by this issue")
    if issue.id in blocker.blocked_by:
        raise _refusal("Issue dependencies may not create a loop")
    return [blocker.id]


def _refusal(message: str) -> errors.Refusal:
    return errors.invalid_field("Issue", "base", "custom", message=message)


def issue_shown(call: Call, _: Repo, number: int) -> dict[str, Any]:
    """Return the `issue` with an id, wherever it is."""
    found = call.world.issue(number)
    assert found is not None
    return shapes.issue(call, *found)
