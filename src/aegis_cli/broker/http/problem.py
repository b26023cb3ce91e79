"""Every refusal of the broker, in the form of RFC 9457; programs read its stable `code`.

401 and 403 carry the challenge of RFC 6750 section 3; if a fresh sign-in is needed, that of
RFC 9470. A failure of the broker's own credentials is a 502, because the person could do nothing
about a 401.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.actions.provider.names import BARE
from aegis_cli.errors import AegisError, Code, Status

CONTENT_TYPE = "application/problem+json"

_CONFLICTS = frozenset({Code.NOT_CONNECTED, Code.RECONNECT})
_OURS = "The broker is set up wrongly at Auth0, or its own credentials are not accepted there."


@dataclass(eq=False)
class Problem(Exception):
    """Why a request is not carried out."""

    status: int
    code: str
    """Stable, for programs: `invalid_token`, `policy`, `overloaded`, …"""
    detail: str
    """One sentence for people; never a token, nor anything that the caller sent."""
    headers: Mapping[str, str] = field(default_factory=dict)
    provider: str = field(default="", kw_only=True)
    """The name of the provider whose account is missing; the usual one is not told."""
    subject: str | None = None
    """The subject of a refused token that the issuer has signed; in no response and no log."""

    def document(self) -> dict[str, Any]:
        """Return the body; `type` is left out, which means `about:blank`."""
        provider = {} if self.provider in {"", BARE} else {"provider": self.provider}
        return {"status": self.status, "code": self.code, "detail": self.detail, **provider}


@dataclass(eq=False)
class Stranger(Problem):
    """A refusal of a caller of whom only an address is known, or a stale token."""

    address: str = ""
    is_counted_only: bool = False
    """Whether the audit only counts it, because the caller was refused too often."""


def invalid_token(detail: str) -> Problem:
    """Return the refusal of a token (RFC 6750 section 3.1)."""
    return _challenge(401, "invalid_token", detail)


def insufficient_scope(scope: str) -> Problem:
    """Return the refusal that names the scopes, separated by spaces, which a request needs."""
    return _challenge(403, "insufficient_scope", f"This needs the scope {scope}.", scope=scope)


def step_up(scope: str, max_age: int) -> Problem:
    """Return the demand for a fresh sign-in (RFC 9470 section 3); `max_age` in seconds."""
    detail = f"This needs a sign-in that is at most {max_age} seconds old."
    code = "insufficient_user_authentication"
    return _challenge(401, code, detail, max_age=str(max_age), scope=scope)


def problem_of(error: AegisError) -> Problem:
    """Return the problem of an exchange for a caller; it tells nothing of the broker's own set-up.

    401  the session is no longer valid          409  the person has to connect an account
    403  Auth0 does not let them exchange         502  the issuer, or the broker's own credentials
    """
    code = error.code
    if code is Code.SESSION_EXPIRED:
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return Problem(401, code.value, error.message, challenge)
    if code in _CONFLICTS:
        return Problem(409, code.value, error.message, provider=error.provider)
    if error.status is Status.DENIED:
        return Problem(403, code.value, error.message, {"WWW-Authenticate": "Bearer"})
    if code in {Code.MISCONFIGURED, Code.BAD_SETTINGS}:
        # NOTE: never 401, which would send the person to sign in again for nothing.
        return Problem(502, Code.MISCONFIGURED.value, _OURS)
    if error.status is Status.FAILED:
        return Problem(502, code.value, error.message)
    return Problem(500, Code.INTERNAL.value, "The broker made a mistake.")


def _challenge(status: int, error: str, detail: str, **parameters: str) -> Problem:
    parts = {"error": error, "error_description": detail, **parameters}
    value = "Bearer " + ", ".join(f'{name}="{text}"' for name, text in parts.items())
    return Problem(status, error, detail, {"WWW-Authenticate": value})
