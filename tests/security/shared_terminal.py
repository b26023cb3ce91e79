"""The unprotected control of the attacks on a question: it shares its terminal with the command.

python -m tests.security.shared_terminal FOLDER plain COMMAND...

It does what `tests.adapters.pseudo_terminal.proxied` does, by job control alone: it takes the
foreground for a question, and gives it back.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from aegis_cli.adapters.terminal.tty import Tty


def main(folder: Path, words: list[str]) -> None:
    """Ask what the FIFO says, until it says no more."""
    with (
        Path("/dev/tty").open("rb", buffering=0) as device,
        os.fdopen(os.open(folder / "asks", os.O_RDWR)) as asks,
    ):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTOU])
        command = subprocess.Popen(words, cwd=folder, process_group=0)
        os.tcsetpgrp(device.fileno(), command.pid)
        (folder / "pid").write_text(f"{os.getpid()}\n")
        for line in asks:
            os.tcsetpgrp(device.fileno(), os.getpgrp())
            answer = Tty().ask(line.rstrip("\n").partition(" ")[2])
            os.tcsetpgrp(device.fileno(), command.pid)
            with (folder / "answers").open("a") as answers:
                answers.write(f"{answer!r}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[3:])
