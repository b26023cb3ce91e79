"""One message a second and channel: Slack may drop what comes faster, without an error; pure.

Source: docs.slack.dev/apis/web-api/rate-limits, "Rate limits when posting messages".
"""

from collections.abc import Iterable
from typing import Any

from aegis_cli.core.flow import Wait

_METHOD = "chat.postMessage"


def pause(action: Any, before: Iterable[Any], _base: str) -> Wait | None:
    """Return the wait before a call, by the calls of its plan that were made before it."""
    place = _posts_in(action)
    if place is None or place not in {_posts_in(each) for each in before}:
        return None
    where = getattr(action, "channel", "") or f"a direct message to {action.person}"
    return Wait(1.0, f"Slack takes one message a second in {where}")


def _posts_in(action: Any) -> str | None:
    """Return the id of the channel that a call posts in; `None` if it posts nothing."""
    if getattr(action, "method", "") != _METHOD:
        return None
    place: str | None = action.body_values().get("channel")
    return place
