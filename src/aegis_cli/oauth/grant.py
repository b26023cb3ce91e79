"""When a grant is used, renewed or asked for anew, and how fresh the proof behind it is.

Only a grant that can do no more than read lasts. Whatever can write is asked for by the request
that needs it, and dropped with it; so a session that lies open for hours holds nothing worse.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from aegis_cli.core.secret import Secret

OFFLINE = "offline_access"
"""The scope that asks for a refresh token (OpenID Connect Core 1.0, section 11)."""

LASTING = frozenset({"aegis:read"})
"""What a session that lasts may hold of the API."""

ADMIN = "aegis:admin"
"""What a session must hold of the API for what cannot be undone."""

MARGIN = 30.0
"""Seconds before its end from which an access token is no longer used."""

MAX_AGE = 300.0
"""How many seconds old the proof behind a destructive request may be (RFC 9470's `max_age`)."""

_SKEW = 60.0
"""Seconds that the issuer's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Lease:
    """How far one grant reaches."""

    scope: frozenset[str]
    ends: float
    """When the access token ends, in seconds on a clock that only grows, also in sleep."""
    refresh_token: Secret | None = field(default=None, repr=False)


class GrantUse(Enum):
    """What to do to have a session."""

    USE = auto()
    RENEW = auto()
    SIGN_IN = auto()


def needed(scope: tuple[str, ...]) -> frozenset[str]:
    """Return what of a scope is the API's; the rest only decides about the name that is shown."""
    return frozenset(word for word in scope if ":" in word)


def lasts(scope: tuple[str, ...]) -> bool:
    """Tell whether a session of this scope is kept beyond one request."""
    return needed(scope) <= LASTING


def asked(scope: tuple[str, ...], *, renewable: bool) -> tuple[str, ...]:
    """Return the scope to ask for: with a refresh token only where the session lasts."""
    return (*scope, OFFLINE) if renewable and lasts(scope) else scope


def next_step(lease: Lease | None, scope: tuple[str, ...], now: float) -> GrantUse:
    """Say what a request for a scope needs."""
    if lease is None or not needed(scope) <= lease.scope:
        return GrantUse.SIGN_IN
    if now < lease.ends - MARGIN:
        return GrantUse.USE
    return GrantUse.SIGN_IN if lease.refresh_token is None else GrantUse.RENEW


def is_fresh(proved_at: float | None, now: float) -> bool:
    """Tell whether a proof is at most `MAX_AGE` old; both in Unix seconds.

    NOTE: Unix time, because a monotonic clock stands still while a laptop sleeps.
    """
    return proved_at is not None and -_SKEW <= now - proved_at <= MAX_AGE
