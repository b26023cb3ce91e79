"""A process that holds some bytes, and nothing else of ours: a planted leak."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_HOLDER = """\
import sys
size = int(sys.stdin.buffer.readline())
held = sys.stdin.buffer.read(size)
sys.stdout.write("!"); sys.stdout.flush()
sys.stdin.buffer.read()
"""


@contextmanager
def holding(
    data: bytes, *arguments: str, environment: dict[str, str] | None = None
) -> Iterator[int]:
    """Run a process that holds these bytes, and was given these arguments."""
    command = [sys.executable, "-c", _HOLDER, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{len(data)}\n".encode() + data)
        process.stdin.flush()
        process.stdout.read(1)
        yield process.pid
        process.kill()
