"""The connected accounts in Auth0's My Account API: connect, list, delete.

A connection is made in three parts: aegis asks for a ticket, the person opens its page and comes
back with a code (`oauth/pkce.py`), and aegis exchanges the code, with the verifier.
Source: auth0.com/docs, "Connected Accounts for Token Vault", "My Account API".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aegis_cli.core.echoes import show
from aegis_cli.core.flow import Flow, with_retries
from aegis_cli.core.http import Request, Response, Unreachable, is_safe_url
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.core.uri_template import expand
from aegis_cli.errors import AegisError, Code, OutcomeUnknown
from aegis_cli.oauth.answers import (
    object_or_none,
    protocol,
    rate_limit_pause,
    read_object,
    seconds,
    secrets_of,
    unreachable,
)
from aegis_cli.oauth.pkce import CALLBACKS, LIFE, CodeFlow
from aegis_cli.oauth.service_refusals import refusal

CODE = "connect_code"
"""The redirect's parameter that holds the code; it is in the query, contrary to Auth0's text."""

CREATE = "create:me:connected_accounts"
READ = "read:me:connected_accounts"
DELETE = "delete:me:connected_accounts"

_MOST_PAGES = 50
_PER_PAGE = "20"
"""The most that the API allows."""

_SERVICE = "Auth0's My Account API"
_ROOT = "/v1/connected-accounts"
_TOO_MANY = 429  # RFC 6585
_LONGEST_WAIT = 10.0
_LONGEST_VALUE = 2048


def audience(issuer: str) -> str:
    """Return the identifier of an issuer's My Account API, which is also its URL."""
    return issuer.rstrip("/") + "/me/"


@dataclass(frozen=True, slots=True)
class MyAccount:
    """The API of one signed-in person."""

    issuer: str
    token: Secret
    """For the audience `{issuer}me/`, with the scope of the request."""

    @property
    def base(self) -> str:
        """The root of the API, without a trailing slash."""
        return audience(self.issuer).rstrip("/")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A connection that the person has yet to make."""

    url: str = field(repr=False)
    """The page that the person opens; it works once."""
    auth_session: Secret = field(repr=False)
    expires_in: float
    """Seconds from now."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is connected to the vault."""

    id: str
    connection: str
    scopes: tuple[str, ...]
    """The requested scopes; empty for a GitHub App, whose permissions are fixed."""
    created_at: str
    expires_at: str | None
    """When the connection ends, in ISO 8601; `None` if the answer does not say."""


def connect(
    my: MyAccount, connection: str, flow: CodeFlow, scopes: Sequence[str] = ()
) -> Flow[Ticket]:
    """Ask for a ticket to connect an account.

    NOTE: an empty list of `scopes` is refused, and any other replaces the dashboard's; so the union
    of all that aegis asks for is sent, or none where an App has permissions of its own.
    """
    asked = (("scopes", [*scopes]),) if scopes else ()
    request = _request(
        my,
        "/connect",
        ("connection", connection),
        ("redirect_uri", flow.redirect_uri),
        ("state", flow.state),
        ("code_challenge", flow.code_challenge),
        ("code_challenge_method", "S256"),
        *asked,
    )
    data = read_object((yield from _send(request, "connect")), _SERVICE)
    params = data.get("connect_params")
    ticket = _text(params.get("ticket") if isinstance(params, dict) else None)
    uri, session = _text(data.get("connect_uri")), _text(data.get("auth_session"))
    if not (ticket and uri and session):
        raise protocol("its answer names no page to connect at", _SERVICE)
    if not is_safe_url(uri):
        raise protocol("its page is not https", _SERVICE)
    return Ticket(
        url=one_line(uri) + ("&" if "?" in uri else "?") + urlencode({"ticket": ticket}),
        auth_session=Secret(session),
        expires_in=min(seconds(data.get("expires_in")) or LIFE, LIFE),
    )


def complete(my: MyAccount, flow: CodeFlow, ticket: Ticket, code: Secret) -> Flow[Account]:
    """Exchange the code for the connection. If no answer comes, it may exist nevertheless."""
    request = _request(
        my,
        "/complete",
        ("auth_session", ticket.auth_session),
        (CODE, code),
        ("redirect_uri", flow.redirect_uri),
        ("code_verifier", flow.code_verifier),
    )
    return _account(read_object((yield from _send(request, "complete")), _SERVICE))


