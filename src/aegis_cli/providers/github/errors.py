"""What GitHub's refusals mean, as the rows of `refusals.toml` say.

Source: docs.github.com/rest, "Troubleshooting the REST API" and "Rate limits for the REST API".
"""

import re
from datetime import UTC, datetime
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action, in_path
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.performed import LacksPermission
from aegis_cli.core.http import Response
from aegis_cli.core.text import excerpt, one_line
from aegis_cli.errors import AegisError
from aegis_cli.providers.api import FAULTS, Api
from aegis_cli.providers.github.app_permissions import accepted_in_words
from aegis_cli.providers.github.call_needs import makes_elsewhere, needs_in_words
from aegis_cli.providers.github.live_permissions import When, of_action
from aegis_cli.providers.github.rest import (
    NO_MESSAGE,
    body_of,
    is_rate_limit,
    message_of,
    number_in,
    refusal,
    retry_after,
)

_SSO_URL = re.compile(r"\burl=(https://[^\s;,]+)")
_LAST_MOMENT = 253_402_300_800.0  # the year 10000, where the calendar ends
_FORBIDDEN = 403
_OUT_OF_REACH = "Resource not accessible by integration"
_MASKED = frozenset({"Not Found", NO_MESSAGE})
"""The messages of a 404 for a thing that does not exist, or that the token cannot see."""

GITHUB_API = Api(
    title="GitHub",
    status_page="https://www.githubstatus.com",
    is_fault=lambda response: response.status in FAULTS,
    retry_after=retry_after,
    limit_wait=lambda response: retry_after(response) if is_rate_limit(response) else None,
    takes_writes_again=False,
)

_Meaning: TypeAlias = tuple[str, dict[str, object]]
"""The key of a row of `refusals.toml`, and what fills it."""


def failure(action: Action[Any], response: Response) -> AegisError:
    """Return the error for an answer that is not a success."""
    explain = _BY_STATUS.get(response.status, _other)
    if is_rate_limit(response):
        explain = _rate_limited
    key, values = explain(action, response)
    message = message_of(response)
    details = "; ".join(_field_errors(response)) or message
    status = response.status
    return refusal("answer", key, status=status, message=message, details=details, **values)


def write_failure(action: Action[Any], response: Response) -> AegisError:
    """Return the error of a write; of a merge, with the permission that its token may lack.

    GitHub says of a merge that brings a workflow that the token may not change it, or only that
    the token does not reach.
    """
    error, message = failure(action, response), message_of(response)
    permission = of_action(type(action)).get(When.MERGE)
    says_so = _OUT_OF_REACH in message or "without `workflows` permission" in message
    if permission is None or response.status != _FORBIDDEN or not says_so:
        return error
    return LacksPermission(error, permission)


def absent(action: Action[Any]) -> AegisError | None:
    """Return the error of a read whose repository is there: something in it is not.

    `None` where nothing in it is named, and of a write, which GitHub may refuse by a 404 too.
    """
    inside = _inside(action)
    if not inside or action.facts.effect > Effect.READ:
        return None
    is_pull = "pull_number" in type(action).model_fields
    shared = " If it is an issue, `aegis do issues.get` shows it." if is_pull else ""
    repo = getattr(action, "repo", "")
    return refusal("answer", "absent", target=_target(action), repo=repo, shared=shared)


def _rate_limited(_action: Action[Any], response: Response) -> _Meaning:
    secondary = "secondary" in message_of(response).lower()
    reset = number_in(response.headers.get("x-ratelimit-reset"))
    wait = number_in(response.headers.get("retry-after"))
    if wait is not None:
        until = f"in {wait:.0f} seconds"
    elif reset is not None and not secondary and reset < _LAST_MOMENT:
        until = f"after {datetime.fromtimestamp(reset, UTC):%H:%M:%S} UTC"
    else:
        until = "in a few minutes"
    kind = "secondary rate limit (too many requests at once)" if secondary else "rate limit"
    return "rate limit", {"kind": kind, "until": until}


