"""The cases of actions that look in more than one repository."""

from typing import Any

from aegis_cli.providers.github.nouns.issues.issues import ListMyIssues, SearchIssues
from aegis_cli.providers.github.nouns.pull_requests.pulls import SearchPulls
from tests.actions.case import Case
from tests.actions.cases.issues import issue


def _found(repo: str, number: int, title: str, **more: Any) -> dict[str, Any]:
    url = f"https://api.github.com/repos/{repo}"
    return issue(number, title) | {"repository_url": url} | more


_PULL = {"merged_at": None, "html_url": "https://github.com/acme/api/pull/46"}
_MORE: dict[str, Any] = {
    "words": 'it\'s "x" repo:evil/y -z',
    "owner": "acme",
    "author": "alice",
    "assignee": "bob",
    "mentions": "@me",
    "involves": "hubot",
    "labels": ["bug", "needs triage"],
    "milestone": "Version 2",
    "where": "title",
    "visibility": "private",
    "created_since": "2026-01-31",
    "updated_since": "2026-02-28",
    "sort": "updated",
    "direction": "asc",
    "limit": 1000,
}
_SENT_MORE = (
    "+user%3Aacme+author%3Aalice+assignee%3Abob+mentions%3A%22%40me%22+involves%3Ahubot"
    "+label%3Abug+label%3A%22needs+triage%22+milestone%3A%22Version+2%22+in%3Atitle+is%3Aprivate"
    "+created%3A%3E%3D2026-01-31+updated%3A%3E%3D2026-02-28+{state}{draft}"
    "&sort=updated&order=asc&advanced_search=true&per_page=100"
)
_WORDS = "%22it%27s+%5C%22x%5C%22+repo%3Aevil%2Fy+-z%22"

CASES = (
    Case(
        ListMyIssues(),
        sends="GET /issues?per_page=30",
        said="list the issues assigned to me in all repositories",
        more={
            "filter": "created",
            "state": "all",
            "labels": ["bug", "ui"],
            "sort": "updated",
            "direction": "asc",
            "limit": 1000,
        },
        sends_more=(
            "GET /issues?filter=created&state=all&labels=bug%2Cui&sort=updated&direction=asc"
            "&per_page=100"
        ),
        answer=[
            _found("acme/web", 12, "Crash on start"),
            _found("octo-org/a-long-name-of-a-repository", 7, "登录页面在手机上无法滚动"),
        ],
    ),
    Case(
        SearchIssues(words="crash on start", repo="acme/web", labels=("bug",)),
        sends="GET /search/issues?q=is%3Aissue+%22crash+on+start%22+repo%3Aacme%2Fweb+label%3Abug"
        "&advanced_search=true&per_page=30",
        said="search issues about 'crash on start' in acme/web labelled bug",
        more=_MORE | {"state": "closed"},
        sends_more=f"GET /search/issues?q=is%3Aissue+{_WORDS}+repo%3Aacme%2Fweb"
        + _SENT_MORE.format(state="is%3Aclosed", draft=""),
        answer=[_found("acme/web", 12, "Crash on start"), _found("acme/web", 7, "A crash")],
        in_sandbox={"crash on start": "crash when"},
    ),
    Case(
        SearchPulls(words="login", author="mona"),
        sends="GET /search/issues?q=is%3Apr+%22login%22+author%3Amona"
        "&advanced_search=true&per_page=30",
        said="find pull requests by mona that mention 'login'",
        more=_MORE | {"state": "merged", "draft": False, "repo": "acme/web"},
        sends_more=f"GET /search/issues?q=is%3Apr+{_WORDS}+repo%3Aacme%2Fweb"
        + _SENT_MORE.format(state="is%3Amerged", draft="+draft%3Afalse"),
        answer=[_found("acme/api", 46, "Keep the login", draft=True, pull_request=_PULL)],
        in_sandbox={"mona": "bob", "login": "footer"},
    ),
)
