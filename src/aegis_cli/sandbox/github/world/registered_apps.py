"""The GitHub Apps of a sandbox: who owns each, what it may do, and where it is installed.

The sandbox's own is there from the start; others are made from a manifest.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from aegis_cli.sandbox.github.description.described import LEVELS, permissions_of_all

SLUG, APP_ID = "aegis-sandbox", 4711
_ACCOUNTS = ("mona", "acme", "octo-org")


@dataclass(frozen=True, slots=True)
class App:
    """One GitHub App."""

    client_id: str = "Iv23liSandboxAegis00"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(20), repr=False)
    id: int = APP_ID
    slug: str = SLUG
    name: str = "Aegis Sandbox"
    owner: str = "mona"
    """The login of the person or organization."""
    url: str = "https://aegis.example"
    permissions: Mapping[str, str] = field(default_factory=lambda: dict(permissions_of_all()))
    callback_urls: tuple[str, ...] = ()
    is_public: bool = True
    installations: Mapping[str, Mapping[str, str]] = field(
        default_factory=lambda: {login: dict(permissions_of_all()) for login in _ACCOUNTS}
    )
    """The accounts where it is installed, each with the permissions that were accepted there."""
    keys: tuple[str, ...] = ()
    """The fingerprints of its private keys."""
    more_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Client secrets that were made later; the ones before stay valid."""

    def knows(self, client_secret: str) -> bool:
        """Return whether this is one of its client secrets."""
        given = client_secret.encode()
        known = (self.client_secret, *self.more_secrets)
        return any(hmac.compare_digest(given, each.encode()) for each in known)

    def installed_on(self, *logins: str) -> "App":
        """Return it as installed on these accounts only, with all permissions that it asks for."""
        return replace(self, installations={login: dict(self.permissions) for login in logins})


@dataclass(frozen=True, slots=True)
class ManifestCode:
    """What a manifest's App is converted with, once and within an hour."""

    client_id: str
    ends: float
    """Unix seconds."""


def covers(held: Mapping[str, str], permissions: str) -> bool:
    """Return whether these are, say, `issues=write,contents=read; pull_requests=write`."""
    reached = {
        f"{name}={level}"
        for name, most in held.items()
        for level in LEVELS[: LEVELS.index(most) + 1]
    }
    return any(
        {each.strip() for each in alternative.split(",")} <= reached
        for alternative in permissions.split(";")
    )
