"""Shows a long text in the person's pager, as `gh` does: `AEGIS_PAGER`, or else `PAGER`."""

import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain
from typing import TextIO

from aegis_cli.adapters.process.isolated import without_secrets
from aegis_cli.adapters.render import links

_VARIABLES = ("AEGIS_PAGER", "PAGER")
_NONE: tuple[list[str], ...] = ([], ["cat"])
_USUAL = {"LESS": "FRX", "LV": "-c"}
"""What pagers are told where the person says nothing: to show colours, and to leave the text on the
screen."""


def pager_in(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of the pager that environment variables name; none if they name none.

    An empty `AEGIS_PAGER` means none, whatever `PAGER` says. No shell interprets the words.
    """
    named = next((environment[name] for name in _VARIABLES if name in environment), "")
    try:
        words = shlex.split(named)
    except ValueError:
        return ()
    return () if words in _NONE else tuple(words)


def shown_in_pager(text: str, stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Show a text that has more rows than the terminal, until the person leaves the pager.

    Return whether it was shown: not if it fits, or there is no pager. NOTE: in a session a fork of
    the agent writes to the terminal of a client. It must start nothing there; it is recognised by
    the terminal, which is not its own.
    """
    return next(left_by_pager(iter([text]), stream, environment), None) is None


def left_by_pager(
    pieces: Iterator[str], stream: TextIO, environment: Mapping[str, str]
) -> Iterator[str]:
    """Show a text that comes in pieces as `shown_in_pager` does; return what it did not show."""
    pager = pager_in(environment)
    if not pager or not _is_ours(stream):
        return pieces
    first, missing = [], _height(stream)
    for piece in pieces:
        first.append(piece)
        missing -= piece.count("\n")
        if missing <= 0:
            break
    else:
        return iter(first)
    try:
        process = subprocess.Popen(  # noqa: S603  # the person's own pager; the text is its input
            pager, stdin=subprocess.PIPE, env=_USUAL | without_secrets(environment)
        )
    except OSError:
        return chain(first, pieces)
    _feed(process, chain(first, pieces), stream.encoding)
    return iter(())


def _feed(process: "subprocess.Popen[bytes]", pieces: Iterator[str], encoding: str) -> None:
    """Give a pager a text, until it has all or is left.

    NOTE: Ctrl-C is the pager's, as long as it holds the terminal.
    """
    assert process.stdin is not None
    is_open = True
    while is_open:
        with suppress(KeyboardInterrupt):
            try:
                for piece in pieces:
                    data = links.remove_links(piece).encode(encoding, "backslashreplace")
                    process.stdin.write(data)
                process.stdin.close()
            except BrokenPipeError:
                pass
            is_open = False
    while process.poll() is None:
        with suppress(KeyboardInterrupt):
            process.wait()
    with suppress(OSError):
        process.stdin.close()


def _is_ours(stream: TextIO) -> bool:
    """Tell whether a stream is the terminal from which this process can read keys now."""
    try:
        return os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except OSError:
        return False


def _height(stream: TextIO) -> int:
    return os.get_terminal_size(stream.fileno()).lines
