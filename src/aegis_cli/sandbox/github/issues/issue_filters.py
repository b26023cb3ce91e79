"""What can be asked of issues, and the order of a list: for `GET …/issues` and for the search."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeAlias

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.world.world import Issue, Repo

Terms: TypeAlias = Iterable[tuple[str, str]]
"""What is asked for: each a qualifier of the search, as `author`, and its case-folded value."""

ORDERS: dict[str, Callable[[Issue], tuple[float, int]]] = {
    "created": lambda issue: (issue.created_at.timestamp(), issue.id),
    "updated": lambda issue: (issue.updated_at.timestamp(), issue.id),
    "comments": lambda issue: (len(issue.comments), issue.id),
}
"""What issues are sorted by."""
_PEOPLE = {"assignee": "assignee", "creator": "author", "mentioned": "mentions"}
_CONCERNS = {
    "assigned": "assignee",
    "created": "author",
    "mentioned": "mentions",
    "subscribed": "involves",
}
"""The qualifier for each way in which an issue can concern the viewer."""


def select_issues(call: Call, repo: Repo) -> list[Issue]:
    """Return the issues that the query selects; only pull requests where issues are disabled."""
    terms, goal = [*_terms(call)], _milestone(call, repo)
    found = (
        issue
        for issue in repo.issues.values()
        if (repo.has_issues or issue.pull is not None)
        and goal in {"", str(issue.milestone), "none" if issue.milestone is None else "*"}
        and has_all(repo, issue, terms)
    )
    return queries.sort(call, found, ORDERS)


def mine(call: Call) -> list[Issue]:
    """Return the issues of all repositories that concern the viewer, in the way that is asked."""
    viewer, terms = call.me, [*_terms(call)]
    way = queries.choice(call, "filter")
    if way in _CONCERNS:
        terms.append((_CONCERNS[way], viewer.login.casefold()))
    found = (
        issue
        for repo, issue in call.world.issues()
        if viewer.login in repo.roles and (repo.has_issues or issue.pull is not None)
        if call.lists(repo)
        if has_all(repo, issue, terms)
    )
    return queries.sort(call, found, ORDERS)


def has_all(repo: Repo, issue: Issue, terms: Terms) -> bool:
    """Return whether an issue has all that is asked of it."""
    return all(QUALIFIERS[name](repo, issue, value) for name, value in terms)


def _terms(call: Call) -> Iterator[tuple[str, str]]:
    state = queries.choice(call, "state")
    if state != "all":
        yield "is", state
    for name in call.query.get("labels", "").split(","):
        if name.strip():
            yield "label", name.strip().casefold()
    for parameter, qualifier in _PEOPLE.items() if call.operation.in_repo else ():
        login = call.query.get(parameter, "")
        is_anybody = parameter == "assignee" and login in {"*", "none"}
        if login and not is_anybody and call.world.person(login) is None:
            raise errors.invalid_field("Issue", parameter, "invalid", value=login)
        if login:
            yield qualifier, login.casefold()


def _milestone(call: Call, repo: Repo) -> str:
    milestone = call.query.get("milestone", "")
    if milestone not in {"", "*", "none", *map(str, repo.milestones)}:
        raise errors.invalid_field("Issue", "milestone", "invalid", value=milestone)
    return milestone


def _is(repo: Repo, issue: Issue, value: str) -> bool:
    pull = issue.pull
    facts = {
        issue.state,
        "private" if repo.private else "public",
        "issue" if pull is None else "pr",
        *({"merged"} if pull and pull.merged_at else ()),
    }
    return value in facts


def _assignee(_: Repo, issue: Issue, value: str) -> bool:
    people = {person.login.casefold() for person in issue.assignees}
    return value in people or value == ("*" if people else "none")


def _involves(_: Repo, issue: Issue, value: str) -> bool:
    writers = [issue.author, *issue.assignees, *(comment.author for comment in issue.comments)]
    return issue.mentions(value) or value in {person.login.casefold() for person in writers}


def _milestone_titled(repo: Repo, issue: Issue, value: str) -> bool:
    milestone = repo.milestones.get(issue.milestone or 0)
    return milestone is not None and milestone.title.casefold() == value


def _status(repo: Repo, issue: Issue, value: str) -> bool:
    """Return whether the checks of the last commit ended so; one that fails is enough."""
    ended = [
        each.conclusion for each in repo.checks if issue.pull and each.sha == issue.pull.head_sha
    ]
    if "failure" in ended:
        return value == "failure"
    return bool(ended) and value == ("pending" if None in ended else "success")


def _review_requested(_: Repo, issue: Issue, value: str) -> bool:
    asked = issue.pull.reviewers if issue.pull else ()
    return value in {person.login.casefold() for person in asked}


def _is_on_day(moment: datetime | None, value: str) -> bool:
    """Return whether a moment is on a day or later, or before it, as in `<2026-01-01`."""
    if moment is None:
        return False
    day = moment.date().isoformat()
    return day < value[1:] if value.startswith("<") else day >= value[2:]


def _review(repo: Repo, issue: Issue, value: str) -> bool:
    """Return whether the last reviews say so: one that requests changes is enough."""
    states = {
        each.author.login: each.state
        for each in repo.reviews.values()
        if each.pull == issue.number and each.submitted_at
    }
    if "CHANGES_REQUESTED" in states.values():
        return value == "changes_requested"
    if "APPROVED" in states.values():
        return value == "approved"
    return value in ({"none", "required"} if issue.pull else set())


def _is_merged_on(_: Repo, issue: Issue, value: str) -> bool:
    return _is_on_day(issue.pull.merged_at if issue.pull else None, value)


_HELD: dict[str, Callable[[Issue], object]] = {
    "label": lambda issue: issue.labels,
    "milestone": lambda issue: issue.milestone,
    "assignee": lambda issue: issue.assignees,
}
QUALIFIERS: dict[str, Callable[[Repo, Issue, str], bool]] = {
    "is": _is,
    "type": _is,
    "label": lambda _, issue, value: value in {each.name.casefold() for each in issue.labels},
    "milestone": _milestone_titled,
    "draft": lambda _, issue, value: bool(issue.pull and issue.pull.draft) == (value == "true"),
    "author": lambda _, issue, value: issue.author.login.casefold() == value,
    "assignee": _assignee,
    "mentions": lambda _, issue, value: issue.mentions(value),
    "involves": _involves,
    "review-requested": _review_requested,
    "archived": lambda repo, _, value: str(repo.archived).lower() == value,
    "sort": lambda *_: True,
    "status": _status,
    "created": lambda _, issue, value: _is_on_day(issue.created_at, value),
    "updated": lambda _, issue, value: _is_on_day(issue.updated_at, value),
    "no": lambda _, issue, value: not _HELD[value](issue),
    "review": _review,
    "-label": lambda _, issue, value: value not in {each.name.casefold() for each in issue.labels},
    "closed": lambda _, issue, value: _is_on_day(issue.closed_at, value),
    "merged": _is_merged_on,
    "base": lambda _, issue, value: issue.pull is not None and issue.pull.base == value,
}
"""What each qualifier of the search asks of an issue; a day is asked for as in `>=2026-01-01`."""
