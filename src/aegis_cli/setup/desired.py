"""What an Auth0 tenant needs for aegis, as literal data; the reasons are in docs/auth0.md."""

from dataclasses import dataclass
from typing import Any

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
TOKEN_VAULT = "urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token"  # noqa: S105  # a name

SCOPES = {
    "aegis:read": "Read from GitHub",
    "aegis:write": "Change things at GitHub",
    "aegis:admin": "Destroy things at GitHub",
}
ME_SCOPES = (
    "create:me:connected_accounts",
    "read:me:connected_accounts",
    "delete:me:connected_accounts",
)
CALLBACKS = tuple(f"http://127.0.0.1:{port}/callback" for port in (18484, 18485, 18486))
"""Auth0 compares callbacks with their port, so the ports are fixed (RFC 8252, 7.3, is not kept)."""

TOKEN_LIFETIME = 600
"""Seconds; an access token cannot be revoked."""

AUTH_TIME = "https://aegis/auth_time"
"""The claim that the Actions add; Auth0 lets none of them write a plain `auth_time`."""

TRIGGER = "post-login"
ASK, CLAIM = "aegis step-up", "aegis step-up claims"
"""The two Actions in their order: asking stops the flow, so that what follows sees the answer."""

PERMISSIONS = (
    "read:resource_servers create:resource_servers update:resource_servers "
    "read:clients create:clients update:clients "
    "read:client_grants create:client_grants update:client_grants delete:client_grants "
    "read:connections update:connections "
    "read:actions create:actions update:actions"
)
"""What the Management API token must be allowed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One tenant as it should be."""

    base: str
    """Its address, without a trailing slash."""
    audience: str
    """The identifier of the API."""
    connection: str
    """The name of the connection to GitHub."""
    code: str
    """The post-login Action."""
    client_id: str = ""
    """The native application, where a setting names one."""
    vault_client_id: str = ""
    """The Custom API Client, where a setting names one."""

    @property
    def me(self) -> str:
        """The identifier of the My Account API."""
        return f"{self.base}/me/"


def api(wanted: Wanted) -> dict[str, Any]:
    """Return the API as it is created."""
    return {
        "name": "aegis",
        "identifier": wanted.audience,
        **API_FIELDS,
        "token_lifetime": TOKEN_LIFETIME,
        "token_lifetime_for_web": TOKEN_LIFETIME,
        "scopes": [{"value": name, "description": says} for name, says in SCOPES.items()],
    }


API_FIELDS: dict[str, Any] = {
    "signing_alg": "RS256",
    "enforce_policies": True,
    "token_dialect": "rfc9068_profile_authz",
    "allow_offline_access": True,
    "subject_type_authorization": {
        "user": {"policy": "require_client_grant"},
        "client": {"policy": "deny_all"},
    },
}
"""Without RBAC (`enforce_policies`) every scope that is asked for is granted."""

NATIVE_FIELDS: dict[str, Any] = {
    "app_type": "native",
    "token_endpoint_auth_method": "none",
    "oidc_conformant": True,
}
NATIVE_LISTS = {
    # The code grant is for a step-up in the browser, and refresh tokens for long sessions.
    "grant_types": (DEVICE_CODE, "authorization_code", "refresh_token"),
    "callbacks": CALLBACKS,
}


def native() -> dict[str, Any]:
    """Return the native application as it is created."""
    lists = {name: list(values) for name, values in NATIVE_LISTS.items()}
    return {"name": "aegis", **NATIVE_FIELDS, **lists}


def vault(wanted: Wanted) -> dict[str, Any]:
    """Return the Custom API Client as it is created; its type and link are made once."""
    return {
        "name": "aegis vault",
        "app_type": "resource_server",
        "resource_server_identifier": wanted.audience,
        "grant_types": [TOKEN_VAULT],
    }


def action(name: str, code: str) -> dict[str, Any]:
    """Return one of the two Actions as it is created."""
    return {
        "name": name,
        "supported_triggers": [{"id": TRIGGER, "version": "v3"}],
        "code": code,
        "runtime": "node22",
    }
