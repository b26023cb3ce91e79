"""The cases of actions on stars."""

from typing import Any

from aegis_cli.providers.github.nouns.stargazers.stars import (
    AddStar,
    CheckStar,
    ListMyStars,
    ListStargazers,
    ListUserStars,
    RemoveStar,
)
from tests.actions.case import Case
from tests.actions.cases.repos.repos import SHOP, repository


def account(login: str, number: int, **more: Any) -> dict[str, Any]:
    page = f"https://github.com/{login}"
    return {"login": login, "id": number, "type": "User", "html_url": page, **more}


CASES = (
    Case(
        ListMyStars(),
        sends="GET /user/starred?per_page=30",
        said="list my starred repos",
        more={"sort": "updated", "direction": "asc", "limit": 1000},
        sends_more="GET /user/starred?sort=updated&direction=asc&per_page=100",
        answer=[repository("web", description=SHOP)],
    ),
    Case(
        ListUserStars(username="octocat"),
        sends="GET /users/octocat/starred?per_page=30",
        said="show the stars of octocat",
        more={"sort": "created", "direction": "desc", "limit": 1000},
        sends_more="GET /users/octocat/starred?sort=created&direction=desc&per_page=100",
        answer=[repository("web", description=SHOP)],
        in_sandbox={"octocat": "alice"},
    ),
    Case(
        ListStargazers(repo="acme/web"),
        sends="GET /repos/acme/web/stargazers?per_page=30",
        said="who starred acme/web",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/stargazers?per_page=100",
        answer=[account("alice", 1042271), account("acme-bot[bot]", 7, type="Bot")],
    ),
    Case(
        CheckStar(repo="acme/web"),
        sends="POST /graphql",
        body={"owner": "acme", "name": "web"},
        said="did i star acme/web",
        answer={"nameWithOwner": "acme/web", "viewerHasStarred": True, "stargazerCount": 128},
    ),
    Case(
        AddStar(repo="acme/api"),
        sends="PUT /user/starred/acme/api",
        said="star acme/api",
    ),
    Case(
        RemoveStar(repo="acme/web"),
        sends="DELETE /user/starred/acme/web",
        said="unstar acme/web",
    ),
)
