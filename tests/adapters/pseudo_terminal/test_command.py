"""What a command that runs is told: never more processes than its own."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from aegis_cli.adapters.pseudo_terminal import command

# Nobody is on its terminal, so that no job is in the foreground there.
_HANGS_UP = """
import os, subprocess
from aegis_cli.adapters.pseudo_terminal.command import Command
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
process = subprocess.Popen(["sleep", "60"], start_new_session=True, **quiet)
command = Command(process, os.openpty()[0])
command.repaint()
command.hang_up()
print(command.process.wait())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a terminal tells no group")
def test_a_command_that_has_left_its_terminal_is_hung_up_and_this_process_is_not() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _HANGS_UP],
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (0, f"{-signal.SIGHUP}\n")


def test_a_command_that_never_starts_is_ended_and_said_to_be_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "_PATIENCE", 0.1)
    ours, theirs = socket.socketpair()
    waits = subprocess.Popen(["sleep", "60"])
    like = os.open(os.devnull, os.O_RDONLY)

    with ours, theirs, pytest.raises(command.NotStarted, match=r"^sh did not start within 0 sec"):
        command._start(waits, ours, "sh", like)

    os.close(like)
    assert waits.returncode == -signal.SIGKILL
