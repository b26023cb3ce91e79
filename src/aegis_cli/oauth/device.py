"""The device authorization grant (RFC 8628), as Auth0 speaks it.

Differences from the RFC that matter: the poll answers 403 and 429 instead of 400, and 429 may also
mean the general rate limit, so that only the `error` decides; `expired_token` comes once, and
`invalid_grant` from then on. Source: auth0.com/docs, "Device Authorization Flow".
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from aegis_cli.core.flow import Flow, Show, Wait
from aegis_cli.core.http import Response, Unreachable, is_safe_url
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, Denied, Failed, NotSignedIn
from aegis_cli.oauth.answers import (
    Tokens,
    error_of,
    form,
    is_object,
    protocol,
    read_object,
    read_tokens,
    retry_after,
    seconds,
    text_of,
)
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.oauth.safe_text import shown

GRANT = "urn:ietf:params:oauth:grant-type:device_code"

# Before there is a code nobody can have denied anything: Auth0 answers access_denied to an
# audience that it does not know.
_SET_UP_WRONGLY = {
    "unauthorized_client": (
        "Give the native application the Device Code grant, and check that AEGIS_CLIENT_ID is its "
        "id; `aegis setup auth0` does the first."
    ),
    "invalid_client": (
        "Check AEGIS_CLIENT_ID: it must be a native application, which authenticates by nothing."
    ),
    "access_denied": (
        "Check AEGIS_AUDIENCE: it must be the identifier of an API of this tenant that the native "
        "application may use; `aegis setup auth0` makes both."
    ),
    "invalid_scope": (
        "The API of AEGIS_AUDIENCE must have the permissions aegis:read, aegis:write and "
        "aegis:admin; `aegis setup auth0` adds them."
    ),
    "invalid_request": "Check AEGIS_ISSUER, AEGIS_CLIENT_ID and AEGIS_AUDIENCE for typing errors.",
}
_SLOW_DOWN = 5.0  # seconds that slow_down adds for good: RFC 8628, section 3.5
_DEFAULT_INTERVAL = 5.0  # RFC 8628, section 3.2
_LONGEST_BACKOFF = 30.0
_LONGEST_LIFE = 3600.0
_ATTEMPTS = 3
_TOO_MANY = 429

Clock = Callable[[], float]
"""Seconds that only grow, from any start."""


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A pending sign-in: what the person sees, and what we poll with."""

    user_code: str
    verification_uri: str
    verification_uri_complete: str | None
    expires_in: float
    """Seconds from now."""
    device_code: Secret = field(repr=False)
    interval: float = _DEFAULT_INTERVAL

    @property
    def url(self) -> str:
        """Where the person goes: with the code filled in, if the issuer offers that."""
        return self.verification_uri_complete or self.verification_uri


@dataclass(frozen=True, slots=True)
class Client:
    """The public application that signs people in, and the API that it asks for."""

    client_id: str
    audience: str


class CodeExpired(NotSignedIn):
    """The code's life ended before anybody confirmed it; a new one can be asked for."""


def sign_in(
    provider: ServerMetadata,
    client: Client,
    scope: tuple[str, ...],
    *,
    now: Clock,
    patience: float,
) -> Flow[Tokens]:
    """Get a code, show it, and poll until somebody answered or it expired.

    `patience` is the longest wait in seconds, whatever the code's own life is. Raises
    `CodeExpired`, `NotSignedIn` (denied in the browser), `Denied` (less was granted), `Failed`.
    """
    code = yield from _authorize(provider, client, scope)
    ends = now() + min(code.expires_in, patience)
    yield Show(code)
    tokens = yield from _poll(provider, client, code, now=now, ends=ends)
    return enough(tokens, scope)


def enough(tokens: Tokens, scope: tuple[str, ...]) -> Tokens:
    """Refuse a token that grants less than the plan needs, before anything is done with it.

    `openid` and `profile` only decide about the name that is shown.
    """
    if tokens.scope is None:  # as requested: RFC 6749, section 5.1
        return replace(tokens, scope=frozenset(scope))
    missing = [word for word in scope if ":" in word and word not in tokens.scope]
    if not missing:
        return tokens
    raise Denied(
        f"The sign-in granted less than this needs: {', '.join(missing)} is missing.",
        code=Code.SCOPE,
        hint="Ask the administrator of the Auth0 tenant for this permission.",
    )


