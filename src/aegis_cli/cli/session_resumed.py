"""The program of a session's agent after a lock: it goes on where the one before it left off.

It is another program of the same process, started by `session.replacing`; no token was ever in its
memory.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import NoReturn

from aegis_cli.adapters.process.replacement import be_called
from aegis_cli.adapters.render.capabilities import terminal_encoding
from aegis_cli.cli.endings import code_of
from aegis_cli.cli.session import said_on
from aegis_cli.cli.streams import prepare
from aegis_cli.session.holding import hold_on
from aegis_cli.session.replacing import read
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.wiring.app import App


def _write_in_terminal_encoding() -> None:
    """Write ASCII to a terminal for which that is all that is known to be right.

    NOTE: Python writes UTF-8 where the locale is C; on another terminal that holds controls.
    """
    if terminal_encoding() == "ascii":
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="ascii", errors="backslashreplace")


def main(args: Sequence[str]) -> NoReturn:
    """Hold the session that a document describes to its end, and exit as its command did."""
    gc.set_threshold(50_000)  # as in `__main__`
    be_called(b"aegis")
    kept = read(int(args[0]))
    os.environ.clear()
    os.environ.update(kept["terms"]["variables"])

    def hold() -> int:
        prepare()
        _write_in_terminal_encoding()
        with App.of(CliOptions.from_json(kept["terms"]["options"])) as app:
            return hold_on(app, kept, said_on(app))

    code = code_of(hold, sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in `__main__`
    sys.exit(code)
