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
    """Return whether the token has, say, `issues=write,contents=read; pull_requests=write`."""
    held = {
        f"{name}={level}"
        for name, most in derived.permissions.items()
        for level in LEVELS[: LEVELS.index(most) + 1]
    }
    return any(
        {each.strip() for each in alternative.split(",")} <= held
        for alternative in permissions.split(";")
    )