def _authorize(
    provider: ServerMetadata, client: Client, scope: tuple[str, ...]
) -> Flow[DeviceCode]:
    request = form(
        provider.device_authorization_endpoint,
        ("client_id", client.client_id),
        ("scope", " ".join(scope)),
        ("audience", client.audience),
    )
    answer: Response | Unreachable
    for attempt in range(1, _ATTEMPTS + 1):
        answer = yield request
        if isinstance(answer, Response) and answer.status < 500 and answer.status != _TOO_MANY:  # noqa: PLR2004
            break
        if attempt < _ATTEMPTS:
            yield Wait(
                retry_after(answer) or float(attempt),
                "waiting for the sign-in service",
            )
    if isinstance(answer, Unreachable):
        raise _unreachable(answer)
    if not answer.ok:
        raise _refused(answer, ())
    return _device_code(answer)


def _device_code(answer: Response) -> DeviceCode:
    data = read_object(answer)
    complete = data.get("verification_uri_complete")
    found = [data.get(name) for name in ("device_code", "user_code", "verification_uri")]
    if not all(isinstance(value, str) and value for value in found):
        raise protocol("its answer names no code")
    device_code, user_code, uri = map(str, found)
    urls = (uri,) if complete in (None, "") else (uri, complete)
    if not all(isinstance(url, str) and is_safe_url(url) for url in urls):
        raise protocol("its page is not https")
    return DeviceCode(
        user_code=one_line(user_code)[:40],
        verification_uri=one_line(uri),
        verification_uri_complete=one_line(complete) if complete else None,
        expires_in=min(seconds(data.get("expires_in")) or 900.0, _LONGEST_LIFE),
        device_code=Secret(device_code),
        interval=seconds(data.get("interval")) or _DEFAULT_INTERVAL,
    )


def _poll(
    provider: ServerMetadata, client: Client, code: DeviceCode, *, now: Clock, ends: float
) -> Flow[Tokens]:
    """Ask for the tokens, each time one interval after the last answer."""
    request = form(
        provider.token_endpoint,
        ("grant_type", GRANT),
        ("device_code", code.device_code),
        ("client_id", client.client_id),
    )
    interval, faults = code.interval, 0
    pause = interval
    while (left := ends - now()) > 0:
        # The last poll comes when the time is up, rather than never.
        yield Wait(min(pause, left), "waiting for you to confirm in the browser")
        answer = yield request
        if isinstance(answer, Response) and answer.ok and is_object(answer):
            return read_tokens(answer)
        error = error_of(answer)
        faults = 0 if error else faults + 1
        interval += _SLOW_DOWN if error == "slow_down" else 0.0
        pause = _next_pause(answer, code, interval=interval, faults=faults)
    raise CodeExpired(
        "Nobody confirmed the code in time.",
        code=Code.SIGN_IN_EXPIRED,
        hint="Run the command again for a new code.",
    )


def _next_pause(
    answer: Response | Unreachable, code: DeviceCode, *, interval: float, faults: int
) -> float:
    """Return the seconds until the next poll; raise where polling is over."""
    match error_of(answer):
        case "authorization_pending" | "slow_down":
            return interval
        case "too_many_requests":
            return max(retry_after(answer) or 0.0, interval)
        case "expired_token" | "invalid_grant":
            raise CodeExpired(
                "The code has expired.",
                code=Code.SIGN_IN_EXPIRED,
                hint="Run the command again for a new code.",
            )
        case error if error and isinstance(answer, Response):
            raise _refused(answer, (code.device_code,))
        case _:
            # RFC 8628, section 3.5: back off on a fault, and go on until the code expires.
            return max(min(interval * 2.0**faults, _LONGEST_BACKOFF), interval)


def _refused(answer: Response, secrets: tuple[Secret, ...]) -> AegisError:
    """Explain an OAuth error that ends the sign-in, without a secret that it may repeat."""
    error = shown(text_of(answer, "error"), secrets, most=80)
    description = shown(text_of(answer, "error_description"), secrets, most=300)
    if error == "access_denied" and secrets:
        return NotSignedIn(
            f"The sign-in was denied: {description or 'no reason was given'}",
            code=Code.SIGN_IN_DENIED,
            hint="Run the command again if that was a mistake.",
        )
    if error in _SET_UP_WRONGLY:
        return Failed(
            f"The issuer does not let this application sign people in ({error}): {description}",
            code=Code.MISCONFIGURED,
            hint=_SET_UP_WRONGLY[error],
        )
    return Failed(
        f"The sign-in failed ({error or answer.status}): {description or 'no reason was given'}",
        code=Code.SIGN_IN_FAILED,
        hint="Try again; if it stays, check AEGIS_ISSUER.",
    )


def _unreachable(answer: Unreachable) -> Failed:
    return Failed(
        f"The sign-in service could not be reached: {answer.reason}.",
        code=Code.NETWORK,
        hint="Check the connection and AEGIS_ISSUER.",
    )
