"""A session's command that prints without end, and notes each key and each size of its terminal.

    python -I loaded.py FOLDER CODE

In files of the folder it writes the session's address (`address`), the keys (`keys`), the sizes
(`sizes`), how much it has printed when it ends (`printed`), and the parents of a process that it
has left behind (`parents`). `q` ends it, with this code; `o` has it leave a process behind; `r` has
it run the script `run` of the folder.
"""

import os
import select
import signal
import subprocess
import sys
import termios
import time
import tty
from pathlib import Path

FOLDER, CODE = Path(sys.argv[1]), int(sys.argv[2])
LINE = b"#%07d;\r\n"
LINES = 5
"""Lines that are printed at once."""


def note(name: str, text: bytes) -> None:
    with (FOLDER / name).open("ab") as file:
        file.write(text)


def sized(*_: object) -> None:
    note("sizes", b"%d %d\n" % termios.tcgetwinsize(0))


def leave_behind() -> None:
    """Leave a process behind, whose parent ends a moment later, and which says whose it is then."""
    if os.fork() == 0:
        parent = os.getpid()
        if os.fork() == 0:
            os.setsid()
            while os.getppid() == parent:
                time.sleep(0.01)
            note("parents", b"%d\n" % os.getppid())
            time.sleep(60)
        os._exit(0)
    os.wait()


def main() -> None:
    signal.signal(signal.SIGWINCH, sized)
    signal.signal(signal.SIGHUP, lambda *_: note("hangups", b"x"))
    tty.setraw(0)
    sized()
    (FOLDER / "address.new").write_text(os.environ["AEGIS_SESSION"])
    (FOLDER / "address.new").rename(FOLDER / "address")
    number = 0
    while True:
        block = b"".join(LINE % (number + at) for at in range(LINES))
        number += LINES
        while block:
            block = block[os.write(1, block) :]
        if not select.select([0], [], [], 0.002)[0]:
            continue
        keys = os.read(0, 4096)
        note("keys", keys)
        if b"o" in keys:
            leave_behind()
        if b"r" in keys:
            subprocess.Popen(["sh", str(FOLDER / "run")], stdin=subprocess.DEVNULL)
        if b"q" in keys:
            note("printed", b"%d" % number)
            sys.exit(CODE)


main()
