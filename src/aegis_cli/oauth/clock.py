"""Measures how far this machine's clock is from the issuer's: both decide if a token is valid."""

from email.utils import parsedate_to_datetime

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response


def skew(issuer: str, now: float) -> Flow[float | None]:
    """Return by how many seconds the issuer's clock is ahead of `now`, a POSIX time.

    Reads the `Date` of an answer (RFC 9110 section 6.6.1), which is in whole seconds. Returns
    `None` if there is no usable date.
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
