"""Organizations, their members and their teams, as everybody or a member may see them."""

import re
from dataclasses import replace
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply, creation
from aegis_cli.sandbox.github.api.shapes import WEB
from aegis_cli.sandbox.github.description.objects import as_object
from aegis_cli.sandbox.github.people.teams import team
from aegis_cli.sandbox.github.world.organizations import Team
from aegis_cli.sandbox.github.world.person import Person


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
    role = queries.choice(call, "role")
    logins = [each for each in logins if role in {"all", _role_in(call, org, each)}]
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
        role=_role_in(call, org, person.login),
        organization_url=url,
        organization=_organization(call, org, "organization-simple"),
        user=person,
    )
    return Reply(data)


def remove_member(call: Call) -> Reply:
    """Take a person out of an organization, its teams and its repositories."""
    org = owned_organization(call)
    person = errors.present(call.world.person(call.params["username"]))
    if not call.world.is_member(person, org):
        raise errors.not_found()
    world, login = call.world, person.login
    world.members[org.login] -= {login}
    for slug, each in world.teams.get(org.login, {}).items():
        world.teams[org.login][slug] = _without(each, login)
    for repo in world.repos.values():
        if repo.owner == org:
            repo.roles.pop(login, None)
    return Reply(status=204)


def owned_organization(call: Call) -> Person:
    """Return the organization of the call; refuse a viewer who is no owner of it."""
    login = call.organization
    if call.me.login not in call.world.owners.get(login, ()):
        raise errors.Refusal(403, "You must be an admin to perform this action.")
    return call.world.people[login]


def list_team_members(call: Call) -> Reply:
    """List the members of a team, or those of a role."""
    asked, role = _team_asked(call), queries.choice(call, "role")
    logins = [each for each in asked.members if role in {"all", _role_in_team(asked, each)}]
    return queries.page_of(call, [call.world.people[each] for each in logins])


def create_team(call: Call) -> Reply:
    """Make a team, whose first maintainer is the viewer."""
    me, org, body = call.me.login, call.organization, check_body(call)
    slug = re.sub(r"[^a-z0-9]+", "-", body["name"].lower()).strip("-")
    teams = call.world.teams.setdefault(org, {})
    if slug in {each.slug for each in teams.values()}:
        raise errors.invalid_field("Team", "name", "already_exists")
    text, privacy = body.get("description") or "", body.get("privacy", "secret")
    new = Team(next(call.world.ids), body["name"], slug, text, (me,), (me,), privacy)
    teams[slug] = new
    return creation(full_team(call, org, new))


def set_team_member(call: Call) -> Reply:
    """Add a person to a team, or change the role there; an outsider is invited."""
    org, asked = owned_organization(call), _team_asked(call)
    person = errors.present(call.world.person(call.params["username"]))
    role = check_body(call).get("role", "member")
    is_member = call.world.is_member(person, org)
    if is_member:
        _keep_team(call, _without(asked, person.login), person.login, role)
    url = f"{call.base}{call.path}"
    state = "active" if is_member else "pending"
    return Reply(as_object("team-membership", url=url, role=role, state=state))


def remove_team_member(call: Call) -> Reply:
    """Take a person out of a team."""
    _ = owned_organization(call)
    asked, person = _team_asked(call), call.world.person(call.params["username"])
    if person is None or person.login not in asked.members:
        raise errors.not_found()
    _keep_team(call, _without(asked, person.login))
    return Reply(status=204)


def _without(shown: Team, login: str) -> Team:
    members = tuple(each for each in shown.members if each != login)
    return replace(
        shown, members=members, maintainers=tuple(m for m in shown.maintainers if m != login)
    )


def _keep_team(call: Call, before: Team, login: str = "", role: str = "member") -> None:
    """Keep a team, with one more member where one is named."""
    new = (login,) if login else ()
    leads = (*before.maintainers, *(new if role == "maintainer" else ()))
    after = replace(before, members=(*before.members, *new), maintainers=leads)
    teams = call.world.teams[call.organization]
    key = next(key for key, each in teams.items() if each.id == after.id)
    teams[key] = after


def _role_in_team(shown: Team, login: str) -> str:
    return "maintainer" if login in shown.maintainers else "member"


def list_my_teams(call: Call) -> Reply:
    """List the teams that the viewer is a member of, in all organizations."""
    mine = [
        (org, each)
        for org, teams in call.world.teams.items()
        for each in teams.values()
        if call.me.login in each.members
    ]
    return queries.page_of(call, mine, lambda pair: full_team(call, *pair))


def _role_in(call: Call, org: Person, login: str) -> str:
    return "admin" if login in call.world.owners.get(org.login, ()) else "member"


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
