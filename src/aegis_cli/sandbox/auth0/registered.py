"""What the Management API registered, as the sign-in, the exchange and the connect flow see it.

The sandbox's own applications and API need no setting up, and are not here. What is here works as
far as it was set up, so that each step of setting a tenant up can be tried.
"""

from aegis_cli.sandbox.auth0.management.tenant_settings import TenantSettings
from aegis_cli.sandbox.auth0.wire import OAuthError

_RBAC = "enforce_policies"


def granted_scopes(
    settings: TenantSettings, client_id: str, audience: str, user_id: str
) -> tuple[str, ...]:
    """Return what a person can grant an application of an API; raise `OAuthError` for no access."""
    server = settings.server(audience)
    if server is None:
        return ()
    wanted = {"client_id": client_id, "audience": audience, "subject_type": "user"}
    grants = (grant for grant in settings.grants.values() if wanted.items() <= grant.items())
    grant = next(grants, None)
    if grant is None:
        message = f"Client {client_id!r} is not authorized to access resource server {audience!r}."
        raise OAuthError(403, "access_denied", message)
    if not server.get(_RBAC):
        return (*grant["scope"],)
    given = permissions(settings, audience, user_id)
    return tuple(scope for scope in grant["scope"] if scope in given)


def permissions(settings: TenantSettings, audience: str, user_id: str) -> tuple[str, ...]:
    """Return the permissions of an API that a person was given."""
    given = settings.permissions.get(user_id, [])
    return tuple(name for identifier, name in given if identifier == audience)


def serves(settings: TenantSettings, name: str, client_id: str | None = None) -> bool:
    """Return whether a connection is for connected accounts, and is on for an application."""
    connection = settings.connection(name)
    if connection is None or connection.get("connected_accounts") != {"active": True}:
        return False
    return client_id is None or client_id in settings.enabled.get(connection["id"], [])


def credentials_of(settings: TenantSettings, name: str) -> tuple[str, str]:
    """Return id and secret of the App behind a connection; Auth0's developer keys are ("", "")."""
    options = (settings.connection(name) or {}).get("options", {})
    return options.get("client_id", ""), options.get("client_secret", "")
