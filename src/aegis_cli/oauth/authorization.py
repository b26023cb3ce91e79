"""The authorization code grant with PKCE, which proves that the person logs in at this moment.

It asks for a new login (`max_age=0`) and accepts an ID token as its proof only if the token answers
this request and reports a login after the request began. `oauth/pkce.py` handles the redirect.
Sources: RFC 6749, section 4.1; RFC 7636; OpenID Connect Core 1.0, sections 3.1.2.1 and 3.1.3.7;
auth0.com/docs, "Force Reauthentication in OIDC", "Authorization Code Flow with PKCE".
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard
from urllib.parse import urlencode

from aegis_cli.core.flow import Flow, with_retries
from aegis_cli.core.http import Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Failed, StepUpRequired
from aegis_cli.oauth.answers import form, is_number, unreachable
from aegis_cli.oauth.device import Client, with_scope
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.oauth.pkce import CodeFlow, is_same
from aegis_cli.oauth.service_refusals import refused_by
from aegis_cli.oauth.sign_in_tokens import Tokens, read_tokens, resend_pause

GRANT = "authorization_code"

CODE = "code"
"""The name of the redirect's parameter that holds the code."""

LEEWAY = 5.0
"""Seconds by which the clocks of one issuer's machines may differ, with rounding."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """An authorization request, ready for the browser."""

    url: str = field(repr=False)
    """The page that the person opens."""
    flow: CodeFlow
    scope: tuple[str, ...]
    nonce: str = field(repr=False)
    """The ID token repeats it, which ties the token to this request."""


def authorize(
    provider: ServerMetadata, client: Client, scope: tuple[str, ...], flow: CodeFlow
) -> Authorization:
    """Make the request for a scope and a new login.

    Raises `Failed` if the issuer names no usable authorization endpoint.
    """
    endpoint = one_line(provider.authorization_endpoint or "")
    if not endpoint or "#" in endpoint:  # RFC 6749, section 3.1
        raise Failed(
            "The issuer names no page to log in at (its authorization_endpoint).",
            code=Code.MISCONFIGURED,
            hint="Use `--step-up device`, and check AEGIS_ISSUER.",
        )
    nonce = secrets.token_urlsafe(32)
    query = {
        "response_type": CODE,
        "client_id": client.client_id,
        "redirect_uri": flow.redirect_uri,
        "scope": " ".join(scope),
        "audience": client.audience,
        "state": flow.state,
        "nonce": nonce,
        "code_challenge": flow.code_challenge,
        "code_challenge_method": "S256",
        "max_age": "0",
    }
    url = endpoint + ("&" if "?" in endpoint else "?") + urlencode(query)
    return Authorization(url, flow, scope, nonce)


def redeem(
    provider: ServerMetadata, client: Client, request: Authorization, code: Secret
) -> Flow[Tokens]:
    """Exchange the code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5).

    A code works once, so it is sent again only if it was not used. Raises `Denied` if less than the
    scope was granted, and `Failed`.
    """
    verifier = request.flow.code_verifier
    redemption = form(
        provider.token_endpoint,
        ("grant_type", GRANT),
        ("client_id", client.client_id),
        ("code", code),
        ("code_verifier", verifier),
        ("redirect_uri", request.flow.redirect_uri),
    )
    answer = yield from with_retries(redemption, resend_pause, "the sign-in service did not answer")
    if isinstance(answer, Unreachable):
        raise unreachable(answer, provider.token_endpoint)
    if not answer.ok:
        raise refused_by("code", answer, (code, verifier))
    return with_scope(read_tokens(answer), request.scope)


def logged_in_at(claims: Mapping[str, Any], request: Authorization, *, elapsed: float) -> float:
    """Return when the person logged in, in Unix seconds of the issuer's clock.

    `claims` are those of an ID token whose signature, issuer, audience and times were checked;
    `elapsed` is how many seconds ago the request began. Raises `Failed` if the token answers
    another request or has no time, and `StepUpRequired` if nobody logged in since the request.
    """
    nonce = claims.get("nonce")
    # NOTE: a token of another request proves nothing about this one (OpenID Connect Core, 15.5.2).
    if not isinstance(nonce, str) or not is_same(nonce, request.nonce):
        raise _unproven("The ID token does not belong to this request.")
    login, issued_at = claims.get("auth_time"), claims.get("iat")
    if not _is_time(login) or not _is_time(issued_at):
        raise _unproven("The ID token does not say when you logged in, although it was asked to.")
    # NOTE: both times are the issuer's and `elapsed` is ours, so a difference between the two
    # clocks lets no older login pass.
    if -LEEWAY <= issued_at - login <= elapsed + LEEWAY:
        return float(login)
    raise StepUpRequired(
        "The browser used an earlier login instead of a new one; nothing was sent.",
        hint="Ask again, and log in when the page asks for it.",
    )


def _is_time(value: Any) -> TypeGuard[float]:
    return is_number(value) and 0 < value < 10**11


def _unproven(message: str) -> Failed:
    return Failed(
        message,
        code=Code.PROTOCOL,
        hint="Run the command again; if it stays, use `--step-up device` and check AEGIS_ISSUER.",
    )
