"""The searches: words, and the qualifiers that aegis writes."""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeAlias, TypeVar
from urllib.parse import quote

from aegis_cli.sandbox.github.api import errors, queries, reach, shapes
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.repo_shapes import repository
from aegis_cli.sandbox.github.api.shapes import simple_user
from aegis_cli.sandbox.github.description.live_permissions import IN_PRIVATE, permission_when
from aegis_cli.sandbox.github.description.objects import as_object
from aegis_cli.sandbox.github.git import commits as repo_commits
from aegis_cli.sandbox.github.git.files import blob_sha
from aegis_cli.sandbox.github.issues.issue_filters import ORDERS, QUALIFIERS, has_all
from aegis_cli.sandbox.github.world.development import Commit
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Issue, Repo, Role

_T = TypeVar("_T")
_TERM = re.compile(r'(?:([a-z-]+):)?("(?:[^"\\]|\\.)*"|[^\s"]+)')
_NOBODY = (
    "The listed users and repositories cannot be searched either because the resources do not "
    "exist or you do not have permission to view them."
)
_SCOPES = {"repo", "user", "org"}
"""The qualifiers of which one is enough."""
_TEXT_MATCH = "text-match"
"""The word of a media type that asks for the text around a match."""
_LANGUAGES = {"md": "markdown", "py": "python", "ts": "typescript", "txt": "text"}
"""The language of a file, by how its name ends."""


class _CodeFile(NamedTuple):
    """A file of a default branch."""

    repo: Repo
    path: str
    content: str


class _InRepo(NamedTuple):
    """A commit of a default branch."""

    repo: Repo
    commit: Commit


def _is_since(moment: datetime, text: str) -> bool:
    """Tell whether a moment is on a day or later, as in `>=2026-01-31`."""
    return moment.date().isoformat() >= text.removeprefix(">=")


_OF_REPOS: dict[str, Callable[[Repo, str], bool]] = {
    "": lambda repo, text: (
        text in f"{repo.name}\n{repo.description or ''}\n{' '.join(repo.topics)}".casefold()
    ),
    **dict.fromkeys(("user", "org"), lambda repo, text: repo.owner.login.casefold() == text),
    "repo": lambda repo, text: repo.full_name.casefold() == text,
    "is": lambda repo, text: text == ("private" if repo.private else "public"),
    "archived": lambda repo, text: text == str(repo.archived).lower(),
    "language": lambda repo, text: text in {each.casefold() for each in repo.languages},
    "topic": lambda repo, text: text in repo.topics,
    "stars": lambda repo, text: repo.stars >= int(text.removeprefix(">=")),
    "created": lambda repo, text: _is_since(repo.created_at, text),
    "pushed": lambda repo, text: _is_since(repo.pushed_at, text),
}
_OF_USERS: dict[str, Callable[[Person, str], bool]] = {
    "": lambda person, text: text in f"{person.login}\n{person.name}".casefold(),
    "type": lambda person, text: person.kind.casefold().startswith(text),
    "created": lambda person, text: _is_since(person.joined, text),
    "location": lambda person, text: text in (person.location or "").casefold(),
    "language": lambda _person, _text: True,  # nobody here has repositories enough to tell
}
_OF_PLACES = {name: _OF_REPOS[name] for name in ("repo", "user", "org")}
_OF_FILES: dict[str, Callable[[_CodeFile, str], bool]] = {
    "": lambda file, text: text in file.content.casefold(),
    "path": lambda file, text: f"{file.path}/".casefold().startswith(f"{text.strip('/')}/"),
    "filename": lambda file, text: file.path.rpartition("/")[2].casefold() == text,
    "language": lambda file, text: _LANGUAGES.get(file.path.rpartition(".")[2]) == text,
}
_OF_COMMITS: dict[str, Callable[[_InRepo, str], bool]] = {
    "": lambda one, text: text in one.commit.message.casefold(),
    **dict.fromkeys(
        ("author", "committer"), lambda one, text: one.commit.author.login.casefold() == text
    ),
    "author-date": lambda one, text: _is_since(one.commit.created_at, text),
}
"""What each qualifier asks of a repository, an account, a file and a commit; words have none."""
_ORDERS: dict[str, Callable[[Any], Any]] = {
    "stars": lambda repo: repo.stars,
    "forks": lambda repo: repo.forks,
    "updated": lambda repo: repo.updated_at,
    "joined": lambda person: person.joined,
    "author-date": lambda one: one.commit.created_at,
    "committer-date": lambda one: one.commit.created_at,
}
"""What is sorted by; by anything else the order stays."""

