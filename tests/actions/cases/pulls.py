"""The cases of actions on pull requests."""

from typing import Any

from aegis_cli.providers.github.nouns.pull_requests.pull_changes import (
    ClosePull,
    ConvertToDraft,
    CreatePull,
    DisableAutoMerge,
    EnableAutoMerge,
    MarkReady,
    MergePull,
    ReopenPull,
    RevertPull,
    UpdateBranch,
    UpdatePull,
)
from aegis_cli.providers.github.nouns.pull_requests.pull_reviewers import (
    ListRequestedReviewers,
    RemoveReviewers,
    RequestReviewers,
)
from aegis_cli.providers.github.nouns.pull_requests.pulls import (
    GetDiff,
    GetPull,
    ListFiles,
    ListPullCommits,
    ListPulls,
)
from tests.actions.case import Case
from tests.actions.cases.commits import check
from tests.actions.cases.reviews import review


def _pull(number: int, title: str, branch: str, label: str | None, **more: Any) -> dict[str, Any]:
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


def _full(number: int, title: str, branch: str, **more: Any) -> dict[str, Any]:
    pull = _pull(number, title, branch, f"acme:{branch}")
    return {
        **pull,
        "id": 9000 + number,
        "node_id": f"PR_{number}",
        "head": {**pull["head"], "sha": "4f1d" * 10},
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


def _reviewed(*logins: str) -> dict[str, Any]:
    asked = [{"login": login} for login in logins]
    pull = _pull(11, _MIDNIGHT, "fix-midnight", "acme:fix-midnight")
    return {**pull, "requested_reviewers": asked, "requested_teams": [{"slug": "web-reviewers"}]}


_MIDNIGHT = "Show the numbers of today after midnight, in every time zone"
_MERGED = {"state": "closed", "merged_at": "2026-11-01T00:00:00Z"}

_PULL: dict[str, Any] = {"repo": "acme/web", "pull_number": 11}


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
_OPEN = _full(11, _MIDNIGHT, "fix-midnight")


_HEAD = _OPEN["head"]["sha"]
_ID = {"pullRequestId": "PR_11"}


def _node(number: int) -> dict[str, Any]:
    return {"number": number, "url": f"https://github.com/acme/web/pull/{number}"}


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
            _pull(34, _MIDNIGHT, "fix-midnight", "acme:fix-midnight"),
            _pull(33, "Try another router", "spike/router", "acme:spike/router", draft=True),
            _pull(31, "Fix typo", "typo", "hubot:typo", **_MERGED),
            _pull(30, "Rewrite everything in one commit", "rewrite", None, state="closed"),
        ],
    ),
    Case(
        GetPull(repo="acme/web", pull_number=11),
        sends="GET /repos/acme/web/pulls/11",
        said="show pull request #11 in acme/web",
        answer=_full(11, _MIDNIGHT, "fix-midnight"),
        beside={
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
        CreatePull(repo="acme/web", title="Fix typo", head="fix-typo", base="main"),
        sends="POST /repos/acme/web/pulls",
        body={"title": "Fix typo", "head": "fix-typo", "base": "main"},
        said="open a pull request in acme/web from fix-typo into main titled 'Fix typo'",
        more={"head": "mona:fix/the typo", "body": "It was one letter.", "draft": True},
        answer=_full(35, "Fix typo", "fix-typo"),
    ),
    Case(
        MergePull(**_PULL),
        sends="PUT /repos/acme/web/pulls/11/merge",
        body={"sha": _full(11, _MIDNIGHT, "fix-midnight")["head"]["sha"]},
        said="merge pull request #11 in acme/web",
        more={
            "merge_method": "squash",
            "commit_title": "Keep the session",
            "commit_message": "While the tab sleeps.",
        },
        target=_OPEN,
        answer={"sha": "9be1" * 10, "merged": True, "message": "Pull Request successfully merged"},
    ),
    Case(
        ListFiles(**_PULL),
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
        ListPullCommits(**_PULL),
        sends="GET /repos/acme/web/pulls/11/commits?per_page=30",
        said="list the commits of acme/web#11",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/pulls/11/commits?per_page=100",
        answer=[
            _commit("4f1d" * 10, "Keep the session\n\nWhile the tab sleeps.", "Alice"),
            _commit("0c2a" * 10, "Merge branch 'main'", None),
        ],
    ),
    Case(
        ListRequestedReviewers(**_PULL),
        sends="GET /repos/acme/web/pulls/11/requested_reviewers",
        said="list the reviewers of acme/web#11",
        answer={"users": [{"login": "bob"}, {"login": "mona"}], "teams": []},
    ),
    Case(
        RequestReviewers(**_PULL, reviewers=["octocat"]),
        sends="POST /repos/acme/web/pulls/11/requested_reviewers",
        body={"reviewers": ["octocat"]},
        said="request a review from octocat on acme/web#11",
        more={"reviewers": ["hubot", "@me"], "team_reviewers": ["web-reviewers"]},
        answer=_reviewed("octocat"),
        in_sandbox={"octocat": "bob"},
    ),
    Case(
        RemoveReviewers(**_PULL, reviewers=["octocat"]),
        sends="DELETE /repos/acme/web/pulls/11/requested_reviewers",
        body={"reviewers": ["octocat"]},
        said="remove octocat as a reviewer of acme/web#11",
        sees={"requested_reviewers": [{"login": "octocat"}, {"login": "hubot"}]},
        more={"reviewers": ["hubot", "@me"], "team_reviewers": ["web-reviewers"]},
        answer=_reviewed("hubot"),
        in_sandbox={"octocat": "bob", "acme/web#11": "acme/api#46"},
    ),
    Case(
        UpdatePull(**_PULL, title="Keep the session"),
        sends="PATCH /repos/acme/web/pulls/11",
        body={"title": "Keep the session"},
        said="change the title of pull request acme/web#11 to 'Keep the session'",
        more={"body": "On waking up.", "base": "release/1.0"},
        answer=_full(11, "Keep the session", "fix-midnight"),
    ),
    Case(
        ClosePull(**_PULL),
        sends="PATCH /repos/acme/web/pulls/11",
        body={"state": "closed"},
        said="close pull request acme/web#11",
        answer=_full(11, _MIDNIGHT, "fix-midnight", state="closed"),
        in_sandbox={"acme/web#11": "acme/website#4"},
    ),
    Case(
        ReopenPull(**_PULL),
        sends="PATCH /repos/acme/web/pulls/11",
        body={"state": "open"},
        said="reopen pull request acme/web#11",
        sees={"state": "closed"},
        answer=_full(11, _MIDNIGHT, "fix-midnight"),
        in_sandbox={"acme/web#11": "acme/api#48"},
    ),
    Case(
        UpdateBranch(**_PULL),
        sends="PUT /repos/acme/web/pulls/11/update-branch",
        body={"expected_head_sha": _HEAD},
        said="update the branch of acme/web#11",
        target=_OPEN,
        answer={"message": "Updating pull request branch."},
        in_sandbox={"acme/web#11": "acme/web#15"},
    ),
    Case(
        MarkReady(**_PULL),
        sends="POST /graphql",
        body=_ID,
        said="mark acme/web#11 as ready for review",
        target=_OPEN | {"draft": True},
        answer=_node(11),
        in_sandbox={"acme/web#11": "acme/web#15"},
    ),
    Case(
        ConvertToDraft(**_PULL),
        sends="POST /graphql",
        body=_ID,
        said="convert acme/web#11 to a draft",
        target=_OPEN,
        answer=_node(11),
        in_sandbox={"acme/web#11": "acme/api#46"},
    ),
    Case(
        EnableAutoMerge(**_PULL),
        sends="POST /graphql",
        body=_ID | {"expectedHeadOid": _HEAD},
        said="enable auto-merge for acme/web#11",
        more={"merge_method": "SQUASH", "commit_headline": "Keep it", "commit_body": "Awake."},
        body_more=_ID
        | {
            "expectedHeadOid": _HEAD,
            "mergeMethod": "SQUASH",
            "commitHeadline": "Keep it",
            "commitBody": "Awake.",
        },
        target=_OPEN,
        answer=_node(11),
        in_sandbox={"acme/web#11": "acme/web#15"},
    ),
    Case(
        DisableAutoMerge(**_PULL),
        sends="POST /graphql",
        body=_ID,
        said="disable auto-merge for acme/web#11",
        target=_OPEN,
        answer=_node(11),
        in_sandbox={"acme/web#11": "acme/api#46"},
    ),
    Case(
        RevertPull(**_PULL),
        sends="POST /graphql",
        body=_ID,
        said="revert acme/web#11",
        more={"title": "Take it back", "body": "It broke.", "draft": True},
        body_more=_ID | {"title": "Take it back", "body": "It broke.", "draft": True},
        target=_OPEN,
        answer={"revertPullRequest": _node(36)},
        in_sandbox={"acme/web#11": "acme/web#2"},
    ),
    Case(
        GetDiff(**_PULL),
        sends="GET /repos/acme/web/pulls/11",
        said="show the diff of acme/web#11",
        answer=_DIFF,
    ),
)
