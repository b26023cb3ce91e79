"""Writes the changes to a tenant as a shell script, to read and to run by hand.

The script takes the token from the environment and gives it to curl over a pipe, because everybody
on the machine can read the arguments of a process.
"""

import json
import re
import shlex
from typing import Any

from aegis_cli.setup.desired import text_of
from aegis_cli.setup.finding import PLACEHOLDER, VAULT_ID, Change

_WIDEST = 70
"""Columns of JSON in one row; what stands before and behind it needs some, too."""
_CODE_IS = "$CODE"
_CODE = """\
CODE=$(jq -Rs . << 'END_OF_CODE'
{}END_OF_CODE
)
"""
"""Has the code of the Actions in a variable, as the text that it is in JSON."""
_REFUSED = "echo 'Auth0 did not make that: it is there already, or is made by hand.' >&2"


def script(base: str, changes: tuple[Change, ...], *, was_read: bool = True) -> str:
    """Return the script; it keeps the ids of what it creates in variables.

    If the tenant was not read, the script begins with a look of its own.
    """
    lines = [text_of("call.sh").replace("BASE", shlex.quote(base))]
    codes = {change.body["code"] for change in changes if _has_code(change)}
    lines += [_CODE.format(code) for code in codes]
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
        body = change.body | {"code": _CODE_IS} if _has_code(change) else change.body
        words.append(_quote(_laid_out(body)).replace(f'"{_CODE_IS}"', f"'\"{_CODE_IS}\"'"))
    if not change.captures:
        return [_with_stand_in(change, " ".join(words))]
    name = change.captures.removeprefix("$")
    field = "client_id" if name.endswith("CLIENT_ID") else "id"
    note = ["# Its secret is in the dashboard."] if change.captures == VAULT_ID else []
    return [*note, f"{name}=$({' '.join(words)} | jq -er .{field})\n"]


def _has_code(change: Change) -> bool:
    return isinstance(change.body, dict) and "code" in change.body


def _laid_out(value: Any, before: str = "") -> str:
    """Write JSON in one row, or part by part where that would be too long to read."""
    text = json.dumps(value)
    if len(before) + len(text) <= _WIDEST or not isinstance(value, dict | list):
        return text
    inside = before + "  "
    if isinstance(value, list):
        parts = [_laid_out(each, inside) for each in value]
    else:
        parts = [f"{json.dumps(name)}: {_laid_out(each, inside)}" for name, each in value.items()]
    opened, closed = "[]" if isinstance(value, list) else "{}"
    return f"{opened}\n{inside}" + f",\n{inside}".join(parts) + f"\n{before}{closed}"


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
