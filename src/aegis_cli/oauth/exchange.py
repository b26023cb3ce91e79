"""The Token Vault exchange (RFC 8693, as Auth0 speaks it): a session token for a provider's token.

The request is fixed: no `audience`, `scope` or `login_hint`, and a connection from the settings.
The `error` of a refusal decides what it means, whatever its status.
Source: auth0.com/docs, "Token Vault", "Access token exchange".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from aegis_cli.core.flow import Flow, with_retries
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import Code, error_for
from aegis_cli.oauth.answers import (
    bearer,
    form,
    is_busy,
    object_or_none,
    rate_limit_pause,
    seconds,
    secrets_of,
    unreachable,
)
from aegis_cli.oauth.service_refusals import refused_by

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
    """The confidential client that may exchange tokens, and the connections that it uses."""

    token_endpoint: str
    client_id: str
    credential: Credential
    connections: Mapping[str, VaultConnection]
    """One for each provider that exists, by its name."""

    @property
    def may_derive(self) -> bool:
        """Whether a plan may get a token of its own, which is to be deleted after it."""
        return any(connection.app is not None for connection in self.connections.values())


@dataclass(frozen=True, slots=True)
class Granted:
    """The token that the vault returned."""

    token: Secret
    expires_in: float | None
    """Seconds; `None` if the vault does not say."""


def exchange(vault: Vault, connection: VaultConnection, session: Secret) -> Flow[Granted]:
    """Exchange the session's access token for a token of the provider.

    An absent or empty `scope` is normal: an App may have none. Raises `NotSignedIn`, `Denied` or
    `Failed`, each with the next step for the person.
    """
    requests: list[Request] = []

    def next_request() -> Request:
        # An assertion works once, so each attempt has its own request.
        requests.append(_request(vault, connection.name, session))
        return requests[-1]

    reason = "Token Vault did not answer"
    answer = yield from with_retries(next_request, _pause, reason)
    if isinstance(answer, Unreachable):
        raise unreachable(answer, vault.token_endpoint, "Token Vault")
    if not answer.ok:
        secrets = secrets_of(*requests)
        values = {
            "connection": connection.name,
            "provider": connection.title,
            "argument": connection.argument,
            "renewal": connection.renewal,
        }
        raise refused_by("exchange", answer, secrets, **values)
    data = object_or_none(answer) or {}
    token = bearer(data.get("access_token"))
    if token is None:
        raise error_for(Code.PROTOCOL, "Token Vault's answer holds no access token.")
    return Granted(token, seconds(data.get("expires_in")))


def _request(vault: Vault, connection: str, session: Secret) -> Request:
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
        ("connection", connection),
        ("client_id", vault.client_id),
        *proof,
    )


def _pause(answer: Response | Unreachable, attempt: int) -> float | None:
    if isinstance(answer, Response) and answer.status == _TOO_MANY:
        return rate_limit_pause(answer, default=2.0, longest=_LONGEST_WAIT)
    return float(attempt) if is_busy(answer) else None
