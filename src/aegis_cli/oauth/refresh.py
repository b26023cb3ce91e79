"""Renews a session with its refresh token (RFC 6749, section 6), and revokes that (RFC 7009).

The token rotates (RFC 9700, 4.14.2): each works once. If the answer to its use is lost, nobody can
tell which token is the current one; so it is not sent again, and the person signs in anew.
"""

from aegis_cli.core.flow import Flow, with_retries
from aegis_cli.core.http import Response
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, NotSignedIn
from aegis_cli.oauth.answers import form
from aegis_cli.oauth.device import Client
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.oauth.sign_in_tokens import Tokens, read_tokens, resend_pause

GRANT = "refresh_token"


class CannotRenew(NotSignedIn):
    """The refresh token is used up or revoked, or nobody can tell; the person must sign in anew."""

    rotated: Secret | None = None
    """The next refresh token, if the refused answer brought one: it must be revoked."""


def refresh(
    provider: ServerMetadata, client: Client, token: Secret, scope: frozenset[str]
) -> Flow[Tokens]:
    """Exchange a refresh token for new tokens of at most the same scope.

    `scope` is what was granted. The request names no scope, which asks for the same. The answer may
    bring the next refresh token. Raises `CannotRenew`, and nothing else, whatever the service
    answers.
    """
    request = form(
        provider.token_endpoint,
        ("grant_type", GRANT),
        ("client_id", client.client_id),
        ("refresh_token", token),
    )
    answer = yield from with_retries(request, resend_pause, "the sign-in service did not answer")
    if not isinstance(answer, Response) or not answer.ok:
        raise _cannot_renew()
    try:
        tokens = read_tokens(answer)
    except AegisError:
        tokens = None
    # NOTE: the person confirmed a scope, so an answer with more than that is refused.
    if tokens is None or (tokens.scope is not None and not tokens.scope <= scope):
        raise _cannot_renew(None if tokens is None else tokens.refresh_token)
    return tokens


def revoke(provider: ServerMetadata, client: Client, token: Secret) -> Flow[bool]:
    """Ask the issuer once to revoke a refresh token; tell whether it confirms that.

    A public client sends its id and no secret (RFC 7009, section 2.1). Auth0 revokes refresh
    tokens only; an access token is valid until it expires.
    """
    if provider.revocation_endpoint is None:
        return False
    answer = yield form(
        provider.revocation_endpoint, ("client_id", client.client_id), ("token", token)
    )
    return isinstance(answer, Response) and answer.ok


def _cannot_renew(rotated: Secret | None = None) -> CannotRenew:
    problem = CannotRenew(
        "The session has ended and cannot be renewed.",
        code=Code.SESSION_EXPIRED,
        hint="Sign in again.",
    )
    problem.rotated = rotated
    return problem
