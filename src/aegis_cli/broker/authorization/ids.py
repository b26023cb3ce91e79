"""Ids of people, roles, actions and containers at the authorization store; pure.

Ids of the store are case-sensitive, and names of places are not: all spellings of a name have one
id, or another spelling would escape what is denied. Small letters are all that is one: case folding
would make one name of `#straße` and `#strasse`. Every byte that could mean something in an id is
escaped as `=XX`, so that no name is part of another one's id.

    container:@all                         all providers are in it
    user:auth0|7        role:Maintainer        container:github/acme/web        container:github/@me
    action:github/issues.close        action:github/issues        action:github/effect/write
"""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.names import Place, provider_of

_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
_IN_SUBJECTS = _LETTERS | frozenset(b"|@+")


def user_id(subject: str) -> str:
    """Return the id of a person, by the `sub` of their verified token."""
    return f"user:{_escape(subject, _IN_SUBJECTS)}"


def role_id(role: str) -> str:
    """Return the id of a role, as Auth0 writes it: its case matters there too."""
    return f"role:{_escape(role)}"


EVERYTHING = "container:@all"
"""The id of what all providers are in, so that one tuple suspends who leaves."""


def container_ids(place: Place) -> tuple[str, ...]:
    """Return the ids from all that there is to the place itself, each within the one before."""
    if place.is_own_account:
        return own_account_ids(place.provider)
    parts = [part for part in place.name.lower().split("/") if part]
    names = [place.provider, *map(_escape, parts)]
    own = (f"container:{'/'.join(names[: end + 1])}" for end in range(len(names)))
    return (EVERYTHING, *own)


def with_own_id(ids: tuple[str, ...], provider: str, own: str) -> tuple[str, ...]:
    """Return the ids of a place and, within them, the one that it keeps when it is renamed.

    NOTE: so a rule about the id holds for every call that has it, whatever its name is by then.
    """
    return (*ids, f"container:{provider}/{_escape(own.lower())}")


def own_account_ids(provider: str) -> tuple[str, ...]:
    """Return the ids from all that there is to the account that the person acts with there.

    NOTE: no name of a container has such an id: an `@` in one is escaped.
    """
    return EVERYTHING, f"container:{provider}", f"container:{provider}/@me"


def action_id(action: type[Action[Any]]) -> str:
    """Return the id of an action."""
    return f"action:{_provider(action)}/{_own_name(action)}"


def group_ids(action: type[Action[Any]]) -> tuple[str, str]:
    """Return the ids of the groups that an action is in: its noun, and its effect."""
    noun, _, _ = _own_name(action).rpartition(".")
    start = f"action:{_provider(action)}"
    return f"{start}/{noun}", f"{start}/effect/{action.facts.effect}"


def all_actions_id(action: type[Action[Any]]) -> str:
    """Return the id of the group that all actions of a provider are in."""
    return f"action:{_provider(action)}"


def _provider(action: type[Action[Any]]) -> str:
    return provider_of(action.facts.action)


def _own_name(action: type[Action[Any]]) -> str:
    return action.facts.action.removeprefix(f"{_provider(action)}.")


def _escape(text: str, plain: frozenset[int] = _LETTERS) -> str:
    """Return a text whose bytes beside `plain` are `=XX`, in UTF-8."""
    data = text.encode("utf-8", "surrogatepass")
    return "".join(chr(b) if b in plain else f"={b:02X}" for b in data)
