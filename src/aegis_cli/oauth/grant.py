"""Decides when a session is used, renewed or replaced, and whether its proof is recent enough.

Only a session that can do nothing but read outlives its request. A request that writes signs in for
a stronger session and drops it at its end; so a process that runs for hours never keeps one.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from aegis_cli.core.secret import Secret

OFFLINE = "offline_access"
"""The scope that asks for a refresh token (OpenID Connect Core 1.0, section 11)."""

LASTING = frozenset({"aegis:read"})
"""The API's scopes that a session may hold beyond one request."""

ADMIN = "aegis:admin"
"""The API's scope that a session needs for actions that cannot be undone."""

MARGIN = 30.0
"""An access token is not used in the last seconds before it expires; this is how many."""

MAX_AGE = 300.0
"""The greatest age in seconds of the proof behind a destructive request (RFC 9470's `max_age`)."""

_SKEW = 60.0
"""Seconds by which the issuer's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Lease:
    """What a session may do, and until when."""

    scope: frozenset[str]
    ends: float
    """When the access token expires, in seconds of a monotonic clock that also counts sleep."""
    refresh_token: Secret | None = field(default=None, repr=False)


class GrantUse(Enum):
    """How to get a session for a request."""

    USE = auto()
    RENEW = auto()
    SIGN_IN = auto()


def api_scope(scope: tuple[str, ...]) -> frozenset[str]:
    """Return the scopes of the API; the others only decide which name is shown."""
    return frozenset(word for word in scope if ":" in word)


def lasts(scope: tuple[str, ...]) -> bool:
    """Tell whether a session of this scope is kept beyond one request."""
    return api_scope(scope) <= LASTING


def requested(scope: tuple[str, ...], *, renewable: bool) -> tuple[str, ...]:
    """Return the scope to request, with a refresh token only if the session lasts."""
    return (*scope, OFFLINE) if renewable and lasts(scope) else scope


def next_step(lease: Lease | None, scope: tuple[str, ...], now: float) -> GrantUse:
    """Return how to get a session of this scope."""
    if lease is None or not api_scope(scope) <= lease.scope:
        return GrantUse.SIGN_IN
    if now < lease.ends - MARGIN:
        return GrantUse.USE
    return GrantUse.SIGN_IN if lease.refresh_token is None else GrantUse.RENEW


def is_fresh(proved_at: float | None, now: float) -> bool:
    """Tell whether a proof is at most `MAX_AGE` old; both times are Unix seconds.

    NOTE: Unix time is used because a monotonic clock may stop while a laptop sleeps.
    """
    return proved_at is not None and -_SKEW <= now - proved_at <= MAX_AGE
