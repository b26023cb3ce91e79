"""What GitHub's refusals mean, and what the person can do about each.

Source: docs.github.com/rest, "Troubleshooting the REST API" and "Rate limits for the REST API".
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from aegis_cli.actions.action import Action, Effect
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
"""What a 404 says of a thing that is not there, or that the token must not know of."""


def failure(action: Action[Any], response: Response) -> Failed:
    """Explain an answer that is not a success."""
    if is_rate_limit(response):
        return _rate_limited(response)
    explain = _BY_STATUS.get(response.status, _other)
    return explain(action, response)


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

    `Retry-After` comes first; then, where the quota is used up, its reset time, measured by the
    server's own clock (the `Date` header).
    """
    seconds = _number(response.headers.get("retry-after"))
    if seconds is not None:
        return max(seconds, 0.0)
    reset = _number(response.headers.get("x-ratelimit-reset"))
    if reset is None or response.headers.get("x-ratelimit-remaining") != "0":
        return None
    try:
        server_now = parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, ValueError, OverflowError):
        return None
    return max(reset - server_now, 0.0) + 1.0


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


def _unauthorized(_action: Action[Any], _response: Response) -> Failed:
    return Failed(
        "GitHub does not accept the token that Token Vault gave (401 Bad credentials).",
        code=Code.BAD_CREDENTIALS,
        hint="Connect the GitHub account again at Auth0; the vault may hold a revoked token.",
    )


def _forbidden(action: Action[Any], response: Response) -> Failed:
    headers = response.headers
    sso = headers.get("x-github-sso", "")
    if sso:
        url = _SSO_URL.search(sso)
        return Failed(
            "The organization wants a SAML single sign-on first.",
            code=Code.SSO_REQUIRED,
            hint=one_line(
                f"Authorize in a browser: {url.group(1)}"
                if url
                else "Authorize the GitHub App for the organization, at GitHub."
            ),
        )
    if "access blocked" in _message(response).lower():
        return _blocked(action, response)
    if "archived" in _message(response).lower():
        return Failed(
            f"The repository is archived: {_message(response)}",
            code=Code.FORBIDDEN,
            hint="Unarchive it first, in its settings at GitHub.",
        )
    needed = headers.get("x-accepted-github-permissions") or str(action.facts.needs)
    hint = f"The GitHub App needs {needed}, and must be installed on the repository."
    if "x-accepted-oauth-scopes" in headers and headers.get("x-oauth-scopes"):
        hint = f"The token needs one of the scopes {headers['x-accepted-oauth-scopes']}."
    return Failed(
        f"GitHub forbids it (403): {_message(response)}",
        code=Code.FORBIDDEN,
        hint=one_line(hint),
    )


def _not_found(action: Action[Any], response: Response) -> Failed:
    message = _message(response)
    if message not in _MASKED:
        return Failed(
            f"GitHub did not find it (404): {message}",
            code=Code.NOT_FOUND,
            hint="Correct it and ask again.",
        )
    what = getattr(action, "repo", None)
    number = getattr(action, "issue_number", None)
    thing = f"{what}#{number}" if number else what or action.facts.path
    hint = "GitHub answers 404 for private repositories that the token cannot see."
    if action.facts.effect > Effect.READ:
        hint += f" The GitHub App needs {action.facts.needs}."
    return Failed(
        f"There is no {thing}, or your token cannot see it (404).",
        code=Code.NOT_FOUND,
        hint=f"{hint} `aegis do repos.list_mine` lists what it sees.",
    )


def _conflict(_action: Action[Any], response: Response) -> Failed:
    return Failed(
        f"GitHub cannot do it in the present state ({response.status}): {_message(response)}",
        code=Code.CONFLICT,
        hint="Look at it again, then ask again.",
    )


def _gone(action: Action[Any], response: Response) -> Failed:
    message = _message(response)
    if "disabled" in message.lower():
        repo = getattr(action, "repo", "the repository")
        return Failed(
            f"Issues are disabled in {repo} (410).",
            code=Code.GONE,
            hint="They can be switched on in the repository's settings.",
        )
    return Failed(f"It is gone (410): {message}", code=Code.GONE)


def _invalid(_action: Action[Any], response: Response) -> Failed:
    details = "; ".join(_field_errors(response))
    message = _message(response)
    return Failed(
        f"GitHub rejected a value ({response.status}): {details or message}",
        code=Code.INVALID,
        hint="Correct it and ask again.",
    )


def _blocked(_action: Action[Any], response: Response) -> Failed:
    block = _object(response).get("block")
    url = block.get("html_url") if isinstance(block, dict) else None
    return Failed(
        f"GitHub blocked access to this repository ({response.status}).",
        code=Code.LEGAL_BLOCK,
        hint=one_line(
            f"The notice is at {url}"
            if isinstance(url, str)
            else "GitHub's own page of the repository says why."
        ),
    )


def _other(action: Action[Any], response: Response) -> Failed:
    after_write = (
        " It may have happened all the same: look before you try again."
        if action.facts.effect > Effect.READ
        else ""
    )
    return Failed(
        f"GitHub answered {response.status}: {_message(response)}.{after_write}",
        code=Code.GITHUB,
        hint="https://www.githubstatus.com says whether GitHub has a problem.",
    )


_BY_STATUS = {
    400: _invalid,
    401: _unauthorized,
    403: _forbidden,
    404: _not_found,
    405: _conflict,
    409: _conflict,
    410: _gone,
    413: _invalid,
    422: _invalid,
    451: _blocked,
}


def _object(response: Response) -> dict[str, Any]:
    try:
        return response.json_object()
    except Malformed:
        return {}


def _message(response: Response) -> str:
    message = _object(response).get("message")
    return one_line(message)[:_LONGEST_MESSAGE] if isinstance(message, str) else _NO_MESSAGE


def _field_errors(response: Response) -> list[str]:
    """Say what is wrong with each field: GitHub gives objects, or at times plain texts."""
    errors = _object(response).get("errors")
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
