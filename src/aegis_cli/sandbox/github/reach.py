"""Check that a call stays within the App of its token: its permissions, and where it is installed.

A derived token is limited to some repositories and permissions of its App too. Without a permission
every token of a person reads what is public ("Choosing permissions for a GitHub App").
"""

from collections.abc import Mapping

from aegis_cli.sandbox.github import errors
from aegis_cli.sandbox.github.call import Call
from aegis_cli.sandbox.github.described import ANYBODY
from aegis_cli.sandbox.github.registered_apps import covers
from aegis_cli.sandbox.github.world import Repo


def require(call: Call) -> None:
    """Refuse a call that its token does not allow."""
    permissions = call.operation.permissions
    if call.app is None or permissions == ANYBODY:
        return
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


def _permissions_outside(call: Call) -> Mapping[str, str]:
    """Return the permissions for what is not in a repository: of the organization, or its own."""
    assert call.app is not None
    login = call.params.get("org")
    if login is None or call.world.person(login) is None:
        return call.app.permissions
    return call.app.installations.get(login, {})
