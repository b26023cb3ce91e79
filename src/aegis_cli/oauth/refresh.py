"""Renews a session with its refresh token (RFC 6749, section 6), which rotates (RFC 9700, 4.14.2).

A refresh token that rotates is good for one use. Where the answer to that use is lost, nobody can
tell which token is the current one, so that it is not tried again: a new sign-in is the way out.
"""

from aegis_cli.core.flow import Flow, Wait
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, NotSignedIn
from aegis_cli.oauth.answers import Tokens, error_of, form, read_tokens, retry_after
from aegis_cli.oauth.device import Client
from aegis_cli.oauth.discovery import ServerMetadata

GRANT = "refresh_token"

_ATTEMPTS = 3
_LONGEST_WAIT = 5.0
"""Seconds after which a new sign-in is less trouble than waiting."""


class CannotRenew(NotSignedIn):
    """The refresh token is spent, ended or revoked, or nobody can tell; sign in anew."""

    rotated: Secret | None = None
    """The next refresh token, where one came with an answer that is not taken: to give back."""


def refresh(
    provider: ServerMetadata, client: Client, token: Secret, scope: frozenset[str]
) -> Flow[Tokens]:
    """Exchange a refresh token for new tokens of at most the same scope.

    `scope` is what was granted; none is sent, which asks for the same. The answer may bring the
    next refresh token. Raises `CannotRenew`, and nothing else, whatever the service answers.
    """
    request = form(
        provider.token_endpoint,
        ("grant_type", GRANT),
        ("client_id", client.client_id),
        ("refresh_token", token),
    )
    answer = yield request
    for _ in range(_ATTEMPTS - 1):
        if (pause := _pause(answer)) is not None:
            yield Wait(pause, "renewing the session")
            answer = yield request
    if not isinstance(answer, Response) or not answer.ok:
        raise _ended()
    return _narrowed(answer, scope)


def _pause(answer: Response | Unreachable) -> float | None:
    """Return the seconds until the same token may be sent again; `None` where it may be spent."""
    if isinstance(answer, Unreachable):
        return None if answer.sent else 0.5
    if error_of(answer) != "too_many_requests":
        return None
    pause = retry_after(answer) or 1.0
    return pause if pause <= _LONGEST_WAIT else None


def _narrowed(answer: Response, scope: frozenset[str]) -> Tokens:
    """Refuse more than was granted: the person confirmed a scope, and no other."""
    try:
        tokens = read_tokens(answer)
    except AegisError:
        tokens = None
    if tokens is None or (tokens.scope is not None and not tokens.scope <= scope):
        problem = _ended()
        problem.rotated = None if tokens is None else tokens.refresh_token
        raise problem
    return tokens


def _ended() -> CannotRenew:
    return CannotRenew(
        "The session has ended and cannot be renewed.",
        code=Code.SESSION_EXPIRED,
        hint="Sign in again.",
    )
