"""The cases of nouns/pull_requests/pulls.py."""

from typing import Any

from aegis_cli.providers.github.nouns.pull_requests.pulls import (
    GetDiff,
    GetPull,
    ListFiles,
    ListPullCommits,
    ListPulls,
)
from tests.actions.case import Case
from tests.actions.cases.pull_requests.reviews import review
from tests.actions.cases.repos.commits import check


def a_pull(number: int, title: str, branch: str, label: str | None, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": title,
        "state": "open",
        "draft": False,
        "merged_at": None,
        "html_url": f"https://github.com/acme/web/pull/{number}",
        "user": {"login": "mona"},
        "head": {"ref": branch, "label": label},
        "base": {"ref": "main", "label": "acme:main"},
        "created_at": "2026-11-23T12:00:00Z",
        "updated_at": "2026-11-24T12:00:00Z",
        **more,
    }


def full_pull(number: int, title: str, branch: str, **more: Any) -> dict[str, Any]:
    pull = a_pull(number, title, branch, f"acme:{branch}")
    return {
        **pull,
        "id": 9000 + number,
        "node_id": f"PR_{number}",
        "head": {**pull["head"], "sha": "4f1d" * 10, "repo": {"full_name": "acme/web"}},
        "base": {**pull["base"], "sha": "0c2a" * 10},
        "body": "Every zone has a midnight.",
        "labels": [{"name": "bug", "color": "d73a4a"}],
        "assignees": [{"login": "mona"}],
        "milestone": {"number": 2, "title": "1.0"},
        "mergeable": True,
        "mergeable_state": "clean",
        "commits": 2,
        "additions": 120,
        "deletions": 14,
        "changed_files": 3,
        "requested_reviewers": [{"login": "bob"}, {"login": "mona"}],
        "requested_teams": [{"slug": "web-reviewers"}],
        "auto_merge": {"merge_method": "squash"},
        **more,
    }


def _file(name: str, added: int, removed: int, status: str = "modified") -> dict[str, Any]:
    return {"filename": name, "status": status, "additions": added, "deletions": removed}


def _commit(sha: str, message: str, author: str | None) -> dict[str, Any]:
    who = author and {"name": author, "date": "2026-11-23T12:00:00Z"}
    return {"sha": sha, "commit": {"message": message, "author": who}}


MIDNIGHT = "Show the numbers of today after midnight, in every time zone"
_MERGED = {"state": "closed", "merged_at": "2026-11-01T00:00:00Z"}

PULL: dict[str, Any] = {"repo": "acme/web", "pull_number": 11}


_DIFF = """\
diff --git a/src/session.ts b/src/session.ts
index 4f1d4f1..0c2a0c2 100644
--- a/src/session.ts
+++ b/src/session.ts
@@ -12,3 +12,3 @@ export class Session {
   wake() {
-    this.start()
+    this.renew()  // \x1b[31mnot red\x1b[0m
   }
"""


CASES = (
    Case(
        ListPulls(repo="acme/web"),
        sends="GET /repos/acme/web/pulls?per_page=30",
        said="list pull requests in acme/web",
        more={
            "state": "closed",
            "head": "mona:fix/the crash",
            "base": "release/1.0",
            "sort": "long-running",
            "direction": "desc",
            "limit": 1000,
        },
        sends_more=(
            "GET /repos/acme/web/pulls?state=closed&head=mona%3Afix%2Fthe+crash"
            "&base=release%2F1.0&sort=long-running&direction=desc&per_page=100"
        ),
        answer=[
            a_pull(34, MIDNIGHT, "fix-midnight", "acme:fix-midnight"),
            a_pull(33, "Try another router", "spike/router", "acme:spike/router", draft=True),
            a_pull(31, "Fix typo", "typo", "hubot:typo", **_MERGED),
            a_pull(30, "Rewrite everything in one commit", "rewrite", None, state="closed"),
        ],
    ),
    Case(
        GetPull(repo="acme/web", pull_number=11),
        sends="GET /repos/acme/web/pulls/11",
        said="show pull request #11 in acme/web",
        answer=full_pull(11, MIDNIGHT, "fix-midnight"),
        related={
            "checks": [
                check(1, "build / test (3.11)", "success"),
                check(2, "build / test (3.12)", "success"),
                check(3, "lint 界", "timed_out"),
                check(4, "deploy", None, "in_progress"),
                check(5, "docs", "skipped"),
            ],
            "reviews": [
                review(77, "hubot", "APPROVED", "Works for me."),
                review(78, "bob", "CHANGES_REQUESTED", "The tests fail."),
                review(79, "alice", "COMMENTED", "Nice."),
                review(80, "bob", "COMMENTED", "Any news?"),
            ],
        },
    ),
    Case(
        GetDiff(**PULL),
        sends="GET /repos/acme/web/pulls/11",
        said="show the diff of acme/web#11",
        answer=_DIFF,
    ),
    Case(
        ListFiles(**PULL),
        sends="GET /repos/acme/web/pulls/11/files?per_page=100",
        said="list the files of acme/web#11",
        more={"limit": 1000},
        answer=[
            _file("src/session.ts", 84, 12),
            _file("docs/a file whose name is so long that no terminal shows all of it.md", 3, 0),
            _file("src/old.ts", 0, 240, status="removed"),
            _file("logo.png", 0, 0, status="added"),
        ],
    ),
    Case(
        ListPullCommits(**PULL),
        sends="GET /repos/acme/web/pulls/11/commits?per_page=30",
        said="list the commits of acme/web#11",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/pulls/11/commits?per_page=100",
        answer=[
            _commit("4f1d" * 10, "Keep the session\n\nWhile the tab sleeps.", "Alice"),
            _commit("0c2a" * 10, "Merge branch 'main'", None),
        ],
    ),
)
