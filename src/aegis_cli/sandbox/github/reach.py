"""What a derived token reaches: its repositories and its permissions, and nothing beside them."""

from aegis_cli.sandbox.github import errors
from aegis_cli.sandbox.github.applications import LEVELS
from aegis_cli.sandbox.github.call import Call, repo_of
from aegis_cli.sandbox.github.operations import ANYBODY
from aegis_cli.sandbox.state import DerivedToken


def require(derived: DerivedToken, call: Call, *, in_repo: bool, permissions: str) -> None:
    """Refuse a call that goes beyond; `permissions` is what `X-Accepted-GitHub-Permissions` says.

    A private repository outside looks as if it did not exist, as to anybody who may not see it.
    """
    if permissions == ANYBODY:
        return
    if in_repo:
        repo = repo_of(call)
        if repo.id not in derived.repositories:
            raise errors.not_found() if repo.private else errors.not_accessible()
    elif call.method != "GET":
        raise errors.not_accessible()
    if not any(_holds(derived, alternative) for alternative in permissions.split(";")):
        raise errors.not_accessible()


def _holds(derived: DerivedToken, alternative: str) -> bool:
    """Tell whether all of one alternative, `issues=write,contents=read`, is held."""
    pairs = (each.strip().partition("=") for each in alternative.split(","))
    return all(
        name in derived.permissions
        and LEVELS.index(derived.permissions[name]) >= LEVELS.index(level)
        for name, _, level in pairs
    )
