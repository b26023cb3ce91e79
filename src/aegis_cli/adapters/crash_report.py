"""What a mistake of aegis's own leaves where a person wants a report: names and numbers, no values.

It is made of a closed set of facts: versions, where the code stood, the types of the errors, and
how the last requests were answered. No message, argument, address or variable is among them, so
there is nothing to take out.
"""

import os
import platform
import traceback
from collections import deque
from collections.abc import Iterator
from importlib import metadata

from aegis_cli import __version__
from aegis_cli.core.request_line import REQUEST_LINE

VARIABLE = "AEGIS_CRASH_FILE"
"""Names the file, as `--crash-file` does."""
_LIBRARIES = ("authlib", "google-genai", "httpx", "pydantic", "rich", "typer")
_MOST_FRAMES = 100
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW

_last: deque[str] = deque(maxlen=20)


def note(line: str) -> None:
    """Keep of a line of `--debug` how a request was answered, and of any other one nothing."""
    if match := REQUEST_LINE.fullmatch(line):
        method, status, took = match.group("method", "status", "milliseconds")
        _last.append(f"{method} {status or 'without an answer'}, {took} ms")


def make_report(path: str, problem: BaseException) -> None:
    """Write a report to a new file that only its owner can read; raise `OSError` if that fails."""
    number = os.open(path, _NEW, 0o600)
    with open(number, "w", encoding="utf-8") as report:  # noqa: PTH123  # a descriptor, not a path
        report.write("\n".join(_lines(problem)) + "\n")


def _lines(problem: BaseException) -> Iterator[str]:
    """Yield the report line by line."""
    yield "# A mistake of aegis"
    yield ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    yield f"aegis {__version__}, {python}, {platform.system()} {platform.machine()}"
    yield ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    shown: set[int] = set()
    error: BaseException | None = problem
    while error is not None and id(error) not in shown:
        shown.add(id(error))
        yield from ("", f"## {type(error).__module__}.{type(error).__qualname__}", "")
        for frame, line in list(traceback.walk_tb(error.__traceback__))[-_MOST_FRAMES:]:
            module = frame.f_globals.get("__name__", "?")
            yield f"- {module}:{line} {frame.f_code.co_qualname}"
        error = error.__cause__ or error.__context__
    yield from ("", "## The last requests, the newest below", "")
    yield from (f"- {each}" for each in _last)


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"