_Terms: TypeAlias = list[tuple[str, str]]
"""The qualifier and the value of each term; the qualifier of words is empty."""


def issues(call: Call) -> Reply:
    """Return the issues and pull requests that a query finds, the best match first."""
    terms = terms_of(call, call.query.get("q", ""))
    _check(call, terms)
    found = find_issues(call, terms)
    key = ORDERS.get(call.query.get("sort", ""), ORDERS["created"])
    is_descending = call.query.get("order", "desc") == "desc"
    shown = sorted(found, key=lambda pair: key(pair[1]), reverse=is_descending)
    page = queries.page_with_total(call, shown, lambda pair: _show(call, *pair), key="items")
    data = {**page.data, "incomplete_results": False, "search_type": "lexical"}
    return Reply(data, headers=page.headers)


def find_issues(call: Call, terms: _Terms) -> list[tuple[Repo, Issue]]:
    """Return the issues and pull requests with all of the terms, which the viewer may see."""
    return [
        (repo, issue)
        for repo, issue in call.world.issues()
        if call.may_see(repo) and _finds(terms, repo, issue)
    ]


def repos(call: Call) -> Reply:
    """Return the repositories that a query finds."""
    shown = [repo for repo in call.world.repos.values() if call.may_see(repo)]
    return _search(call, shown, _OF_REPOS, lambda repo: repository(call, repo, call.viewer))


def users(call: Call) -> Reply:
    """Return the accounts that a query finds."""
    people = [*call.world.people.values()]
    return _search(call, people, _OF_USERS, lambda person: simple_user(call.base, person))


def code(call: Call) -> Reply:
    """Return the files that a query finds, each with the text around what was found if asked."""
    words = [value for name, value in terms_of(call, call.query.get("q", "")) if not name]
    if call.viewer is None:
        raise errors.requires_authentication()
    if not words:
        raise errors.invalid_field("Search", "q", "missing")
    found = [*_code_files(call)]
    return _search(call, found, _in_place(_OF_FILES), lambda file: _file(call, file, words))


def commits(call: Call) -> Reply:
    """Return the commits that a query finds."""

    def shape(one: _InRepo) -> dict[str, Any]:
        shown = repo_commits.commit(call, one.repo, one.commit.sha)
        return {**shown, "repository": repository(call, one.repo, call.viewer)}

    return _search(call, [*_default_commits(call)], _in_place(_OF_COMMITS), shape)


def _code_files(call: Call) -> Iterator[_CodeFile]:
    for repo in filter(partial(_is_searched, call), call.world.repos.values()):
        for path, content in repo.files.get(repo.default_branch, {}).items():
            yield _CodeFile(repo, path, content.decode(errors="replace"))


def _is_searched(call: Call, repo: Repo) -> bool:
    """Return whether the contents of a repository are searched.

    What a token of an App needs for a private one is not known: here, to read the contents.
    """
    needed = permission_when(call.operation.id, IN_PRIVATE)
    return call.may_see(repo) and (not repo.private or reach.holds(call, repo, needed))


def _default_commits(call: Call) -> Iterator[_InRepo]:
    for repo in filter(partial(_is_searched, call), call.world.repos.values()):
        branch = repo.branches.get(repo.default_branch)
        for each in repo_commits.history_of(call, repo, branch.sha) if branch else ():
            yield _InRepo(repo, each)


