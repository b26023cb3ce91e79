"""The child that evaluates one jq expression: no token, no environment, no files, few resources.

    parent → child   {"expression": …}      then   {"document": …}
    child → parent   {"fault": …}           then   {"results": […], "fault": …}

A fault is "" where there is none, and null where the package `jq` is not installed. The line is
standard input, in both directions.
"""

import json
import os
import re
import resource
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import IO, Any

from aegis_cli.adapters.process.json_lines import read_line, write_line

LONGEST = 5
"""Seconds that an expression may compute, and twice as many until it has its results."""
MEMORY = 512 * 1024 * 1024
"""Bytes that it may have; macOS does not keep a process to that."""
LARGEST = 16 * 1024 * 1024
"""Characters of all results, as JSON."""

_LIMITS = {
    "RLIMIT_CORE": 0,
    "RLIMIT_FSIZE": 0,
    "RLIMIT_NPROC": 0,
    "RLIMIT_AS": MEMORY,
    "RLIMIT_CPU": LONGEST,
    # NOTE: an expression can name a file, as `import` and `include` do, and libjq looks for ~/.jq;
    # no file can be opened from here on.
    "RLIMIT_NOFILE": 0,
}
_BEFORE = (
    'def input: error("there is no other input"); '
    "def halt_error: error; def halt_error($status): error; "
)
"""libjq would only say "break" of the first, and end the others as if all were well.

Behind it there can be no `import` and no `include`.
"""
_NO_MODULES = "`import` and `include` cannot be used here"
_IN_A_FILE = re.compile("module not found|Could not open")


def main() -> None:
    """Evaluate one expression, and end."""
    os.environ.clear()
    with open(0, "rb", closefd=False) as heard, open(0, "wb") as said:
        try:
            # An extra, for this program alone; it is C, and says nothing of its types.
            from jq import compile as compiled  # type: ignore[import-not-found]  # noqa: PLC0415
        except ImportError:
            write_line(said, {"fault": None})
        else:
            _confine()
            _serve(heard, said, compiled)


def _confine() -> None:
    """Take from this process what no expression needs, for good."""
    for name, most in _LIMITS.items():
        with suppress(ValueError, OSError):  # a system may not know one of them
            resource.setrlimit(getattr(resource, name), (most, most))


def _serve(heard: IO[bytes], said: IO[bytes], compiled: Callable[[str], Any]) -> None:
    order = read_line(heard)
    if order is None:
        return
    expression = order["expression"]
    fault = _fault_of(lambda: compiled(_BEFORE + expression))
    if fault:
        fault = _fault_of(lambda: compiled(expression)) or fault  # it counts lines and columns
    write_line(said, {"fault": _NO_MODULES if _IN_A_FILE.search(fault) else fault})
    order = read_line(heard)
    if fault or order is None:
        return
    signal.alarm(2 * LONGEST)
    results: list[Any] = []
    found = compiled(_BEFORE + expression).input_text(order["document"])
    fault = _fault_of(lambda: results.extend(_within_bounds(found)))
    write_line(said, {"results": results, "fault": fault})


def _fault_of(work: Callable[[], object]) -> str:
    """Do something; return what jq said against it, without the words that say nothing."""
    try:
        work()
    except (ValueError, RecursionError) as problem:
        text = str(problem).removeprefix("jq: error: ")
        return text.partition("\njq: ")[0].rstrip() or "it failed without a word"
    return ""


def _within_bounds(results: Iterable[Any]) -> Iterable[Any]:
    size = 0
    for each in results:
        size += len(json.dumps(each))
        if size > LARGEST:
            raise ValueError(f"its results are longer than {LARGEST} characters")
        yield each
