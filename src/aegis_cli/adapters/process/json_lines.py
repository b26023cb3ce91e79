"""JSON over a pipe, one value a line, each bounded. Never pickle."""

import json
from typing import IO, Any

LARGEST = 64 * 1024 * 1024


class Broken(Exception):
    """The other side said something that is not a JSON object in one bounded line."""


def write_line(pipe: IO[bytes], message: dict[str, Any]) -> None:
    """Write one message and flush it."""
    pipe.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    pipe.flush()


def read_line(pipe: IO[bytes]) -> dict[str, Any] | None:
    """Read one message; `None` at the end of the pipe."""
    line = pipe.readline(LARGEST + 1)
    if not line:
        return None
    if len(line) > LARGEST or not line.endswith(b"\n"):
        raise Broken("a line is cut or too long")
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise Broken("a line is not a JSON object")
    return message
