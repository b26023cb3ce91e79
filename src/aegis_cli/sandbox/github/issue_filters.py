"""The filters and the order of a list of issues: the query parameters of `GET …/issues`."""

from collections.abc import Callable, Iterator

from aegis_cli.sandbox.github import errors, queries
from aegis_cli.sandbox.github.call import Call
from aegis_cli.sandbox.github.world import Issue, Person, Repo

_Test = Callable[[Issue], bool]


def listed(call: Call, repo: Repo) -> list[Issue]:
    """Return the issues that the query selects; only pull requests where issues are disabled."""
    tests = list(_tests(call, repo))
    selected = [issue for issue in repo.issues.values() if all(test(issue) for test in tests)]
    sort = queries.choice(call, "sort")
    direction = queries.choice(call, "direction")
    keys: dict[str, Callable[[Issue], tuple[float, int]]] = {
        "created": lambda issue: (issue.created_at.timestamp(), issue.number),
        "updated": lambda issue: (issue.updated_at.timestamp(), issue.number),
        "comments": lambda issue: (len(issue.comments), issue.number),
    }
    return sorted(selected, key=keys[sort], reverse=direction == "desc")


def _tests(call: Call, repo: Repo) -> Iterator[_Test]:
    if not repo.has_issues:
        yield lambda issue: issue.pull is not None
    state = queries.choice(call, "state")
    if state != "all":
        yield lambda issue: issue.state == state
    since = queries.time(call.query, "since")
    if since is not None:
        yield lambda issue: issue.updated_at >= since
    yield from _labels(call)
    yield from _people(call)
    yield from _milestone(call, repo)
    yield from _type(call)


def _labels(call: Call) -> Iterator[_Test]:
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


def _type(call: Call) -> Iterator[_Test]:
    # No organization here has issue types, so no issue has one.
    if call.query.get("type", "none") not in {"none", ""}:
        yield lambda _: False


def _person(call: Call, name: str) -> Person:
    login = call.query[name]
    person = call.world.person(login)
    if person is None:
        raise errors.invalid(errors.error("Issue", name, "invalid", value=login))
    return person
