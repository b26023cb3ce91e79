"""The search for issues and pull requests: words and qualifiers, as GitHub reads them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.issue_filters import ORDERS
from aegis_cli.sandbox.github.world import Issue, Repo, Role

_TERM = re.compile(r'(-?)([a-z-]+):((?:"(?:[^"\\]|\\.)*"|[^\s"])+)|(-?)"((?:[^"\\]|\\.)*)"|(\S+)')
_NAMES = re.compile(r'"(?:[^"\\]|\\.)*"|[^,"]+')
"""The names of `label:"a b",c`, of which one is enough."""
_LONGEST = 256
_MOST_OPERATORS = 5
_NOBODY = (
    "The listed users and repositories cannot be searched either because the resources do not "
    "exist or you do not have permission to view them."
)

_Asks: TypeAlias = Callable[["_Search", Repo, Issue, str], bool]


def issues(call: Call) -> Reply:
    """Return the issues and pull requests that a query finds, the best match first."""
    search = _Search(call, call.query.get("q", "").strip())
    search.check()
    found = [
        (repo, issue)
        for repo, issue in call.world.issues()
        if repo.role_of(call.viewer) is not Role.NONE
        and (call.within is None or repo.id in call.within or not repo.private)
        and search.finds(repo, issue)
    ]
    shown = search.ordered(found)
    page = queries.counted(call, shown, lambda pair: _shown(call, *pair), key="items")
    data = {**page.data, "incomplete_results": False, "search_type": "lexical"}
    return Reply(data, headers=page.headers)


def _shown(call: Call, repo: Repo, issue: Issue) -> dict[str, Any]:
    data = shapes.issue(call, repo, issue)
    return {**data, "body": issue.body or "", "score": 1.0}


@dataclass(frozen=True, slots=True)
class _Search:
    call: Call
    query: str

    def terms(self) -> Iterator[tuple[bool, str, str]]:
        """Yield each term: whether it must hold, its qualifier (empty for a word), its value."""
        for term in _TERM.finditer(self.query):
            minus, name, value, minus_word, phrase, word = term.groups()
            if name in _TESTS or name in {"sort", "in"}:
                yield not minus, name, value if name == "label" else _unquoted(value)
            elif word not in {"AND", "OR", "NOT"}:
                text = phrase if phrase is not None else word or term[0]
                yield not minus_word, "", _unquoted(text)

    def check(self) -> None:
        """Refuse what GitHub does not search for."""
        call, terms = self.call, list(self.terms())
        if not terms:
            raise errors.invalid(errors.error("Search", "q", "missing"))
        self._check_text([value for _, name, value in terms if not name])
        for _, name, value in terms:
            self._check_scope(name, value)
        kinds = {value for _, name, value in terms if name in {"is", "type"}}
        if call.viewer is not None and not kinds & _KINDS:
            message = "Query must include 'is:issue' or 'is:pull-request'"
            raise errors.Refusal(422, message)
        for name in ("sort", "order"):
            known = call.operation.query[name]["enum"]
            if call.query.get(name, known[0]) not in known:
                raise errors.invalid(errors.error("Search", name, "invalid"))

    def _check_text(self, words: list[str]) -> None:
        if len(" ".join(words)) > _LONGEST:
            raise self._refused(f"The search is longer than {_LONGEST} characters.")
        if len(re.findall(r"\b(?:AND|OR|NOT)\b", self.query)) > _MOST_OPERATORS:
            raise self._refused("More than five AND / OR / NOT operators were used.")

    def _check_scope(self, name: str, value: str) -> None:
        repo = self.call.world.repo(value)
        if name == "repo" and (repo is None or repo.role_of(self.call.viewer) is Role.NONE):
            raise self._refused(_NOBODY)
        if name in {"org", "user"} and self.call.world.person(value) is None:
            raise self._refused(_NOBODY)

    def finds(self, repo: Repo, issue: Issue) -> bool:
        """Return whether an issue has all that is asked of it."""
        terms = list(self.terms())
        places = {value for _, name, value in terms if name == "in"}
        scopes = [value for wanted, name, value in terms if wanted and name in _SCOPES]
        here = {repo.full_name.casefold(), repo.owner.login.casefold()}
        return not (scopes and here.isdisjoint(scopes)) and all(
            wanted
            == (_TESTS[name](self, repo, issue, value) if name else said(issue, value, places))
            for wanted, name, value in terms
            if name not in {"sort", "in"} and not (wanted and name in _SCOPES)
        )

    def ordered(self, found: list[tuple[Repo, Issue]]) -> list[tuple[Repo, Issue]]:
        """Sort what was found: by the parameter, or by the qualifier, or the newest first."""
        asked = next((value for _, name, value in self.terms() if name == "sort"), "")
        sort, _, order = (self.call.query.get("sort") or asked or "created").rpartition("-")
        if order not in {"asc", "desc"}:
            sort, order = f"{sort}{'-' if sort else ''}{order}", ""
        key = ORDERS.get(sort, _popularity)
        direction = self.call.query.get("order") or order or "desc"
        return sorted(found, key=lambda pair: key(pair[1]), reverse=direction == "desc")

    def login(self, value: str) -> str:
        """Return a login; `@me` is the viewer."""
        viewer = self.call.viewer
        return viewer.login.casefold() if value == "@me" and viewer else value

    def _refused(self, message: str) -> errors.Refusal:
        return errors.invalid(errors.error("Search", "q", "invalid", message=message))


def _unquoted(text: str) -> str:
    inside = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    return re.sub(r"\\(.)", r"\1", inside).casefold()


def said(issue: Issue, text: str, places: set[str]) -> bool:
    """Return whether a text stands in the title, the body or a comment, or in those asked for."""
    texts = {
        "title": issue.title,
        "body": issue.body or "",
        "comments": "\n".join(comment.body for comment in issue.comments),
    }
    return any(text in texts[place].casefold() for place in texts if not places or place in places)


def _popularity(issue: Issue) -> tuple[float, int]:
    return len(issue.reactions), issue.id


def _is(_: _Search, repo: Repo, issue: Issue, value: str) -> bool:
    pull = issue.pull
    facts = {
        issue.state,
        "locked" if issue.locked else "unlocked",
        "private" if repo.private else "public",
        *({"issue"} if pull is None else {"pr", "pull-request"}),
        *(() if pull is None else {"merged" if pull.merged_at else "unmerged"}),
        *({"draft"} if pull and pull.draft else ()),
    }
    return value in facts


def _has_not(_: _Search, __: Repo, issue: Issue, value: str) -> bool:
    held = {"label": issue.labels, "milestone": issue.milestone, "assignee": issue.assignees}
    return not held.get(value)


def _label(_: _Search, __: Repo, issue: Issue, value: str) -> bool:
    names = {label.name.casefold() for label in issue.labels}
    return any(_unquoted(each[0]) in names for each in _NAMES.finditer(value))


def _milestone(_: _Search, repo: Repo, issue: Issue, value: str) -> bool:
    milestone = repo.milestones.get(issue.milestone or 0)
    return milestone is not None and milestone.title.casefold() == value


def _people(issue: Issue, role: str) -> list[str]:
    people = {
        "author": [issue.author],
        "assignee": issue.assignees,
        "commenter": [comment.author for comment in issue.comments],
        "review-requested": issue.pull.reviewers if issue.pull else (),
    }[role]
    return [person.login.casefold() for person in people]


def _by(role: str) -> _Asks:
    return lambda search, _, issue, value: search.login(value) in _people(issue, role)


def _mentions(search: _Search, _: Repo, issue: Issue, value: str) -> bool:
    return issue.mentions(search.login(value))


def _involves(search: _Search, repo: Repo, issue: Issue, value: str) -> bool:
    roles = ("author", "assignee", "commenter", "mentions")
    return any(_TESTS[role](search, repo, issue, value) for role in roles)


def _when(field: str) -> _Asks:
    def test(_: _Search, __: Repo, issue: Issue, value: str) -> bool:
        when = getattr(issue, field)
        return when is not None and queries.within(when, value)

    return test


_SCOPES = {"repo", "org", "user"}
"""The qualifiers of which one is enough."""
_KINDS = {"issue", "pr", "pull-request"}
_TESTS: dict[str, _Asks] = {
    "is": _is,
    "type": _is,
    "state": _is,
    "no": _has_not,
    "repo": lambda _, repo, __, value: repo.full_name.casefold() == value,
    "org": lambda _, repo, __, value: repo.owner.login.casefold() == value,
    "user": lambda _, repo, __, value: repo.owner.login.casefold() == value,
    "label": _label,
    "milestone": _milestone,
    "reason": lambda _, __, issue, value: issue.state_reason == value.replace(" ", "_"),
    "draft": lambda _, __, issue, value: bool(issue.pull and issue.pull.draft) == (value == "true"),
    "head": lambda _, __, issue, value: (
        issue.pull is not None and issue.pull.head.casefold() == value
    ),
    "base": lambda _, __, issue, value: (
        issue.pull is not None and issue.pull.base.casefold() == value
    ),
    "mentions": _mentions,
    "involves": _involves,
    "created": _when("created_at"),
    "updated": _when("updated_at"),
    "closed": _when("closed_at"),
    **{role: _by(role) for role in ("author", "assignee", "commenter", "review-requested")},
}
"""What each qualifier asks of an issue; any other is a word to search for."""
