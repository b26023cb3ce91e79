"""The cases of actions on commits."""

from typing import Any

from aegis_cli.providers.github.nouns.repos.commits import (
    CompareCommits,
    GetCommit,
    ListCheckRuns,
    ListCommitPulls,
    ListCommits,
)
from tests.actions.case import Case


def check(number: int, name: str, conclusion: str | None, status: str = "completed") -> Any:
    """Return a check run as GitHub has it."""
    return {
        "id": number,
        "name": name,
        "status": status,
        "conclusion": conclusion,
        "html_url": f"https://github.com/acme/web/runs/{number}",
        "started_at": "2026-11-24T11:00:00Z",
        "completed_at": conclusion and "2026-11-24T11:05:00Z",
    }


def _file(name: str, status: str, added: int, removed: int) -> dict[str, Any]:
    return {"filename": name, "status": status, "additions": added, "deletions": removed}


COMMIT: dict[str, Any] = {
    "sha": "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d",
    "html_url": "https://github.com/acme/web/commit/7fd1a60b01f91b314f59955a4e4d4e80d8edf11d",
    "commit": {
        "message": "Bump vite\n\nIt fixes the watcher.",
        "author": {"name": "Alice Ng", "date": "2026-11-24T11:20:00Z"},
    },
    "stats": {"additions": 14, "deletions": 3},
    "files": [
        _file("src/pay.ts", "added", 12, 0),
        _file("package.json", "modified", 2, 2),
        _file("old.js", "removed", 0, 1),
    ],
}

CASES = (
    Case(
        ListCommits(repo="acme/web"),
        sends="GET /repos/acme/web/commits?per_page=30",
        said="list the commits in acme/web",
        more={
            "sha": "release/1.x",
            "path": "docs/notes.md",
            "author": "@me",
            "since": "2026-11-01",
            "until": "2026-11-24",
            "limit": 1000,
        },
        sends_more=(
            "GET /repos/acme/web/commits?sha=release%2F1.x&path=docs%2Fnotes.md&author=%40me"
            "&since=2026-11-01T00%3A00%3A00Z&until=2026-11-24T23%3A59%3A59Z&per_page=100"
        ),
        answer=[COMMIT, COMMIT | {"sha": "0" * 40, "commit": {"message": "Hi", "author": None}}],
    ),
    Case(
        CompareCommits(repo="acme/web", base="v1.0", head="v1.1"),
        sends="GET /repos/acme/web/compare/v1.0...v1.1",
        said="compare v1.0 with v1.1 in acme/web",
        more={"base": "release/1.x", "head": "mona:feature/x"},
        sends_more="GET /repos/acme/web/compare/release%2F1.x...mona%3Afeature%2Fx",
        answer={
            "status": "diverged",
            "ahead_by": 1,
            "behind_by": 2,
            "total_commits": 1,
            "html_url": "https://github.com/acme/web/compare/v1.0...v1.1",
            "commits": [COMMIT],
            "files": COMMIT["files"],
        },
    ),
    Case(
        GetCommit(repo="acme/web", ref="release/1.x"),
        sends="GET /repos/acme/web/commits/release%2F1.x",
        said="show the commit release/1.x of acme/web",
        answer=COMMIT,
    ),
    Case(
        ListCheckRuns(repo="acme/web", ref="release/1.x"),
        sends="GET /repos/acme/web/commits/release%2F1.x/check-runs?per_page=30",
        said="list the checks of the commit release/1.x in acme/web",
        more={"status": "in_progress", "limit": 1000},
        sends_more=(
            "GET /repos/acme/web/commits/release%2F1.x/check-runs?status=in_progress&per_page=100"
        ),
        answer=[
            check(1, "build / test (3.11)", "success"),
            check(2, "lint", "timed_out"),
            check(3, "deploy", None, "in_progress"),
            check(4, "docs", "skipped"),
        ],
        in_sandbox={"release/1.x": "982e9afe225210d3e0699f91c3419dd06c7695bb"},
    ),
    Case(
        ListCommitPulls(repo="acme/web", commit_sha="release/1.x"),
        sends="GET /repos/acme/web/commits/release%2F1.x/pulls?per_page=30",
        said="list the pull requests of the commit release/1.x in acme/web",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/commits/release%2F1.x/pulls?per_page=100",
        answer=[
            {
                "number": 11,
                "title": "Keep the session while the tab sleeps",
                "state": "open",
                "html_url": "https://github.com/acme/web/pull/11",
                "head": {"ref": "session-sleep"},
                "base": {"ref": "main"},
                "created_at": "2026-11-24T11:00:00Z",
            }
        ],
        in_sandbox={"release/1.x": "982e9afe225210d3e0699f91c3419dd06c7695bb"},
    ),
)
