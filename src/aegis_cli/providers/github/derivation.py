"""Derives a token for one plan from the vault's wide one, and deletes it after the plan.

The wide token stays valid beside the derived one, and nothing here ever deletes the wide one.
Source: docs.github.com/rest/apps, "Create a scoped access token", "Delete an app token", "Check a
token".
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from aegis_cli.actions.provider.derived_token import Derived, NotNarrowed
from aegis_cli.core.echoes import show
from aegis_cli.core.flow import Flow, with_retries
from aegis_cli.core.http import Method, Request, Response, Unreachable
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.oauth.answers import bearer
from aegis_cli.providers.github.rest import (
    HEADERS,
    body_of,
    is_rate_limit,
    refusal,
    server_time,
)
from aegis_cli.providers.github.token_reach import PlanReach, TokenReach, wrong_kind

_WHY = "GitHub did not answer"
_UNEXPRESSIBLE = 422
_GONE = frozenset({204, 404, 422})


def narrow(
    app: ProviderApp, base: str, token: Secret, reach: PlanReach
) -> Flow[Derived | NotNarrowed]:
    """Derive a token that reaches what a plan needs, or say why the vault's own must do."""
    if (hindrance := wrong_kind(token)) is not None:
        return NotNarrowed(hindrance)
    for wider in reach.wider:
        derived = yield from _for_all(app, base, token, wider)
        if derived is not None:
            return derived
    return (yield from derive(app, base, token, reach.least))


def widen(app: ProviderApp, base: str, token: Secret, reach: TokenReach) -> Flow[Derived | None]:
    """Derive a token for one call, with one permission more; `None` if GitHub gives none so wide.

    NOTE: only after GitHub refused the call for want of this permission, and for that call alone.
    """
    return (yield from _for_all(app, base, token, reach))


def _for_all(app: ProviderApp, base: str, token: Secret, scope: TokenReach) -> Flow[Derived | None]:
    """Derive a token for more than the least; `None` if GitHub gives none so wide."""
    try:
        derived = yield from derive(app, base, token, scope)
    except AegisError as error:
        if error.code is not Code.FORBIDDEN:
            raise
        return None
    return derived if isinstance(derived, Derived) else None


def derive(
    app: ProviderApp, base: str, token: Secret, scope: TokenReach
) -> Flow[Derived | NotNarrowed]:
    """Derive a token from the vault's; raise an error with a way out if GitHub refuses.

    Returns `NotNarrowed` if a plan of reads is refused: a public repository can be read where the
    App is not installed, and no derivation can express that. So it does of a permission that no
    schema of GitHub's names, for a derivation may not know it.
    """
    request = _request(
        app,
        base,
        "POST",
        "token/scoped",
        ("access_token", token),
        ("target", scope.owner),
        ("repositories", list(scope.repositories)),
        ("permissions", dict(scope.permissions)),
    )
    answer = yield from with_retries(request, _pause_unless_sent, _WHY)
    if isinstance(answer, Unreachable):
        raise _unreachable(answer)
    if not answer.ok:
        refusal = _refusal(answer, scope, (app.client_secret, token))
        # NOTE: a plan that writes ends here. With the wide token it would fail, or succeed by a
        # permission that no action declares.
        is_left_wide = scope.only_reads or scope.may_be_refused
        if is_left_wide and answer.status == _UNEXPRESSIBLE:
            return NotNarrowed(refusal.message)
        raise refusal
    return _read_derived(answer, token)


def delete(app: ProviderApp, base: str, derived: Derived) -> Flow[bool]:
    """Delete a derived token; tell whether it is certain that nobody can use it any more."""
    request = _request(app, base, "DELETE", "token", ("access_token", derived.token))
    answer = yield from with_retries(request, _pause, _WHY)
    return isinstance(answer, Response) and answer.status in _GONE


def belongs_to(app: ProviderApp, base: str, token: Secret) -> Flow[bool]:
    """Ask GitHub whether a token is this App's, so that one can be derived from it."""
    request = _request(app, base, "POST", "token", ("access_token", token))
    answer = yield from with_retries(request, _pause, _WHY)
    if isinstance(answer, Unreachable):
        raise _unreachable(answer)
    if answer.status in {404, 422}:
        return False
    if not answer.ok:
        raise _refusal(answer, None, (app.client_secret, token))
    return True


def _request(
    app: ProviderApp, base: str, method: Method, path: str, *fields: tuple[str, Any]
) -> Request:
    return Request(
        method,
        base,
        f"/applications/{quote(app.client_id, safe='')}/{path}",
        fields=fields,
        basic=(app.client_id, app.client_secret),
        headers=HEADERS,
    )


def _pause(answer: Response | Unreachable, attempt: int) -> float | None:
    """Return the seconds until a request is sent again; `None` if its answer is final."""
    is_fault = isinstance(answer, Unreachable) or answer.status >= 500  # noqa: PLR2004  # RFC 9110, section 15.6
    return attempt / 2 if is_fault else None


def _pause_unless_sent(answer: Response | Unreachable, attempt: int) -> float | None:
    """Return what `_pause` does, but `None` for a lost answer: it may have held a token."""
    is_lost = isinstance(answer, Unreachable) and answer.sent
    return None if is_lost else _pause(answer, attempt)


def _read_derived(answer: Response, wide: Secret) -> Derived:
    body = body_of(answer)
    derived = bearer(body.get("token"))
    # NOTE: if the answer repeats the wide token, it would be used as narrow and then deleted.
    if derived is None or derived == wide:
        raise error_for(Code.PROTOCOL, "GitHub's answer holds no derived token.")
    return Derived(derived, _lifetime(body.get("expires_at"), server_time(answer)))


def _lifetime(expires_at: Any, now: datetime | None) -> float | None:
    try:
        end = datetime.fromisoformat(expires_at)
    except (TypeError, ValueError):
        return None
    if now is None or end.tzinfo is None:
        return None
    return max((end - now).total_seconds(), 0.0)


def _unreachable(fault: Unreachable) -> AegisError:
    return error_for(
        Code.NETWORK,
        f"GitHub could not be asked for a token for this plan: {fault.reason}.",
        hint="Check the connection, then try again.",
    )


def _refusal(answer: Response, scope: TokenReach | None, secrets: tuple[Secret, ...]) -> AegisError:
    """Return the error for a derivation that GitHub refuses."""
    if is_rate_limit(answer):
        hint = "Try again in a few minutes."
        return error_for(Code.RATE_LIMITED, "GitHub's rate limit is used up.", hint=hint)
    said = body_of(answer).get("message")
    text = show(said, secrets, most=300) if isinstance(said, str) else ""
    reason = f"({answer.status}): {text or f'status {answer.status}'}"
    if scope is None or answer.status not in {403, 422}:
        return refusal("derivation", str(answer.status), reason=reason)
    permissions = ", ".join(f"{name}:{level}" for name, level in scope.permissions)
    names = ", ".join(f"{scope.owner}/{name}" for name in scope.repositories)
    values = {"repositories": names, "permissions": permissions, "reason": reason}
    return refusal("derivation", "scope", **values)
