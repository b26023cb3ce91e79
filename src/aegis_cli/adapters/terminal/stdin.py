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
        """Read all of it."""
        if sys.stdin is None:
            raise _unusable("There is no standard input.")
        text = _text(sys.stdin.buffer.read(LARGEST + 1), "Standard input", _PIPE)
        if not text.strip():
            raise _unusable("Standard input is empty.")
        return text


def file_text(path: str, opened: int | None = None) -> str:
    """Read a file; raise `UsageError` if it cannot be read, is too large or not UTF-8.

    `opened` is its descriptor, where somebody else has opened it.
    """
    try:
        with open(path if opened is None else opened, "rb") as file:  # noqa: PTH123  # or a number
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no path"
    else:
        return _text(data, path, _NAMED)
    raise _unusable(f"{path} cannot be read: {reason}.", _NAMED)


def _text(data: bytes, source: str, hint: str) -> str:
    if len(data) > LARGEST:
        raise _unusable(f"{source} is larger than 1 MiB.", hint)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass  # NOTE: raised outside the handler, whose exception holds the bytes
    raise _unusable(f"{source} is not UTF-8 text.", hint)


_PIPE = "Pipe in the text, as in `cat crash.log | aegis …`."
_NAMED = "Name a text file, as in -F notes.md, or @notes.md in --content."


def _unusable(message: str, hint: str = _PIPE) -> UsageError:
    return UsageError(message, code=Code.BAD_INPUT, hint=hint)
