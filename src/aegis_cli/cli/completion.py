"""What a shell offers for a value: actions, commands, and the repositories of the clone's remotes.

Nothing is asked of a network. Of the settings it is read which providers exist, before all else.
"""

from collections.abc import Callable, Iterable

from aegis_cli.cli.lazy import Context, TyperGroup


def actions(incomplete: str) -> list[str]:
    """Offer the names of actions."""
    from aegis_cli.actions.catalog import ENTRIES

    return _beginning(incomplete, ENTRIES)


def actions_and_nouns(incomplete: str) -> list[str]:
    """Offer the nouns of actions, and their names."""
    from aegis_cli.actions.catalog import ENTRIES, nouns

    return _beginning(incomplete, [*nouns(), *ENTRIES])


def fields_of(name: str) -> Callable[[str], list[str]]:
    """Return what offers the fields of what an action answers, behind those that are there."""

    def offer(incomplete: str) -> list[str]:
        from aegis_cli.actions.catalog import load
        from aegis_cli.actions.result_fields import result_fields

        return _in_list(incomplete, result_fields(load(name)))

    return offer


def rules(incomplete: str) -> list[str]:
    """Offer names of actions, and patterns of those of one noun, behind those that are there."""
    from aegis_cli.actions.catalog import ENTRIES, nouns

    return _in_list(incomplete, [*(f"{noun}.*" for noun in nouns()), *ENTRIES])


def providers(incomplete: str) -> list[str]:
    """Offer the names of the providers that exist."""
    from aegis_cli.actions import catalog

    return _beginning(incomplete, catalog.providers())


def repositories(incomplete: str) -> list[str]:
    """Offer the repositories that the git remotes name."""
    return _beginning(incomplete, _remotes())


def patterns(incomplete: str) -> list[str]:
    """Offer the repositories of the git remotes and all of their owners, behind those there."""
    remotes = _remotes()
    owners = dict.fromkeys(f"{repo.partition('/')[0]}/*" for repo in remotes)
    return _in_list(incomplete, [*remotes, *owners])


def commands(ctx: Context, incomplete: str) -> list[str]:
    """Offer the commands below those that are typed already, as `aegis help do` has."""
    parent = ctx.parent
    command = parent.command if parent is not None else None
    for name in ctx.params.get("names") or ():
        command = command.get_command(ctx, name) if isinstance(command, TyperGroup) else None
    known = command.list_commands(ctx) if isinstance(command, TyperGroup) else []
    return _beginning(incomplete, known)


def _remotes() -> list[str]:
    from aegis_cli.adapters.git import remote_repos

    return list(remote_repos())


def _in_list(incomplete: str, values: Iterable[str]) -> list[str]:
    """Offer values for the last of several that are separated by commas."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{value}" for value in _beginning(last, values)]


def _beginning(incomplete: str, values: Iterable[str]) -> list[str]:
    return [value for value in values if value.startswith(incomplete)]
