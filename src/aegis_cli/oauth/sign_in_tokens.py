"""Reads the tokens of a sign-in, or of its renewal (RFC 6749, section 5.1)."""

from dataclasses import dataclass
from typing import Any

from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.answers import bearer, error_of, protocol, read_object, retry_after, seconds

_LONGEST_RESEND_PAUSE = 5.0
"""Seconds; a new sign-in is less trouble than a longer wait."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a sign-in or of its renewal."""

    access_token: Secret
    scope: frozenset[str] | None
    """What was granted; `None` if the answer does not say."""
    expires_in: float | None
    id_token: Secret | None
    refresh_token: Secret | None = None


def read_tokens(answer: Response) -> Tokens:
    """Read the tokens of a successful answer; raise `Failed` if it breaks the protocol."""
    data = read_object(answer)
    access_token = bearer(data.get("access_token"))
    if access_token is None:
        raise protocol("its answer holds no access token")
    if str(data.get("token_type", "bearer")).lower() != "bearer":
        raise protocol("its token is not a bearer token")
    scope = data.get("scope")
    is_text = isinstance(scope, str)
    return Tokens(
        access_token=access_token,
        scope=None if scope is None else frozenset(str(scope).split() if is_text else ()),
        expires_in=seconds(data.get("expires_in")),
        id_token=_secret(data.get("id_token")),
        refresh_token=_secret(data.get("refresh_token")),
    )


def resend_pause(answer: Response | Unreachable, _attempt: int) -> float | None:
    """Return the seconds until a one-time code or token may be sent again.

    `None` if the answer is final, or if the code or token may have been used up.
    """
    if isinstance(answer, Unreachable):
        return None if answer.sent else 0.5
    if error_of(answer) != "too_many_requests":
        return None
    pause = retry_after(answer) or 1.0
    return pause if pause <= _LONGEST_RESEND_PAUSE else None


def _secret(value: Any) -> Secret | None:
    return Secret(value) if isinstance(value, str) and value else None
