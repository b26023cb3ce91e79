"""How far this machine's clock is from the issuer's: tokens are judged by both."""

from email.utils import parsedate_to_datetime

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response


def skew(issuer: str, now: float) -> Flow[float | None]:
    """Return by how many seconds the issuer's clock is ahead of `now`, a POSIX time.

    Reads the `Date` of an answer (RFC 9110 section 6.6.1), which counts whole seconds; `None`
    where there is none.
    """
    base = issuer.rstrip("/")
    answer = yield Request("GET", base, "/.well-known/openid-configuration")
    if not isinstance(answer, Response):
        return None
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, OverflowError):  # the latter for a year of twenty digits
        return None
    # A date without its zone (`-0000`) is one on a clock that nobody knows.
    return theirs.timestamp() - now if theirs.tzinfo else None
