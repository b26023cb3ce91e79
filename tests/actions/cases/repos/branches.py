"""The cases of actions on branches."""

from typing import Any

from aegis_cli.providers.github.nouns.repos.branches import (
    CreateBranch,
    DeleteBranch,
    GetBranch,
    ListBranches,
    RenameBranch,
)
from tests.actions.case import Case
from tests.actions.cases.repos.commits import COMMIT


def branch(name: str, **more: Any) -> dict[str, Any]:
    """Return a branch as GitHub has it."""
    sha = "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"
    author = {"name": "Alice Ng", "email": "alice@acme.example", "date": "2026-11-24T11:20:00Z"}
    commit = {"message": "Bump vite\n\nIt fixes the watcher.", "author": author}
    url = f"https://github.com/acme/web/commit/{sha}"
    return {
        "name": name,
        "protected": False,
        "commit": {"sha": sha, "html_url": url, "commit": commit},
    } | more


def branch_and_commit(name: str) -> dict[str, Any]:
    """Return what answers both the read of a branch and that of a commit."""
    its = branch(name)
    return its | COMMIT | {"commit": COMMIT["commit"] | its["commit"]}


CASES = (
    Case(
        ListBranches(repo="acme/web"),
        sends="GET /repos/acme/web/branches?per_page=30",
        said="list the branches of acme/web",
        more={"protected": True, "limit": 1000},
        sends_more="GET /repos/acme/web/branches?protected=true&per_page=100",
        answer=[
            {"name": "main", "protected": True, "commit": {"sha": COMMIT["sha"]}},
            {"name": "feature/x", "protected": False, "commit": {"sha": "0" * 40}},
        ],
    ),
    Case(
        GetBranch(repo="acme/web", branch="release/1.x"),
        sends="GET /repos/acme/web/branches/release%2F1.x",
        said="show the branch release/1.x of acme/web",
        answer=branch("release/1.x", protected=True),
    ),
    Case(
        CreateBranch(repo="acme/web", branch="feature/x", source="release/1.x"),
        sends="POST /repos/acme/web/git/refs",
        body={"ref": "refs/heads/feature/x", "sha": COMMIT["sha"]},
        said="create the branch feature/x from release/1.x in acme/web",
        answer={"ref": "refs/heads/feature/x", "object": {"sha": COMMIT["sha"]}},
        target=COMMIT,
    ),
    Case(
        RenameBranch(repo="acme/web", branch="feature/x", new_name="feature/y"),
        sends="POST /repos/acme/web/branches/feature%2Fx/rename",
        body={"new_name": "feature/y"},
        said="rename the branch feature/x of acme/web to feature/y",
        answer=branch("feature/y"),
        in_sandbox={"feature/x": "checkout"},
    ),
    Case(
        DeleteBranch(repo="acme/web", branch="feature/x"),
        sends="DELETE /repos/acme/web/git/refs/heads%2Ffeature%2Fx",
        said="delete the branch feature/x of acme/web",
        target=branch("feature/x"),
        in_sandbox={"feature/x": "dependabot/npm_and_yarn/vite-7.1.9"},
    ),
)
