"""The memory scan is not blind: it finds a secret in each form, and only where there is one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.security.memory import forms, scan

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="only root can read another process's memory, on Linux",
)

TOKEN = "ghu_K7qWn2ZtRb9XmVd4LsPy8HcJf3GaEu6TwQo1"
OTHER = "ghu_w5YxB8kNr2DjTgLf7MvCz4QhSp9AeUi3KoRb"

HOLDER = """\
import sys
size = int(sys.stdin.buffer.readline())
held = sys.stdin.buffer.read(size)
sys.stdout.write("!"); sys.stdout.flush()
sys.stdin.buffer.read()
"""


@contextmanager
def holding(data: bytes) -> Iterator[int]:
    """Run a process that holds these bytes, and nothing else of ours."""
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{len(data)}\n".encode() + data)
        process.stdin.flush()
        process.stdout.read(1)
        yield process.pid
        process.kill()


@pytest.mark.parametrize("form", forms(TOKEN))
def test_each_form_of_a_secret_is_found(form: str) -> None:
    for piece in forms(TOKEN)[form]:
        with holding(b"some text before it " + piece + b" and some after it") as pid:
            found = scan(pid, [TOKEN, OTHER])

        assert [TOKEN] == [*found]
        assert found[TOKEN][form] > 0


@pytest.mark.parametrize("start", range(0, 18, 3))
def test_any_twenty_three_bytes_of_a_secret_are_found(start: int) -> None:
    with holding(TOKEN[start : start + 23].encode()) as pid:
        assert "fragment" in scan(pid, [TOKEN])[TOKEN]


def test_a_process_without_the_secret_is_clean() -> None:
    with holding(TOKEN[:10].encode()) as pid:
        assert {} == scan(pid, [TOKEN, OTHER])
