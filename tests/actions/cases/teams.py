"""The cases of actions on teams."""

from aegis_cli.providers.github.nouns.teams import AddRepoToTeam
from tests.actions.case import Case

CASES = (
    Case(
        AddRepoToTeam(org="acme", team_slug="core", repo="acme/website", permission="push"),
        sends="PUT /orgs/acme/teams/core/repos/acme/website",
        body={"permission": "push"},
        said="give the team core of acme write access to acme/website",
        more={"permission": "maintain"},
    ),
)
