"""The search for issues and pull requests: words, and the qualifiers that aegis writes."""

import re
from collections.abc import Callable, Container, Mapping
from typing import Any, TypeAlias, TypeVar

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.issue_filters import ORDERS, QUALIFIERS, has_all
from aegis_cli.sandbox.github.person import Person
from aegis_cli.sandbox.github.repo_shapes import repository
from aegis_cli.sandbox.github.shapes import simple_user
from aegis_cli.sandbox.github.world import Issue, Repo, Role

_T = TypeVar("_T")
_TERM = re.compile(r'(?:([a-z-]+):)?("(?:[^"\\]|\\.)*"|[^\s"]+)')
_NOBODY = (
    "The listed users and repositories cannot be searched either because the resources do not "
    "exist or you do not have permission to view them."
)
_SCOPES = {"repo", "user"}
"""The qualifiers of which one is enough."""

_OF_REPOS: dict[str, Callable[[Repo, str], bool]] = {
    "": lambda repo, text: text in f"{repo.name}\n{repo.description or ''}".casefold(),
    **dict.fromkeys(("user", "org"), lambda repo, text: repo.owner.login.casefold() == text),
    "repo": lambda repo, text: repo.full_name.casefold() == text,
    "is": lambda repo, text: text == ("private" if repo.private else "public"),
    "archived": lambda repo, text: text == str(repo.archived).lower(),
    "language": lambda repo, text: text in {each.casefold() for each in repo.languages},
    "topic": lambda repo, text: text in repo.topics,
}
_OF_USERS: dict[str, Callable[[Person, str], bool]] = {
    "": lambda person, text: text in f"{person.login}\n{person.name}".casefold(),
    "type": lambda person, text: person.kind.casefold().startswith(text),
}
"""What each qualifier asks of a repository and of an account; words have none."""

_Terms: TypeAlias = list[tuple[str, str]]
"""The qualifier and the value of each term; the qualifier of words is empty."""


def issues(call: Call) -> Reply:
    """Return the issues and pull requests that a query finds, the best match first."""
    terms = _terms(call)
    _check(call, terms)
    found = [
        (repo, issue)
        for repo, issue in call.world.issues()
        if call.may_see(repo) and _finds(terms, repo, issue)
    ]
    key = ORDERS.get(call.query.get("sort", ""), ORDERS["created"])
    is_descending = call.query.get("order", "desc") == "desc"
    shown = sorted(found, key=lambda pair: key(pair[1]), reverse=is_descending)
    page = queries.page_with_total(call, shown, lambda pair: _show(call, *pair), key="items")
    data = {**page.data, "incomplete_results": False, "search_type": "lexical"}
    return Reply(data, headers=page.headers)


def repos(call: Call) -> Reply:
    """Return the repositories that a query finds."""
    shown = [repo for repo in call.world.repos.values() if call.may_see(repo)]
    return _search(call, shown, _OF_REPOS, lambda repo: repository(call, repo, call.viewer))


def users(call: Call) -> Reply:
    """Return the accounts that a query finds."""
    people = [*call.world.people.values()]
    return _search(call, people, _OF_USERS, lambda person: simple_user(call.base, person))


def _search(
    call: Call,
    things: list[_T],
    qualifiers: Mapping[str, Callable[[_T, str], bool]],
    shape: Callable[[_T], dict[str, Any]],
) -> Reply:
    """Return the things that have all that a query asks for."""
    terms = _terms(call)
    _require_known(terms, qualifiers)
    found = [each for each in things if all(qualifiers[name](each, v) for name, v in terms)]
    page = queries.page_with_total(
        call, found, lambda each: {**shape(each), "score": 1.0}, key="items"
    )
    return Reply({**page.data, "incomplete_results": False}, headers=page.headers)


def _terms(call: Call) -> _Terms:
    me = call.viewer.login.casefold() if call.viewer else ""
    terms = _TERM.findall(call.query.get("q", ""))
    if not terms:
        raise errors.invalid_field("Search", "q", "missing")
    return [(name, me if name and value == "@me" else _unquote(value)) for name, value in terms]


def _require_known(terms: _Terms, qualifiers: Container[str]) -> None:
    for name, _ in terms:
        if name not in qualifiers:
            raise errors.Refusal(501, f"{name}: Nobody wrote this qualifier for the sandbox.")


def _show(call: Call, repo: Repo, issue: Issue) -> dict[str, Any]:
    data = shapes.issue(call, repo, issue)
    return {**data, "body": issue.body or "", "score": 1.0}


def _check(call: Call, terms: _Terms) -> None:
    """Refuse what GitHub does not search for, and what nobody wrote."""
    for name, value in terms:
        _require_known([(name, value)], {"", "in", *QUALIFIERS, *_SCOPES})
        repo = call.world.repo(value)
        is_hidden = repo is None or repo.role_of(call.viewer) is Role.NONE
        is_unknown = name == "user" and call.world.person(value) is None
        if is_unknown or (name == "repo" and is_hidden):
            raise errors.invalid_field("Search", "q", "invalid", message=_NOBODY)
    if call.viewer is not None and not {("is", "issue"), ("is", "pr")} & {*terms}:
        raise errors.Refusal(422, "Query must include 'is:issue' or 'is:pull-request'")
    for name in ("sort", "order"):
        known = call.operation.query[name]["enum"]
        if call.query.get(name, known[0]) not in known:
            raise errors.invalid_field("Search", name, "invalid")


def _finds(terms: _Terms, repo: Repo, issue: Issue) -> bool:
    """Return whether an issue has all that is asked of it; of several scopes one is enough."""
    places = {value for name, value in terms if name == "in"}
    scopes = {value for name, value in terms if name in _SCOPES}
    here = {repo.full_name.casefold(), repo.owner.login.casefold()}
    return (
        not (scopes and here.isdisjoint(scopes))
        and all(_is_text_in(issue, value, places) for name, value in terms if not name)
        and has_all(repo, issue, (term for term in terms if term[0] in QUALIFIERS))
    )


def _unquote(text: str) -> str:
    inside = text[1:-1] if text.startswith('"') else text
    return re.sub(r"\\(.)", r"\1", inside).casefold()


def _is_text_in(issue: Issue, text: str, places: set[str]) -> bool:
    """Return whether a text stands in the title, the body or a comment, or in those asked for."""
    texts = {
        "title": issue.title,
        "body": issue.body or "",
        "comments": "\n".join(comment.body for comment in issue.comments),
    }
    return any(text in texts[place].casefold() for place in texts if not places or place in places)
