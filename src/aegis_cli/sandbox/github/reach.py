"""Check that a call stays within the repositories and permissions of a derived token."""

from aegis_cli.sandbox.github import errors
from aegis_cli.sandbox.github.applications import LEVELS
from aegis_cli.sandbox.github.call import Call, repo_of
from aegis_cli.sandbox.github.described import ANYBODY
from aegis_cli.sandbox.state import DerivedToken


def require(derived: DerivedToken, call: Call) -> None:
    """Refuse a call that the token does not allow.

    A private repository that the
    token is not for answers 404, as it does to a person who may not see it.
    """
    permissions = call.operation.permissions
    if permissions == ANYBODY:
        return
    if call.operation.in_repo or "repo" in call.params:
        repo = repo_of(call)
        if repo.id not in derived.repositories:
            raise errors.not_found() if repo.private else errors.not_accessible()
    elif call.operation.method != "GET":
        raise errors.not_accessible()
    if not any(_holds(derived, alternative) for alternative in permissions.split(";")):
        raise errors.not_accessible()


def _holds(derived: DerivedToken, alternative: str) -> bool:
    """Return whether the token has all permissions of, say, `issues=write,contents=read`."""
    pairs = (each.strip().partition("=") for each in alternative.split(","))
    return all(
        name in derived.permissions
        and LEVELS.index(derived.permissions[name]) >= LEVELS.index(level)
        for name, _, level in pairs
    )
