"""Writes the changes to a tenant as a shell script, to read and to run by hand.

The script takes the token from the environment and gives it to curl over a pipe, because everybody
on the machine can read the arguments of a process.
"""

import json
import re
import shlex

from aegis_cli.setup.desired import text_of
from aegis_cli.setup.finding import PLACEHOLDER, VAULT_ID, Change

_REFUSED = "echo 'Auth0 did not make that: it is there already, or is made by hand.' >&2"


def script(base: str, changes: tuple[Change, ...], *, was_read: bool = True) -> str:
    """Return the script; it keeps the ids of what it creates in variables.

    If the tenant was not read, the script begins with a look of its own.
    """
    lines = [text_of("call.sh").replace("BASE", shlex.quote(base))]
    if not was_read:
        lines.append(text_of("unseen.sh"))
    if any(map(_action_deployed, changes)):
        lines.append(text_of("built.sh"))
    for change in changes:
        lines += _lines(change)
    if not changes:
        lines.append("# There is nothing to send.\n")
    return "\n".join(lines)


def _lines(change: Change) -> list[str]:
    words = ["call", change.method, _quote(change.path)]
    if action := _action_deployed(change):
        return [f"built {_quote(action)}", f"{' '.join(words)} > /dev/null\n"]
    if change.body is not None:
        words.append(_quote(json.dumps(change.body)))
    if not change.captures:
        return [_with_stand_in(change, " ".join(words))]
    name = change.captures.removeprefix("$")
    field = "client_id" if name.endswith("CLIENT_ID") else "id"
    note = ["# Its secret is in the dashboard."] if change.captures == VAULT_ID else []
    return [*note, f"{name}=$({' '.join(words)} | jq -er .{field})\n"]


def _with_stand_in(change: Change, words: str) -> str:
    """Write a call, and what is done where Auth0 refuses it."""
    line = f"{words} > /dev/null"
    if change.if_refused is None:
        return f"{line}\n"
    others = [" ".join(_lines(other)).removesuffix("\n") for other in change.if_refused]
    return " ||\n  ".join([line, *(others or [_REFUSED])]) + "\n"


def _action_deployed(change: Change) -> str:
    """Return the id of the Action that a change deploys; "" if it deploys none."""
    path = change.path.removeprefix("/actions/actions/")
    return path.removesuffix("/deploy") if path.endswith("/deploy") else ""


def _quote(text: str) -> str:
    """Quote a text for the shell, except for ids that are in variables.

    JSON has escaped all control characters already, so none can hide a part of the script.
    """
    pieces = re.split(f"({PLACEHOLDER.pattern})", text)
    return "".join(
        f'"{piece}"' if PLACEHOLDER.fullmatch(piece) else shlex.quote(piece)
        for piece in pieces
        if piece
    )
