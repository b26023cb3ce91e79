"""Reads a broker's problem document, which it sends instead of a model's answer. Pure.

A temporary problem becomes a `Fault`, which the dialogue may retry; any other is a final error.
Source: docs/broker-api.md, and RFC 9457 for the form.
"""

import re
from collections.abc import Mapping
from typing import Any

from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.planning.gemini.dialogue import Fault

_LONGEST = 300
_SECONDS = re.compile(r"[0-9]{1,6}", re.ASCII)
_OFFLINE = "`--engine offline` plans without a model."


def is_problem(document: Any) -> bool:
    """Tell whether a response is the broker's own, and not Google's."""
    return (
        isinstance(document, dict)
        and isinstance(document.get("code"), str)
        and isinstance(document.get("detail"), str)
        and "error" not in document
    )


def meaning_of(status: int, problem: Mapping[str, Any], *, retry_after: str) -> Fault | AegisError:
    """Return a fault if a retry may help, or else the error to raise."""
    detail = one_line(problem["detail"])[:_LONGEST]
    final = _FINAL.get(problem["code"])
    if final is not None:
        code, message, hint = final
        return error_for(code, message.format(detail=detail), hint=hint)
    wait = float(retry_after) if _SECONDS.fullmatch(retry_after) else None
    return Fault(status, f"the broker says: {detail}", retry_after=wait)


_SIGN_IN = (
    Code.SESSION_EXPIRED,
    "The broker does not accept the session: {detail}",
    "Run the command again to sign in anew.",
)
_FINAL: Mapping[str, tuple[Code, str, str]] = {
    "missing_token": _SIGN_IN,
    "invalid_token": _SIGN_IN,
    "insufficient_scope": (
        Code.SCOPE,
        "The broker does not plan for this session: {detail}",
        f"Ask who runs the tenant for the permission. {_OFFLINE}",
    ),
    "misconfigured": (
        Code.PLANNER_KEY,
        "The broker cannot ask Gemini: {detail}",
        f"Tell who runs the broker. Until then, {_OFFLINE}",
    ),
    "unknown_model": (
        Code.PLANNER_MODEL,
        "The broker does not offer this model: {detail}",
        "Choose another one with --model or AEGIS_MODEL; `aegis doctor` names those it offers.",
    ),
    "not_found": (
        Code.BROKER,
        "The broker does not plan: {detail}",
        f"Set GEMINI_API_KEY to plan with a key of your own. {_OFFLINE}",
    ),
    "too_large": (
        Code.BROKER,
        "The request is too large for the broker's model: {detail}",
        "Say it in fewer words, and pipe long text in instead.",
    ),
    "bad_request": (
        Code.BROKER,
        "The broker does not take this request: {detail}",
        f"It may be older or newer than this aegis; ask who runs it. {_OFFLINE}",
    ),
}
