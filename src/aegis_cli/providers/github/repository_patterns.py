"""Patterns of repositories and their owners; pure."""

from fnmatch import fnmatchcase

from aegis_cli.actions.place_patterns import PlacePatterns


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
