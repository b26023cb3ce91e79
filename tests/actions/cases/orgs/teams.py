"""The cases of actions on teams."""

from typing import Any

from aegis_cli.providers.github.nouns.orgs.teams import (
    AddRepoToTeam,
    CreateTeam,
    GetTeam,
    ListMyTeams,
    ListTeamMembers,
    ListTeams,
    ListUserTeams,
    RemoveTeamMember,
    SetTeamMember,
)
from tests.actions.case import Case
from tests.actions.cases.stargazers.stars import account


def team(slug: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": slug.title(),
        "slug": slug,
        "description": "Everybody who can merge",
        "privacy": "closed",
        "html_url": f"https://github.com/orgs/acme/teams/{slug}",
        **more,
    }


_FULL = {
    "members_count": 2,
    "repos_count": 1,
    "created_at": "2012-12-04T18:44:36Z",
    "organization": {"login": "acme"},
}
_CORE = team("core", 43001, **_FULL)

CASES = (
    Case(
        ListTeams(org="acme"),
        sends="GET /orgs/acme/teams?per_page=30",
        said="list the teams of acme",
        more={"limit": 1000},
        sends_more="GET /orgs/acme/teams?per_page=100",
        answer=[team("core", 43001), team("support", 43002, description=None, privacy="secret")],
    ),
    Case(
        ListMyTeams(),
        sends="GET /user/teams?per_page=30",
        said="list my teams",
        more={"limit": 1000},
        sends_more="GET /user/teams?per_page=100",
        answer=[_CORE],
    ),
    Case(
        ListUserTeams(login="alice"),
        sends="POST /graphql",
        body={"login": "alice", "first": 30},
        said="which teams is alice in",
        more={"limit": 1000},
        body_more={"login": "alice", "first": 100},
        answer=[
            {
                "login": "acme",
                "teams": {
                    "nodes": [{"name": "Core", "slug": "core"}, {"name": "Web", "slug": "web"}]
                },
            },
            {"login": "octo-org", "teams": {"nodes": []}},
        ],
    ),
    Case(
        GetTeam(org="acme", team_slug="core"),
        sends="GET /orgs/acme/teams/core",
        said="show the team core of acme",
        answer=_CORE,
    ),
    Case(
        ListTeamMembers(org="acme", team_slug="core"),
        sends="GET /orgs/acme/teams/core/members?per_page=30",
        said="list the members of the team core of acme",
        more={"role": "maintainer", "limit": 1000},
        sends_more="GET /orgs/acme/teams/core/members?role=maintainer&per_page=100",
        answer=[account("alice", 1042271), account("mona", 583231)],
    ),
    Case(
        CreateTeam(org="acme", name="reviewers"),
        sends="POST /orgs/acme/teams",
        body={"name": "reviewers"},
        said="create the team reviewers in acme",
        more={"description": "They review", "privacy": "closed"},
        answer=team("reviewers", 43009, name="reviewers", **_FULL),
    ),
    Case(
        SetTeamMember(org="acme", team_slug="core", username="bob"),
        sends="PUT /orgs/acme/teams/core/memberships/bob",
        said="add bob to the team core of acme",
        more={"role": "maintainer"},
        answer={"role": "member", "state": "active"},
    ),
    Case(
        RemoveTeamMember(org="acme", team_slug="core", username="alice"),
        sends="DELETE /orgs/acme/teams/core/memberships/alice",
        said="remove alice from the team core of acme",
    ),
    Case(
        AddRepoToTeam(org="acme", team_slug="core", repo="acme/website"),
        sends="PUT /orgs/acme/teams/core/repos/acme/website",
        said="add acme/website to the team core of acme",
        more={"permission": "maintain"},
    ),
)
