"""Reads what the token endpoint answers, and why it refuses (RFC 6749, section 5.2)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from aegis_cli.core.echoes import show
from aegis_cli.core.http import Malformed, Request, Response, Unreachable, is_loopback
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed

NO_REASON = "no reason was given"

_SIGN_IN_SERVICE = "The sign-in service"
_B64TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_HERE = (
    "That address is on this machine. Start again what ran there, such as `aegis sandbox`; or "
    "allow connections to it, which a firewall or a container without a network may forbid."
)


def form(url: str, *fields: tuple[str, str | Secret]) -> Request:
    """Make a request with an OAuth form."""
    return Request("POST", url, "", form=fields, headers=(("accept", "application/json"),))


def secrets_of(*requests: Request) -> tuple[Secret, ...]:
    """Return every secret in the requests, since an answer may repeat it."""
    values: list[Any] = [request.bearer for request in requests]
    for request in requests:
        values += [value for _, value in (*(request.form or ()), *(request.fields or ()))]
    for value in values:
        if isinstance(value, Mapping):
            values += value.values()
    return tuple(value for value in values if isinstance(value, Secret))


def read_object(answer: Response, service: str = _SIGN_IN_SERVICE) -> dict[str, Any]:
    """Return the body as a JSON object; raise `Failed` if it is anything else."""
    try:
        return answer.json_object()
    except Malformed as problem:
        reason = str(problem)
    raise protocol(reason, service)


def object_or_none(answer: Response | Unreachable) -> dict[str, Any] | None:
    """Return the body as a JSON object; `None` if it is anything else."""
    try:
        return None if isinstance(answer, Unreachable) else answer.json_object()
    except Malformed:
        return None


def error_of(answer: Response | Unreachable) -> str:
    """Return the OAuth `error` of an answer; empty if it has none, or if its status is 5xx."""
    if isinstance(answer, Response) and answer.status >= 500:  # noqa: PLR2004  # RFC 9110
        return ""
    return _text(answer, "error")


def error_and_description(answer: Response, secrets: Iterable[Secret]) -> tuple[str, str]:
    """Return `error` and `error_description` without the secrets; each empty if it is missing."""
    error = show(_text(answer, "error"), secrets, most=80)
    return error, show(_text(answer, "error_description"), secrets, most=300)


def _text(answer: Response | Unreachable, name: str) -> str:
    value = (object_or_none(answer) or {}).get(name)
    return value if isinstance(value, str) else ""


def bearer(value: Any) -> Secret | None:
    """Return a token that a header can carry (RFC 6750, section 2.1); `None` for anything else."""
    usable = isinstance(value, str) and _B64TOKEN.fullmatch(value) is not None
    return Secret(value) if usable else None


def is_number(value: Any) -> TypeGuard[float]:
    """Tell whether a JSON value is a number; Python takes `true` for one."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def seconds(value: Any) -> float | None:
    """Return a number of seconds, which may be in quotes; `None` for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:12])
    return float(value) if is_number(value) and 0 <= value < 10**9 else None


def retry_after(answer: Response | Unreachable) -> float | None:
    """Return the seconds that an answer asks to wait, at most a minute."""
    if isinstance(answer, Unreachable):
        return None
    text = answer.headers.get("retry-after", "")
    return min(float(text), 60.0) if text.isascii() and text.isdigit() else None


def rate_limit_pause(answer: Response, *, default: float, longest: float) -> float | None:
    """Return the seconds that a rate limit (429) asks to wait; `None` if that is too long."""
    asked = retry_after(answer)
    pause = default if asked is None else asked
    return pause if pause <= longest else None


def is_busy(answer: Response | Unreachable) -> bool:
    """Tell whether a later attempt may succeed: no answer, a rate limit (RFC 6585), or 5xx."""
    return isinstance(answer, Unreachable) or answer.status == 429 or answer.status >= 500  # noqa: PLR2004


def protocol(problem: str, service: str = _SIGN_IN_SERVICE) -> Failed:
    """Return the error for a service that breaks the protocol."""
    return Failed(f"{service} is not to be trusted: {problem}.", code=Code.PROTOCOL)


def unreachable(
    answer: Unreachable,
    url: str,
    service: str = _SIGN_IN_SERVICE,
    setting: str = "AEGIS_ISSUER",
) -> Failed:
    """Return the error for a service that did not answer at its URL, which `setting` names."""
    return Failed(
        f"{service} could not be reached: {answer.reason}.",
        code=Code.NETWORK,
        hint=_HERE if is_loopback(url) else f"Check the connection and {setting}.",
    )