def _forbidden(action: Action[Any], response: Response) -> _Meaning:
    headers, message = response.headers, message_of(response)
    if headers.get("x-github-sso"):
        url = _SSO_URL.search(headers["x-github-sso"])
        return ("sso at a page", {"page": excerpt(url[1])}) if url else ("sso", {})
    if "access blocked" in message.lower():
        return _blocked_repository(action, response)
    if "archived" in message.lower():
        return "archived", {}
    if "x-accepted-oauth-scopes" in headers and headers.get("x-oauth-scopes"):
        return "scopes", {"scopes": excerpt(headers["x-accepted-oauth-scopes"])}
    if makes_elsewhere(action):
        return _not_at_both(action)
    accepted = accepted_in_words(headers.get("x-accepted-github-permissions", ""))
    # What others saw GitHub want is more than it says.
    needed = needs_in_words(action) if of_action(type(action)) or not accepted else accepted
    return ("403", {"needed": needed}) if needed != _NONE else ("403 of anybody", {})


_NONE = "none"
"""The permissions of an App for operations that anybody may do."""


def _not_at_both(action: Action[Any]) -> _Meaning:
    """Return the row of what makes a repository from another, maybe at another account."""
    there = getattr(action, "organization", None) or getattr(action, "owner", None)
    repo = getattr(action, "repo", "the repository")
    return "both installations", {"repo": repo, "there": there or "your own account"}


def _wrong_value(action: Action[Any], response: Response) -> _Meaning:
    """Return the row of a wrong value, of which one is none: a template that no token reaches."""
    is_out_of_reach = "template repository not found" in message_of(response).lower()
    return _not_at_both(action) if is_out_of_reach else _other(action, response)


def _not_found(action: Action[Any], response: Response) -> _Meaning:
    if message_of(response) not in _MASKED:
        return "not found with a reason", {}
    if When.RELEASE in of_action(type(action)):
        return "404 of a release", {"target": _target(action), "needed": needs_in_words(action)}
    is_write = action.facts.effect > Effect.READ
    needs = f" The GitHub App needs {needs_in_words(action)}." if is_write else ""
    return "404", {"target": _target(action), "needs": needs}


def _target(action: Action[Any]) -> str:
    """Name the target of a call: the part of its path below the repository, or the path itself."""
    repo, inside = getattr(action, "repo", None), _inside(action)
    if repo is None:
        return action.facts.path
    if len(inside) == 1 and {*inside} <= _NUMBERS:
        return f"{repo}#{next(iter(inside.values()))}"
    named = ", ".join(f"{_words(action, name)} {value}" for name, value in inside.items())
    return f"{named} in {repo}" if named else repo


_NUMBERS = frozenset({"issue_number", "pull_number"})
"""The fields of a number that stands behind the repository, as in acme/web#12."""


def _inside(action: Action[Any]) -> dict[str, str]:
    """Return what the path of a call names of its repository, by field."""
    if getattr(action, "repo", None) is None:
        return {}
    named = sorted(in_path(type(action)) - {"repo"})
    values = ((name, getattr(action, name)) for name in named)
    return {name: one_line(str(value)) for name, value in values if value is not None}


def _words(action: Action[Any], name: str) -> str:
    """Return what a field of a path is called, such as `milestone` for `milestone_number`."""
    kind = action.facts.action.partition(".")[0].removesuffix("s") if name == "name" else name
    return kind.removesuffix("_number").removesuffix("_id").replace("_", " ")


def _gone_repository(action: Action[Any], response: Response) -> _Meaning:
    if "disabled" not in message_of(response).lower():
        return "410", {}
    return "disabled", {"repo": getattr(action, "repo", "the repository")}


def _blocked_repository(_action: Action[Any], response: Response) -> _Meaning:
    block = body_of(response).get("block")
    url = block.get("html_url") if isinstance(block, dict) else None
    return ("blocked by a notice", {"page": excerpt(url)}) if isinstance(url, str) else ("451", {})


def _other(action: Action[Any], response: Response) -> _Meaning:
    """Return the row of the status itself, where it means one thing whatever the action is."""
    is_write = action.facts.effect > Effect.READ
    warning = " It may have happened all the same: look before you try again." if is_write else ""
    return str(response.status), {
        "sentence": f"{message_of(response).removesuffix('.')}.",
        "warning": warning,
    }


_BY_STATUS = {
    403: _forbidden,
    404: _not_found,
    410: _gone_repository,
    422: _wrong_value,
    451: _blocked_repository,
}


def _field_errors(response: Response) -> list[str]:
    """Return the problem of each field; GitHub sends objects or plain texts."""
    errors = body_of(response).get("errors")
    if not isinstance(errors, list):
        return []
    return [excerpt(_field_error(error)) for error in errors[:10]]


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
