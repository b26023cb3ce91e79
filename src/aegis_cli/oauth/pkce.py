"""An authorization in the browser: PKCE (RFC 7636) with a redirect to a loopback address.

The caller keeps the flow, which is a value; this module stores nothing and does not wait. Two
protocols use it: Auth0's Connected Accounts and the authorization code grant (RFC 6749, 4.1; RFC
8252, 7.3). They begin at different pages and have different names for the code.
"""

import hmac
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from authlib.common.security import (  # type: ignore[import-untyped]  # it has no types
    generate_token,
)
from authlib.oauth2.rfc7636 import (  # type: ignore[import-untyped]  # as above
    create_s256_code_challenge,
)

from aegis_cli.core.echoes import show
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed, NotSignedIn
from aegis_cli.oauth.answers import NO_REASON
from aegis_cli.oauth.service_refusals import keys_said, refusal

LIFE = 300.0
"""Seconds until the deadline of an answer: the lifetime of Auth0's ticket."""

CALLBACK_PORTS = (18484, 18485, 18486)
"""The ports of the redirect: few and fixed, because Auth0 compares them with a list of URLs."""

CALLBACK_PATH = "/callback"

LONGEST = 4096
"""The most characters of a redirect that is read."""

_VERIFIER_LENGTH = 64  # RFC 7636, section 4.1, allows 43 to 128
_STATE_LENGTH = 43  # of 62 different characters: more than 250 bits
_MOST_PARAMETERS = 20  # an answer has two or three


def callback(port: int) -> str:
    """Return the redirect URI of a port. It has the address: `localhost` would be another URI."""
    return f"http://127.0.0.1:{port}{CALLBACK_PATH}"


CALLBACKS = tuple(map(callback, CALLBACK_PORTS))
"""The application's Allowed Callback URLs must contain these."""


@dataclass(frozen=True, slots=True)
class CodeFlow:
    """A pending authorization; the verifier is sent only after the code has come."""

    redirect_uri: str
    state: str = field(repr=False)
    code_challenge: str
    """The S256 challenge of the verifier; Auth0 has no other method."""
    code_verifier: Secret = field(repr=False)
    ends: float
    """The deadline, in seconds of the caller's clock."""


def begin(redirect_uri: str, *, now: float) -> CodeFlow:
    """Begin an authorization whose deadline is `LIFE` seconds from now."""
    verifier = generate_token(_VERIFIER_LENGTH)
    return CodeFlow(
        redirect_uri=redirect_uri,
        state=generate_token(_STATE_LENGTH),
        code_challenge=create_s256_code_challenge(verifier),
        code_verifier=Secret(verifier),
        ends=now + LIFE,
    )


def is_answer(flow: CodeFlow, url: str) -> bool:
    """Tell whether a URL is the answer to this flow: a code or an error.

    NOTE: any page can send a browser to the redirect URI. Only the exact state, given once, proves
    that the answer belongs to our request (RFC 6749, section 10.12).
    """
    state = _only(flow, url, "state")
    return bool(state) and is_same(state, flow.state)


def is_granted(flow: CodeFlow, url: str, *, name: str) -> bool:
    """Tell whether a URL is an answer with a code; the page that the person sees depends on it."""
    return is_answer(flow, url) and bool(_only(flow, url, name)) and not _first(flow, url, "error")


def code_from(flow: CodeFlow, url: str, *, name: str, now: float) -> Secret:
    """Return the code in the redirect; `name` is its parameter, `code` or `connect_code`.

    Raises `NotSignedIn` if the person refused or the deadline has passed. Raises `Failed` if the
    URL answers another request, has no code, or has another error.
    """
    if now >= flow.ends:
        raise NotSignedIn(
            "Nobody answered in the browser in time.",
            code=Code.SIGN_IN_EXPIRED,
            hint="Run the command again.",
        )
    if not is_answer(flow, url):
        raise Failed(
            "The address that the browser came back to does not belong to this request.",
            code=Code.PROTOCOL,
            hint="Run the command again, and use the page that it opens.",
        )
    if _first(flow, url, "error"):  # an error response: RFC 6749, section 4.1.2.1
        error = show(_first(flow, url, "error"), (), most=80)
        description = show(_first(flow, url, "error_description"), (), most=300)
        keys = (*keys_said("browser", description), error)
        raise refusal("browser", *keys, error=error, reason=description or NO_REASON)
    code = _only(flow, url, name)
    if not code:
        raise Failed("The answer of the browser holds no code.", code=Code.PROTOCOL)
    return Secret(code)


def _first(flow: CodeFlow, url: str, name: str) -> str:
    return "".join(_values(flow, url, name)[:1])


def _only(flow: CodeFlow, url: str, name: str) -> str:
    """Return the value of a parameter; empty if it is missing or given twice."""
    values = _values(flow, url, name)
    return values[0] if len(values) == 1 else ""


def _values(flow: CodeFlow, url: str, name: str) -> list[str]:
    """Return a parameter's values in a redirect to this flow's URI; none for any other URL."""
    if len(url) > LONGEST:
        return []
    try:
        parts = urlsplit(url)
        parameters = parse_qs(
            parts.query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS, errors="strict"
        )
        is_ours = parts._replace(query="", fragment="").geturl() == flow.redirect_uri
    except ValueError:
        return []
    return parameters.get(name, []) if is_ours else []


def is_same(text: str, secret: str) -> bool:
    """Compare two texts in constant time."""
    encoded = (value.encode("utf-8", "surrogatepass") for value in (text, secret))
    return hmac.compare_digest(*encoded)
