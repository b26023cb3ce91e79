"""The cases of nouns/issues/issues.py."""

from typing import Any

from aegis_cli.providers.github.nouns.issues.issues import (
    GetIssue,
    GetParent,
    ListIssues,
    ListMyIssues,
    SearchIssues,
)
from tests.actions.case import ODD, Case
from tests.actions.cases.issues.milestones import V2
from tests.actions.cases.labels.labels import BUG, HELP, WIDE


def issue(number: int, title: str, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": title,
        "state": "open",
        "state_reason": None,
        "html_url": f"https://github.com/acme/web/issues/{number}",
        "user": {"login": "mona"},
        "labels": [],
        "assignees": [],
        "milestone": None,
        "comments": 0,
        "body": None,
        "created_at": "2026-11-20T08:00:00Z",
        "updated_at": "2026-11-22T12:00:00Z",
        "closed_at": None,
        **more,
    }


FAR = issue(
    42,
    "Timeout of the tax service is not handled",
    id=342,
    html_url="https://github.com/acme/api/issues/42",
    labels=[BUG],
)
NEAR = issue(14, "日本語入力で検索が二重に送信される", id=314, state="closed")
WHOLE = issue(12, "Login page flickers on reload", id=312)
PATH = "/repos/acme/web/issues/12"


ISSUE: dict[str, Any] = {"repo": "acme/web", "issue_number": 12}


CRASH = issue(
    12,
    "Crash on start",
    labels=[BUG, HELP],
    assignees=[{"login": "hubot"}, {"login": "octocat"}],
    milestone={"number": 3, "title": "1.0"},
    comments=2,
    body=(
        'It crashes:\r\n\r\n```\r\nTraceback (most recent call last):\r\n\tFile "app.py", line 1'
        "\r\n```\r\n\r\nThis happens on every machine that I have tried so far, which is why I "
        "think that it is not about the configuration at all. 你好 👩‍💻"
    ),
)


def search_result(repo: str, number: int, title: str, **more: Any) -> dict[str, Any]:
    url = f"https://api.github.com/repos/{repo}"
    return issue(number, title) | {"repository_url": url} | more


MORE: dict[str, Any] = {
    "words": ['it\'s "x" repo:evil/y -z'],
    "owner": "acme",
    "author": "alice",
    "assignee": "bob",
    "mentions": "@me",
    "involves": "hubot",
    "labels": ["bug", "needs triage"],
    "not_labels": ["wontfix", "on hold"],
    "milestone": "Version 2",
    "where": "title",
    "visibility": "private",
    "created_since": "2026-01-31",
    "updated_since": "2026-02-28",
    "created_before": "2026-03-31",
    "updated_before": "2026-04-30",
    "closed_since": "2026-05-31",
    "without": "label",
    "sort": "updated",
    "direction": "asc",
    "limit": 1000,
}
SENT_MORE = (
    "+user%3Aacme+author%3Aalice+assignee%3Abob+mentions%3A%22%40me%22+involves%3Ahubot"
    "+label%3Abug+label%3A%22needs+triage%22+-label%3Awontfix+-label%3A%22on+hold%22"
    "+milestone%3A%22Version+2%22+in%3Atitle+is%3Aprivate"
    "+created%3A%3E%3D2026-01-31+updated%3A%3E%3D2026-02-28+created%3A%3C2026-03-31"
    "+updated%3A%3C2026-04-30+closed%3A%3E%3D2026-05-31+no%3Alabel+{state}{draft}"
    "&sort=updated&order=asc&advanced_search=true&per_page=100"
)
WORDS = "%22it%27s+%5C%22x%5C%22+repo%3Aevil%2Fy+-z%22"

CASES = (
    Case(
        ListIssues(repo="acme/web"),
        sends="GET /repos/acme/web/issues?per_page=30",
        said="list issues in acme/web",
        more={
            "state": "all",
            "labels": ["bug", ODD],
            "assignee": "@hubot",
            "creator": "dependabot[bot]",
            "mentioned": "@me",
            "milestone": 1,
            "sort": "comments",
            "direction": "asc",
            "limit": 1000,
        },
        sends_more=(
            "GET /repos/acme/web/issues?state=all&labels=bug%2Ca%2Fb+c%3F%2525+%C3%A9"
            "&assignee=hubot&creator=dependabot%5Bbot%5D&mentioned=%40me&milestone=1&sort=comments"
            "&direction=asc&per_page=100"
        ),
        target=[V2],
        answer=[
            issue(
                128,
                "The dashboard shows yesterday's numbers after midnight, in every time zone that "
                "is ahead of UTC, until somebody reloads it",
                user=None,
                labels=[BUG, HELP],
            ),
            issue(
                97,
                "登录页面在手机上无法滚动 📱",
                labels=[WIDE],
                updated_at="2026-11-24T11:59:30Z",
            ),
            issue(
                12,
                "Crash on start\nwith two lines",
                state="closed",
                state_reason="completed",
                labels=[BUG],
                updated_at="2026-09-01T00:00:00Z",
            ),
            issue(
                3,
                "Support [red]markup[/red]",
                state="closed",
                state_reason="not_planned",
                updated_at=None,
            ),
        ],
    ),
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
            search_result("acme/web", 12, "Crash on start"),
            search_result("octo-org/a-long-name-of-a-repository", 7, "登录页面在手机上无法滚动"),
        ],
    ),
    Case(
        SearchIssues(words=("crash on start",), repo="acme/web", labels=("bug",)),
        sends="GET /search/issues?q=is%3Aissue+%22crash+on+start%22+repo%3Aacme%2Fweb+label%3Abug"
        "&advanced_search=true&per_page=30",
        said="search issues about 'crash on start' in acme/web labelled bug",
        more=MORE | {"state": "closed"},
        sends_more=f"GET /search/issues?q=is%3Aissue+{WORDS}+repo%3Aacme%2Fweb"
        + SENT_MORE.format(state="is%3Aclosed", draft=""),
        answer=[
            search_result("acme/web", 12, "Crash on start"),
            search_result("acme/web", 7, "A crash"),
        ],
        in_sandbox={"crash on start": "crash when"},
    ),
    Case(
        GetIssue(**ISSUE),
        sends="GET /repos/acme/web/issues/12",
        said="show acme/web#12",
        answer=CRASH,
    ),
    Case(
        GetParent(repo="acme/web", issue_number=14),
        sends="GET /repos/acme/web/issues/14/parent",
        said="show the parent of acme/web#14",
        answer=WHOLE,
    ),
)
