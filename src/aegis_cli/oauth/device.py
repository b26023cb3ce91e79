"""The device authorization grant (RFC 8628), as Auth0 speaks it.

Auth0 differs from the RFC: the poll answers 403 and 429 instead of 400, and 429 may also mean the
general rate limit, so the `error` decides and not the status. Auth0 answers `expired_token` once
and `invalid_grant` after that. Source: auth0.com/docs, "Device Authorization Flow".
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from aegis_cli.core.flow import Flow, Show, Wait, with_retries
from aegis_cli.core.http import Response, Unreachable, is_safe_url
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Denied, NotSignedIn
from aegis_cli.oauth.answers import (
    error_of,
    form,
    is_busy,
    object_or_none,
    protocol,
    read_object,
    retry_after,
    seconds,
    unreachable,
)
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.oauth.service_refusals import refused_by
from aegis_cli.oauth.sign_in_tokens import Tokens, read_tokens

GRANT = "urn:ietf:params:oauth:grant-type:device_code"

_SLOW_DOWN = 5.0  # seconds that each slow_down adds to the interval: RFC 8628, section 3.5
_DEFAULT_INTERVAL = 5.0  # RFC 8628, section 3.2
_LONGEST_BACKOFF = 30.0
_LONGEST_LIFE = 3600.0

Clock = Callable[[], float]
"""A monotonic clock, in seconds."""


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A pending sign-in: the code that the person sees, and the one that aegis polls with."""

    user_code: str
    verification_uri: str
    verification_uri_complete: str | None
    expires_in: float
    """Seconds from now."""
    device_code: Secret = field(repr=False)
    interval: float = _DEFAULT_INTERVAL

    @property
    def url(self) -> str:
        """The page that the person opens; with the code filled in, if the issuer offers that."""
        return self.verification_uri_complete or self.verification_uri


@dataclass(frozen=True, slots=True)
class Client:
    """The public application that signs people in, and the API that its tokens are for."""

    client_id: str
    audience: str


class CodeExpired(NotSignedIn):
    """The code expired before anybody confirmed it; the caller can ask for a new one."""


def sign_in(
    provider: ServerMetadata,
    client: Client,
    scope: tuple[str, ...],
    *,
    now: Clock,
    patience: float,
) -> Flow[Tokens]:
    """Get a code, show it, and poll until somebody answers or the code expires.

    `patience` is the longest wait in seconds, even if the code lives longer. Raises `CodeExpired`,
    `NotSignedIn` (denied in the browser), `Denied` (less was granted), `Failed`.
    """
    code = yield from _authorize(provider, client, scope)
    ends = now() + min(code.expires_in, patience)
    yield Show(code)
    tokens = yield from _poll(provider, client, code, now=now, ends=ends)
    return with_scope(tokens, scope)


def with_scope(tokens: Tokens, scope: tuple[str, ...]) -> Tokens:
    """Return tokens whose scope is known; raise `Denied` if they grant less than the plan needs.

    `openid` and `profile` may be missing: they only decide which name is shown.
    """
    if tokens.scope is None:  # as requested: RFC 6749, section 5.1
        return replace(tokens, scope=frozenset(scope))
    missing = [word for word in scope if ":" in word and word not in tokens.scope]
    if not missing:
        return tokens
    raise Denied(
        f"The sign-in granted less than this needs: {', '.join(missing)} is missing.",
        code=Code.SCOPE,
        hint="Who administers the Auth0 tenant gives it to the login that you just used: "
        "`aegis setup auth0 --person LOGIN`.",
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
    answer = yield from with_retries(request, _busy_pause, "the sign-in service is busy")
    if isinstance(answer, Unreachable):
        raise unreachable(answer, provider.device_authorization_endpoint)
    if not answer.ok:
        raise refused_by("device", answer, ())
    return _device_code(answer)


def _busy_pause(answer: Response | Unreachable, attempt: int) -> float | None:
    return (retry_after(answer) or float(attempt)) if is_busy(answer) else None


def _device_code(answer: Response) -> DeviceCode:
    data = read_object(answer)
    complete = data.get("verification_uri_complete")
    values = [data.get(name) for name in ("device_code", "user_code", "verification_uri")]
    if not all(isinstance(value, str) and value for value in values):
        raise protocol("its answer names no code")
    device_code, user_code, uri = map(str, values)
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
    """Ask for the tokens until there are some, one interval after each answer."""
    request = form(
        provider.token_endpoint,
        ("grant_type", GRANT),
        ("device_code", code.device_code),
        ("client_id", client.client_id),
    )
    interval, faults = code.interval, 0
    pause = interval
    while (left := ends - now()) > 0:
        # The last poll comes at the deadline.
        yield Wait(min(pause, left), "waiting for you to confirm in the browser")
        answer = yield request
        if isinstance(answer, Response) and answer.ok and object_or_none(answer) is not None:
            return read_tokens(answer)
        error = error_of(answer)
        faults = 0 if error else faults + 1
        interval += _SLOW_DOWN if error == "slow_down" else 0.0
        pause = _next_pause(answer, code, interval=interval, faults=faults)
    raise _code_expired("Nobody confirmed the code in time.")


def _next_pause(
    answer: Response | Unreachable, code: DeviceCode, *, interval: float, faults: int
) -> float:
    """Return the seconds until the next poll; raise if the answer ends the sign-in."""
    match error_of(answer):
        case "authorization_pending" | "slow_down":
            return interval
        case "too_many_requests":
            return max(retry_after(answer) or 0.0, interval)
        case "expired_token" | "invalid_grant":
            raise _code_expired("The code has expired.")
        case error if error and isinstance(answer, Response):
            raise refused_by("device", answer, (code.device_code,), _key)
        case _:
            # RFC 8628, section 3.5: after a fault, back off and poll until the code expires.
            return max(min(interval * 2.0**faults, _LONGEST_BACKOFF), interval)


def _code_expired(message: str) -> CodeExpired:
    hint = "Run the command again for a new code."
    return CodeExpired(message, code=Code.SIGN_IN_EXPIRED, hint=hint)


def _key(error: str) -> str:
    # NOTE: Auth0 answers access_denied to an audience that it does not know. It means that only if
    # no code was given yet; now it means that the person denied the sign-in.
    return "access_denied with a code" if error == "access_denied" else error
