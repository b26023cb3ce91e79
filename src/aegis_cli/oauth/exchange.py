"""The Token Vault exchange (RFC 8693, as Auth0 speaks it): a session token for a GitHub token.

What is sent is fixed: no `audience`, `scope` or `login_hint`, and a connection from the settings.
Only the `error` decides what a refusal means; the status does not.
Source: auth0.com/docs, "Token Vault", "Access token exchange".
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from aegis_cli.core.flow import Flow, Wait
from aegis_cli.core.http import Malformed, Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.oauth.answers import bearer, retry_after, seconds
from aegis_cli.oauth.safe_text import shown

GRANT = "urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token"
SUBJECT = "urn:ietf:params:oauth:token-type:access_token"
REQUESTED = "http://auth0.com/oauth/token-type/federated-connection-access-token"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

ATTEMPTS = 3
LONGEST_WAIT = 10.0


Credential: TypeAlias = Secret | Callable[[], Secret]
"""A client secret; or what makes an assertion (RFC 7523, section 2.2), a new one each time."""


@dataclass(frozen=True, slots=True)
class ProviderApp:
    """The application at the provider behind the connection: a GitHub App, for instance."""

    client_id: str
    client_secret: Secret


@dataclass(frozen=True, slots=True)
class Vault:
    """The confidential client that may exchange, and what it exchanges for."""

    token_endpoint: str
    client_id: str
    credential: Credential
    connection: str
    app: ProviderApp | None = None
    """The GitHub App behind the connection; with it, each plan gets a token of its own."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What the vault hands out."""

    token: Secret
    expires_in: float | None
    """Seconds; `None` if the vault does not say."""


def exchange(vault: Vault, session: Secret) -> Flow[Granted]:
    """Exchange the session's access token for a GitHub token.

    An absent or empty `scope` is normal: GitHub Apps have none. Raises `NotSignedIn`, `Denied` or
    `Failed`, each with the next step for the person.
    """
    request = _request(vault, session)
    answer: Response | Unreachable = yield request
    attempt = 1
    while attempt < ATTEMPTS and (pause := _pause(answer, attempt)) is not None:
        yield Wait(pause, "Token Vault did not answer; trying again")
        request = _request(vault, session)
        answer = yield request
        attempt += 1
    if isinstance(answer, Unreachable):
        raise error_for(
            Code.NETWORK,
            f"Token Vault could not be reached: {answer.reason}.",
            hint="Check the connection and AEGIS_ISSUER.",
        )
    if not answer.ok:
        sent = tuple(value for _, value in request.form or () if isinstance(value, Secret))
        raise refusal(answer, vault.connection, sent)
    return _granted(answer)


def _request(vault: Vault, session: Secret) -> Request:
    """Build the request anew for each attempt: an assertion may be used once."""
    proof: tuple[tuple[str, str | Secret], ...]
    if isinstance(vault.credential, Secret):
        proof = (("client_secret", vault.credential),)
    else:
        assertion = vault.credential()
        proof = (("client_assertion_type", ASSERTION), ("client_assertion", assertion))
    return Request(
        "POST",
        vault.token_endpoint,
        "",
        form=(
            ("grant_type", GRANT),
            ("subject_token_type", SUBJECT),
            ("subject_token", session),
            ("requested_token_type", REQUESTED),
            ("connection", vault.connection),
            ("client_id", vault.client_id),
            *proof,
        ),
        headers=(("accept", "application/json"),),
    )


def _pause(answer: Response | Unreachable, attempt: int) -> float | None:
    if isinstance(answer, Unreachable) or answer.status >= 500:  # noqa: PLR2004
        return float(attempt)
    if answer.status == 429:  # noqa: PLR2004  # RFC 6585
        asked = retry_after(answer)
        wait = 2.0 if asked is None else asked
        return wait if wait <= LONGEST_WAIT else None
    return None


def _granted(answer: Response) -> Granted:
    try:
        found = answer.json_object()
    except Malformed:
        found = {}
    token = bearer(found.get("access_token"))
    if token is None:
        raise error_for(Code.PROTOCOL, "Token Vault's answer holds no access token.")
    return Granted(token, seconds(found.get("expires_in")))


def refusal(answer: Response, connection: str, secrets: tuple[Secret, ...]) -> AegisError:
    """Explain a refused exchange: what it means, and the next thing to do.

    `secrets` are what was sent, and are taken out of whatever the answer repeats.
    """
    error, description = _words(answer)
    error, description = shown(error, secrets, most=80), shown(description, secrets, most=300)
    known = _KNOWN.get(error)
    if "token vault is not enabled" in description.lower():
        known = _NOT_ENABLED
    if known:
        code, message, hint = known
        return error_for(
            code,
            message.format(connection=connection),
            hint=hint.format(connection=connection),
        )
    if error == "access_denied":
        return error_for(
            Code.ACCESS_DENIED,
            f"Auth0 refused the exchange: {description or 'no reason was given'}",
            hint="Ask the administrator whether an Action, a block or the connection's list of "
            "applications stands in the way.",
        )
    what = error or f"status {answer.status}"
    return error_for(
        Code.EXCHANGE_FAILED,
        f"Token Vault refused the exchange ({what}): {description or 'no reason was given'}",
        hint="Try again; if it stays, look into the tenant's log for `feta`.",
    )


def _words(answer: Response) -> tuple[str, str]:
    try:
        data = answer.json_object()
    except Malformed:
        return "", ""
    error, description = data.get("error"), data.get("error_description")
    return (
        error if isinstance(error, str) else "",
        description if isinstance(description, str) else "",
    )


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
    "invalid_request": _AEGIS_BUG,
    "unsupported_grant_type": _AEGIS_BUG,
    "too_many_requests": (
        Code.EXCHANGE_FAILED,
        "Auth0 has too many requests just now.",
        "Try again in a minute.",
    ),
}
