"""Shows the log of a job on a terminal, line by line: the step that failed first, groups folded.

The markers are those of GitHub Actions: `##[group]`, `##[endgroup]`, `##[error]`, `##[warning]`.
NOTE: a log is whatever somebody's program wrote. Each row begins with a bar, control characters are
spelled out, and an error is shown in a folded group too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.ink import paint
from aegis_cli.adapters.render.rows import BAR
from aegis_cli.core.text import one_line, visible

_LONGEST = 16 * 1024
"""Bytes that are read at once: a longer line is shown in several."""
_AROUND = 32 * 1024
"""Bytes of the failing step before its error, and after it, that stand first."""

_TIME = re.compile(rb"(?:\xef\xbb\xbf)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z ?")
_GROUP, _END, _ERROR, _WARNING = b"##[group]", b"##[endgroup]", b"##[error]", b"##[warning]"
_STEP = b"##[group]Run "


@dataclass(frozen=True, slots=True)
class _Span:
    """A part of a file, in bytes."""

    start: int
    end: int


def log_pieces(file: IO[bytes], device: Device) -> Iterator[str]:
    """Yield a log as a terminal shows it: what failed, then all of it."""
    failed = _failed_step(file)
    if failed is not None:
        yield paint("The step that failed:", "bold red", device) + "\n"
        yield from _section(file, failed, device, folds=False)
        yield paint("The whole log:", "bold", device) + "\n"
    yield from _section(file, _Span(0, file.seek(0, 2)), device, folds=True)


def _lines(file: IO[bytes], span: _Span) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a part, without their times, each with where it begins."""
    at = file.seek(span.start)
    while at < span.end and (line := file.readline(_LONGEST)):
        time = _TIME.match(line)
        yield at, line[time.end() :] if time else line
        at += len(line)


def _failed_step(file: IO[bytes]) -> _Span | None:
    """Find the step with the first error: from its beginning, or near the error, to its end."""
    begins, error, at = 0, None, 0
    for at, line in _lines(file, _Span(0, file.seek(0, 2))):
        if line.startswith(_STEP):
            if error is not None:
                return _Span(max(begins, error - _AROUND), min(at, error + _AROUND))
            begins = at
        if error is None and line.startswith(_ERROR):
            error = at
    if error is None:
        return None
    return _Span(max(begins, error - _AROUND), min(file.seek(0, 2), error + _AROUND))


def _section(file: IO[bytes], span: _Span, device: Device, *, folds: bool) -> Iterator[str]:
    title, count = "", -1  # of the group that is folded; -1 outside of one
    for _, line in _lines(file, span):
        is_group, is_end = line.startswith(_GROUP), line.startswith(_END)
        if count >= 0 and (is_group or is_end):
            yield _group_row(title, count, device)
            count = -1
        if is_group and folds:
            title, count = _text(line[len(_GROUP) :]), 0
        elif count >= 0 and not line.startswith(_ERROR):
            count += 1
        elif not is_end:
            yield _row(line, device)
    if count >= 0:
        yield _group_row(title, count, device)


def _group_row(title: str, count: int, device: Device) -> str:
    lines = "1 line" if count == 1 else f"{count:,} lines"
    return f"{BAR}{one_line(title)} {paint(f'({lines})', 'grey', device)}\n"


def _row(line: bytes, device: Device) -> str:
    for marker, word, ink in ((_ERROR, "error: ", "red"), (_WARNING, "warning: ", "yellow")):
        if line.startswith(marker):
            return f"{BAR}{paint(word + _text(line[len(marker) :]), ink, device)}\n"
    return f"{BAR}{_text(line.removeprefix(_GROUP))}\n"


def _text(line: bytes) -> str:
    return visible(line.rstrip(b"\r\n").decode("utf-8", "backslashreplace"))
