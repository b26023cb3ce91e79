"""A process that replaces its program, and what it is then: `python -m tests.adapters.process.replaced`.

It starts a child, makes a file, and blocks a folder and a signal; then it becomes `main` of this
module in a fresh interpreter, which says as JSON what is left of all that.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from aegis_cli.adapters.process.inherited import InheritedChild
from aegis_cli.adapters.process.replacement import (
    be_called,
    hidden_loader,
    replace,
    take_signals,
    try_out,
)
from tests.helpers.support import ROOT


def main(args: Sequence[str]) -> None:
    kept, lost, child = map(int, args)
    told = {
        "pid": os.getpid(),
        "kept": os.read(kept, 100).decode(),
        "is_lost": not Path(f"/proc/self/fd/{lost}").exists(),
        "folder": str(Path.cwd()),
        "variables": sorted(os.environ),
        "words": sys.argv[1:],
        "is_dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0),
        "pending": sorted(signal.sigpending()),
        "globals": "secret" in globals(),
    }
    be_called(b"named")
    told["name"] = Path("/proc/self/comm").read_text().strip()
    heard: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    take_signals()
    process = InheritedChild(child)
    told |= {"heard": heard, "child": process.poll()}
    process.kill()
    told["killed"] = process.wait(20)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    secret = "not left"
    child_ = subprocess.Popen(["sleep", "60"])
    kept_, told_ = os.pipe()
    os.write(told_, b"what was kept")
    os.chdir("/")
    loader = hidden_loader()
    try_out(loader)

    def execute(program: int, words: list[str], variables: Mapping[str, str]) -> None:
        os.kill(os.getpid(), signal.SIGTERM)  # which waits for the next program
        words[4] = f"import sys; sys.path[:0] = [{str(ROOT)!r}]; {words[4]}"
        os.execve(program, words, variables)  # noqa: S606  # as `replace` does

    numbers = map(str, (kept_, told_, child_.pid))
    module = "tests.adapters.process.replaced"
    replace(loader, module, *numbers, kept=[kept_], words=["shown", "words"], execute=execute)
