"""One authorization that comes back through the browser: PKCE (RFC 7636) with a loopback redirect.

The flow is a value that its caller keeps and drives, as MSAL's: nothing is stored, and nothing here
waits. It serves Auth0's Connected Accounts and the authorization code grant (RFC 6749, 4.1; RFC
8252, 7.3), which differ in where they begin and in the name of the code that comes back.
"""

import hmac
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from authlib.common.security import (  # type: ignore[import-untyped]  # it has no types
    generate_token,
)
from authlib.oauth2.rfc7636 import (  # type: ignore[import-untyped]  # as above
    create_s256_code_challenge,
)

from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed, NotSignedIn
from aegis_cli.oauth.safe_text import shown

LIFE = 300.0
"""Seconds that an answer may take: the life of Auth0's ticket."""

CALLBACK_PORTS = (18484, 18485, 18486)
"""The ports of the loopback redirect. Auth0 compares them exactly, so they are few and fixed."""

CALLBACK_PATH = "/callback"

LONGEST = 4096
"""Characters of a redirect; a longer one is not read."""

_VERIFIER = 64  # characters; RFC 7636, section 4.1, allows 43 to 128
_STATE = 43  # characters of 62, so more than 250 bits
_SEVERAL = 20  # parameters; an answer has two or three


def callback(port: int) -> str:
    """Return the redirect URI of a port; the literal address, since `localhost` is another URI."""
    return f"http://127.0.0.1:{port}{CALLBACK_PATH}"


CALLBACKS = tuple(map(callback, CALLBACK_PORTS))
"""What has to stand in the application's Allowed Callback URLs."""


@dataclass(frozen=True, slots=True)
class CodeFlow:
    """An authorization under way; the verifier never leaves before the code has come."""

    redirect_uri: str
    state: str = field(repr=False)
    code_challenge: str
    """S256 of the verifier; the one method that Auth0 has."""
    code_verifier: Secret = field(repr=False)
    ends: float
    """When it is too late, by the clock of whoever began it, in seconds."""


def begin(redirect_uri: str, *, now: float) -> CodeFlow:
    """Begin an authorization that ends `LIFE` seconds from now."""
    verifier = generate_token(_VERIFIER)
    return CodeFlow(
        redirect_uri=redirect_uri,
        state=generate_token(_STATE),
        code_challenge=create_s256_code_challenge(verifier),
        code_verifier=Secret(verifier),
        ends=now + LIFE,
    )


def is_answer(flow: CodeFlow, url: str) -> bool:
    """Tell whether a URL is the answer to this very flow, be it a code or an error.

    NOTE: any page can send a browser to the redirect URI; only the state, once and exactly, says
    that it was our request that is answered (RFC 6749, section 10.12).
    """
    found = _parameters(flow, url)
    states = [value for name, value in found if name == "state"]
    return len(states) == 1 and hmac.compare_digest(_bytes(states[0]), _bytes(flow.state))


def is_granted(flow: CodeFlow, url: str, *, name: str) -> bool:
    """Tell whether an answer brings a code, for the page that the person sees."""
    return is_answer(flow, url) and bool(_only(flow, url, name)) and not _error(flow, url)


def code_from(flow: CodeFlow, url: str, *, name: str, now: float) -> Secret:
    """Read the code out of the redirect; `name` is its parameter, `code` or `connect_code`.

    Raises `NotSignedIn` where the person said no or the time is over, and `Failed` for an answer
    to something else, an answer without a code, and every other error.
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
    if _error(flow, url):
        raise _refused(flow, url)
    code = _only(flow, url, name)
    if not code:
        raise Failed("The answer of the browser holds no code.", code=Code.PROTOCOL)
    return Secret(code)


def _refused(flow: CodeFlow, url: str) -> AegisError:
    """Explain an error response (RFC 6749, section 4.1.2.1)."""
    error = shown(_error(flow, url), (), most=80)
    description = shown("".join(_values(flow, url, "error_description")[:1]), (), most=300)
    if error == "access_denied":
        return NotSignedIn(
            f"It was refused in the browser: {description or 'no reason was given'}",
            code=Code.SIGN_IN_DENIED,
            hint="Run the command again if that was a mistake.",
        )
    return Failed(
        f"It failed in the browser ({error}): {description or 'no reason was given'}",
        code=Code.SIGN_IN_FAILED,
        hint="Run the command again; if it stays, look into the tenant's log.",
    )


def _error(flow: CodeFlow, url: str) -> str:
    return "".join(_values(flow, url, "error")[:1])


def _values(flow: CodeFlow, url: str, name: str) -> list[str]:
    return [value for found, value in _parameters(flow, url) if found == name]


def _only(flow: CodeFlow, url: str, name: str) -> str:
    """Return the value of a parameter; empty where it is not there, or there twice."""
    values = _values(flow, url, name)
    return values[0] if len(values) == 1 else ""


def _parameters(flow: CodeFlow, url: str) -> list[tuple[str, str]]:
    """Return the parameters of a redirect to this flow's URI; none of any other URL."""
    if len(url) > LONGEST:
        return []
    try:
        place, query = urlsplit(url)._replace(query="", fragment="").geturl(), urlsplit(url).query
        found = parse_qsl(query, keep_blank_values=True, max_num_fields=_SEVERAL, errors="strict")
    except ValueError:
        return []
    return found if place == flow.redirect_uri else []


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
