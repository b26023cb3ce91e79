"""Check that a call stays within the App of its token: its permissions, and where it is installed.

A derived token is limited to some repositories and permissions of its App too. Without a permission
every token of a person reads what is public ("Choosing permissions for a GitHub App"). Where GitHub
is reported to want others than it documents, so does this (`live_permissions`).
"""

from collections.abc import Mapping

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.description.described import ANYBODY
from aegis_cli.sandbox.github.description.live_permissions import (
    ANY_WRITE,
    AT_DESTINATION,
    OF_A_WORKFLOW,
    ON_A_PULL,
    permission_when,
)
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.registered_apps import covers
from aegis_cli.sandbox.github.world.world import Repo


def require(call: Call) -> None:
    """Refuse a call that its token does not allow."""
    permissions = call.operation.permissions
    if call.app is None or permissions == ANYBODY:
        return
    if call.operation.in_repo:
        permissions = _permissions_for(call, call.repo)
    if call.operation.in_repo or "repo" in call.params:
        require_in(call, call.repo, permissions)
    elif call.derived is not None:
        if call.operation.method != "GET" or not covers(call.derived.permissions, permissions):
            raise errors.not_accessible()
    elif not covers(_permissions_outside(call), permissions):
        raise errors.not_accessible()


def require_in(call: Call, repo: Repo, permissions: str) -> None:
    """Refuse what the token does not allow in a repository.

    A private repository that the token is not for answers 404, as it does to a person who may not
    see it.
    """
    app, derived = call.app, call.derived
    if app is None:
        return
    is_public = permissions and not repo.private
    if derived is None and call.operation.method == "GET" and is_public:
        return
    held = app.installations.get(repo.owner.login)
    is_reached = held is not None and (derived is None or repo.id in derived.repositories)
    if held is None or not is_reached:
        raise errors.not_found() if repo.private else errors.not_accessible()
    if not covers(derived.permissions if derived else held, permissions):
        raise errors.not_accessible()


def holds(call: Call, repo: Repo, permissions: str) -> bool:
    """Return whether a token has permissions in a repository; one of no App has them all."""
    if call.app is None:
        return True
    held = call.app.installations.get(repo.owner.login, {})
    return covers(call.derived.permissions if call.derived else held, permissions)


def require_at_destination(call: Call, owner: Person) -> None:
    """Refuse to make a repository where the App is not, or with a token for some repositories."""
    permissions = permission_when(call.operation.id, AT_DESTINATION)
    if call.app is None:
        return
    held = call.app.installations.get(owner.login, {})
    if call.derived is not None or not covers(held, permissions):
        raise errors.not_accessible()


def is_in_pull(repo: Repo, *, number: int = 0, comment: int = 0) -> bool:
    """Return whether a number is that of a pull request, or a comment is on one."""
    about = (
        each
        for each in repo.issues.values()
        if each.number == number or any(one.id == comment for one in each.comments)
    )
    return any(each.pull is not None for each in about)


def is_workflow(path: str) -> bool:
    """Return whether a file is below the folder of the workflows."""
    return path.startswith(".github/workflows/")


def _permissions_for(call: Call, repo: Repo) -> str:
    """Return the permissions of a call in a repository, by what it is about."""
    operation, params = call.operation, call.params
    needed = operation.permissions
    on_pull = permission_when(operation.id, ON_A_PULL)
    number, comment = params.get("issue_number", 0), params.get("comment_id", 0)
    if on_pull and is_in_pull(repo, number=number, comment=comment):
        needed = on_pull
    if operation.method != "GET" and is_workflow(params.get("path", "")):
        needed = f"{needed},{permission_when(ANY_WRITE, OF_A_WORKFLOW)}"
    return needed


def _permissions_outside(call: Call) -> Mapping[str, str]:
    """Return the permissions for what is not in a repository: of the organization, or its own."""
    assert call.app is not None
    login = call.params.get("org")
    if login is None or call.world.person(login) is None:
        return call.app.permissions
    return call.app.installations.get(login, {})
