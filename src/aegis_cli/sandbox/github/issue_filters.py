"""The filters and the order of a list of issues: the query parameters of `GET …/issues`."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from aegis_cli.sandbox.github import errors, queries
from aegis_cli.sandbox.github.call import Call
from aegis_cli.sandbox.github.world import Issue, Person, Repo

_Test: TypeAlias = Callable[[Issue], bool]
ORDERS: dict[str, Callable[[Issue], tuple[float, int]]] = {
    "created": lambda issue: (issue.created_at.timestamp(), issue.id),
    "updated": lambda issue: (issue.updated_at.timestamp(), issue.id),
    "comments": lambda issue: (len(issue.comments), issue.id),
}
"""What issues are sorted by."""


def listed(call: Call, repo: Repo) -> list[Issue]:
    """Return the issues that the query selects; only pull requests where issues are disabled."""
    tests = [*_everywhere(call), *_people(call), *_milestone(call, repo)]
    if not repo.has_issues:
        tests.append(lambda issue: issue.pull is not None)
    found = (issue for issue in repo.issues.values() if _passes(issue, tests))
    return queries.ordered(call, found, ORDERS)


def mine(call: Call) -> list[Issue]:
    """Return the issues of all repositories that concern the viewer, in the way that is asked."""
    viewer, tests = call.me, list(_everywhere(call))
    concerns: dict[str, _Test] = {
        "assigned": lambda issue: viewer in issue.assignees,
        "created": lambda issue: issue.author == viewer,
        "mentioned": lambda issue: issue.mentions(viewer.login),
        "subscribed": lambda issue: _takes_part(viewer, issue),
    }
    way = queries.choice(call, "filter")
    tests.append(concerns.get(way, lambda _: True))
    found = (
        issue
        for repo, issue in call.world.issues()
        if viewer.login in repo.roles and (repo.has_issues or issue.pull is not None)
        if call.within is None or repo.id in call.within
    )
    return queries.ordered(call, (issue for issue in found if _passes(issue, tests)), ORDERS)


def _takes_part(viewer: Person, issue: Issue) -> bool:
    people = [issue.author, *issue.assignees, *(comment.author for comment in issue.comments)]
    return viewer in people or issue.mentions(viewer.login)


def _passes(issue: Issue, tests: list[_Test]) -> bool:
    return all(test(issue) for test in tests)


def _everywhere(call: Call) -> Iterator[_Test]:
    state = queries.choice(call, "state")
    if state != "all":
        yield lambda issue: issue.state == state
    wanted = {name.strip().casefold() for name in call.query.get("labels", "").split(",")} - {""}
    if wanted:
        yield lambda issue: wanted <= {label.name.casefold() for label in issue.labels}


def _people(call: Call) -> Iterator[_Test]:
    assignee = call.query.get("assignee", "")
    if assignee in {"*", "none"}:
        yield lambda issue: bool(issue.assignees) == (assignee == "*")
    elif assignee:
        assigned = _person(call, "assignee")
        yield lambda issue: assigned in issue.assignees
    if call.query.get("creator"):
        creator = _person(call, "creator")
        yield lambda issue: issue.author == creator
    if call.query.get("mentioned"):
        mentioned = _person(call, "mentioned")
        yield lambda issue: issue.mentions(mentioned.login)


def _milestone(call: Call, repo: Repo) -> Iterator[_Test]:
    milestone = call.query.get("milestone", "")
    if milestone in {"*", "none"}:
        yield lambda issue: (issue.milestone is not None) == (milestone == "*")
    elif milestone:
        if milestone not in {str(number) for number in repo.milestones}:
            raise errors.invalid(errors.error("Issue", "milestone", "invalid", value=milestone))
        yield lambda issue: str(issue.milestone) == milestone


def _person(call: Call, name: str) -> Person:
    login = call.query[name]
    person = call.world.person(login)
    if person is None:
        raise errors.invalid(errors.error("Issue", name, "invalid", value=login))
    return person
