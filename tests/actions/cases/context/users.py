"""The cases of actions on people."""

from typing import Any

from aegis_cli.providers.github.nouns.context.users import (
    FollowUser,
    GetMe,
    GetMyWork,
    GetUser,
    ListFollowers,
    UnfollowUser,
)
from tests.actions.case import Case
from tests.actions.cases.stargazers.stars import account


def found(repo: str, number: int, title: str, way: str = "issues") -> dict[str, Any]:
    url = f"https://github.com/{repo}/{way}/{number}"
    return {
        "number": number,
        "title": title,
        "url": url,
        "repository": {"nameWithOwner": repo},
    }


def work(*nodes: dict[str, Any], more: int = 0) -> dict[str, Any]:
    return {"issueCount": len(nodes) + more, "nodes": [*nodes]}


CASES = (
    Case(
        GetMe(),
        sends="GET /user",
        said="who am i",
        answer={
            "login": "octocat",
            "id": 1,
            "name": "The Octocat",
            "company": "@github",
            "location": "San Francisco",
            "public_repos": 8,
            "followers": 19203,
            "html_url": "https://github.com/octocat",
            "created_at": "2011-01-25T18:44:36Z",
        },
    ),
    Case(
        GetMyWork(),
        sends="POST /graphql",
        said="what is on my plate",
        answer={
            "data": {
                "viewer": {"login": "mona"},
                "assigned": work(
                    found("acme/web", 12, "Sessions end too early"),
                    found("acme/api", 7, "Faster \u754c"),
                    more=1,
                ),
                "requested": work(found("acme/web", 21, "Speed up the tests", way="pull")),
                "failing": work(),
            }
        },
    ),
    Case(
        GetUser(username="alice"),
        sends="GET /users/alice",
        said="show the user alice",
        answer=account(
            "alice",
            1042271,
            name="Alice Liddell",
            company="@acme",
            location=None,
            bio="Half of the web team.",
            blog="https://alice.example",
            public_repos=8,
            followers=2,
            following=1,
            created_at="2011-08-07T18:44:36Z",
        ),
    ),
    Case(
        ListFollowers(username="alice"),
        sends="GET /users/alice/followers?per_page=30",
        said="show the followers of alice",
        more={"limit": 1000},
        sends_more="GET /users/alice/followers?per_page=100",
        answer=[account("bob", 1042306), account("mona", 583231)],
    ),
    Case(
        FollowUser(username="alice"),
        sends="PUT /user/following/alice",
        said="follow alice",
    ),
    Case(
        UnfollowUser(username="bob"),
        sends="DELETE /user/following/bob",
        said="unfollow bob",
    ),
)
