"""Reads a broker's problem document, which it sends instead of a model's answer. Pure.

A temporary problem becomes a `Fault`, which the dialogue may retry; any other is a final error.
Source: docs/broker-api.md, and RFC 9457 for the form.
"""

import re
from collections.abc import Mapping
from typing import Any

from aegis_cli.core.text import excerpt
from aegis_cli.errors import AegisError
from aegis_cli.oauth.service_refusals import of_rows
from aegis_cli.planning.gemini.dialogue import Fault, failures

_SECONDS = re.compile(r"[0-9]{1,6}", re.ASCII)


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
    detail = excerpt(problem["detail"])
    final = [row for row in failures("broker") if problem["code"] in row["for"]]
    if final:
        return of_rows(final, detail=detail)
    wait = float(retry_after) if _SECONDS.fullmatch(retry_after) else None
    return Fault(status, f"the broker says: {detail}", retry_after=wait)
