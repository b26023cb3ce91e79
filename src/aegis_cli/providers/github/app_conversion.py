"""Asks GitHub who an account is, and converts the code of a new App, which holds once.

Source: docs.github.com/rest/apps, "Create a GitHub App from a manifest"; /rest/users, "Get a user".
"""

import re
from collections.abc import Mapping
from typing import Any

from aegis_cli.actions.provider.app_registration import AppOwner, Conversion, MadeApp
from aegis_cli.core.echoes import show
from aegis_cli.core.flow import Flow, with_retries
from aegis_cli.core.http import Method, Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.core.uri_template import expand
from aegis_cli.errors import AegisError, Code, UsageError, error_for
from aegis_cli.providers.github.rest import HEADERS, body_of, refusal

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{4,64}")
_SECRET = re.compile(r"[\x21-\x7e]{8,512}")
_KINDS = {"User": False, "Organization": True}
_WHY = "GitHub did not answer"


def find_owner(base: str, login: str) -> Flow[AppOwner]:
    """Ask who owns an App by this login; no token is needed."""
    if not _LOGIN.fullmatch(login):
        raise UsageError(
            f"{login!r} cannot be the login of an account.",
            code=Code.BAD_USAGE,
            hint="Give your login at GitHub, or that of an organization.",
        )
    answer = yield from _request("GET", base, expand("/users/{login}", {"login": login}))
    if not answer.ok:
        raise _refusal("owner", answer, login=login)
    told = body_of(answer)
    name, kind = told.get("login"), told.get("type")
    if kind not in _KINDS or not isinstance(name, str) or name.casefold() != login.casefold():
        raise _unreadable("the account")
    return AppOwner(name, _KINDS[kind])


def convert(base: str, code: str) -> Flow[Conversion]:
    """Turn the code that came back from GitHub into the App and its secrets.

    Raises an error that names none of them. A lost answer is not asked for again.
    """
    path = expand("/app-manifests/{code}/conversions", {"code": code})
    answer = yield from _request("POST", base, path)
    if not answer.ok:
        raise _refusal("conversion", answer, Secret(code))
    told = body_of(answer)
    made, secret = _app(told), told.get("client_secret")
    if made is None or not isinstance(secret, str) or not _SECRET.fullmatch(secret):
        raise _unreadable("the new App")
    others = (told.get(name) for name in ("webhook_secret", "pem"))
    kept = tuple(Secret(each) for each in others if isinstance(each, str) and each)
    return Conversion(made, Secret(secret), kept)


def _request(method: Method, base: str, path: str) -> Flow[Response]:
    request = Request(method, base, path, headers=HEADERS)
    answer = yield from with_retries(request, _pause, _WHY)
    if isinstance(answer, Response):
        return answer
    if request.is_read or not answer.sent:
        message = f"GitHub could not be asked: {answer.reason}."
        raise error_for(Code.NETWORK, message, hint="Check the connection, then try again.")
    raise refusal("conversion", "lost", reason=answer.reason)


def _pause(answer: Response | Unreachable, attempt: int) -> float | None:
    """Ask again only where nothing was sent."""
    return attempt / 2 if isinstance(answer, Unreachable) and not answer.sent else None


def _app(told: Mapping[str, Any]) -> MadeApp | None:
    """Read an App; `None` if anything of it cannot be what it is said to be."""
    owner, permissions = told.get("owner"), told.get("permissions")
    owner = owner if isinstance(owner, Mapping) else {}
    login = owner.get("login")
    forms = {"client_id": _CLIENT_ID, "slug": _SLUG}
    are_well = all(
        isinstance(told.get(name), str) and form.fullmatch(told[name])
        for name, form in forms.items()
    )
    if not are_well or not isinstance(login, str) or not isinstance(permissions, Mapping):
        return None
    if not all(isinstance(part, str) for pair in permissions.items() for part in pair):
        return None
    callbacks, name, events = (told.get(key) for key in ("callback_urls", "name", "events"))
    return MadeApp(
        client_id=told["client_id"],
        slug=told["slug"],
        name=name if isinstance(name, str) else told["slug"],
        owner=login,
        is_of_organization=owner.get("type") == "Organization",
        permissions=tuple(sorted(permissions.items())),
        callbacks=tuple(map(str, callbacks)) if isinstance(callbacks, list) else None,
        events=tuple(map(str, events)) if isinstance(events, list) else (),
    )


def _refusal(what: str, answer: Response, *secrets: Secret, **values: str) -> AegisError:
    said = body_of(answer).get("message")
    words = show(said, secrets, most=300) if isinstance(said, str) else ""
    reason = words or "no explanation"
    return refusal(what, str(answer.status), status=answer.status, reason=reason, **values)


def _unreadable(what: str) -> AegisError:
    return error_for(Code.PROTOCOL, f"GitHub's answer does not describe {what}.")
