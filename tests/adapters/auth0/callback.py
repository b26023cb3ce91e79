"""The three callback ports of this machine, for one test at a time, whoever else runs tests."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = Path(tempfile.gettempdir()) / "aegis-tests-callback-ports.lock"


@contextmanager
def callback_ports() -> Iterator[None]:
    """Wait until no other test uses them, whoever runs it: each may read the file, and so lock it."""
    with suppress(FileExistsError):
        _LOCK.touch(mode=0o644, exist_ok=False)
    with _LOCK.open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
