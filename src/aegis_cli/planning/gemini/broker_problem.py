"""What a broker says where it does not hand on a model's answer: a problem, read. Pure.

What may pass is a `Fault`, and the dialogue decides about it; what does not is the end.
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
    """Tell whether an answer is the broker's own, and not Google's."""
    return (
        isinstance(document, dict)
        and isinstance(document.get("code"), str)
        and isinstance(document.get("detail"), str)
        and "error" not in document
    )


def meaning_of(status: int, problem: Mapping[str, Any], *, retry_after: str) -> Fault | AegisError:
    """Return a fault that may pass, or the error that a problem is where it may not."""
    said = one_line(problem["detail"])[:_LONGEST]
    end = _ENDS.get(problem["code"])
    if end is not None:
        code, words, hint = end
        return error_for(code, words.format(said=said), hint=hint)
    wait = float(retry_after) if _SECONDS.fullmatch(retry_after) else None
    return Fault(status, f"the broker says: {said}", retry_after=wait)


_SIGN_IN = (
    Code.SESSION_EXPIRED,
    "The broker does not accept the session: {said}",
    "Run the command again to sign in anew.",
)
_ENDS: Mapping[str, tuple[Code, str, str]] = {
    "missing_token": _SIGN_IN,
    "invalid_token": _SIGN_IN,
    "insufficient_scope": (
        Code.SCOPE,
        "The broker does not plan for this session: {said}",
        f"Ask who runs the tenant for the permission. {_OFFLINE}",
    ),
    "misconfigured": (
        Code.PLANNER_KEY,
        "The broker cannot ask Gemini: {said}",
        f"Tell who runs the broker. Until then, {_OFFLINE}",
    ),
    "unknown_model": (
        Code.PLANNER_MODEL,
        "The broker does not offer this model: {said}",
        "Choose another one with --model or AEGIS_MODEL; `aegis doctor` names those it offers.",
    ),
    "not_found": (
        Code.BROKER,
        "The broker does not plan: {said}",
        f"Set GEMINI_API_KEY to plan with a key of your own. {_OFFLINE}",
    ),
    "too_large": (
        Code.BROKER,
        "The request is too large for the broker's model: {said}",
        "Say it in fewer words, and pipe long text in instead.",
    ),
    "bad_request": (
        Code.BROKER,
        "The broker does not take this request: {said}",
        f"It may be older or newer than this aegis; ask who runs it. {_OFFLINE}",
    ),
}
