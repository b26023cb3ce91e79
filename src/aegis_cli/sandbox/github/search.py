"""The search for issues and pull requests: words, and the qualifiers that aegis writes."""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.issue_filters import ORDERS
from aegis_cli.sandbox.github.world import Issue, Repo, Role

_TERM = re.compile(r'(?:([a-z-]+):)?("(?:[^"\\]|\\.)*"|[^\s"]+)')
_NOBODY = (
    "The listed users and repositories cannot be searched either because the resources do not "
    "exist or you do not have permission to view them."
)

_Terms: TypeAlias = list[tuple[str, str]]
"""The qualifier and the value of each term; the qualifier of words is empty."""
_Asks: TypeAlias = Callable[[Call, Repo, Issue, str], bool]


def issues(call: Call) -> Reply:
    """Return the issues and pull requests that a query finds, the best match first."""
    terms = [(name, _unquoted(value)) for name, value in _TERM.findall(call.query.get("q", ""))]
    _check(call, terms)
    found = [
        (repo, issue)
        for repo, issue in call.world.issues()
        if repo.role_of(call.viewer) is not Role.NONE
        and (call.within is None or repo.id in call.within or not repo.private)
        and _finds(call, terms, repo, issue)
    ]
    key = ORDERS.get(call.query.get("sort", ""), ORDERS["created"])
    is_descending = call.query.get("order", "desc") == "desc"
    shown = sorted(found, key=lambda pair: key(pair[1]), reverse=is_descending)
    page = queries.counted(call, shown, lambda pair: _shown(call, *pair), key="items")
    data = {**page.data, "incomplete_results": False, "search_type": "lexical"}
    return Reply(data, headers=page.headers)


def _shown(call: Call, repo: Repo, issue: Issue) -> dict[str, Any]:
    data = shapes.issue(call, repo, issue)
    return {**data, "body": issue.body or "", "score": 1.0}


def _check(call: Call, terms: _Terms) -> None:
    """Refuse what GitHub does not search for, and what nobody wrote."""
    if not terms:
        raise errors.invalid(errors.error("Search", "q", "missing"))
    for name, value in terms:
        if name and name not in {*_TESTS, *_SCOPES, "in"}:
            raise errors.Refusal(501, f"{name}: Nobody wrote this qualifier for the sandbox.")
        repo = call.world.repo(value)
        is_hidden = repo is None or repo.role_of(call.viewer) is Role.NONE
        is_unknown = name == "user" and call.world.person(value) is None
        if is_unknown or (name == "repo" and is_hidden):
            raise errors.invalid(errors.error("Search", "q", "invalid", message=_NOBODY))
    if call.viewer is not None and not {("is", "issue"), ("is", "pr")} & {*terms}:
        raise errors.Refusal(422, "Query must include 'is:issue' or 'is:pull-request'")
    for name in ("sort", "order"):
        known = call.operation.query[name]["enum"]
        if call.query.get(name, known[0]) not in known:
            raise errors.invalid(errors.error("Search", name, "invalid"))


def _finds(call: Call, terms: _Terms, repo: Repo, issue: Issue) -> bool:
    """Return whether an issue has all that is asked of it; of several scopes one is enough."""
    places = {value for name, value in terms if name == "in"}
    scopes = {value for name, value in terms if name in _SCOPES}
    here = {repo.full_name.casefold(), repo.owner.login.casefold()}
    return not (scopes and here.isdisjoint(scopes)) and all(
        _TESTS[name](call, repo, issue, value) if name else _said(issue, value, places)
        for name, value in terms
        if name not in {*_SCOPES, "in"}
    )


def _unquoted(text: str) -> str:
    inside = text[1:-1] if text.startswith('"') else text
    return re.sub(r"\\(.)", r"\1", inside).casefold()


def _said(issue: Issue, text: str, places: set[str]) -> bool:
    """Return whether a text stands in the title, the body or a comment, or in those asked for."""
    texts = {
        "title": issue.title,
        "body": issue.body or "",
        "comments": "\n".join(comment.body for comment in issue.comments),
    }
    return any(text in texts[place].casefold() for place in texts if not places or place in places)


def _is(_: Call, repo: Repo, issue: Issue, value: str) -> bool:
    pull = issue.pull
    facts = {
        issue.state,
        "private" if repo.private else "public",
        "issue" if pull is None else "pr",
        *({"merged"} if pull and pull.merged_at else ()),
    }
    return value in facts


def _label(_: Call, __: Repo, issue: Issue, value: str) -> bool:
    return value in {label.name.casefold() for label in issue.labels}


def _milestone(_: Call, repo: Repo, issue: Issue, value: str) -> bool:
    milestone = repo.milestones.get(issue.milestone or 0)
    return milestone is not None and milestone.title.casefold() == value


def _login(call: Call, value: str) -> str:
    """Return a login; `@me` is the viewer."""
    return call.viewer.login.casefold() if value == "@me" and call.viewer else value


def _author(call: Call, _: Repo, issue: Issue, value: str) -> bool:
    return issue.author.login.casefold() == _login(call, value)


def _assignee(call: Call, _: Repo, issue: Issue, value: str) -> bool:
    return _login(call, value) in {person.login.casefold() for person in issue.assignees}


def _mentions(call: Call, _: Repo, issue: Issue, value: str) -> bool:
    return issue.mentions(_login(call, value))


def _involves(call: Call, repo: Repo, issue: Issue, value: str) -> bool:
    commenters = {comment.author.login.casefold() for comment in issue.comments}
    return _login(call, value) in commenters or any(
        asks(call, repo, issue, value) for asks in (_author, _assignee, _mentions)
    )


def _since(field: str) -> _Asks:
    """Return what asks for a day, as in `>=2026-01-01`, or a later one."""
    return lambda _, __, issue, value: getattr(issue, field).date().isoformat() >= value[2:]


_SCOPES = {"repo", "user"}
"""The qualifiers of which one is enough."""
_TESTS: dict[str, _Asks] = {
    "is": _is,
    "label": _label,
    "milestone": _milestone,
    "draft": lambda _, __, issue, value: bool(issue.pull and issue.pull.draft) == (value == "true"),
    "author": _author,
    "assignee": _assignee,
    "mentions": _mentions,
    "involves": _involves,
    "created": _since("created_at"),
    "updated": _since("updated_at"),
}
"""What each qualifier asks of an issue."""
