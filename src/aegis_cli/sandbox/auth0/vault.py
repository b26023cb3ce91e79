"""Token Vault: exchange an access token for a service's token (Auth0's variant of RFC 8693)."""

import asyncio
import hmac
from typing import Any

from aegis_cli.sandbox.auth0.assertion import is_valid
from aegis_cli.sandbox.auth0.registered import credentials_of, serves
from aegis_cli.sandbox.auth0.tenant import PERSON, Tenant
from aegis_cli.sandbox.auth0.tokens import access_claims, audiences
from aegis_cli.sandbox.auth0.wire import Credentials, OAuthError, invalid_request, require
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.state import SandboxService, State

TOKEN_VAULT_GRANT = (
    "urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token"  # noqa: S105 - a name
)

_ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a name
# Auth0 compares this identifier character by character: it is http, not https.
_FEDERATED_TOKEN_TYPE = "http://auth0.com/oauth/token-type/federated-connection-access-token"  # noqa: S105 - a name
_REFUSED = ("audience", "resource", "scope")
_TOKEN_LIFE = 28800
_OTHER_LIVES = {"slack": 43_200.0, "jira": 3_600.0}


async def exchange(
    tenant: Tenant, parameters: dict[str, str], credentials: Credentials
) -> dict[str, Any]:
    """Answer a Token Vault exchange of `POST /oauth/token`."""
    await asyncio.sleep(tenant.state.latency.get(SandboxService.AUTH0, 0.0))
    audience = _authenticate(tenant, credentials)
    _check_parameters(tenant, parameters, credentials.client_id)
    _check_subject(tenant, require(parameters, "subject_token"), audience)
    state, life = tenant.state, float(_TOKEN_LIFE)
    service = state.others.get(parameters["connection"])
    if service in state.unconnected:
        raise _not_found()
    if service is not None:
        token, life = state.new_token_of(service), _OTHER_LIVES.get(service, life)
    elif state.connected:
        token = _github_token(state, _app(tenant, credentials.client_id, parameters))
        life = state.provider_tokens[token] - state.now()
    else:
        raise _not_found()
    return {
        "access_token": token,
        "scope": " ".join(state.scopes.get(service or "", ())),
        "expires_in": int(life),
        "issued_token_type": _FEDERATED_TOKEN_TYPE,
        "token_type": "Bearer",
    }


def _authenticate(tenant: Tenant, credentials: Credentials) -> str:
    """Return the API that the client is linked to."""
    config = tenant.config
    client = tenant.settings.clients.get(credentials.client_id)
    is_native = credentials.client_id == config.cli_client_id
    if is_native or (client is not None and TOKEN_VAULT_GRANT not in client["grant_types"]):
        description = f"Grant type '{TOKEN_VAULT_GRANT}' not allowed for the client."
        raise OAuthError(403, "unauthorized_client", description)
    known = client is not None or credentials.client_id == config.vault_client_id
    if not known or not _is_authenticated(tenant, credentials):
        raise OAuthError(401, "invalid_client", "Client authentication failed.")
    return config.audience if client is None else client["resource_server_identifier"]


def _is_authenticated(tenant: Tenant, credentials: Credentials) -> bool:
    # At Auth0, a client with a public key has no secret, and one without cannot use an assertion.
    client = tenant.settings.clients.get(credentials.client_id)
    if client is None and tenant.state.vault_public_key:
        return is_valid(tenant, credentials)
    known = tenant.config.vault_client_secret if client is None else client["client_secret"]
    return hmac.compare_digest((credentials.client_secret or "").encode(), known.encode())


def _check_parameters(tenant: Tenant, parameters: dict[str, str], client_id: str) -> None:
    refused = next((name for name in _REFUSED if name in parameters), None)
    if refused is not None:
        raise invalid_request(f"Parameter not allowed for this grant: {refused}")
    if require(parameters, "subject_token_type") != _ACCESS_TOKEN_TYPE:
        raise invalid_request("Unsupported subject_token_type.")
    if require(parameters, "requested_token_type") != _FEDERATED_TOKEN_TYPE:
        raise invalid_request("Unsupported requested_token_type.")
    connection = require(parameters, "connection")
    is_registered = client_id in tenant.settings.clients
    is_served = is_registered and serves(tenant.settings, connection)
    usual = {tenant.config.connection, *tenant.state.others}
    if not is_served and (is_registered or connection not in usual):
        raise invalid_request("Token Vault is not enabled for the provided connection.")


def _check_subject(tenant: Tenant, subject_token: str, audience: str) -> None:
    claims = access_claims(tenant, subject_token)
    if claims is None or claims["sub"] != PERSON["sub"]:
        raise OAuthError(401, "invalid_grant", "The subject token is invalid or expired.")
    if audience not in audiences(claims):
        description = "The client is not linked to the audience of the subject token."
        raise OAuthError(403, "unauthorized_client", description)


def _app(tenant: Tenant, client_id: str, parameters: dict[str, str]) -> App:
    """Return the GitHub App whose tokens the vault has; the sandbox's own client needs no other."""
    state = tenant.state
    if client_id not in tenant.settings.clients:
        return state.own_app
    app_id, secret = credentials_of(tenant.settings, parameters["connection"])
    if not app_id:
        raise _not_found()
    app = state.apps.get(app_id)
    if app is None or not app.knows(secret):
        description = "Refresh Token flow for the Federated Connection failed"
        raise OAuthError(401, "federated_connection_refresh_token_flow_failed", description)
    return app


def _not_found() -> OAuthError:
    description = "Federated connection Refresh Token not found."
    return OAuthError(401, "federated_connection_refresh_token_not_found", description)


def _github_token(state: State, app: App) -> str:
    now = state.now()
    if not state.fresh_tokens:
        kept = (t for t, ends in state.provider_tokens.items() if ends - now >= 1)
        found = next((token for token in kept if state.app_of(token) == app), None)
        if found is not None:
            return found
    # Earlier tokens stay valid, because commands may run in parallel.
    token = state.new_github_token()
    state.provider_tokens[token] = now + _TOKEN_LIFE
    state.token_apps[token] = app.client_id
    return token
