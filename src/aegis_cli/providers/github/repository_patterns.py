"""Patterns of repositories and their owners; pure."""

import re
from fnmatch import fnmatchcase

from aegis_cli.actions.place_patterns import PlacePatterns
from aegis_cli.errors import Code, UsageError

OWNER_PATTERN = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,37}[A-Za-z0-9])?"
NAME_PATTERN = r"[A-Za-z0-9._-]{1,100}"
_REPO = re.compile(rf"{OWNER_PATTERN}/{NAME_PATTERN}", re.ASCII)


def check_repo(value: str) -> str:
    """Return a repository's name as it is sent; raise `ValueError` if it is none."""
    name = value.removesuffix(".git")
    if not _REPO.fullmatch(name) or name.split("/")[1] in {".", ".."}:
        raise ValueError("a repository is written OWNER/NAME, as in acme/web")
    return name


def repo_name(text: str) -> str:
    """Return a repository's name as OWNER/NAME; raise `UsageError` if it is none."""
    try:
        return check_repo(text)
    except ValueError as problem:
        message = f"{text!r} is not a repository: {problem}."
    raise UsageError(message, code=Code.BAD_USAGE, hint="Check -R and GH_REPO.")


def is_pattern(text: str) -> bool:
    """Tell whether a text is a pattern of OWNER/NAME."""
    owner, slash, name = text.partition("/")
    return bool(owner and slash and name) and "/" not in name


def covers(pattern: str, container: str, *, whole: bool) -> bool:
    """Compare owner with owner and name with name, so that no `*` crosses the slash.

    An organisation, which has no name of a repository, is compared with the owners alone; `whole`
    asks for a pattern of all its repositories.
    """
    owner, _, name = container.casefold().partition("/")
    of_owner, of_name = pattern.casefold().split("/")
    return fnmatchcase(owner, of_owner) and (
        fnmatchcase(name, of_name) if name else not whole or not of_name.strip("*")
    )


REPOSITORIES = PlacePatterns(
    "repository", "OWNER/NAME", "acme/web, acme/* or */website", is_pattern, covers
)
