"""The three callback ports of this machine, for one test at a time, whoever else runs tests."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = Path(tempfile.gettempdir()) / "aegis-tests-callback-ports.lock"


@contextmanager
def callback_ports() -> Iterator[None]:
    """Wait until no other test uses them."""
    with _LOCK.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
