"""Standard input as an argument: bounded, strict UTF-8, read only when a plan uses it."""

import os
import stat
import sys

from aegis_cli.errors import Code, UsageError

LARGEST = 1024 * 1024


class StandardInput:
    """What is piped into this process."""

    def is_available(self) -> bool:
        """Tell whether something is piped in: a pipe or a file, and not the terminal."""
        if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
            return False
        try:
            mode = os.fstat(sys.stdin.fileno()).st_mode
        except (OSError, ValueError):
            return False
        return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)

    def read(self) -> str:
        """Read all of it, without the line end that closes it."""
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
