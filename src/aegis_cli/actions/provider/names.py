"""Names of actions and places, with the provider that they are of; pure.

    issues.create          acme/web          of GitHub, the provider of names without a prefix
    slack.messages.send    slack:#releases   of another one, whose name they begin with

A rule that forbids is read as widely as it can be, and one that permits as narrowly: what was
written before there was another provider permits nothing there, and forbids what it says there too.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

BARE = "github"
"""The provider whose names stand without its own."""


class Place(NamedTuple):
    """What an action is about: a place at a provider, and a thing in it."""

    provider: str = BARE
    name: str = ""
    """The place, as its provider writes it; "" where nothing says it."""
    thing: str = ""
    """The thing in it; "" for the place itself."""

    @property
    def is_own_account(self) -> bool:
        """Whether it is the account of whoever acts, which is outside of every place."""
        return self.thing == _OWN_ACCOUNT

    def __str__(self) -> str:
        """Return the place as a rule and a person write it."""
        if self.is_own_account:
            return "your own account"
        return self.name if self.provider == BARE else f"{self.provider}:{self.name}"


_OWN_ACCOUNT = "@me"


def own_account(provider: str = BARE) -> Place:
    """Return the place of what an action makes where it names no owner."""
    return Place(provider, thing=_OWN_ACCOUNT)


def provider_of(name: str) -> str:
    """Return the provider that the name of an action is of."""
    provider, _, rest = name.partition(".")
    return provider if "." in rest else BARE


def argument_of(provider: str) -> str:
    """Return what follows `aegis connect` to mean a provider: nothing for the usual one."""
    return "" if provider in {"", BARE} else f" {provider}"


def permits(pattern: str, name: str) -> bool:
    """Tell whether a pattern that permits covers an action: it is of the same provider."""
    provider = provider_of(name)
    if provider == BARE:
        return fnmatchcase(name, pattern.removeprefix(f"{BARE}."))
    return pattern.startswith(f"{provider}.") and fnmatchcase(name, pattern)


def forbids(pattern: str, name: str) -> bool:
    """Tell whether a pattern that forbids covers an action, with its provider's name or without."""
    own = name.removeprefix(f"{provider_of(name)}.")
    return permits(pattern, name) or fnmatchcase(name, pattern) or fnmatchcase(own, pattern)


def places_at(provider: str, patterns: Iterable[str]) -> tuple[str, ...]:
    """Return the patterns of places that are of a provider, without its name."""
    start = f"{provider}:"
    return tuple(
        pattern.removeprefix(start)
        for pattern in patterns
        if pattern.startswith(start) or (provider == BARE and ":" not in pattern)
    )
