"""Decides when a session is used, renewed or replaced, and whether its proof is recent enough.

A session that can do nothing but read lasts and may be renewed. One for plain writes may be kept
for a window of some minutes, and is never renewed. Anything stronger ends with its request; so a
process that runs for hours never keeps it.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from aegis_cli.core.secret import Secret

OFFLINE = "offline_access"
"""The scope that asks for a refresh token (OpenID Connect Core 1.0, section 11)."""

LASTING = frozenset({"aegis:read"})
"""The API's scopes that a session may hold for as long as the process lives."""

WINDOW = LASTING | {"aegis:write"}
"""The API's scopes that a session may hold for the minutes of a window."""

ADMIN = "aegis:admin"
"""The API's scope that a session needs for actions that cannot be undone."""

MARGIN = 30.0
"""An access token is not used in the last seconds before it expires; this is how many."""

MAX_AGE = 300.0
"""The greatest age in seconds of the proof behind a destructive request (RFC 9470's `max_age`)."""

_SKEW = 60.0
"""Seconds by which the issuer's clock may be ahead of ours."""

_LIFE = 300.0
"""Seconds that an access token is used if the issuer does not say when it expires."""


@dataclass(frozen=True, slots=True)
class Validity:
    """What a session may do, and until when."""

    scope: frozenset[str]
    until: float
    """Until when it is used, in seconds of a monotonic clock that also counts sleep."""
    refresh_token: Secret | None = field(default=None, repr=False)


class GrantUse(Enum):
    """How to get a session for a request."""

    USE = auto()
    RENEW = auto()
    SIGN_IN = auto()


class Keeping(Enum):
    """For how long a new session is kept."""

    LASTING = auto()
    """As long as the process lives."""
    WINDOW = auto()
    """For the minutes of a window, and for its request."""
    REQUEST = auto()
    """For its request alone."""


def api_scope(scope: tuple[str, ...]) -> frozenset[str]:
    """Return the scopes of the API; the others only decide which name is shown."""
    return frozenset(word for word in scope if ":" in word)


def lasts(scope: tuple[str, ...]) -> bool:
    """Tell whether a session of this scope is kept for as long as the process lives."""
    return api_scope(scope) <= LASTING


def keeping(asked: tuple[str, ...], granted: frozenset[str]) -> Keeping:
    """Return for how long a session is kept.

    NOTE: an issuer may grant more than was asked for, and that is kept for no other request.
    """
    wanted, given = api_scope(asked), api_scope(tuple(granted))
    if wanted <= LASTING and given <= LASTING:
        return Keeping.LASTING
    return Keeping.WINDOW if wanted <= WINDOW and given <= wanted else Keeping.REQUEST


def expires_at(started: float, expires_in: float | None) -> float:
    """Return when a token expires that was granted at `started` for so many seconds."""
    return started + (_LIFE if expires_in is None else expires_in)


def scope_to_request(scope: tuple[str, ...], *, renewable: bool) -> tuple[str, ...]:
    """Return the scope to request, with a refresh token only if the session lasts."""
    return (*scope, OFFLINE) if renewable and lasts(scope) else scope


def next_step(validity: Validity | None, scope: tuple[str, ...], now: float) -> GrantUse:
    """Return how to get a session of this scope."""
    if validity is None or not api_scope(scope) <= validity.scope:
        return GrantUse.SIGN_IN
    if now < validity.until:
        return GrantUse.USE
    return GrantUse.SIGN_IN if validity.refresh_token is None else GrantUse.RENEW


def is_fresh(proved_at: float | None, now: float) -> bool:
    """Tell whether a proof is at most `MAX_AGE` old; both times are Unix seconds.

    NOTE: Unix time is used because a monotonic clock may stop while a laptop sleeps.
    """
    return proved_at is not None and -_SKEW <= now - proved_at <= MAX_AGE
