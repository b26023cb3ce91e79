"""Reads a token for an Auth0 tenant's Management API: from a pipe, or typed without an echo.

It is never an option or an argument, and is not stored.
"""

import base64
import json
from dataclasses import dataclass

from aegis_cli.adapters.terminal.stdin import StandardInput
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.cli.streams import write_err
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import visible
from aegis_cli.errors import Code, Denied, UsageError
from aegis_cli.setup.report import permissions

_DOTS = 2
"""Of a JWT in its compact form."""
_SANDBOX = """\
(This is a sandbox: nothing is real, and a stand-in for Auth0 is what is set up.
Its token is sandbox-management.)
"""
_NEEDED = (
    "A token for the Management API of {} is needed: in the Auth0 dashboard under "
    "Applications,\nAPIs, Auth0 Management API, API Explorer. It needs these permissions:\n{}"
)


@dataclass(frozen=True, slots=True)
class TokenNeeds:
    """What a token must be allowed."""

    only_reads: bool = False
    more: tuple[str, ...] = ()
    """Permissions beside those of setting a tenant up."""
    first: tuple[str, ...] = ()
    """Those without which it is refused at once, if it says itself what it has."""


def management_token(base: str, needs: TokenNeeds, *, is_sandbox: bool, from_stdin: bool) -> Secret:
    """Ask for the token of the tenant at an address, or read it from standard input."""
    if is_sandbox:
        write_err(_SANDBOX)
    text = _piped() if from_stdin else _typed(base, None if is_sandbox else needs)
    if not text:
        raise _no_token("There is no token for the Management API.")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _no_token("What was given holds a character that no token has; was it copied whole?")
    scopes = _scopes_in(text)
    lacking = [name for name in needs.first if scopes is not None and name not in scopes]
    if lacking:
        raise Denied(
            f"The Management API token lacks {', '.join(lacking)}, so nothing was begun.",
            code=Code.ACCESS_DENIED,
            hint="Give its application that permission under Applications, APIs, Auth0 Management "
            "API, and get a new token.",
        )
    return Secret(text)


def _piped() -> str:
    # NOTE: a token typed on a terminal would be shown, and stay in the terminal's history.
    stdin = StandardInput()
    if not stdin.is_available():
        raise _no_token("No token is piped in.")
    return stdin.read().strip()


def _typed(base: str, needs: TokenNeeds | None) -> str:
    """Ask for a token, and say what it needs where that is not known; "" where nobody is asked."""
    if not Tty().is_there():
        return ""
    if needs is not None:
        allowed = permissions(only_reads=needs.only_reads, more=needs.more)
        write_err(visible(_NEEDED.format(base, allowed)))
    return Tty().ask_hidden("Management API token (it is not shown): ")


def _scopes_in(token: str) -> frozenset[str] | None:
    """Return the scopes that a token claims, unverified; `None` if it says none.

    NOTE: this only spares a person an App that cannot be connected; Auth0 is who decides.
    """
    payload = token.split(".")[1] if token.count(".") == _DOTS else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        return None
    scope = claims.get("scope") if isinstance(claims, dict) else None
    return frozenset(scope.split()) if isinstance(scope, str) else None


def _no_token(message: str) -> UsageError:
    return UsageError(
        message,
        code=Code.BAD_INPUT,
        hint="Run it on a terminal, or pipe the token in with --token-stdin.",
    )
