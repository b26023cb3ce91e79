"""Auth0's My Account API, as far as it is about connected accounts: connect, list, delete.

A connection is made in three parts: a ticket is asked for, the person goes to its page and comes
back with a code (`oauth/pkce.py`), and the code is turned in with the verifier.
Source: auth0.com/docs, "Connected Accounts for Token Vault", "My Account API".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aegis_cli.core.flow import Flow, Wait
from aegis_cli.core.http import Malformed, Request, Response, Unreachable, expand, is_safe_url
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Failed, error_for
from aegis_cli.oauth.answers import retry_after, seconds
from aegis_cli.oauth.my_account_problem import refusal
from aegis_cli.oauth.pkce import LIFE, CodeFlow

CODE = "connect_code"
"""The parameter in which the code comes back; it is in the query, whatever the prose says."""

CREATE = "create:me:connected_accounts"
READ = "read:me:connected_accounts"
DELETE = "delete:me:connected_accounts"

ATTEMPTS = 3
MOST_PAGES = 50
PER_PAGE = "20"
"""The most that the API allows."""

_ROOT = "/v1/connected-accounts"
_BUSY = 429  # RFC 6585
_LONGEST_WAIT = 10.0
_LONGEST_WORD = 2048


def audience(issuer: str) -> str:
    """Return the identifier of the My Account API of an issuer, which is also where it is."""
    return issuer.rstrip("/") + "/me/"


@dataclass(frozen=True, slots=True)
class MyAccount:
    """The API of one signed-in person."""

    issuer: str
    token: Secret
    """For the audience `{issuer}me/`, with the scope of what is to be done."""

    @property
    def base(self) -> str:
        """The root of the API, without a trailing slash."""
        return audience(self.issuer).rstrip("/")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A connection that waits for the person."""

    url: str = field(repr=False)
    """The page to go to; it can be used once."""
    auth_session: Secret = field(repr=False)
    expires_in: float
    """Seconds from now."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is connected to the vault."""

    id: str
    connection: str
    scopes: tuple[str, ...]
    """What was asked of the provider; empty for a GitHub App, whose permissions are fixed."""
    created_at: str
    expires_at: str | None
    """When the connection ends, in ISO 8601; `None` where the answer does not say."""


def connect(my: MyAccount, connection: str, flow: CodeFlow) -> Flow[Ticket]:
    """Ask for a ticket to connect an account.

    NOTE: no `scopes`. An empty list is refused, and any other would replace the dashboard's.
    """
    request = _request(
        my,
        "/connect",
        ("connection", connection),
        ("redirect_uri", flow.redirect_uri),
        ("state", flow.state),
        ("code_challenge", flow.code_challenge),
        ("code_challenge_method", "S256"),
    )
    data = _object((yield from _answered(request, "connect", repeatable=False)))
    params = data.get("connect_params")
    ticket = _text(params.get("ticket") if isinstance(params, dict) else None)
    uri, session = _text(data.get("connect_uri")), _text(data.get("auth_session"))
    if not (ticket and uri and session):
        raise _protocol("its answer names no page to connect at")
    if not is_safe_url(uri):
        raise _protocol("its page is not https")
    return Ticket(
        url=one_line(uri) + ("&" if "?" in uri else "?") + urlencode({"ticket": ticket}),
        auth_session=Secret(session),
        expires_in=min(seconds(data.get("expires_in")) or LIFE, LIFE),
    )


def complete(my: MyAccount, flow: CodeFlow, ticket: Ticket, code: Secret) -> Flow[Account]:
    """Turn the code in for the connection; where no answer comes, it may have been made."""
    request = _request(
        my,
        "/complete",
        ("auth_session", ticket.auth_session),
        (CODE, code),
        ("redirect_uri", flow.redirect_uri),
        ("code_verifier", flow.code_verifier),
    )
    return _account(_object((yield from _answered(request, "complete", repeatable=False))))


