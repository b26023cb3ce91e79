"""A token derived for one plan: how it is asked for, and how it is deleted when the plan is over.

The wide token stays valid beside the derived one, and nothing here ever deletes the wide one.
Source: docs.github.com/rest/apps, "Create a scoped access token", "Delete an app token", "Check a
token".
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import quote

from aegis_cli.core.flow import Flow, Wait
from aegis_cli.core.http import Malformed, Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.oauth.answers import bearer
from aegis_cli.oauth.exchange import ProviderApp
from aegis_cli.oauth.safe_text import shown
from aegis_cli.providers.github.client import HEADERS
from aegis_cli.providers.github.errors import is_rate_limit
from aegis_cli.providers.github.narrowing import Narrowed, Wide

ATTEMPTS = 3
_UNEXPRESSIBLE = 422
_GONE = frozenset({204, 404, 422})


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived token: the only one that `delete` takes, so that it can be no other."""

    token: Secret
    expires_in: float | None
    """Seconds, by GitHub's own clock; `None` if it does not say."""


def derive(app: ProviderApp, base: str, token: Secret, scope: Narrowed) -> Flow[Derived | Wide]:
    """Derive a token from the vault's; raise what a person can do where GitHub says no.

    `Wide` is a no that stands in the way of no read: a public repository can be read where the App
    is not installed, and no derivation expresses that.
    """
    request = _about(
        app,
        base,
        "POST",
        "token/scoped",
        ("access_token", token),
        ("target", scope.owner),
        ("repositories", list(scope.repositories)),
        ("permissions", dict(scope.permissions)),
    )
    answer = yield from _tried(request, again_if_lost=False)
    if isinstance(answer, Unreachable):
        raise _unreachable(answer)
    if not answer.ok:
        refusal = _refusal(answer, scope, (app.client_secret, token))
        # NOTE: what writes ends here. It would fail, or succeed by a permission nobody declared.
        if scope.only_reads and answer.status == _UNEXPRESSIBLE:
            return Wide(refusal.message)
        raise refusal
    return _derived(answer, token)


def delete(app: ProviderApp, base: str, derived: Derived) -> Flow[bool]:
    """Delete a derived token; tell whether it is certain that nobody can use it any more."""
    request = _about(app, base, "DELETE", "token", ("access_token", derived.token))
    answer = yield from _tried(request, again_if_lost=True)
    return isinstance(answer, Response) and answer.status in _GONE


def belongs_to(app: ProviderApp, base: str, token: Secret) -> Flow[bool]:
    """Ask GitHub whether a token is this App's, so that one can be derived from it."""
    request = _about(app, base, "POST", "token", ("access_token", token))
    answer = yield from _tried(request, again_if_lost=True)
    if isinstance(answer, Unreachable):
        raise _unreachable(answer)
    if answer.status in {404, 422}:
        return False
    if not answer.ok:
        raise _refusal(answer, None, (app.client_secret, token))
    return True


Method = Literal["POST", "DELETE"]


def _about(
    app: ProviderApp, base: str, method: Method, what: str, *fields: tuple[str, Any]
) -> Request:
    return Request(
        method,
        base,
        f"/applications/{quote(app.client_id, safe='')}/{what}",
        fields=fields,
        basic=(app.client_id, app.client_secret),
        headers=HEADERS,
    )


def _tried(request: Request, *, again_if_lost: bool) -> Flow[Response | Unreachable]:
    """Send a request, again after a fault; a lost answer may have been a token, so never then."""
    answer: Response | Unreachable = yield request
    for attempt in range(1, ATTEMPTS):
        if isinstance(answer, Response):
            is_fault = answer.status >= 500  # noqa: PLR2004  # RFC 9110, section 15.6
        else:
            is_fault = again_if_lost or not answer.sent
        if not is_fault:
            break
        yield Wait(float(attempt) / 2, "GitHub did not answer; trying again")
        answer = yield request
    return answer


def _derived(answer: Response, wide: Secret) -> Derived:
    try:
        found = answer.json_object()
    except Malformed:
        found = {}
    derived = bearer(found.get("token"))
    # NOTE: an answer that repeats the wide token would have it used as narrow, and then deleted.
    if derived is None or derived == wide:
        raise error_for(Code.PROTOCOL, "GitHub's answer holds no derived token.")
    return Derived(derived, _life(found.get("expires_at"), answer.headers.get("date")))


def _life(expires_at: Any, date: str | None) -> float | None:
    try:
        ends, now = datetime.fromisoformat(expires_at), parsedate_to_datetime(date or "")
        return max((ends - now).total_seconds(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return None


def _unreachable(fault: Unreachable) -> AegisError:
    return error_for(
        Code.NETWORK,
        f"GitHub could not be asked for a token for this plan: {fault.reason}.",
        hint="Check the connection, then try again.",
    )


def _refusal(answer: Response, scope: Narrowed | None, secrets: tuple[Secret, ...]) -> AegisError:
    """Explain a derivation that GitHub refuses."""
    if is_rate_limit(answer):
        return error_for(
            Code.RATE_LIMITED,
            "GitHub's rate limit is used up.",
            hint="Try again in a few minutes.",
        )
    known = _KNOWN.get(answer.status)
    if known:
        return error_for(Code.MISCONFIGURED, known[0], hint=known[1])
    said = shown(_message(answer), secrets, most=300) or f"status {answer.status}"
    if scope is None or answer.status not in {403, 422}:
        return error_for(
            Code.GITHUB,
            f"GitHub gave no token for this plan ({answer.status}): {said}",
            hint="https://www.githubstatus.com says whether GitHub has a problem.",
        )
    wanted = ", ".join(f"{name}:{level}" for name, level in scope.permissions)
    where = ", ".join(f"{scope.owner}/{name}" for name in scope.repositories)
    return error_for(
        Code.FORBIDDEN,
        f"GitHub gives no token for {where} with {wanted} ({answer.status}): {said}",
        hint="The GitHub App must be installed there and have these permissions; "
        "`aegis whoami --github` tells more.",
    )


_NOT_THIS_APP = (
    "AEGIS_GITHUB_APP_CLIENT_ID must be the App of the Auth0 connection; if it is, connect the "
    "GitHub account again, since the vault may hold a revoked token."
)
_KNOWN = {
    401: (
        "GitHub does not accept the GitHub App's client id and secret.",
        "Check AEGIS_GITHUB_APP_CLIENT_ID and AEGIS_GITHUB_APP_CLIENT_SECRET.",
    ),
    404: ("GitHub does not know the vault's token as one of this GitHub App.", _NOT_THIS_APP),
}


def _message(answer: Response) -> str:
    try:
        message = answer.json_object().get("message")
    except Malformed:
        return ""
    return message if isinstance(message, str) else ""
