"""Reads standard input for a plan that uses it: limited in size, and strictly UTF-8."""

import os
import stat
import sys

from aegis_cli.errors import Code, UsageError

LARGEST = 1024 * 1024


class StandardInput:
    """The text that is piped into this process."""

    def is_available(self) -> bool:
        """Tell whether standard input is a pipe or a file, and not the terminal."""
        if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
            return False
        try:
            mode = os.fstat(sys.stdin.fileno()).st_mode
        except (OSError, ValueError):
            return False
        return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)

    def read(self) -> str:
        """Read all of it, without the last line end."""
        if sys.stdin is None:
            raise _unusable("There is no standard input.")
        data = sys.stdin.buffer.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise _unusable("Standard input is larger than 1 MiB.")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = None
        if text is None:
            raise _unusable("Standard input is not UTF-8 text.")
        if not text.strip():
            raise _unusable("Standard input is empty.")
        return text.removesuffix("\n").removesuffix("\r")


def _unusable(message: str) -> UsageError:
    hint = "Pipe in the text, as in `cat crash.log | aegis …`."
    return UsageError(message, code=Code.BAD_INPUT, hint=hint)
