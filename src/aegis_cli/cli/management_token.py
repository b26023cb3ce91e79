"""Reads a token for an Auth0 tenant's Management API: from a pipe, or typed without an echo.

It is never an option or an argument, and is not stored.
"""

from aegis_cli.adapters.terminal.stdin import StandardInput
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.cli.streams import write_err
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import visible
from aegis_cli.errors import Code, UsageError
from aegis_cli.setup.report import permissions

_SANDBOX = "(This is a sandbox: nothing is real. Its token is sandbox-management.)\n"
_NEEDED = (
    "A token for the Management API of {} is needed: in the Auth0 dashboard under "
    "Applications,\nAPIs, Auth0 Management API, API Explorer. It needs these permissions:\n{}"
)


def management_token(
    base: str, *, is_sandbox: bool, from_stdin: bool, only_reads: bool, more: tuple[str, ...] = ()
) -> Secret:
    """Ask for the token of the tenant at an address, or read it from standard input."""
    text = ""
    if from_stdin:
        # NOTE: a token typed on a terminal would be shown, and stay in the terminal's history.
        stdin = StandardInput()
        if not stdin.is_available():
            raise _no_token("No token is piped in.")
        text = stdin.read().strip()
    elif Tty().is_there():
        needed = _NEEDED.format(base, permissions(only_reads=only_reads, more=more))
        write_err(visible(_SANDBOX if is_sandbox else needed))
        text = Tty().ask_hidden("Management API token (it is not shown): ")
    if not text:
        raise _no_token("There is no token for the Management API.")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _no_token("What was given holds a character that no token has; was it copied whole?")
    return Secret(text)


def _no_token(message: str) -> UsageError:
    return UsageError(
        message,
        code=Code.BAD_INPUT,
        hint="Run it on a terminal, or pipe the token in with --token-stdin.",
    )
