"""What a caller gets of Gemini's answer: the model's JSON, or the needed parts of an error. Pure.

An error keeps its status, its message and the details by which a client decides what to do, so that
a client can treat it as Google's own. If Gemini does not accept the key, that is the broker's fault
and a 502: the caller could do nothing about a 401, and must learn nothing about the key.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from aegis_cli.broker.http.problem import Problem
from aegis_cli.core.echoes import redact
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.planning.gemini.dialogue import Fault
from aegis_cli.planning.gemini.google_fault import fault_of

LARGEST = 1024 * 1024
"""Bytes of an answer."""

_OK = 200
_ERRORS = range(400, 600)
_SERVER_ERRORS = 500
_MOST_TOKENS = 10**9
_KEY_REFUSED = frozenset({401, 403})
_LONGEST = 500
_WORD = re.compile(r"[A-Z_]{1,40}")
_TYPE = "type.googleapis.com/google.rpc."


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """The answer of Gemini, as it arrived."""

    status: int
    body: bytes
    retry_after: str = ""
    api_version: str = ""
    """The version of Gemini's API that it is of."""


@dataclass(frozen=True, slots=True)
class RelayedAnswer:
    """The answer for the caller, and its tokens for the audit."""

    status: int
    body: bytes
    prompt_tokens: int | None = None
    total_tokens: int | None = None


def read_answer(answer: ModelAnswer, key: Secret) -> RelayedAnswer:
    """Read an answer; raise `Problem` 502 if it is not one for the caller."""
    document = _document(answer.body)
    if answer.status == _OK and isinstance(document, dict):
        usage = document.get("usageMetadata")
        return RelayedAnswer(
            _OK,
            _write(document, key),
            _count(usage, "promptTokenCount"),
            _count(usage, "totalTokenCount"),
        )
    error = _error(document)
    if answer.status in _KEY_REFUSED:
        raise _misconfiguration()
    # NOTE: each status is a label of the metrics, and an upstream must not invent new ones.
    if answer.status in _ERRORS and error is not None:
        return _refuse(answer, error, key)
    if _SERVER_ERRORS <= answer.status in _ERRORS:
        raise Problem(502, "unavailable", "Gemini is not available.")
    raise Problem(502, "protocol", "What answer the broker is not the Gemini API.")


def fault_in(answer: ModelAnswer) -> Fault:
    """Read an answer as a refusal, for the broker alone: the key may be in its message."""
    error = _error(_document(answer.body)) or {}
    return fault_of(answer.status, str(error.get("message") or ""), {"error": error})


def _refuse(answer: ModelAnswer, error: Mapping[str, Any], key: Secret) -> RelayedAnswer:
    message = redact(str(error.get("message") or ""), key)
    fault = fault_of(answer.status, message, {"error": error}, retry_after=answer.retry_after)
    # NOTE: "API key expired", "API key not valid": a caller must learn nothing about the key.
    if fault.reason.startswith("API_KEY") or "api key" in message.lower():
        raise _misconfiguration()
    word = str(error.get("status"))
    shown = {
        "code": answer.status,
        "message": one_line(fault.message)[:_LONGEST],
        "status": word if _WORD.fullmatch(word) else "UNKNOWN",
        "details": _details(fault),
    }
    return RelayedAnswer(answer.status, _write({"error": shown}, key))


def _details(fault: Fault) -> list[dict[str, Any]]:
    """Return the details by which a client decides what to do, in Google's form."""
    details: list[dict[str, Any]] = []
    if _WORD.fullmatch(fault.reason):
        details.append({"@type": f"{_TYPE}ErrorInfo", "reason": fault.reason})
    if fault.retry_after is not None:
        details.append({"@type": f"{_TYPE}RetryInfo", "retryDelay": f"{fault.retry_after:.3f}s"})
    if fault.daily:
        violation = {"quotaId": "RequestsPerDay"}
        details.append({"@type": f"{_TYPE}QuotaFailure", "violations": [violation]})
    return details


def _document(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _error(document: Any) -> Mapping[str, Any] | None:
    """Return Google's error envelope, which may be in a list; `None` if there is none."""
    if isinstance(document, list) and document:
        document = document[0]
    error = document.get("error") if isinstance(document, dict) else None
    return error if isinstance(error, dict) else None


def _write(document: Mapping[str, Any], key: Secret) -> bytes:
    """Write JSON anew, in ASCII. NOTE: an upstream that echoes the key must not hand it out."""
    written = json.dumps(document)
    safe = redact(written, key)
    # A key that spreads over several values leaves no JSON when it is redacted.
    if safe != written and _document(safe.encode()) is None:
        raise Problem(502, "protocol", "What answer the broker is not the Gemini API.")
    return safe.encode("ascii")


def _count(usage: Any, name: str) -> int | None:
    """Return a number of tokens. NOTE: thousands of digits would break the line of the audit."""
    value = usage.get(name) if isinstance(usage, dict) else None
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < _MOST_TOKENS else None


def _misconfiguration() -> Problem:
    return Problem(502, "misconfigured", "The broker's own Gemini key is not accepted.")
