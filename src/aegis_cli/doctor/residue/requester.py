"""A process that makes requests on a sandbox as the prompt does: it signs in once, and lives on.

    message  {"environment": …}   {"ask": sentence}   {"show": true}   {"end": true}
    answer   {"done": true}       the result, as `--output json` writes it

It works in a folder of its own with the folders `home`, `work` and `temp`, and writes its standard
error, with `--debug`, to `standard-error`. `show` lets other processes of the user read its memory.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aegis_cli.adapters.process.hardening import die_with_parent, let_be_read
from aegis_cli.adapters.process.json_lines import read_line, write_line
from aegis_cli.request.result import to_json
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.wiring.app import App

STANDARD_ERROR = "standard-error"
HOME, WORK, TEMP = "home", "work", "temp"

_FOLDERS = {
    "HOME": HOME,
    "XDG_CONFIG_HOME": f"{HOME}/.config",
    "XDG_CACHE_HOME": f"{HOME}/.cache",
    "XDG_STATE_HOME": f"{HOME}/.local/state",
    "XDG_DATA_HOME": f"{HOME}/.local/share",
    "TMPDIR": TEMP,
}
_OPTIONS = CliOptions(debug=True, engine="offline", yes=True, no_browser=True, lasts=True)


def main(arguments: Sequence[str]) -> None:
    """Move into the folder, and answer messages until one says `end`."""
    die_with_parent()
    _move_into(Path(arguments[0]))
    opened = read_line(sys.stdin.buffer)
    if opened is None:
        return
    with App.of(_OPTIONS, os.environ | opened["environment"]) as app:
        _answer({"done": True})
        while (message := read_line(sys.stdin.buffer)) is not None and "end" not in message:
            if "show" in message:
                let_be_read()
            _answer(
                {"done": True} if "show" in message else to_json(app.requests.ask(message["ask"]))
            )


def _move_into(folder: Path) -> None:
    for name in (HOME, WORK, TEMP):
        (folder / name).mkdir()
    os.environ.update({name: str(folder / where) for name, where in _FOLDERS.items()})
    os.chdir(folder / WORK)
    written = os.open(folder / STANDARD_ERROR, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(written, sys.stderr.fileno())
    os.close(written)


def _answer(message: dict[str, Any]) -> None:
    write_line(sys.stdout.buffer, message)