def accounts(my: MyAccount, connection: str = "") -> Flow[tuple[Account, ...]]:
    """List the connected accounts, of one connection or of all, page by page."""
    wanted = (("connection", connection),) if connection else ()
    found: list[Account] = []
    seen = {""}
    page = ""
    for _ in range(MOST_PAGES):
        query = (*wanted, ("take", PER_PAGE), *((("from", page),) if page else ()))
        request = Request(
            "GET", my.base, f"{_ROOT}/accounts", query, bearer=my.token, headers=_JSON
        )
        data = _object((yield from _answered(request, "list", repeatable=True)))
        found += _accounts(data)
        page = _text(data.get("next"))
        if not page:
            # NOTE: filtered here as well; what is not of the connection must not be deleted.
            return tuple(one for one in found if connection in ("", one.connection))
        if page in seen:
            break
        seen.add(page)
    raise _protocol("its list of accounts does not end")


def delete(my: MyAccount, account: str) -> Flow[None]:
    """Delete a connected account, with the tokens that the vault holds for it."""
    path = expand(f"{_ROOT}/accounts/{{account}}", {"account": account})
    request = Request("DELETE", my.base, path, bearer=my.token, headers=_JSON)
    yield from _answered(request, "delete", repeatable=False)


_JSON = (("accept", "application/json"),)


def _request(my: MyAccount, path: str, *fields: tuple[str, str | Secret]) -> Request:
    return Request("POST", my.base, _ROOT + path, fields=fields, bearer=my.token, headers=_JSON)


def _answered(request: Request, what: str, *, repeatable: bool) -> Flow[Response]:
    """Send a request, again where that does no harm; raise for anything but 2xx."""
    answer: Response | Unreachable
    for attempt in range(1, ATTEMPTS + 1):
        answer = yield request
        pause = _pause(answer, attempt, repeatable=repeatable)
        if pause is None:
            break
        if attempt < ATTEMPTS:
            yield Wait(pause, "Auth0 did not answer; trying again")
    if isinstance(answer, Unreachable):
        raise _lost(answer, what)
    if not answer.ok:
        raise refusal(answer, what, tuple(_secrets(request)))
    return answer


def _pause(answer: Response | Unreachable, attempt: int, *, repeatable: bool) -> float | None:
    """Return how long to wait before the next attempt; `None` where there is to be none."""
    if isinstance(answer, Unreachable):
        return float(attempt) if repeatable or not answer.sent else None
    if answer.status == _BUSY:
        asked = retry_after(answer)
        wait = float(attempt) if asked is None else asked
        return wait if wait <= _LONGEST_WAIT else None
    return float(attempt) if repeatable and answer.status >= 500 else None  # noqa: PLR2004


def _lost(answer: Unreachable, what: str) -> Exception:
    if answer.sent and what in {"complete", "delete"}:
        return error_for(
            Code.OUTCOME_UNKNOWN,
            f"Auth0's answer did not come ({answer.reason}), so it may have happened or not.",
            hint="`aegis accounts` shows what is connected.",
        )
    return error_for(
        Code.NETWORK,
        f"Auth0's My Account API could not be reached: {answer.reason}.",
        hint="Check the connection and AEGIS_ISSUER.",
    )


def _secrets(request: Request) -> Iterator[Secret]:
    """Name every secret that was sent, since an answer may repeat it."""
    values = (request.bearer, *(value for _, value in request.fields or ()))
    return (value for value in values if isinstance(value, Secret))


def _object(answer: Response) -> dict[str, Any]:
    try:
        return answer.json_object()
    except Malformed as problem:
        reason = str(problem)
    raise _protocol(reason)


def _accounts(data: dict[str, Any]) -> list[Account]:
    found = data.get("accounts")
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _protocol("its answer holds no list of accounts")
    return [_account(each) for each in found]


def _account(data: dict[str, Any]) -> Account:
    account, connection = _text(data.get("id")), _text(data.get("connection"))
    if account in {"", ".", ".."} or not connection:
        raise _protocol("an account in its answer has no id or no connection")
    scopes = data.get("scopes")
    return Account(
        id=account,
        connection=connection,
        scopes=tuple(map(_text, scopes)) if isinstance(scopes, list) else (),
        created_at=_text(data.get("created_at")),
        expires_at=_text(data.get("expires_at")) or None,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= _LONGEST_WORD else ""


def _protocol(what: str) -> Failed:
    return Failed(f"Auth0's My Account API is not to be trusted: {what}.", code=Code.PROTOCOL)
