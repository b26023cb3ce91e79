"""The cases of actions on repositories."""

from typing import Any

from aegis_cli.providers.github.nouns.repos.repos import (
    CreateRepo,
    DeleteRepo,
    GetRepo,
    ListLanguages,
    ListMyRepos,
)
from tests.actions.case import Case


def _repo(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "full_name": f"acme/{name}",
        "name": name,
        "private": False,
        "visibility": "public",
        "fork": False,
        "archived": False,
        "description": None,
        "html_url": f"https://github.com/acme/{name}",
        "default_branch": "main",
        "language": "Python",
        "stargazers_count": 1,
        "forks_count": 12,
        "open_issues_count": 7,
        "has_issues": True,
        "pushed_at": "2026-11-24T11:20:00Z",
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2026-11-24T11:20:00Z",
        **more,
    }


_SHOP = "The web shop of Acme: catalogue, basket and checkout, with everything that a customer sees"
_PRIVATE = {"private": True, "visibility": "private"}

CASES = (
    Case(
        ListMyRepos(),
        sends="GET /user/repos?per_page=30",
        said="list my repos",
        more={"visibility": "private", "sort": "full_name", "direction": "asc", "limit": 1000},
        sends_more="GET /user/repos?visibility=private&sort=full_name&direction=asc&per_page=100",
        answer=[
            _repo("web", description=_SHOP),
            _repo("secret-plans", **_PRIVATE, pushed_at="2026-10-01T00:00:00Z"),
            _repo(
                "gh-fork",
                description="GitHub\u2019s CLI",
                fork=True,
                archived=True,
                visibility=None,
                pushed_at=None,
            ),
        ],
    ),
    Case(
        GetRepo(repo="acme/web"),
        sends="GET /repos/acme/web",
        said="show acme/web",
        answer=_repo("web", description=_SHOP, stargazers_count=1284),
    ),
    Case(
        CreateRepo(name="notes"),
        sends="POST /user/repos",
        body={"name": "notes", "private": True},
        said="create a repo named notes",
        more={"description": "It tries things.", "private": False, "auto_init": True},
        answer=_repo("notes", **_PRIVATE),
    ),
    Case(
        DeleteRepo(repo="acme/old"),
        sends="DELETE /repos/acme/old",
        said="delete the repo acme/old",
        target=_repo("old"),
        in_sandbox={"acme/old": "mona/empty"},
    ),
    Case(
        ListLanguages(repo="acme/web"),
        sends="GET /repos/acme/web/languages",
        said="show the languages of acme/web",
        answer={
            "Python": 482113,
            "TypeScript": 120934,
            "CSS": 9120,
            "Makefile": 211,
            "Jupyter Notebook With A Very Long Name Indeed": 0,
        },
    ),
)