def accounts(my: MyAccount, connection: str = "") -> Flow[tuple[Account, ...]]:
    """List the connected accounts, of one connection or of all, page by page."""
    wanted = (("connection", connection),) if connection else ()
    listed: list[Account] = []
    seen = {""}
    page = ""
    for _ in range(_MOST_PAGES):
        query = (*wanted, ("take", _PER_PAGE), *((("from", page),) if page else ()))
        request = Request(
            "GET", my.base, f"{_ROOT}/accounts", query, bearer=my.token, headers=_JSON
        )
        data = read_object((yield from _send(request, "list")), _SERVICE)
        listed += _accounts(data)
        page = _text(data.get("next"))
        if not page:
            # NOTE: filtered here too, so that no account of another connection is deleted.
            return tuple(each for each in listed if connection in ("", each.connection))
        if page in seen:
            break
        seen.add(page)
    raise protocol("its list of accounts does not end", _SERVICE)


def delete(my: MyAccount, account: str) -> Flow[None]:
    """Delete a connected account, with the tokens that the vault holds for it."""
    path = expand(f"{_ROOT}/accounts/{{account}}", {"account": account})
    request = Request("DELETE", my.base, path, bearer=my.token, headers=_JSON)
    yield from _send(request, "delete")


_JSON = (("accept", "application/json"),)


def _request(my: MyAccount, path: str, *fields: tuple[str, Any]) -> Request:
    return Request("POST", my.base, _ROOT + path, fields=fields, bearer=my.token, headers=_JSON)


def _send(request: Request, operation: str) -> Flow[Response]:
    """Send a request; retry where that does no harm; raise for anything but 2xx."""

    def pause(answer: Response | Unreachable, attempt: int) -> float | None:
        if isinstance(answer, Unreachable):
            return float(attempt) if request.is_read or not answer.sent else None
        if answer.status == _TOO_MANY:
            return rate_limit_pause(answer, default=float(attempt), longest=_LONGEST_WAIT)
        return float(attempt) if request.is_read and answer.status >= 500 else None  # noqa: PLR2004

    answer = yield from with_retries(request, pause, "Auth0 did not answer")
    if isinstance(answer, Unreachable):
        raise _no_answer(answer, request.base, operation)
    if not answer.ok:
        raise _refusal(answer, operation, secrets_of(request))
    return answer


def _no_answer(answer: Unreachable, base: str, operation: str) -> AegisError:
    if answer.sent and operation in {"complete", "delete"}:
        return OutcomeUnknown(
            f"Auth0's answer did not come ({answer.reason}), so it may have happened or not.",
            code=Code.OUTCOME_UNKNOWN,
            hint="`aegis accounts` shows what is connected.",
        )
    return unreachable(answer, base, _SERVICE)


def _refusal(answer: Response, operation: str, secrets: tuple[Secret, ...]) -> AegisError:
    """Return the error for a refusal, which is a problem document (RFC 9457).

    `secrets` are the secrets that were sent; they are removed from what the answer repeats.
    """
    keys = (f"{answer.status} {operation}", str(answer.status))
    details = show(_details(answer), secrets, most=300) or f"status {answer.status}"
    return refusal("my_account", *keys, details=details, callbacks=", ".join(CALLBACKS))


def _details(answer: Response) -> str:
    """Return a problem's detail, or its title, and the detail of each wrong field."""
    data = object_or_none(answer) or {}
    texts = [data.get(name) for name in ("detail", "title", "error_description")]
    errors = data.get("validation_errors")
    fields = errors[:3] if isinstance(errors, list) else []
    details = [field.get("detail") for field in fields if isinstance(field, dict)]
    shown_texts = [*_usable(texts)[:1], *_usable(details)]
    return "; ".join(text.strip().rstrip(".") for text in shown_texts)


def _usable(values: list[Any]) -> list[str]:
    return [value for value in values if value and isinstance(value, str)]


def _accounts(data: dict[str, Any]) -> list[Account]:
    entries = data.get("accounts")
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise protocol("its answer holds no list of accounts", _SERVICE)
    return [_account(each) for each in entries]


def _account(data: dict[str, Any]) -> Account:
    account, connection = _text(data.get("id")), _text(data.get("connection"))
    if account in {"", ".", ".."} or not connection:
        raise protocol("an account in its answer has no id or no connection", _SERVICE)
    scopes = data.get("scopes")
    return Account(
        id=account,
        connection=connection,
        scopes=tuple(map(_text, scopes)) if isinstance(scopes, list) else (),
        created_at=_text(data.get("created_at")),
        expires_at=_text(data.get("expires_at")) or None,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= _LONGEST_VALUE else ""
