"""Every refusal of the broker, in the form of RFC 9457; programs read its stable `code`.

401 and 403 carry the challenge of RFC 6750 section 3; if a fresh sign-in is needed, that of
RFC 9470. A failure of the broker's own credentials is a 502, because the person could do nothing
about a 401.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CONTENT_TYPE = "application/problem+json"


@dataclass(eq=False)
class Problem(Exception):
    """Why a request is not carried out."""

    status: int
    code: str
    """Stable, for programs: `invalid_token`, `policy`, `overloaded`, …"""
    detail: str
    """One sentence for people; never a token, nor anything that the caller sent."""
    headers: Mapping[str, str] = field(default_factory=dict)
    subject: str | None = None
    """The subject of a refused token that the issuer has signed; in no response and no log."""

    def document(self) -> dict[str, Any]:
        """Return the body; `type` is left out, which means `about:blank`."""
        return {"status": self.status, "code": self.code, "detail": self.detail}


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


def _challenge(status: int, error: str, detail: str, **parameters: str) -> Problem:
    parts = {"error": error, "error_description": detail, **parameters}
    value = "Bearer " + ", ".join(f'{name}="{text}"' for name, text in parts.items())
    return Problem(status, error, detail, {"WWW-Authenticate": value})
