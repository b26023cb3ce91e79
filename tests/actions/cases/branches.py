"""The cases of actions on branches."""

from typing import Any

from aegis_cli.providers.github.nouns.branches import DeleteBranch, GetBranch
from tests.actions.case import Case


def _branch(name: str, **more: Any) -> dict[str, Any]:
    sha = "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"
    author = {"name": "Alice Ng", "email": "alice@acme.example", "date": "2026-11-24T11:20:00Z"}
    commit = {"message": "Bump vite\n\nIt fixes the watcher.", "author": author}
    url = f"https://github.com/acme/web/commit/{sha}"
    return {
        "name": name,
        "protected": False,
        "commit": {"sha": sha, "html_url": url, "commit": commit},
    } | more


CASES = (
    Case(
        GetBranch(repo="acme/web", branch="release/1.x"),
        sends="GET /repos/acme/web/branches/release%2F1.x",
        said="show the branch release/1.x of acme/web",
        answer=_branch("release/1.x", protected=True),
    ),
    Case(
        DeleteBranch(repo="acme/web", branch="feature/x"),
        sends="DELETE /repos/acme/web/git/refs/heads%2Ffeature%2Fx",
        said="delete the branch feature/x of acme/web",
        target=_branch("feature/x"),
        in_sandbox={"feature/x": "dependabot/npm_and_yarn/vite-7.1.9"},
    ),
)
