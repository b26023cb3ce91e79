"""The cases of actions on pull requests."""

from typing import Any

from aegis_cli.providers.github.nouns.pulls import CreatePull, GetPull, ListPulls, MergePull
from tests.actions.case import Case


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
        **more,
    }


_MIDNIGHT = "Show the numbers of today after midnight, in every time zone"
_MERGED = {"state": "closed", "merged_at": "2026-11-01T00:00:00Z"}

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
        MergePull(repo="acme/web", pull_number=11),
        sends="PUT /repos/acme/web/pulls/11/merge",
        body={"sha": _full(11, _MIDNIGHT, "fix-midnight")["head"]["sha"]},
        said="merge pull request #11 in acme/web",
        more={
            "merge_method": "squash",
            "commit_title": "Keep the session",
            "commit_message": "While the tab sleeps.",
        },
        target=_full(11, _MIDNIGHT, "fix-midnight"),
        answer={"sha": "9be1" * 10, "merged": True, "message": "Pull Request successfully merged"},
    ),
)
