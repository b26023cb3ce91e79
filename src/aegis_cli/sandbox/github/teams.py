"""The teams of an organization: list and get them, and give one a repository."""

from functools import partial
from typing import Any

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.bodies import checked
from aegis_cli.sandbox.github.call import Call, Reply, repo_to_write, viewer_of
from aegis_cli.sandbox.github.issue_types import organization
from aegis_cli.sandbox.github.objects import laid
from aegis_cli.sandbox.github.organizations import Team
from aegis_cli.sandbox.github.world import PERMISSIONS, Role


def index(call: Call) -> Reply:
    """List the teams of an organization."""
    org = organization(call)
    return queries.paged(call, [*call.world.teams.get(org, {}).values()], partial(team, call, org))


def get(call: Call) -> Reply:
    """Return one team."""
    org, asked = organization(call), _asked(call)
    return Reply(_full(call, org, asked))


def list_mine(call: Call) -> Reply:
    """List the teams that the viewer is in."""
    viewer = viewer_of(call)
    mine = [
        (org, each)
        for org, teams in call.world.teams.items()
        for each in teams.values()
        if viewer.login in each.members
    ]
    return queries.paged(call, mine, lambda pair: _full(call, *pair))


def list_members(call: Call) -> Reply:
    """List the members of a team."""
    people = [call.world.people[login] for login in sorted(_asked(call).members)]
    return queries.paged(call, people, partial(shapes.simple_user, call.base))


def add_repo(call: Call) -> Reply:
    """Give a team a repository of its organization; its members may then do that much there."""
    org, asked = organization(call), _asked(call)
    repo = repo_to_write(call, least=Role.ADMIN)
    permission = checked(call).get("permission", "push")
    if permission not in PERMISSIONS or repo.owner.login != org:
        raise errors.Refusal(422, "Validation Failed")
    repo.teams[asked.slug] = permission
    for login in asked.members:
        repo.roles[login] = max(repo.roles.get(login, Role.NONE), PERMISSIONS[permission])
    return Reply(status=204)


def team(call: Call, org: str, shown: Team) -> dict[str, Any]:
    """Return a `team`."""
    return laid("team", shown, **_own(call, org, shown), permission="pull")


def _full(call: Call, org: str, shown: Team) -> dict[str, Any]:
    owner = call.world.people[org]
    home = shapes.simple_user(call.base, owner)
    repos = [repo for repo in call.world.repos.values() if repo.owner == owner]
    return laid(
        "team-full",
        shown,
        **_own(call, org, shown),
        members_count=len(shown.members),
        repos_count=sum(shown.slug in repo.teams for repo in repos),
        organization=laid("team-organization", **home),
    )


def _own(call: Call, org: str, shown: Team) -> dict[str, Any]:
    path = f"orgs/{org}/teams/{shown.slug}"
    return {
        "url": f"{call.base}/{path}",
        "html_url": f"{shapes.WEB}/{path}",
        "repositories_url": f"{call.base}/{path}/repos",
        "privacy": "closed",
        "type": "organization",
    }


def _asked(call: Call) -> Team:
    teams = call.world.teams.get(organization(call), {})
    return errors.present(teams.get(call.params["team_slug"]))
