"""Standard output and standard error: closed, full, unread, or of an encoding that knows little."""

import json
import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, TextIO

from aegis_cli.errors import Code, Failed

if TYPE_CHECKING:
    from aegis_cli.adapters.render.capabilities import Device


def prepare() -> None:
    """Make the streams of this process such that no command ends because of one."""
    _replace_what_was_closed()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper) and _reaches_out(stream):
            encoding, by_line = stream.encoding, stream.line_buffering
            # What the terminal's encoding cannot write is spelled out, rather than a crash.
            kept = _Unread(stream.detach(), encoding, "backslashreplace", line_buffering=by_line)
            setattr(sys, name, kept)


def _replace_what_was_closed() -> None:
    """Make streams for closed descriptors, which `__main__` has reopened."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _reaches_out(stream: TextIOWrapper) -> bool:
    """Tell whether a stream is this process's own, and not one in memory."""
    try:
        return stream.fileno() in {1, 2}
    except (OSError, ValueError):
        return False


class _Unread(TextIOWrapper):
    """Standard output or error, that may lose its reader without a complaint.

    NOTE: Typer takes a broken pipe for the end of a help text and ends with success, so that a
    refusal whose explanation nobody reads would be one.
    """

    def write(self, text: str) -> int:
        """Write a text, or nothing where nobody reads it."""
        try:
            return super().write(text)
        except BrokenPipeError:
            discard(self)
            return len(text)

    def flush(self) -> None:
        """Write what is still in the buffer, or nothing where nobody reads it."""
        try:
            super().flush()
        except BrokenPipeError:
            discard(self)


def columns() -> int:
    """Return the width of standard output if it is a terminal, and 0 if it is none."""
    return device(sys.stdout).columns if sys.stdout.isatty() else 0


def device(stream: TextIO) -> "Device":
    """Describe where text goes."""
    from datetime import UTC, datetime  # noqa: PLC0415  # not for --help

    from aegis_cli.adapters.render.capabilities import device_of  # noqa: PLC0415  # as above

    return device_of(stream, os.environ, datetime.now(UTC))


def _laid_out(text: str, stream: TextIO) -> str:
    """Return a text as a stream gets it: a terminal in rows that fit, a program as it is."""
    if not text or not stream.isatty():
        return text
    from aegis_cli.adapters.render.rows import rows  # noqa: PLC0415  # not for --help

    return rows(text, device(stream))


def write_err(text: str) -> None:
    """Write to standard error."""
    sys.stderr.write(_laid_out(text, sys.stderr))
    sys.stderr.flush()


def write_json(document: dict[str, Any]) -> None:
    """Write one JSON document on standard output: UTF-8, on one line unless a person reads it."""
    if sys.stdout.isatty():
        write_out(_escaped(json.dumps(document, ensure_ascii=False, indent=2)) + "\n")
        return
    text = _escaped(json.dumps(document, ensure_ascii=False))
    write_out(text.encode("utf-8", errors="replace") + b"\n")


def write_local(request: str, action: str, data: Any) -> None:
    """Write the JSON document of a command that sends nothing to GitHub."""
    from aegis_cli.request.result import local_json  # noqa: PLC0415  # not for --help

    write_json(local_json(request, action, data))


def _escaped(text: str) -> str:
    """Escape in JSON what a terminal would act on or not draw; it stays the same JSON."""
    from aegis_cli.core.text import visible  # noqa: PLC0415  # not for --help

    if visible(text) == text:
        return text
    shown = (char if visible(char) == char else json.dumps(char)[1:-1] for char in text)
    return "".join(shown)


def write_out(text: str | bytes) -> None:
    """Write to standard output, and past Python's buffer; a reader who left is no failure."""
    try:
        if isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            sys.stdout.write(_laid_out(text, sys.stdout))
        sys.stdout.flush()
    except BrokenPipeError:
        discard(sys.stdout)
    except KeyboardInterrupt:
        if not sys.stdout.isatty():
            discard(sys.stdout)  # nothing follows half a document
        raise
    except OSError as problem:
        discard(sys.stdout)
        raise unwritten("output", problem) from None


def discard(stream: TextIO) -> None:
    """Send what is still in the buffer nowhere; the flush at exit would complain once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def takes_output() -> bool:
    """Tell whether standard output takes what is still in its buffer."""
    try:
        sys.stdout.flush()
    except OSError:
        discard(sys.stdout)
        return False
    return True


def unwritten(stream: str, problem: OSError) -> Failed:
    """Say that a stream, "output" or "error", cannot be written."""
    return Failed(
        f"Standard {stream} cannot be written: {problem.strerror or problem}.",
        code=Code.OUTPUT,
        hint="Whatever was asked for may have happened; look before you try again.",
    )
