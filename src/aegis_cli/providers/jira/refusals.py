"""What Jira's refusals mean, as the rows of `refusals.toml` say.

A body has one of three forms: Jira's own (`errorMessages`, and `errors` per field), and two of the
gateway before it (`code` and `message`; `error` and `message`). Anything else is not shown.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.core.http import Malformed, Response
from aegis_cli.core.text import excerpt
from aegis_cli.errors import AegisError
from aegis_cli.oauth.service_refusals import of_rows, rows_in
from aegis_cli.providers.api import FAULTS, Api

UNAUTHORIZED, _NOT_FOUND, _TOO_MANY = 401, 404, 429
_REDIRECTS = range(300, 400)
_SCOPE = "scope does not match"
_QUOTA = "jira-quota-"
_MOST_DETAILS = 10
_NO_DETAILS = "no explanation."


def _is_quota(response: Response) -> bool:
    """Tell whether a 429 is about the quota of an hour, for which nobody waits."""
    return response.headers.get("ratelimit-reason", "").lower().startswith(_QUOTA)


def _retry_after(response: Response) -> float | None:
    """Return the seconds that Jira asks to wait; `None` if it does not say."""
    text = response.headers.get("retry-after", "")
    return float(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _burst_wait(response: Response) -> float | None:
    """Return the seconds until a burst of requests is over; `None` for any other answer."""
    if response.status != _TOO_MANY or _is_quota(response):
        return None
    asked = _retry_after(response)
    return 1.0 if asked is None else asked


JIRA_API = Api(
    title="Jira",
    status_page="https://status.atlassian.com",
    is_fault=lambda response: response.status in FAULTS,
    retry_after=_retry_after,
    limit_wait=_burst_wait,
)


def failure(action: Action[Any], response: Response) -> AegisError:
    """Return the error for an answer that is not a success."""
    rows = rows_in(Path(__file__).with_name("refusals.toml"))["answer"]
    details = "; ".join(_details(_body(response))) or _NO_DETAILS
    return of_rows(
        rows,
        _key(response),
        status=response.status,
        details=details,
        scopes=str(action.facts.needs).replace("+", ", "),
        target=_target(action),
        until=_until(response),
    )


def refuses_token(response: Response) -> bool:
    """Tell whether Jira refused the token, as one that has expired; a scope is something else."""
    return _key(response) == str(UNAUTHORIZED)


def _key(response: Response) -> str:
    """Return the key of a row.

    NOTE: a 401 for a scope is no reason to exchange again: the next token would have the same ones.
    """
    if response.status == UNAUTHORIZED and _SCOPE in " ".join(_details(_body(response))).lower():
        return "scope"
    if response.status == _TOO_MANY:
        return "quota" if _is_quota(response) else "burst"
    if response.status == _NOT_FOUND and _is_of_gateway(_body(response)):
        return "site"
    return "redirect" if response.status in _REDIRECTS else str(response.status)


def _is_of_gateway(body: Mapping[str, Any]) -> bool:
    """Tell whether a body is in the gateway's form, and not in Jira's own; one may be missing."""
    return "message" in body and not body.keys() & {"errorMessages", "errors"}


def _until(response: Response) -> str:
    reset = response.headers.get("x-ratelimit-reset", "")
    try:
        moment = datetime.fromisoformat(reset).astimezone(UTC)
    except (ValueError, OverflowError):
        seconds = _retry_after(response)
        return "in some minutes" if seconds is None else f"in {seconds:.0f} seconds"
    return f"after {moment:%H:%M:%S} UTC"


def _target(action: Action[Any]) -> str:
    """Name what a call is about."""
    sent = action.sent_arguments()
    names = ("issue", "project", "board", "sprint")
    named = next((name for name in names if name in sent), None)
    if named is None:
        return "What was asked for"
    return str(sent[named]) if named in {"issue", "project"} else f"{named.title()} {sent[named]}"


def _body(response: Response) -> Mapping[str, Any]:
    try:
        return response.json_object()
    except Malformed:
        return {}


def _details(body: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an answer says, field by field first; at most so much of it."""
    errors, messages = body.get("errors"), body.get("errorMessages")
    fields = errors.items() if isinstance(errors, Mapping) else ()
    said = [f"{name}: {text}" for name, text in fields if isinstance(text, str)]
    said += (
        [text for text in messages if isinstance(text, str)] if isinstance(messages, list) else []
    )
    if not said:
        said = [text for text in (body.get("message"), body.get("error")) if isinstance(text, str)][
            :1
        ]
    yield from (excerpt(text) for text in said[:_MOST_DETAILS])
