"""What GitHub's refusals mean, and what the person can do about each.

Source: docs.github.com/rest, "Troubleshooting the REST API" and "Rate limits for the REST API".
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.core.http import Malformed, Response
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Failed

_LONGEST_MESSAGE = 300
_SSO_URL = re.compile(r"\burl=(https://[^\s;,]+)")
_LAST_MOMENT = 253_402_300_800.0  # the year 10000, where the calendar ends
_TOO_MANY = 429
_LIMITED = frozenset({403, 429})
_NO_MESSAGE = "no explanation"
_MASKED = frozenset({"Not Found", _NO_MESSAGE})
"""The messages of a 404 for a thing that does not exist, or that the token cannot see."""


def failure(action: Action[Any], response: Response) -> Failed:
    """Return the error for an answer that is not a success."""
    if is_rate_limit(response):
        return _rate_limited(response)
    if response.status in _SIMPLE:
        code, template, hint = _SIMPLE[response.status]
        message = _message(response)
        details = "; ".join(_field_errors(response)) or message
        text = template.format(status=response.status, message=message, details=details)
        return Failed(text, code=code, hint=hint)
    explain = _BY_STATUS.get(response.status, _other)
    return explain(action, response)


_REJECTED = (
    Code.INVALID,
    "GitHub rejected a value ({status}): {details}",
    "Correct it and ask again.",
)
_CONFLICT = (
    Code.CONFLICT,
    "GitHub cannot do it in the present state ({status}): {message}",
    "Look at it again, then ask again.",
)
_SIMPLE = {
    400: _REJECTED,
    401: (
        Code.BAD_CREDENTIALS,
        "GitHub does not accept the token that Token Vault gave (401 Bad credentials).",
        "Connect the GitHub account again at Auth0; the vault may hold a revoked token.",
    ),
    405: _CONFLICT,
    409: _CONFLICT,
    413: _REJECTED,
    422: _REJECTED,
}
"""Code, message and hint of the statuses that mean one thing whatever the action is."""


def is_rate_limit(response: Response) -> bool:
    """Tell a rate limit from any other 403 or 429: by headers and message, not by the status."""
    headers = response.headers
    if response.status not in _LIMITED or "x-github-sso" in headers:
        return False
    return (
        response.status == _TOO_MANY
        or "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in _message(response).lower()
    )


def retry_after(response: Response) -> float | None:
    """Return the seconds that GitHub asks to wait; `None` if it does not say.

    `Retry-After` comes first; then, if the quota is used up, its reset time by the server's clock.
    """
    seconds = _number(response.headers.get("retry-after"))
    if seconds is not None:
        return seconds
    reset, now = _number(response.headers.get("x-ratelimit-reset")), server_time(response)
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


def _number(text: str | None) -> float | None:
    return float(text) if text is not None and re.fullmatch(r"\d{1,12}", text) else None


def _rate_limited(response: Response) -> Failed:
    secondary = "secondary" in _message(response).lower()
    reset = _number(response.headers.get("x-ratelimit-reset"))
    wait = _number(response.headers.get("retry-after"))
    if wait is not None:
        until = f"in {wait:.0f} seconds"
    elif reset is not None and not secondary and reset < _LAST_MOMENT:
        until = f"after {datetime.fromtimestamp(reset, UTC):%H:%M:%S} UTC"
    else:
        until = "in a few minutes"
    kind = "secondary rate limit (too many requests at once)" if secondary else "rate limit"
    return Failed(
        f"GitHub's {kind} is used up.",
        code=Code.RATE_LIMITED,
        hint=f"Try again {until}; `aegis do rate_limit.get` shows what is left.",
    )


def _forbidden(action: Action[Any], response: Response) -> Failed:
    headers, message = response.headers, _message(response)
    if headers.get("x-github-sso"):
        url = _SSO_URL.search(headers["x-github-sso"])
        return Failed(
            "The organization wants a SAML single sign-on first.",
            code=Code.SSO_REQUIRED,
            hint=one_line(f"Authorize in a browser: {url[1]}")
            if url
            else "Authorize the GitHub App for the organization, at GitHub.",
        )
    if "access blocked" in message.lower():
        return _blocked(action, response)
    if "archived" in message.lower():
        return Failed(
            f"The repository is archived: {message}",
            code=Code.FORBIDDEN,
            hint="Unarchive it first, in its settings at GitHub.",
        )
    needed = headers.get("x-accepted-github-permissions") or str(action.facts.needs)
    hint = f"The GitHub App needs {needed}, and must be installed on the repository."
    if "x-accepted-oauth-scopes" in headers and headers.get("x-oauth-scopes"):
        hint = f"The token needs one of the scopes {headers['x-accepted-oauth-scopes']}."
    return Failed(f"GitHub forbids it (403): {message}", code=Code.FORBIDDEN, hint=one_line(hint))


def _not_found(action: Action[Any], response: Response) -> Failed:
    message = _message(response)
    if message not in _MASKED:
        return Failed(
            f"GitHub did not find it (404): {message}",
            code=Code.NOT_FOUND,
            hint="Correct it and ask again.",
        )
    target = getattr(action, "repo", None) or action.facts.path
    if number := getattr(action, "issue_number", None):
        target = f"{target}#{number}"
    hint = "GitHub answers 404 for private repositories that the token cannot see."
    if action.facts.effect > Effect.READ:
        hint += f" The GitHub App needs {action.facts.needs}."
    return Failed(
        f"There is no {target}, or your token cannot see it (404).",
        code=Code.NOT_FOUND,
        hint=f"{hint} `aegis do repos.list_mine` lists what it sees.",
    )


def _gone(action: Action[Any], response: Response) -> Failed:
    message = _message(response)
    if "disabled" not in message.lower():
        return Failed(f"It is gone (410): {message}", code=Code.GONE)
    return Failed(
        f"Issues are disabled in {getattr(action, 'repo', 'the repository')} (410).",
        code=Code.GONE,
        hint="They can be switched on in the repository's settings.",
    )


def _blocked(_action: Action[Any], response: Response) -> Failed:
    block = body_of(response).get("block")
    url = block.get("html_url") if isinstance(block, dict) else None
    return Failed(
        f"GitHub blocked access to this repository ({response.status}).",
        code=Code.LEGAL_BLOCK,
        hint=one_line(f"The notice is at {url}")
        if isinstance(url, str)
        else "GitHub's own page of the repository says why.",
    )


def _other(action: Action[Any], response: Response) -> Failed:
    is_write = action.facts.effect > Effect.READ
    warning = " It may have happened all the same: look before you try again." if is_write else ""
    return Failed(
        f"GitHub answered {response.status}: {_message(response)}.{warning}",
        code=Code.GITHUB,
        hint="https://www.githubstatus.com says whether GitHub has a problem.",
    )


_BY_STATUS = {403: _forbidden, 404: _not_found, 410: _gone, 451: _blocked}


def _message(response: Response) -> str:
    message = body_of(response).get("message")
    return one_line(message)[:_LONGEST_MESSAGE] if isinstance(message, str) else _NO_MESSAGE


def _field_errors(response: Response) -> list[str]:
    """Return the problem of each field; GitHub sends objects or plain texts."""
    errors = body_of(response).get("errors")
    if not isinstance(errors, list):
        return []
    return [one_line(_field_error(error))[:_LONGEST_MESSAGE] for error in errors[:10]]


def _field_error(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)
    message = error.get("message")
    if isinstance(message, str):
        return message
    field, code = error.get("field", "a field"), error.get("code", "invalid")
    known = {
        "missing": f"the {field} does not exist",
        "missing_field": f"the {field} is missing",
        "invalid": f"the {field} is not valid",
        "already_exists": f"another {error.get('resource', 'one')} has the same {field}",
        "unprocessable": f"the {field} cannot be processed",
    }
    return known.get(str(code), f"the {field} is {code}")
