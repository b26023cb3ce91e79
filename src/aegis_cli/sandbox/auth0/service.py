"""The HTTP routes of the tenant."""

from dataclasses import replace

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from aegis_cli.sandbox.auth0 import activate, authorize, my_account, native, refresh
from aegis_cli.sandbox.auth0.assertion import ALGORITHMS
from aegis_cli.sandbox.auth0.device import DEVICE_CODE_GRANT, authorize_device, redeem
from aegis_cli.sandbox.auth0.keys import Keys
from aegis_cli.sandbox.auth0.management.service import management
from aegis_cli.sandbox.auth0.management.tenant_settings import TenantSettings
from aegis_cli.sandbox.auth0.tenant import (
    API_SCOPES,
    OFFLINE_SCOPE,
    OIDC_SCOPES,
    Auth0Config,
    Tenant,
)
from aegis_cli.sandbox.auth0.vault import TOKEN_VAULT_GRANT, exchange
from aegis_cli.sandbox.auth0.wire import (
    NO_STORE,
    OAuthError,
    read_credentials,
    read_parameters,
    require,
    token_response,
)
from aegis_cli.sandbox.engine.application import application
from aegis_cli.sandbox.state import State

_PUBLIC = {"cache-control": "public, max-age=15"}
_GRANTS = {
    DEVICE_CODE_GRANT: redeem,
    authorize.AUTHORIZATION_CODE_GRANT: authorize.redeem,
    refresh.REFRESH_GRANT: refresh.renew,
}


def auth0(state: State, *, config: Auth0Config, keys: Keys | None = None) -> Starlette:
    """Build an Auth0 tenant, with new keys unless `keys` are given."""
    callback = f"{config.issuer}login/callback"
    state.register(replace(state.own_app, callback_urls=(callback,)))
    settings = TenantSettings(config.issuer, state.own_app)
    tenant = Tenant(config, state, keys or Keys.generate(), settings)
    routes = [
        ("GET", "/.well-known/openid-configuration", _discovery),
        ("GET", "/.well-known/jwks.json", _jwks),
        ("POST", "/oauth/device/code", _device_code),
        ("POST", "/oauth/token", _token),
        ("POST", "/oauth/revoke", _revoke),
        ("GET", "/activate", activate.show),
        ("POST", "/activate", activate.decide),
        *authorize.ROUTES,
        *my_account.ROUTES,
    ]
    return application(
        tenant,
        routes,
        not_implemented=_not_implemented,
        mounts=[Mount("/api/v2", management(settings))],
    )


async def _discovery(tenant: Tenant, _request: Request) -> Response:
    issuer = tenant.config.issuer
    document = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}authorize",
        "token_endpoint": f"{issuer}oauth/token",
        "device_authorization_endpoint": f"{issuer}oauth/device/code",
        "revocation_endpoint": f"{issuer}oauth/revoke",
        "jwks_uri": f"{issuer}.well-known/jwks.json",
        "scopes_supported": [*OIDC_SCOPES, OFFLINE_SCOPE, *API_SCOPES],
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": [*ALGORITHMS],
        "grant_types_supported": [*_GRANTS, TOKEN_VAULT_GRANT],
        "code_challenge_methods_supported": ["S256"],
    }
    return JSONResponse(document, headers=_PUBLIC)


async def _jwks(tenant: Tenant, _request: Request) -> Response:
    return JSONResponse(tenant.keys.jwks(), headers=_PUBLIC)


async def _device_code(tenant: Tenant, request: Request) -> Response:
    parameters = await read_parameters(request)
    return token_response(authorize_device(tenant, parameters, read_credentials(parameters)))


async def _token(tenant: Tenant, request: Request) -> Response:
    parameters = await read_parameters(request)
    grant_type = require(parameters, "grant_type")
    if grant_type not in (*_GRANTS, TOKEN_VAULT_GRANT):
        raise OAuthError(400, "unsupported_grant_type", f"Unsupported grant type: {grant_type}")
    credentials = read_credentials(parameters)
    if grant_type in _GRANTS:
        return token_response(_GRANTS[grant_type](tenant, parameters, credentials))
    return token_response(await exchange(tenant, parameters, credentials))


async def _revoke(tenant: Tenant, request: Request) -> Response:
    # RFC 7009, section 2.2: 200 whatever the token is. Auth0 revokes refresh tokens only.
    parameters = await read_parameters(request)
    token = require(parameters, "token")
    if not native.is_client(tenant, read_credentials(parameters).client_id):
        raise OAuthError(401, "invalid_client", "Client authentication failed.")
    refresh.revoke(tenant, token)
    return Response(headers=NO_STORE)


def _not_implemented(asked: str) -> Response:
    message = f"The sandbox's Auth0 has no {asked}."
    body = {"error": "not_implemented", "error_description": message}
    return JSONResponse(body, 501)
