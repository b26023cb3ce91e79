"""Tells whether a write changed anything, by the times in its answer.

If the last change is older than the request, the write changed nothing. Both times are by the
server's clock: the answer has a date, and the duration of the request was measured here.
"""

from datetime import datetime
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.core.http import Response
from aegis_cli.providers.github.rest import server_time

_LONGEST_REQUEST = 10.0
"""Seconds after which GitHub ends a request (docs.github.com/rest, "Troubleshooting")."""

_CUT = 1.0  # seconds: GitHub truncates its times to whole ones


def was_so_before(action: Action[Any], body: Any, response: Response) -> bool:
    """Tell whether an answer shows that the write changed nothing; false if it does not show it."""
    if not isinstance(body, dict):
        return False
    state = action.sent_arguments().get("state")
    if state == "open" and _was_never_closed(body):
        return True
    now = server_time(response)
    if now is None:
        return False
    duration = _LONGEST_REQUEST if response.took is None else response.took + _CUT
    names = ("updated_at", "closed_at") if state == "closed" else ("updated_at",)
    moments = (_moment(body.get(name)) for name in names)
    return any(moment is not None and moment < now.timestamp() - duration for moment in moments)


def _was_never_closed(issue: dict[str, Any]) -> bool:
    """Tell whether an open issue has no reason: one that was reopened has "reopened".

    A pull request has none in either case.
    """
    return "pull_request" not in issue and issue.get("state_reason", "") is None


def _moment(text: Any) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
