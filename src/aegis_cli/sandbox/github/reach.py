"""Check that a call stays within the repositories and permissions of a derived token."""

from aegis_cli.sandbox.github import errors
from aegis_cli.sandbox.github.applications import LEVELS
from aegis_cli.sandbox.github.call import Call
from aegis_cli.sandbox.github.described import ANYBODY
from aegis_cli.sandbox.github.world import Repo
from aegis_cli.sandbox.state import DerivedToken


def require(call: Call) -> None:
    """Refuse a call that its token does not allow."""
    permissions = call.operation.permissions
    if call.derived is None or permissions == ANYBODY:
        return
    if call.operation.in_repo or "repo" in call.params:
        require_in(call, call.repo, permissions)
    elif call.operation.method != "GET" or not _allows(call.derived, permissions):
        raise errors.not_accessible()


def require_in(call: Call, repo: Repo, permissions: str) -> None:
    """Refuse what the token does not allow in a repository.

    A private repository that the token is not for answers 404, as it does to a person who may not
    see it.
    """
    if call.derived is None:
        return
    if repo.id not in call.derived.repositories:
        raise errors.not_found() if repo.private else errors.not_accessible()
    if not _allows(call.derived, permissions):
        raise errors.not_accessible()


def _allows(derived: DerivedToken, permissions: str) -> bool:
    return any(_holds(derived, alternative) for alternative in permissions.split(";"))


def _holds(derived: DerivedToken, alternative: str) -> bool:
    """Return whether the token has all permissions of, say, `issues=write,contents=read`."""
    pairs = (each.strip().partition("=") for each in alternative.split(","))
    return all(
        name in derived.permissions
        and LEVELS.index(derived.permissions[name]) >= LEVELS.index(level)
        for name, _, level in pairs
    )
