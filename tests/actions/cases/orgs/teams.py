"""The cases of actions on teams."""

from aegis_cli.providers.github.nouns.orgs.teams import AddRepoToTeam
from tests.actions.case import Case

CASES = (
    Case(
        AddRepoToTeam(org="acme", team_slug="core", repo="acme/website"),
        sends="PUT /orgs/acme/teams/core/repos/acme/website",
        said="add acme/website to the team core of acme",
        more={"permission": "maintain"},
    ),
)
