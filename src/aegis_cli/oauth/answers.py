"""What the token endpoint answers, read: tokens (RFC 6749, 5.1), or an error (RFC 6749, 5.2)."""

import re
from dataclasses import dataclass
from typing import Any

from aegis_cli.core.http import Malformed, Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed

_B64TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in, or the renewal of one, brought."""

    access_token: Secret
    scope: frozenset[str] | None
    """What was granted; `None` where the answer does not say."""
    expires_in: float | None
    id_token: Secret | None
    refresh_token: Secret | None = None


def form(url: str, *fields: tuple[str, str | Secret]) -> Request:
    """Make a request with an OAuth form."""
    return Request("POST", url, "", form=fields, headers=(("accept", "application/json"),))


def read_tokens(answer: Response) -> Tokens:
    """Read a successful answer; raise `Failed` for one that is not to be trusted."""
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


def read_object(answer: Response) -> dict[str, Any]:
    """Return the body as a JSON object; raise `Failed` if it is anything else."""
    try:
        return answer.json_object()
    except Malformed as problem:
        reason = str(problem)
    raise protocol(reason)


def is_object(answer: Response) -> bool:
    """Tell whether the body is a JSON object."""
    try:
        answer.json_object()
    except Malformed:
        return False
    return True


def error_of(answer: Response | Unreachable) -> str:
    """Return the OAuth `error` of an answer; empty where there is none to read, as in a fault."""
    if isinstance(answer, Response) and answer.status >= 500:  # noqa: PLR2004  # RFC 9110
        return ""
    return text_of(answer, "error")


def text_of(answer: Response | Unreachable, name: str) -> str:
    """Return a text of the body by its name; empty where there is none."""
    if isinstance(answer, Unreachable):
        return ""
    try:
        value = answer.json_object().get(name)
    except Malformed:
        return ""
    return value if isinstance(value, str) else ""


def bearer(value: Any) -> Secret | None:
    """Read a token as a header can carry it (RFC 6750, section 2.1); `None` where it is none."""
    usable = isinstance(value, str) and _B64TOKEN.fullmatch(value) is not None
    return Secret(value) if usable else None


def seconds(value: Any) -> float | None:
    """Read a number of seconds, also one in quotes; `None` for anything that cannot be one."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:12])
    usable = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10**9
    return float(value) if usable else None


def retry_after(answer: Response | Unreachable) -> float | None:
    """Return the seconds that an answer asks to wait, at most a minute."""
    if isinstance(answer, Unreachable):
        return None
    text = answer.headers.get("retry-after", "")
    return min(float(text), 60.0) if text.isascii() and text.isdigit() else None


def protocol(what: str) -> Failed:
    """Say that the service does not keep to the protocol."""
    return Failed(f"The sign-in service is not to be trusted: {what}.", code=Code.PROTOCOL)


def _secret(value: Any) -> Secret | None:
    return Secret(value) if isinstance(value, str) and value else None
