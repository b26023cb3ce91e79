"""The headers of every request to GitHub's REST API, and the facts in the headers of every answer.

It knows no action, so that the process with a token can load it.
Source: docs.github.com/rest, "Rate limits for the REST API" and "API Versions".
"""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from aegis_cli.core.http import Malformed, Response
from aegis_cli.core.text import excerpt
from aegis_cli.errors import AegisError
from aegis_cli.oauth.service_refusals import of_rows, rows_in

JSON = "application/vnd.github+json"
"""The media type of what is no text."""
VERSION = ("x-github-api-version", "2022-11-28")
HEADERS = (("accept", JSON), VERSION)

NO_MESSAGE = "no explanation"
_TOO_MANY = 429
_LIMITED = frozenset({403, 429})


def refusal(what: str, key: str, **values: object) -> AegisError:
    """Return the error of the row for a key: of an `answer`, or of a token's `derivation`."""
    rows = rows_in(Path(__file__).with_name("refusals.toml"))[what]
    return of_rows(rows, key, **values)


def is_rate_limit(response: Response) -> bool:
    """Tell a rate limit from any other 403 or 429: by headers and message, not by the status."""
    headers = response.headers
    if response.status not in _LIMITED or "x-github-sso" in headers:
        return False
    return (
        response.status == _TOO_MANY
        or "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in message_of(response).lower()
    )


def retry_after(response: Response) -> float | None:
    """Return the seconds that GitHub asks to wait; `None` if it does not say.

    `Retry-After` comes first; then, if the quota is used up, its reset time by the server's clock.
    """
    seconds = number_in(response.headers.get("retry-after"))
    if seconds is not None:
        return seconds
    reset, now = number_in(response.headers.get("x-ratelimit-reset")), server_time(response)
    if reset is None or now is None or response.headers.get("x-ratelimit-remaining") != "0":
        return None
    return max(reset - now.timestamp(), 0.0) + 1.0


def server_time(response: Response) -> datetime | None:
    """Return the time of an answer by the server's clock (its `Date`); `None` if it has none."""
    try:
        time = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, OverflowError):
        return None
    # A date without its zone (`-0000`) is by a clock that nobody knows.
    return time if time.tzinfo else None


def body_of(response: Response) -> dict[str, Any]:
    """Return the body as a JSON object; empty if it is anything else."""
    try:
        return response.json_object()
    except Malformed:
        return {}


def message_of(response: Response) -> str:
    """Return what an error says in a few words."""
    message = body_of(response).get("message")
    return excerpt(message) if isinstance(message, str) else NO_MESSAGE


def number_in(text: str | None) -> float | None:
    """Return the whole number that a header has; `None` for anything else."""
    return float(text) if text is not None and re.fullmatch(r"\d{1,12}", text) else None
