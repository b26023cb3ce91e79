"""Who may do what in a repository: collaborators, invitations, webhooks and deploy keys."""

from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.kinds import show
from aegis_cli.sandbox.github.api.repo_shapes import repository
from aegis_cli.sandbox.github.api.shapes import simple_user, web
from aegis_cli.sandbox.github.description.objects import as_object
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.repo_settings import DeployKey, Hook, Invitation
from aegis_cli.sandbox.github.world.world import PERMISSIONS, Repo, Role


def list_collaborators(call: Call) -> Reply:
    """List those who have a role in a repository, to those who may push."""
    repo = call.repo_for_role(Role.WRITE)
    people = [call.world.people[login.casefold()] for login in sorted(repo.roles)]
    affiliation = queries.choice(call, "affiliation", resource="Collaborator")
    least = PERMISSIONS.get(call.query.get("permission", ""), Role.READ)
    shown = [
        person
        for person in people
        if repo.role_of(person) >= least
        and (affiliation != "outside" or not call.world.is_member(person, repo.owner))
    ]
    return queries.list_page(call, shown, _collaborator)


def get_permission(call: Call) -> Reply:
    """Return what somebody may do in a repository."""
    person = errors.present(call.world.person(call.params["username"]))
    shown = _collaborator(call, call.repo, person)
    old = {"maintain": "write", "triage": "read"}.get(shown["role_name"], shown["role_name"])
    return Reply({"permission": old, "role_name": shown["role_name"], "user": shown})


def add_collaborator(call: Call) -> Reply:
    """Change the role of a collaborator, or of a member; anybody else is invited."""
    repo = call.to_write(Role.ADMIN)
    person = errors.present(call.world.person(call.params["username"]))
    said = (check_body(call) if call.body else {}).get("permission", "push")
    if said not in PERMISSIONS or person == repo.owner:
        raise errors.invalid_field("Repository", "permission", "invalid")
    if person.login in repo.roles or call.world.is_member(person, repo.owner):
        repo.roles[person.login] = PERMISSIONS[said]
        return Reply(status=204)
    role = PERMISSIONS[said].name.lower()
    old = [each.id for each in repo.invitations.values() if each.invitee == person]
    number = old[0] if old else next(call.world.ids)
    repo.invitations[number] = Invitation(number, person, call.me, role, call.now)
    return Reply(show_invitation(call, repo, repo.invitations[number]), 201)


def remove_collaborator(call: Call) -> Reply:
    """Take somebody's role away, and an open invitation with it."""
    repo = call.to_write(Role.ADMIN)
    person = errors.present(call.world.person(call.params["username"]))
    repo.roles.pop(person.login, None)
    for number in [n for n, each in repo.invitations.items() if each.invitee == person]:
        del repo.invitations[number]
    return Reply(status=204)


def show_invitation(call: Call, repo: Repo, shown: Invitation) -> dict[str, Any]:
    """Return a `repository-invitation`."""
    return as_object(
        "repository-invitation",
        shown,
        repository=repository(call, repo, call.viewer),
        url=f"{call.base}/user/repository_invitations/{shown.id}",
        html_url=web(repo, "invitations"),
    )


def show_hook(call: Call, repo: Repo, shown: Hook) -> dict[str, Any]:
    """Return a `hook`, whose secret nobody is told."""
    hidden = {"secret": "********"} if "secret" in shown.config else {}
    place = f"/repos/{repo.full_name}/hooks/{shown.id}"
    usual = {"content_type": "form", "insecure_ssl": "0"}
    return show(call, "hook", shown, place) | {"config": {**usual, **shown.config, **hidden}}


def show_key(call: Call, repo: Repo, shown: DeployKey) -> dict[str, Any]:
    """Return a `deploy-key`."""
    return show(call, "deploy-key", shown, f"/repos/{repo.full_name}/keys/{shown.id}")


def _collaborator(call: Call, repo: Repo, person: Person) -> dict[str, Any]:
    role = repo.role_of(person)
    return {
        **simple_user(call.base, person),
        "permissions": {name: role >= least for name, least in PERMISSIONS.items()},
        "role_name": role.name.lower(),
    }
