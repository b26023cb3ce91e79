"""Organizations, their members and their teams, as everybody or a member may see them."""

from typing import Any

from aegis_cli.sandbox.github import errors, queries
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.objects import as_object
from aegis_cli.sandbox.github.organizations import Team
from aegis_cli.sandbox.github.person import Person
from aegis_cli.sandbox.github.shapes import WEB
from aegis_cli.sandbox.github.teams import team


def get_organization(call: Call) -> Reply:
    """Return one organization."""
    return Reply(_organization(call, _person_of(call), "organization-full"))


def list_my_organizations(call: Call) -> Reply:
    """List the organizations that the viewer is a member of."""
    mine = [each for each in call.world.people.values() if call.world.is_member(call.me, each)]
    return queries.page_of(call, mine, lambda org: _organization(call, org, "organization-simple"))


def list_members(call: Call) -> Reply:
    """List the members of an organization; all are private, and only members see them."""
    org = _person_of(call)
    is_member = call.viewer is not None and call.world.is_member(call.viewer, org)
    logins = sorted(call.world.members.get(org.login, ())) if is_member else []
    return queries.page_of(call, [call.world.people[login] for login in logins])


def get_membership(call: Call) -> Reply:
    """Return how somebody belongs to an organization."""
    login, org = call.organization, _person_of(call)
    person = errors.present(call.world.person(call.params["username"]))
    if not call.world.is_member(person, org):
        raise errors.not_found()
    url = f"{call.base}/orgs/{login}"
    data = as_object(
        "org-membership",
        url=f"{url}/memberships/{person.login}",
        state="active",
        role="member",
        organization_url=url,
        organization=_organization(call, org, "organization-simple"),
        user=person,
    )
    return Reply(data)


def list_team_members(call: Call) -> Reply:
    """List the members of a team."""
    return queries.page_of(call, [call.world.people[each] for each in _team_asked(call).members])


def list_my_teams(call: Call) -> Reply:
    """List the teams that the viewer is a member of, in all organizations."""
    mine = [
        (org, each)
        for org, teams in call.world.teams.items()
        for each in teams.values()
        if call.me.login in each.members
    ]
    return queries.page_of(call, mine, lambda pair: full_team(call, *pair))


def _person_of(call: Call) -> Person:
    org = errors.present(call.world.person(call.params["org"]))
    if org.kind != "Organization":
        raise errors.not_found()
    return org


def _team_asked(call: Call) -> Team:
    teams = call.world.teams.get(call.organization, {})
    return errors.present(teams.get(call.params["team_slug"].casefold()))


def _organization(call: Call, org: Person, schema: str) -> dict[str, Any]:
    own = [repo for repo in call.world.repos.values() if repo.owner == org]
    more = {
        "name": org.name,
        "html_url": f"{WEB}/{org.login}",
        "public_repos": sum(not repo.private for repo in own),
        "type": org.kind,
        "created_at": org.joined,
        "updated_at": org.joined,
    }
    return as_object(
        schema,
        login=org.login,
        id=org.id,
        url=f"{call.base}/orgs/{org.login}",
        avatar_url=f"https://avatars.githubusercontent.com/u/{org.id}?v=4",
        **(more if schema != "organization-simple" else {}),
    )


def full_team(call: Call, org: str, shown: Team) -> dict[str, Any]:
    """Return a `team-full`."""
    owner = call.world.people[org]
    repos = [repo for repo in call.world.repos.values() if shown.slug in repo.teams]
    return {
        **team(call, org, shown),
        "members_count": len(shown.members),
        "repos_count": len(repos),
        "created_at": owner.joined,
        "updated_at": owner.joined,
        "organization": _organization(call, owner, "team-organization"),
    }
