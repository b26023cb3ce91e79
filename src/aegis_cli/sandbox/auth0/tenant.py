"""The parts of an Auth0 tenant: its applications, its API, its keys, and the person."""

from dataclasses import dataclass, field
from typing import Any

from aegis_cli.sandbox.auth0.keys import Keys
from aegis_cli.sandbox.auth0.management.tenant_settings import TenantSettings
from aegis_cli.sandbox.state import State

PERSON: dict[str, Any] = {
    "sub": "github|583231",
    "name": "Mona Lisa",
    "nickname": "mona",
    "picture": "https://avatars.githubusercontent.com/u/583231?v=4",
    "email": "mona@example.com",
    "email_verified": True,
}
"""The person who uses the browser."""

API_SCOPES = ("aegis:read", "aegis:write", "aegis:admin")
"""The scopes of the API."""

ME_SCOPES = (
    "create:me:connected_accounts",
    "read:me:connected_accounts",
    "delete:me:connected_accounts",
)
"""The scopes of the My Account API that the native application has."""

OIDC_SCOPES = ("openid", "profile", "email")
"""The scopes of OpenID Connect that a token may hold."""

OFFLINE_SCOPE = "offline_access"
"""The scope that asks for a refresh token; the API has to allow it."""


@dataclass(frozen=True, slots=True)
class Auth0Config:
    """How the tenant is set up."""

    issuer: str
    """With the trailing slash that Auth0 has."""
    cli_client_id: str
    """The native application: public, and allowed the device flow only."""
    audience: str
    """The identifier of the API."""
    vault_client_id: str
    """The Custom API Client linked to the API: confidential, and allowed Token Vault only."""
    vault_client_secret: str = field(repr=False)
    connection: str = "github"
    code_life: int = 900
    """Seconds until a user code expires."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """One running tenant."""

    config: Auth0Config
    state: State
    keys: Keys
    settings: TenantSettings
    """What the Management API manages: applications beside those of `config`, and people."""
    families: dict[str, Any] = field(default_factory=dict, repr=False)
    """Refresh tokens, used or not, each with the family it belongs to."""


def my_account_audience(config: Auth0Config) -> str:
    """Return the identifier of the My Account API."""
    return f"{config.issuer}me/"
