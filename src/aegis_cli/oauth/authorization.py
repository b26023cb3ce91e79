"""The authorization code grant with PKCE, for a proof that the person is there at this moment.

It asks for a login anew (`max_age=0`), and takes an ID token's word for it only where that answers
this very request and tells of a login after it began. The redirect is `oauth/pkce.py`'s.
Sources: RFC 6749, section 4.1; RFC 7636; OpenID Connect Core 1.0, sections 3.1.2.1 and 3.1.3.7;
auth0.com/docs, "Force Reauthentication in OIDC", "Authorization Code Flow with PKCE".
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard
from urllib.parse import urlencode

from aegis_cli.core.flow import Flow, Wait
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, Failed, StepUpRequired
from aegis_cli.oauth.answers import Tokens, error_of, form, read_tokens, retry_after, text_of
from aegis_cli.oauth.device import Client, enough
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.oauth.pkce import CodeFlow
from aegis_cli.oauth.safe_text import shown

GRANT = "authorization_code"

CODE = "code"
"""The parameter in which the code comes back."""

LEEWAY = 5.0
"""Seconds that the clocks of one issuer's machines may differ, whole seconds included."""

_ATTEMPTS = 3
_LONGEST_WAIT = 5.0
_SET_UP_WRONGLY = frozenset({"unauthorized_client", "invalid_client", "unsupported_grant_type"})


@dataclass(frozen=True, slots=True)
class Authorization:
    """An authorization request, ready for the browser."""

    url: str = field(repr=False)
    """The page to go to."""
    flow: CodeFlow
    scope: tuple[str, ...]
    nonce: str = field(repr=False)
    """What ties the ID token to this request."""


def authorize(
    provider: ServerMetadata, client: Client, scope: tuple[str, ...], flow: CodeFlow
) -> Authorization:
    """Make the request for a scope, and for a login of this moment.

    Raises `Failed` where the issuer names no usable authorization endpoint.
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
    provider: ServerMetadata, client: Client, asked: Authorization, code: Secret
) -> Flow[Tokens]:
    """Exchange the code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5).

    A code is good for one use, so that it is sent again only where it cannot have arrived.
    Raises `Denied` where less was granted, and `Failed`.
    """
    verifier = asked.flow.code_verifier
    request = form(
        provider.token_endpoint,
        ("grant_type", GRANT),
        ("client_id", client.client_id),
        ("code", code),
        ("code_verifier", verifier),
        ("redirect_uri", asked.flow.redirect_uri),
    )
    answer = yield request
    for _ in range(_ATTEMPTS - 1):
        if (pause := _pause(answer)) is not None:
            yield Wait(pause, "waiting for the sign-in service")
            answer = yield request
    if isinstance(answer, Unreachable):
        raise Failed(
            f"The sign-in service could not be reached: {answer.reason}.",
            code=Code.NETWORK,
            hint="Check the connection and AEGIS_ISSUER.",
        )
    if not answer.ok:
        raise _refused(answer, (code, verifier))
    return enough(read_tokens(answer), asked.scope)


def logged_in_at(claims: Mapping[str, Any], asked: Authorization, *, elapsed: float) -> float:
    """Return when the person logged in, in Unix seconds of the issuer's clock.

    `claims` are those of an ID token whose signature, issuer, audience and times hold; `elapsed`
    is how many seconds ago the request began. Raises `Failed` for the answer to another request,
    or one that does not say; and `StepUpRequired` where nobody logged in since.
    """
    said = claims.get("nonce")
    # NOTE: a token of another request proves nothing about this one (OpenID Connect Core, 15.5.2).
    if not isinstance(said, str) or not hmac.compare_digest(_bytes(said), _bytes(asked.nonce)):
        raise _unproven("The ID token does not belong to this request.")
    at, issued_at = claims.get("auth_time"), claims.get("iat")
    if not _is_time(at) or not _is_time(issued_at):
        raise _unproven("The ID token does not say when you logged in, although it was asked to.")
    # NOTE: both are of the issuer's clock, and `elapsed` is of ours alone, so that no difference
    # between the two lets an older login pass.
    if -LEEWAY <= issued_at - at <= elapsed + LEEWAY:
        return float(at)
    raise StepUpRequired(
        "Nobody logged in anew in the browser: it only showed a login from before; nothing was "
        "sent.",
        hint="Ask again, and log in when the page asks for it.",
    )


def _pause(answer: Response | Unreachable) -> float | None:
    """Return the seconds until the same code may be sent again; `None` where it may be spent."""
    if isinstance(answer, Unreachable):
        return None if answer.sent else 0.5
    if error_of(answer) != "too_many_requests":
        return None
    pause = retry_after(answer) or 1.0
    return pause if pause <= _LONGEST_WAIT else None


def _refused(answer: Response, sent: tuple[Secret, ...]) -> AegisError:
    """Explain an error response (RFC 6749, section 5.2)."""
    error = shown(text_of(answer, "error"), sent, most=80)
    description = shown(text_of(answer, "error_description"), sent, most=300)
    said = description or "no reason was given"
    if error in _SET_UP_WRONGLY:
        return Failed(
            f"The issuer does not take a code from this application ({error}): {said}",
            code=Code.MISCONFIGURED,
            hint="Give the native application the Authorization Code grant, or use "
            "`--step-up device`.",
        )
    return Failed(
        f"The issuer did not take the code from the browser ({error or answer.status}): {said}",
        code=Code.SIGN_IN_FAILED,
        hint="Run the command again: a code can be used once, and soon.",
    )


def _is_time(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**11


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _unproven(message: str) -> Failed:
    return Failed(
        message,
        code=Code.PROTOCOL,
        hint="Run the command again; if it stays, use `--step-up device` and check AEGIS_ISSUER.",
    )
