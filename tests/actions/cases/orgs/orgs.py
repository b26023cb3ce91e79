"""The cases of actions on organizations and their members."""

from aegis_cli.providers.github.nouns.orgs.orgs import (
    GetMembership,
    GetOrg,
    ListMembers,
    ListMyOrgs,
    RemoveMember,
)
from tests.actions.case import Case
from tests.actions.cases.stargazers.stars import account

_ACME = {"login": "acme", "id": 761456, "description": "Things for coyotes"}
_BOB = {
    "state": "active",
    "role": "member",
    "user": {"login": "bob"},
    "organization": {"login": "acme"},
}

CASES = (
    Case(
        GetOrg(org="acme"),
        sends="GET /orgs/acme",
        said="show the organization acme",
        answer={
            **_ACME,
            "name": "Acme, Inc.",
            "company": None,
            "location": "Arizona",
            "blog": "https://acme.example",
            "email": None,
            "is_verified": True,
            "public_repos": 4,
            "followers": 128,
            "html_url": "https://github.com/acme",
            "created_at": "2012-12-04T18:44:36Z",
        },
    ),
    Case(
        ListMyOrgs(),
        sends="GET /user/orgs?per_page=30",
        said="list my organizations",
        more={"limit": 1000},
        sends_more="GET /user/orgs?per_page=100",
        answer=[_ACME, {"login": "octo-org", "id": 811954, "description": None}],
    ),
    Case(
        ListMembers(org="acme"),
        sends="GET /orgs/acme/members?per_page=30",
        said="list the members of acme",
        more={"role": "admin", "limit": 1000},
        sends_more="GET /orgs/acme/members?role=admin&per_page=100",
        answer=[account("alice", 1042271), account("hubot", 480938)],
    ),
    Case(
        GetMembership(org="acme", username="bob"),
        sends="GET /orgs/acme/memberships/bob",
        said="show the membership of bob in acme",
        answer=_BOB,
    ),
    Case(
        RemoveMember(org="acme", username="bob"),
        sends="DELETE /orgs/acme/members/bob",
        said="remove bob from the organization acme",
        target=_BOB,
        in_sandbox={"bob": "hubot"},
    ),
)
