"""The native application: its authentication, its scopes and its callback URLs.

One is the sandbox's own; others were registered by the Management API.
"""

from collections.abc import Collection

from aegis_cli.sandbox.auth0.registered import granted_scopes
from aegis_cli.sandbox.auth0.registered import permissions as registered_permissions
from aegis_cli.sandbox.auth0.tenant import (
    API_SCOPES,
    ME_SCOPES,
    OFFLINE_SCOPE,
    OIDC_SCOPES,
    PERSON,
    Tenant,
    my_account_audience,
)
from aegis_cli.sandbox.auth0.wire import Credentials, OAuthError

CALLBACKS = frozenset(f"http://127.0.0.1:{port}/callback" for port in (18484, 18485, 18486))
"""Its Allowed Callback URLs, one for each port."""

_PUBLIC = {"app_type": "native", "is_first_party": True, "token_endpoint_auth_method": "none"}
"""What a registered application must be for the device flow and the code flow."""


def admit(tenant: Tenant, credentials: Credentials, grant: str) -> None:
    """Accept the native application, a public client; raise `OAuthError` for any other."""
    description = f"Grant type '{grant}' not allowed for the client."
    not_allowed = OAuthError(403, "unauthorized_client", description)
    if credentials.client_id == tenant.config.vault_client_id:
        raise not_allowed
    if not is_client(tenant, credentials.client_id):
        raise OAuthError(401, "unauthorized_client", f"Unknown client: {credentials.client_id}")
    client = tenant.settings.clients.get(credentials.client_id)
    is_public = client is None or _PUBLIC.items() <= client.items()
    if client is not None and (grant not in client["grant_types"] or not is_public):
        raise not_allowed
    if credentials.client_secret is not None or credentials.assertion is not None:
        # Auth0 refuses a public client that authenticates itself.
        raise OAuthError(403, "unauthorized_client", "The client must not authenticate itself.")


def is_client(tenant: Tenant, client_id: str) -> bool:
    """Return whether this is the sandbox's own application, or one that was registered."""
    return client_id == tenant.config.cli_client_id or client_id in tenant.settings.clients


def callbacks(tenant: Tenant, client_id: str) -> Collection[str]:
    """Return the Allowed Callback URLs of an application."""
    client = tenant.settings.clients.get(client_id)
    return CALLBACKS if client is None else client["callbacks"]


def is_known(tenant: Tenant, audience: str) -> bool:
    """Return whether the API exists."""
    return audience == tenant.config.audience or tenant.settings.has_audience(audience)


def grantable(tenant: Tenant, requested: str, *, audience: str, client_id: str) -> tuple[str, ...]:
    """Return the requested scopes that the person can grant to an application."""
    # If the API does not allow offline access, its scope is left out like an unknown one.
    allowed = {*OIDC_SCOPES, *_grantable_scopes(tenant, audience, client_id)}
    return tuple(dict.fromkeys(scope for scope in requested.split() if scope in allowed))


def _grantable_scopes(tenant: Tenant, audience: str, client_id: str) -> tuple[str, ...]:
    """Return the scopes of an API that the person can grant to an application."""
    state, settings = tenant.state, tenant.settings
    if client_id in settings.clients:
        server = settings.server(audience) or {}
        offline = [OFFLINE_SCOPE] if server.get("allow_offline_access") else []
        return (*offline, *granted_scopes(settings, client_id, audience, PERSON["sub"]))
    offline = [OFFLINE_SCOPE] if state.offline_access else []
    if audience == my_account_audience(tenant.config):
        return (*offline, *ME_SCOPES)
    return (*offline, *(scope for scope in API_SCOPES if scope in state.permissions))


def permissions(tenant: Tenant, audience: str, client_id: str) -> tuple[str, ...]:
    """Return every permission of the person for an API."""
    if client_id in tenant.settings.clients:
        return registered_permissions(tenant.settings, audience, PERSON["sub"])
    return tenant.state.permissions


def access_life(tenant: Tenant, audience: str, client_id: str) -> int:
    """Return the seconds for which an access token for an API is valid."""
    if client_id in tenant.settings.clients:
        return int((tenant.settings.server(audience) or {})["token_lifetime"])
    return tenant.state.access_life
