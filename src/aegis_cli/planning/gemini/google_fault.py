"""Reads Google's error envelope into a `Fault`.

Source: cloud.google.com/apis/design/errors (the error model and its details).
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from aegis_cli.planning.gemini.dialogue import Fault

_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)s")


def fault_of(status: int, message: str, body: Any, *, retry_after: str = "") -> Fault:
    """Read a failed response; `body` is its JSON, if any."""
    error = _error(body)
    kinds = {str(d.get("@type", "")).rpartition(".")[2]: d for d in _details(error)}
    quota = json.dumps(kinds.get("QuotaFailure", {}))
    delay = str(kinds.get("RetryInfo", {}).get("retryDelay", ""))
    return Fault(
        status=status,
        message=message or "no explanation",
        canonical=str(error.get("status", "")),
        reason=str(kinds.get("ErrorInfo", {}).get("reason", "")),
        retry_after=_seconds(delay, message, retry_after),
        daily="PerDay" in quota or "limit: 0" in message,
    )


def _error(body: Any) -> Mapping[str, Any]:
    """Return the error of an envelope, which may be in a list or lack its `error`."""
    if isinstance(body, list):
        body = body[0] if body else {}
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        body = body["error"]
    return body if isinstance(body, dict) else {}


def _details(error: Mapping[str, Any]) -> list[dict[str, Any]]:
    details = error.get("details")
    return [d for d in details if isinstance(d, dict)] if isinstance(details, list) else []


def _seconds(delay: str, message: str, header: str) -> float | None:
    """Return the seconds to wait: RetryInfo first, then the message, then the header."""
    for text in (delay, message.rpartition("retry in ")[2]):
        duration = _DURATION.match(text)
        if duration:
            return float(duration[1])
    is_number = header.isascii() and header.isdigit() and len(header) < 7  # noqa: PLR2004
    return float(header) if is_number else None
