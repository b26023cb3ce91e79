"""The cases of actions on repositories."""

from base64 import b64encode
from typing import Any

from aegis_cli.providers.github.nouns.repos.repos import (
    GetReadme,
    GetRepo,
    ListContributors,
    ListLanguages,
    ListMyRepos,
    ListOrgRepos,
    ListUserRepos,
)
from tests.actions.case import Case


def repository(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "full_name": f"acme/{name}",
        "name": name,
        "private": False,
        "visibility": "public",
        "fork": False,
        "archived": False,
        "description": None,
        "homepage": None,
        "topics": [],
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


SHOP = "The web shop of Acme: catalogue, basket and checkout, with everything that a customer sees"
PRIVATE = {"private": True, "visibility": "private"}

CASES = (
    Case(
        ListMyRepos(),
        sends="GET /user/repos?per_page=30",
        said="list my repos",
        more={"visibility": "private", "sort": "full_name", "direction": "asc", "limit": 1000},
        sends_more="GET /user/repos?visibility=private&sort=full_name&direction=asc&per_page=100",
        answer=[
            repository("web", description=SHOP),
            repository("secret-plans", **PRIVATE, pushed_at="2026-10-01T00:00:00Z"),
            repository(
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
        ListUserRepos(username="alice"),
        sends="GET /users/alice/repos?per_page=30",
        said="list the repos of the user alice",
        more={"type": "member", "sort": "pushed", "direction": "asc", "limit": 1000},
        sends_more="GET /users/alice/repos?type=member&sort=pushed&direction=asc&per_page=100",
        answer=[repository("web", description=SHOP)],
    ),
    Case(
        ListOrgRepos(org="acme"),
        sends="GET /orgs/acme/repos?per_page=30",
        said="list the repos of the organization acme",
        more={"type": "private", "sort": "pushed", "direction": "asc", "limit": 1000},
        sends_more="GET /orgs/acme/repos?type=private&sort=pushed&direction=asc&per_page=100",
        answer=[repository("web", description=SHOP), repository("secret-plans", **PRIVATE)],
    ),
    Case(
        GetRepo(repo="acme/web"),
        sends="GET /repos/acme/web",
        said="show acme/web",
        answer=repository(
            "web",
            description=SHOP,
            homepage="https://shop.acme.example",
            topics=["frontend", "shop"],
            stargazers_count=1284,
            license={"name": "MIT License", "spdx_id": "MIT"},
        ),
    ),
    Case(
        GetReadme(repo="acme/web"),
        sends="GET /repos/acme/web/readme",
        said="show the readme of acme/web",
        more={"ref": "release/1.x"},
        sends_more="GET /repos/acme/web/readme?ref=release%2F1.x",
        answer={
            "path": "README.md",
            "sha": "3d21ec53a331a6f037a91c368710b99387d012c1",
            "size": 42,
            "html_url": "https://github.com/acme/web/blob/main/README.md",
            "encoding": "base64",
            "content": b64encode(b"# web\n\nThe shop that customers see.\n").decode(),
        },
    ),
    Case(
        ListContributors(repo="acme/web"),
        sends="GET /repos/acme/web/contributors?per_page=30",
        said="list the names of the contributors of acme/web",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/contributors?per_page=100",
        answer=[{"login": "alice", "contributions": 412}, {"login": "bob", "contributions": 9}],
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
