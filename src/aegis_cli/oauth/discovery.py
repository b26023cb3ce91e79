"""Where an issuer's endpoints are (OpenID Connect Discovery 1.0, section 4), and its time."""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from aegis_cli.core.flow import Flow, with_retries
from aegis_cli.core.http import Malformed, Request, Response, Unreachable, is_safe_url
from aegis_cli.core.text import excerpt
from aegis_cli.errors import Code, Failed
from aegis_cli.oauth.answers import is_busy, unreachable


@dataclass(frozen=True, slots=True)
class ServerMetadata:
    """An issuer, as its discovery document describes it."""

    issuer: str
    """Exactly as the document and the tokens spell it."""
    device_authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    revocation_endpoint: str | None = None
    """Where a refresh token is revoked (RFC 7009); not every issuer has one."""
    authorization_endpoint: str | None = None
    """Where a browser asks for a code (RFC 6749, section 3.1), for a step-up in the browser."""


def discover(issuer: str) -> Flow[ServerMetadata]:
    """Read `/.well-known/openid-configuration`.

    Raises `Failed` if it cannot be read, names another issuer, or lacks an endpoint.
    """
    document = yield from fetch_json(issuer.rstrip("/"), "/.well-known/openid-configuration")
    named = document.get("issuer")
    # NOTE: a document for another issuer would make us trust that issuer's keys (OIDC Discovery
    # 4.3). Only the trailing slash may differ: Auth0 has one, and people leave it out.
    if not isinstance(named, str) or named.rstrip("/") != issuer.rstrip("/"):
        raise _misconfiguration(
            f"{issuer} describes itself as another issuer, {excerpt(repr(named))}."
        )
    return ServerMetadata(
        issuer=named,
        device_authorization_endpoint=_endpoint(document, "device_authorization_endpoint"),
        token_endpoint=_endpoint(document, "token_endpoint"),
        jwks_uri=_endpoint(document, "jwks_uri"),
        revocation_endpoint=_endpoint_if_any(document, "revocation_endpoint"),
        authorization_endpoint=_endpoint_if_any(document, "authorization_endpoint"),
    )


def fetch_json(
    base: str, path: str, *, service: str = "issuer", setting: str = "AEGIS_ISSUER"
) -> Flow[dict[str, Any]]:
    """Read a public JSON document of the issuer, or of a broker; retry after faults."""
    answer = yield from with_retries(
        Request("GET", base, path, headers=(("accept", "application/json"),)),
        _pause,
        f"the {service} did not answer",
    )
    if isinstance(answer, Unreachable):
        raise unreachable(answer, base, f"The {service} {base}", setting)
    if is_busy(answer):
        raise Failed(
            f"The {service} is not available: {base}{path} answered {answer.status}.",
            code=Code.SIGN_IN_FAILED,
            hint="Try again later.",
        )
    if not answer.ok:
        raise _misconfiguration(f"{base}{path} answered {answer.status}.", setting)
    try:
        return answer.json_object()
    except Malformed as problem:
        reason = str(problem)
    raise _misconfiguration(f"{base}{path} is not what it should be: {reason}.", setting)


def _pause(answer: Response | Unreachable, attempt: int) -> float | None:
    return float(attempt) if is_busy(answer) else None


def _endpoint(document: dict[str, Any], name: str) -> str:
    url = document.get(name)
    if not isinstance(url, str):
        raise _misconfiguration(f"The issuer names no {name}.")
    if not is_safe_url(url):
        raise _misconfiguration(f"The issuer's {name} is not https.")
    return url


def _endpoint_if_any(document: dict[str, Any], name: str) -> str | None:
    return _endpoint(document, name) if name in document else None


def _misconfiguration(message: str, setting: str = "AEGIS_ISSUER") -> Failed:
    return Failed(message, code=Code.MISCONFIGURED, hint=f"Check {setting}.")


def skew(issuer: str, now: float) -> Flow[float | None]:
    """Return by how many seconds the issuer's clock is ahead of `now`, a POSIX time.

    Both clocks decide whether a token is valid. Reads the `Date` of an answer (RFC 9110, section
    6.6.1), which is in whole seconds. Returns `None` if there is no usable date.
    """
    base = issuer.rstrip("/")
    answer = yield Request("GET", base, "/.well-known/openid-configuration")
    if not isinstance(answer, Response):
        return None
    try:
        date = parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, OverflowError):  # a year of twenty digits overflows
        return None
    # A date with the zone `-0000` does not tell its zone.
    return date.timestamp() - now if date.tzinfo else None
