"""The folders in which agents listen, and those that killed agents left behind."""

import os
import socket
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from aegis_cli.session.address import SOCKET, prefix
from aegis_cli.session.listener import remove_left_behind

pytestmark = pytest.mark.enable_socket

LONG_AGO = 1_000_000_000


def folder(place: Path, name: str, mode: int = 0o700) -> Path:
    """Make the folder of an agent that was made long ago."""
    made = place / f"{prefix()}{name}"
    made.mkdir(mode=mode)
    os.utime(made, (LONG_AGO, LONG_AGO))
    return made


def bound(path: Path) -> socket.socket:
    """Bind a socket, and make its folder as old as it was."""
    line = socket.socket(socket.AF_UNIX)
    line.bind(str(path / SOCKET))
    os.utime(path, (LONG_AGO, LONG_AGO))
    return line


def test_what_killed_agents_left_behind_is_removed_and_nothing_else(tmp_path: Path) -> None:
    killed, empty, living = (folder(tmp_path, name) for name in ("killed", "empty", "living"))
    open_to_others = folder(tmp_path, "others", 0o755)
    (tmp_path / "other").mkdir()
    new = tmp_path / f"{prefix()}new"
    new.mkdir(mode=0o700)
    bound(killed).close()

    with bound(living) as line:
        line.listen()
        remove_left_behind(str(tmp_path))

        assert not killed.exists()
        assert not empty.exists()
        assert all(path.exists() for path in (living, open_to_others, new, tmp_path / "other"))


def test_an_agent_that_is_stopped_with_a_full_queue_holds_no_other_up(tmp_path: Path) -> None:
    stopped = folder(tmp_path, "stopped")
    with ExitStack() as stack:
        line = stack.enter_context(bound(stopped))
        line.listen(0)
        with suppress(BlockingIOError):
            while True:
                waiting = stack.enter_context(socket.socket(socket.AF_UNIX))
                waiting.settimeout(0.0)
                waiting.connect(line.getsockname())
        removing = threading.Thread(target=remove_left_behind, args=[str(tmp_path)], daemon=True)
        removing.start()
        removing.join(10)

        assert not removing.is_alive()
        assert stopped.exists()
