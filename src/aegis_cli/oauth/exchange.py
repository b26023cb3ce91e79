"""The Token Vault exchange (RFC 8693, as Auth0 speaks it): a session token for a GitHub token.

The request is fixed: no `audience`, `scope` or `login_hint`, and a connection from the settings.
The `error` of a refusal decides what it means, whatever its status.
Source: auth0.com/docs, "Token Vault", "Access token exchange".
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from aegis_cli.core.flow import Flow, with_retries
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.oauth.answers import (
    NO_REASON,
    bearer,
    error_and_description,
    form,
    is_busy,
    object_or_none,
    rate_limit_pause,
    seconds,
    secrets_of,
    unreachable,
)

GRANT = "urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token"
SUBJECT = "urn:ietf:params:oauth:token-type:access_token"
REQUESTED = "http://auth0.com/oauth/token-type/federated-connection-access-token"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_TOO_MANY = 429  # RFC 6585
_LONGEST_WAIT = 10.0

Credential: TypeAlias = Secret | Callable[[], Secret]
"""A client secret; or a function that makes a new assertion (RFC 7523, section 2.2) each time."""


@dataclass(frozen=True, slots=True)
class Vault:
    """The confidential client that may exchange tokens, and the connection that it uses."""

    token_endpoint: str
    client_id: str
    credential: Credential
    connection: str
    app: ProviderApp | None = None
    """The GitHub App behind the connection; with it, each plan gets its own token."""


@dataclass(frozen=True, slots=True)
class Granted:
    """The token that the vault returned."""

    token: Secret
    expires_in: float | None
    """Seconds; `None` if the vault does not say."""


def exchange(vault: Vault, session: Secret) -> Flow[Granted]:
    """Exchange the session's access token for a GitHub token.

    An absent or empty `scope` is normal: GitHub Apps have none. Raises `NotSignedIn`, `Denied` or
    `Failed`, each with the next step for the person.
    """
    requests: list[Request] = []

    def next_request() -> Request:
        # An assertion works once, so each attempt has its own request.
        requests.append(_request(vault, session))
        return requests[-1]

    reason = "Token Vault did not answer; trying again"
    answer = yield from with_retries(next_request, _pause, reason)
    if isinstance(answer, Unreachable):
        raise unreachable(answer, "Token Vault")
    if not answer.ok:
        raise refusal(answer, vault.connection, secrets_of(*requests))
    data = object_or_none(answer) or {}
    token = bearer(data.get("access_token"))
    if token is None:
        raise error_for(Code.PROTOCOL, "Token Vault's answer holds no access token.")
    return Granted(token, seconds(data.get("expires_in")))


def _request(vault: Vault, session: Secret) -> Request:
    proof: tuple[tuple[str, str | Secret], ...]
    if isinstance(vault.credential, Secret):
        proof = (("client_secret", vault.credential),)
    else:
        assertion = vault.credential()
        proof = (("client_assertion_type", ASSERTION), ("client_assertion", assertion))
    return form(
        vault.token_endpoint,
        ("grant_type", GRANT),
        ("subject_token_type", SUBJECT),
        ("subject_token", session),
        ("requested_token_type", REQUESTED),
        ("connection", vault.connection),
        ("client_id", vault.client_id),
        *proof,
    )


def _pause(answer: Response | Unreachable, attempt: int) -> float | None:
    if isinstance(answer, Response) and answer.status == _TOO_MANY:
        return rate_limit_pause(answer, default=2.0, longest=_LONGEST_WAIT)
    return float(attempt) if is_busy(answer) else None


def refusal(answer: Response, connection: str, secrets: tuple[Secret, ...]) -> AegisError:
    """Return the error for a refused exchange, with the next step for the person.

    `secrets` are the secrets that were sent; they are removed from what the answer repeats.
    """
    error, description = error_and_description(answer, secrets)
    code, message, hint = _KNOWN.get(error, _OTHER)
    if "token vault is not enabled" in description.lower():
        code, message, hint = _NOT_ENABLED
    values = {
        "connection": connection,
        "error": error or f"status {answer.status}",
        "description": description or NO_REASON,
    }
    return error_for(code, message.format_map(values), hint=hint)


_Row = tuple[Code, str, str]

_NOT_CONNECTED: _Row = (
    Code.NOT_CONNECTED,
    "No usable GitHub account is connected: Token Vault has no refresh token for {connection!r}.",
    (
        "Run `aegis connect`. If `aegis accounts` lists the account already, the GitHub side "
        "issues no refresh token: use a GitHub App with expiring user tokens."
    ),
)
_NOT_ENABLED: _Row = (
    Code.MISCONFIGURED,
    "Token Vault is not enabled for the connection {connection!r}.",
    "In the Auth0 dashboard, set the connection's purpose to Connected Accounts for Token Vault.",
)
_NOT_ALLOWED: _Row = (
    Code.MISCONFIGURED,
    "The vault application may not exchange tokens for this API.",
    (
        "Give it the Token Vault grant, and make it the Custom API Client of AEGIS_AUDIENCE "
        "(check AEGIS_VAULT_CLIENT_ID)."
    ),
)
_AEGIS_BUG: _Row = (
    Code.EXCHANGE_FAILED,
    "Auth0 does not understand the exchange request.",
    "Check that AEGIS_ISSUER is an Auth0 tenant with Token Vault; if it is, this is a bug.",
)

_OTHER: _Row = (
    Code.EXCHANGE_FAILED,
    "Token Vault refused the exchange ({error}): {description}",
    "Try again; if it stays, look into the tenant's log for `feta`.",
)

_KNOWN: dict[str, _Row] = {
    "federated_connection_refresh_token_not_found": _NOT_CONNECTED,
    "tokenset_not_found": _NOT_CONNECTED,
    "federated_connection_refresh_token_flow_failed": (
        Code.RECONNECT,
        "GitHub no longer accepts the refresh token that the vault holds for {connection!r}.",
        "Run `aegis connect`, to connect the GitHub account again.",
    ),
    "invalid_grant": (
        Code.SESSION_EXPIRED,
        "Auth0 no longer accepts the session.",
        "Run the command again to sign in anew.",
    ),
    "invalid_client": (
        Code.MISCONFIGURED,
        "Auth0 does not accept the vault application's credentials.",
        "Check AEGIS_VAULT_CLIENT_ID, and AEGIS_VAULT_CLIENT_SECRET or what stands in its place.",
    ),
    "unauthorized_client": _NOT_ALLOWED,
    "mfa_required": (
        Code.MFA_REQUIRED,
        "Auth0 wants a second factor for the exchange, which nobody can give there.",
        "The tenant's MFA policy must be Never; ask for factors in a post-login Action instead.",
    ),
    "access_denied": (
        Code.ACCESS_DENIED,
        "Auth0 refused the exchange: {description}",
        (
            "Ask the administrator whether an Action, a block or the connection's list of "
            "applications stands in the way."
        ),
    ),
    "invalid_request": _AEGIS_BUG,
    "unsupported_grant_type": _AEGIS_BUG,
    "too_many_requests": (
        Code.EXCHANGE_FAILED,
        "Auth0 has too many requests just now.",
        "Try again in a minute.",
    ),
}
