"""The native application: its authentication, its scopes and its callback URLs."""

from aegis_cli.sandbox.auth0.tenant import (
    API_SCOPES,
    ME_SCOPES,
    OFFLINE_SCOPE,
    OIDC_SCOPES,
    Tenant,
    my_account_audience,
)
from aegis_cli.sandbox.auth0.wire import Credentials, OAuthError

CALLBACKS = frozenset(f"http://127.0.0.1:{port}/callback" for port in (18484, 18485, 18486))
"""Its Allowed Callback URLs, one for each port."""


def admit(tenant: Tenant, credentials: Credentials, grant: str) -> None:
    """Accept the native application, a public client; raise `OAuthError` for any other."""
    if credentials.client_id == tenant.config.vault_client_id:
        description = f"Grant type '{grant}' not allowed for the client."
        raise OAuthError(403, "unauthorized_client", description)
    if credentials.client_id != tenant.config.cli_client_id:
        raise OAuthError(401, "unauthorized_client", f"Unknown client: {credentials.client_id}")
    if credentials.client_secret is not None or credentials.assertion is not None:
        # Auth0 refuses a public client that authenticates itself.
        raise OAuthError(403, "unauthorized_client", "The client must not authenticate itself.")


def is_known(tenant: Tenant, audience: str) -> bool:
    """Return whether the API exists; an empty audience asks for an opaque token, and is known."""
    return audience in ("", tenant.config.audience, my_account_audience(tenant.config))


def grantable(tenant: Tenant, requested: str, *, audience: str) -> tuple[str, ...]:
    """Return the requested scopes that the person can grant."""
    # If the API does not allow offline access, its scope is left out like an unknown one.
    state = tenant.state
    offline = [OFFLINE_SCOPE] if audience and state.offline_access else []
    permitted = [scope for scope in API_SCOPES if audience and scope in state.permissions]
    if audience == my_account_audience(tenant.config):
        permitted = [*ME_SCOPES]
    allowed = {*OIDC_SCOPES, *offline, *permitted}
    return tuple(dict.fromkeys(scope for scope in requested.split() if scope in allowed))