def _in_place(
    own: Mapping[str, Callable[[Any, str], bool]],
) -> dict[str, Callable[[Any, str], bool]]:
    """Add the qualifiers of where something is, which are asked of its repository."""

    def of_repo(asks: Callable[[Repo, str], bool]) -> Callable[[Any, str], bool]:
        return lambda thing, text: asks(thing.repo, text)

    return {**{name: of_repo(asks) for name, asks in _OF_PLACES.items()}, **own}


def _file(call: Call, file: _CodeFile, words: Sequence[str]) -> dict[str, Any]:
    """Return a `code-search-result-item`."""
    repo, sha = file.repo, blob_sha(file.content.encode())
    root, path = f"{call.base}/repos/{repo.full_name}", quote(file.path)
    at = file.content.casefold().find(words[0])
    match = {"text": file.content[at : at + len(words[0])], "indices": [at, at + len(words[0])]}
    around = {"property": "content", "fragment": file.content, "matches": [match]}
    return as_object(
        "code-search-result-item",
        name=file.path.rpartition("/")[2],
        path=file.path,
        sha=sha,
        url=f"{root}/contents/{path}?ref={repo.default_branch}",
        git_url=f"{root}/git/blobs/{sha}",
        html_url=shapes.web(repo, f"blob/{repo.default_branch}/{path}"),
        repository=repository(call, repo, call.viewer),
        **({"text_matches": [around]} if _TEXT_MATCH in call.accept else {}),
    )


def _search(
    call: Call,
    things: list[_T],
    qualifiers: Mapping[str, Callable[[_T, str], bool]],
    shape: Callable[[_T], dict[str, Any]],
) -> Reply:
    """Return the things that have all that a query asks for; of several scopes one is enough."""
    terms = terms_of(call, call.query.get("q", ""))
    _require_known(terms, qualifiers)
    for name, value in terms:
        _require_reach(call, name, value)
    scopes = [term for term in terms if term[0] in _SCOPES]
    found = [
        each
        for each in things
        if all(qualifiers[name](each, v) for name, v in terms if name not in _SCOPES)
        and (not scopes or any(qualifiers[name](each, v) for name, v in scopes))
    ]
    if key := _ORDERS.get(call.query.get("sort", "")):
        found.sort(key=key, reverse=call.query.get("order", "desc") == "desc")
    page = queries.page_with_total(
        call, found, lambda each: {**shape(each), "score": 1.0}, key="items"
    )
    return Reply({**page.data, "incomplete_results": False}, headers=page.headers)


def terms_of(call: Call, text: str) -> _Terms:
    """Return the terms of a query, with the viewer in the place of `@me`; there must be one."""
    me = call.viewer.login.casefold() if call.viewer else ""
    terms = _TERM.findall(text)
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
    """Refuse a search that GitHub does not know, or that nobody wrote."""
    for name, value in terms:
        _require_known([(name, value)], {"", "in", *QUALIFIERS, "repo", "user"})
        _require_reach(call, name, value)
    kinds = {(name, kind) for name in ("is", "type") for kind in ("issue", "pr")}
    if call.viewer is not None and not kinds & {*terms}:
        raise errors.Refusal(422, "Query must include 'is:issue' or 'is:pull-request'")
    for name in ("sort", "order"):
        known = call.operation.query[name]["enum"]
        if call.query.get(name, known[0]) not in known:
            raise errors.invalid_field("Search", name, "invalid")


def _require_reach(call: Call, name: str, value: str) -> None:
    """Refuse a place that is not there, or that the viewer may not see."""
    repo = call.world.repo(value)
    is_hidden = repo is None or repo.role_of(call.viewer) is Role.NONE
    is_unknown = name in {"user", "org"} and call.world.person(value) is None
    if is_unknown or (name == "repo" and is_hidden):
        raise errors.invalid_field("Search", "q", "invalid", message=_NOBODY)


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
