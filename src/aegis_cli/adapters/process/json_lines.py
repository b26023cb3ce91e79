"""JSON between processes of ours, one object per line, each line bounded. Never pickle."""

import json
from typing import IO, Any

LARGEST = 64 * 1024 * 1024


class Broken(ValueError):
    """The other side sent something that is not a JSON object in one bounded line."""


def encode(message: dict[str, Any]) -> bytes:
    """Return a message as one line."""
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message in a line; raise `Broken` if there is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise Broken("a line is not a JSON object")
    return message


def write_line(pipe: IO[bytes], message: dict[str, Any]) -> None:
    """Write one message and flush it."""
    pipe.write(encode(message))
    pipe.flush()


def read_line(pipe: IO[bytes]) -> dict[str, Any] | None:
    """Read one message; return `None` at the end of the pipe."""
    line = pipe.readline(LARGEST + 1)
    if not line:
        return None
    if len(line) > LARGEST or not line.endswith(b"\n"):
        raise Broken("a line is cut or too long")
    return decode(line)
