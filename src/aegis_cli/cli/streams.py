"""Standard output and error, also if they are closed, full, not read, or limited to ASCII."""

import json
import os
import re
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, Any, TextIO

from aegis_cli.errors import Code, Failed

if TYPE_CHECKING:
    from aegis_cli.adapters.render.capabilities import Device


_PIECE = 64 * 1024
_UNUSUAL = re.compile(r"[^\x20-\x7e\n\t]")


def prepare() -> None:
    """Replace the streams of this process by ones that end no command."""
    _replace_closed()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper) and _reaches_out(stream):
            encoding, by_line = stream.encoding, stream.line_buffering
            # NOTE: under PYTHONUNBUFFERED it is this that lets each text out at once.
            at_once = stream.write_through
            # A character that the encoding lacks is written as an escape, and is no error.
            tolerant = _Tolerant(
                stream.detach(),
                encoding,
                "backslashreplace",
                line_buffering=by_line,
                write_through=at_once,
            )
            setattr(sys, name, tolerant)


def _replace_closed() -> None:
    """Make streams for closed descriptors, which `__main__` has reopened."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _reaches_out(stream: TextIOWrapper) -> bool:
    """Return whether a stream is a descriptor of this process, and not one in memory."""
    try:
        return stream.fileno() in {1, 2}
    except (OSError, ValueError):
        return False


class _Tolerant(TextIOWrapper):
    """Standard output or error; if its reader is gone, writing to it is no error.

    NOTE: Typer ends with success at a broken pipe, as after a help text. A refusal that nobody
    reads would then look like a success.
    """

    has_failed = False
    """Whether something that was written is lost: a flush after that may succeed."""

    def write(self, text: str) -> int:
        """Write a text; drop it if the reader is gone."""
        try:
            return super().write(text)
        except BrokenPipeError:
            discard(self)
            return len(text)
        except OSError:
            self.has_failed = True
            raise

    def flush(self) -> None:
        """Write what is still in the buffer; drop it if the reader is gone."""
        try:
            super().flush()
        except BrokenPipeError:
            discard(self)


def columns() -> int:
    """Return the width of standard output, or 0 if it is no terminal."""
    return device(sys.stdout).columns if sys.stdout.isatty() else 0


def device(stream: TextIO) -> "Device":
    """Describe where text goes."""
    from datetime import UTC, datetime

    from aegis_cli.adapters.render.capabilities import device_of

    return device_of(stream, os.environ, datetime.now(UTC))


def write_long(text: str, linked: frozenset[str] = frozenset()) -> None:
    """Write to standard output; on a terminal with links, and in the person's pager if it is long.

    `linked` are the hosts whose addresses are links.
    """
    if not text or not sys.stdout.isatty():
        write_out(text)
        return
    from dataclasses import replace

    from aegis_cli.adapters.render.rows import rows
    from aegis_cli.adapters.terminal.pager import shown_in_pager

    terminal = replace(device(sys.stdout), linked=linked)
    laid_out = rows(text, terminal)
    if terminal.is_plain or not shown_in_pager(laid_out, sys.stdout, os.environ):
        _put_out(laid_out)


def write_pieces(pieces: Iterator[str]) -> None:
    """Write a text that comes in pieces to a terminal, in the person's pager if it is long."""
    from aegis_cli.adapters.render.rows import rows
    from aegis_cli.adapters.terminal.pager import left_by_pager

    terminal = device(sys.stdout)
    laid_out: Iterator[str] = (rows(piece, terminal) for piece in pieces)
    if not terminal.is_plain:
        laid_out = left_by_pager(laid_out, sys.stdout, os.environ)
    for piece in laid_out:
        _put_out(piece)


def write_file(file: IO[bytes]) -> None:
    """Write a file to standard output as it is, piece by piece."""
    file.seek(0)
    while piece := file.read(_PIECE):
        _put_out(piece)


def _laid_out(text: str, stream: TextIO) -> str:
    """Return a text for a stream: broken into rows for a terminal, unchanged for a program."""
    if not text or not stream.isatty():
        return text
    from aegis_cli.adapters.render.rows import rows

    return rows(text, device(stream))


def write_err(text: str) -> None:
    """Write to standard error."""
    sys.stderr.write(_laid_out(text, sys.stderr))
    sys.stderr.flush()


def write_json(document: dict[str, Any]) -> None:
    """Write one JSON document on standard output: UTF-8, on one line unless a person reads it."""
    if sys.stdout.isatty():
        write_out(_escape(json.dumps(document, ensure_ascii=False, indent=2)) + "\n")
        return
    text = _escape(json.dumps(document, ensure_ascii=False))
    write_out(text.encode("utf-8", errors="replace") + b"\n")


def write_value(value: Any) -> None:
    """Write JSON as `gh` does: in as few characters as possible, or indented for a person."""
    if sys.stdout.isatty():
        write_long(json_text(value) + "\n")
    else:
        write_out((json_text(value) + "\n").encode("utf-8", errors="replace"))


def json_text(value: Any) -> str:
    """Return JSON as `write_value` writes it."""
    if sys.stdout.isatty():
        return _escape(json.dumps(value, ensure_ascii=False, indent=2))
    return _escape(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def write_local(request: str, action: str, data: Any) -> None:
    """Write the JSON document of a command that sends nothing to GitHub."""
    from aegis_cli.request.result import local_json

    write_json(local_json(request, action, data))


def _escape(text: str) -> str:
    """Escape in JSON what a terminal would obey or not draw; its meaning stays the same."""
    from aegis_cli.core.text import visible

    return _UNUSUAL.sub(lambda m: m[0] if visible(m[0]) == m[0] else json.dumps(m[0])[1:-1], text)


def write_out(text: str | bytes) -> None:
    """Write to standard output and flush it; if the reader is gone, that is no error."""
    _put_out(text if isinstance(text, bytes) else _laid_out(text, sys.stdout))


def _put_out(text: str | bytes) -> None:
    try:
        if isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        discard(sys.stdout)
    except KeyboardInterrupt:
        if not sys.stdout.isatty():
            discard(sys.stdout)  # nothing may follow half a document
        raise
    except OSError as problem:
        discard(sys.stdout)
        raise unwritten("output", problem) from None


def discard(stream: TextIO) -> None:
    """Drop what is still in the buffer; the flush at exit would fail once more."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def takes_output() -> bool:
    """Flush standard output; return whether all of it could be written."""
    try:
        sys.stdout.flush()
    except OSError:
        discard(sys.stdout)
        return False
    return not getattr(sys.stdout, "has_failed", False)


def unwritten(stream: str, problem: OSError) -> Failed:
    """Return the error for a stream, "output" or "error", that cannot be written."""
    return Failed(
        f"Standard {stream} cannot be written: {problem.strerror or problem}.",
        code=Code.OUTPUT,
        hint="If it was to change something, that may have happened; look before you try again.",
    )
