"""What Slack's errors mean, as the rows of `refusals.toml` say.

Slack adds errors without notice: one that no row has is told as it is.
Source: docs.slack.dev/reference/methods, the errors of each method.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.core.http import Response
from aegis_cli.core.text import excerpt
from aegis_cli.errors import AegisError
from aegis_cli.oauth.service_refusals import of_rows, rows_in
from aegis_cli.providers.api import FAULTS, Api
from aegis_cli.providers.slack.token_side import body_of, error_of, is_limited

_FAULTS = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
    | {"partial_profile_set_failed", "team_added_to_org"}
)
"""The errors of which Slack says that some of it may have been done all the same."""
_SECONDS = re.compile(r"[0-9]{1,6}", re.ASCII)
_FAMILIES = ("restricted_action", "cant_", "invalid_", "slack_connect_", "draft_")
"""The beginnings of errors that mean one thing, whatever follows."""


def _is_fault(answer: Response) -> bool:
    return answer.status in FAULTS or error_of(body_of(answer)) in _FAULTS


def retry_after(answer: Response) -> float | None:
    """Return the seconds that Slack asks to wait; `None` if it does not say."""
    seconds = answer.headers.get("retry-after", "")
    return float(seconds) if _SECONDS.fullmatch(seconds) else None


def _limit_wait(answer: Response) -> float | None:
    asked = retry_after(answer)
    wait = 1.0 if asked is None else asked
    return wait if is_limited(answer) else None


SLACK_API = Api(
    title="Slack",
    status_page="https://slack-status.com",
    is_fault=_is_fault,
    retry_after=retry_after,
    limit_wait=_limit_wait,
)


def refusal(action: Action[Any], body: Mapping[str, Any]) -> AegisError:
    """Return the error for an answer that says that Slack did not do it."""
    error = str(body.get("error") or "no reason")
    family = next((f"{start}*" for start in _FAMILIES if error.startswith(start)), "")
    needed = body.get("needed")
    return refusal_for(
        *filter(None, (error, family)),
        error=excerpt(error, 60),
        details=_details(body) or excerpt(error, 60),
        needed=excerpt(str(needed), 200) if needed else str(action.facts.needs),
        does=action.says(),
    )


def refusal_for(*keys: str, **values: object) -> AegisError:
    """Return the error of the row for the first of these keys that one has."""
    return of_rows(_rows(), *keys, **values)


def _rows() -> Sequence[Mapping[str, Any]]:
    return rows_in(Path(__file__).with_name("refusals.toml"))["answer"]


def _details(body: Mapping[str, Any]) -> str:
    """Return what Slack says of each argument, if it says anything."""
    beside = body.get("response_metadata")
    told = beside.get("messages") if isinstance(beside, dict) else None
    return "; ".join(excerpt(str(each)) for each in told[:5]) if isinstance(told, list) else ""
