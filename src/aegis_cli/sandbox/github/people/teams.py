"""The teams of an organization: how they are shown, and what gives one a repository."""

from typing import Any

from aegis_cli.sandbox.github.api import errors, shapes
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.description.objects import as_object
from aegis_cli.sandbox.github.world.organizations import Team
from aegis_cli.sandbox.github.world.world import PERMISSIONS, Role


def add_repo(call: Call) -> Reply:
    """Give a team a repository of its organization; its members may then do that much there."""
    org = call.organization
    asked = errors.present(call.world.teams.get(org, {}).get(call.params["team_slug"]))
    repo = call.repo_for_role(Role.ADMIN)
    permission = check_body(call).get("permission", "push")
    if permission not in PERMISSIONS or repo.owner.login != org:
        raise errors.Refusal(422, "Validation Failed")
    repo.teams[asked.slug] = permission
    for login in asked.members:
        repo.roles[login] = max(repo.roles.get(login, Role.NONE), PERMISSIONS[permission])
    return Reply(status=204)


def team(call: Call, org: str, shown: Team) -> dict[str, Any]:
    """Return a `team`."""
    path = f"orgs/{org}/teams/{shown.slug}"
    return as_object(
        "team",
        shown,
        url=f"{call.base}/{path}",
        html_url=f"{shapes.WEB}/{path}",
        repositories_url=f"{call.base}/{path}/repos",
        privacy=shown.privacy,
        type="organization",
        permission="pull",
    )
