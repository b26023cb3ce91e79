"""A token for an Auth0 tenant's Management API: piped in, or typed where nobody sees it.

It is never an option or an argument, and is kept nowhere.
"""

from aegis_cli.adapters.terminal import tty
from aegis_cli.adapters.terminal.stdin import StandardInput
from aegis_cli.cli.streams import write_err
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import visible
from aegis_cli.errors import Code, UsageError


def where_from(base: str, permissions: str, *, is_sandbox: bool) -> str:
    """Say where the token of the tenant at an address comes from, and what it has to allow."""
    if is_sandbox:
        return "(This is a sandbox: nothing is real. Its token is sandbox-management.)\n"
    return (
        f"A token for the Management API of {base} is needed: in the Auth0 dashboard under "
        f"Applications,\nAPIs, Auth0 Management API, API Explorer. It needs these permissions:\n"
        f"{permissions}"
    )


def management_token(where: str, *, from_stdin: bool) -> Secret:
    """Ask for the token where nobody sees it, or read it from standard input."""
    text = ""
    if from_stdin:
        text = _piped()
    elif tty.is_there():
        write_err(visible(where))
        text = tty.ask_hidden("Management API token (it is not shown): ")
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise _no_token(
            "What was given holds a character that no token has; was it copied whole?"
            if text
            else "There is no token for the Management API."
        )
    return Secret(text)


def _piped() -> str:
    # NOTE: what is typed on a terminal would be shown, and stay in its history.
    stdin = StandardInput()
    if not stdin.is_available():
        raise _no_token("No token is piped in.")
    return stdin.read().strip()


def _no_token(message: str) -> UsageError:
    return UsageError(
        message,
        code=Code.BAD_INPUT,
        hint="Run it on a terminal, or pipe the token in with --token-stdin.",
    )
