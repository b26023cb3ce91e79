"""On Windows, outside of WSL, there is one sentence and exit 2, and never a traceback."""

import subprocess
import sys

from tests.helpers.rows import for_each

AS_ON_WINDOWS = """
import os, signal, sys
sys.platform = "win32"
for name in ("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty", "_socket", "socket"):
    sys.modules[name] = None
for name in ("geteuid", "getuid", "fchmod", "fork", "environb", "memfd_create"):
    vars(os).pop(name, None)
del signal.pthread_sigmask, signal.SIGALRM
sys.argv[1:] = {words}
from aegis_cli.__main__ import main
main()
"""
"""What is not there on Windows is not there; whatever is imported of it would fail."""


@for_each("words", [[], ["--version"], ["ask", "list my repositories"], ["session", "status"]])
def test_every_command_says_where_it_runs(words: list[str]) -> None:
    code = AS_ON_WINDOWS.format(words=words)

    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, text=True
    )

    said = "aegis: It runs on Linux and macOS; on Windows, install it in WSL and run it there.\n"
    assert (2, "", said) == (ended.returncode, ended.stdout, ended.stderr)
