"""Turns refusals of the My Account API, which are problem documents (RFC 9457), into our errors.

The status and the operation decide which error it is; Auth0's own text is made safe to show.
"""

from typing import Any

from aegis_cli.core.http import Response
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.oauth.answers import object_or_none
from aegis_cli.oauth.pkce import CALLBACKS
from aegis_cli.oauth.safe_text import shown

_Row = tuple[Code, str, str]


def refusal(answer: Response, operation: str, secrets: tuple[Secret, ...]) -> AegisError:
    """Return the error for a refused `connect`, `complete`, `list` or `delete`.

    `secrets` are the secrets that were sent; they are removed from what the answer repeats.
    """
    row = _KNOWN.get((answer.status, operation)) or _KNOWN.get((answer.status, "")) or _OTHER
    code, message, hint = row
    details = shown(_details(answer), secrets, most=300) or f"status {answer.status}"
    return error_for(code, f"{message} ({details}).", hint=hint)


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


_KNOWN: dict[tuple[int, str], _Row] = {
    (400, "connect"): (
        Code.MISCONFIGURED,
        "Auth0 does not begin the connection",
        "Check AEGIS_CONNECTION, and that the native application's Allowed Callback URLs hold "
        + ", ".join(CALLBACKS)
        + ".",
    ),
    (400, "complete"): (
        Code.SIGN_IN_FAILED,
        "Auth0 does not accept what came back from the browser",
        "Run `aegis connect` again: a code can be used once, and within five minutes.",
    ),
    (400, ""): (
        Code.PROTOCOL,
        "Auth0's My Account API does not understand the request",
        "Check that AEGIS_ISSUER is an Auth0 tenant; if it is, this is a bug.",
    ),
    (401, ""): (
        Code.SESSION_EXPIRED,
        "Auth0's My Account API does not accept the session",
        (
            "Run the command again to sign in anew. If it stays, AEGIS_ISSUER must be the very "
            "domain that the tenant issues its tokens for."
        ),
    ),
    (403, ""): (
        Code.SCOPE,
        "Auth0's My Account API does not allow it",
        (
            "Give the native application user access to the Auth0 My Account API with the three "
            "scopes …:me:connected_accounts."
        ),
    ),
    (404, "connect"): (
        Code.MISCONFIGURED,
        "The connection is not there for this application",
        (
            "In the Auth0 dashboard, enable the connection for the native application, and set its "
            "purpose to Connected Accounts for Token Vault; check AEGIS_CONNECTION."
        ),
    ),
    (404, ""): (
        Code.NOT_FOUND,
        "There is no such connected account",
        (
            "`aegis accounts` lists them. If it says the same, activate the My Account API of the "
            "tenant."
        ),
    ),
    (409, ""): (
        Code.CONFLICT,
        "Auth0 has this account in another state",
        "`aegis accounts` shows what is connected; `aegis disconnect` removes it first.",
    ),
    (415, ""): (
        Code.PROTOCOL,
        "Auth0's My Account API does not read JSON",
        "Check AEGIS_ISSUER: something else seems to answer there.",
    ),
    (429, ""): (
        Code.SIGN_IN_FAILED,
        "Auth0 has too many requests just now",
        "Try again in a minute.",
    ),
}

_OTHER: _Row = (
    Code.SIGN_IN_FAILED,
    "Auth0's My Account API failed",
    "Try again; if it stays, look into the tenant's log.",
)
