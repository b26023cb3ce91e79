"""Actions on the teams of an organization."""

from typing import Annotated, Literal

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.kinds import Synonyms
from aegis_cli.actions.target import Target
from aegis_cli.actions.views import Line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import OwnerName, RepoName, TeamSlug
from aegis_cli.providers.github.nouns.repos.repos import GetRepo


class AddRepoToTeam(
    GitHubAction[None],
    op="teams/add-or-update-repo-permissions-in-org",
    action="teams.add_repo",
    effect=Effect.ASKED,
    target=Target(read=GetRepo),
    confirmation=Confirmation(phrase="add {repo} to {org}/{team_slug}"),
    says="Give the team {org}/{team_slug} access to {repo}",
    view=Line("The team {@org}/{@team_slug} now has access to {@repo}"),
    utterances=(
        "add {repo} to the team {team_slug} of|in {org} [with {permission} access?]",
        "give the team {team_slug} of|in {org} [{permission}] access to {repo}",
    ),
):
    """Give a team of an organization access to a repository of it, or change that access."""

    org: OwnerName
    """Organization that the team is in."""

    team_slug: TeamSlug
    """Team, as its address has it."""

    repo: RepoName
    """Repository to give it, as OWNER/NAME."""

    permission: (
        Annotated[
            Literal["pull", "triage", "push", "maintain", "admin"],
            Synonyms(pull=("read",), push=("write",), admin=("administrator",)),
        ]
        | None
    ) = None
    """What its members may do there; GitHub takes the usual one of the team if it is left out."""
