"""Makes this process hard to read for others: no core dumps, no attaching, no logs of libraries.

What it does not stop: root, swap, and a debugger that was attached before. Source: prctl(2).
"""

import contextlib
import ctypes
import logging
import os
import resource
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_GET_DUMPABLE = 3
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_PTRACER = 0x59616D61
_ANYBODY = 2**64 - 1
_TALKATIVE = ("httpx", "httpx2", "httpcore", "httpcore2", "google_genai", "asyncio")


def harden() -> None:
    """Switch off core dumps and, on Linux, reading by other processes of the same user."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)
    # NOTE: it names a file into which the ssl module writes the keys of every connection.
    os.environ.pop("SSLKEYLOGFILE", None)
    for name in _TALKATIVE:
        # NOTE: at DEBUG these libraries write headers and bodies, with every token in them.
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL)
        logger.propagate = False


def is_hardened() -> bool:
    """Tell whether this process is not dumpable (Linux); always true on other systems."""
    return _prctl(_PR_GET_DUMPABLE, 0) == 0


def let_be_read() -> None:
    """Undo it for other processes of the same user, where a search for residue wants to read.

    NOTE: for a process whose secrets are a sandbox's; its memory is as it was.
    """
    _prctl(_PR_SET_DUMPABLE, 1)
    _prctl(_PR_SET_PTRACER, _ANYBODY)


def adopt_orphans() -> None:
    """Have Linux make this process the parent of what its descendants leave behind."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Have Linux end this process when its parent ends; elsewhere the closed pipe does it."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def outlive_parent() -> None:
    """Take `die_with_parent` back, for a process that has something to undo at GitHub first."""
    _prctl(_PR_SET_PDEATHSIG, 0)


def is_traced() -> bool:
    """Tell whether somebody who is not root traces this process; false where /proc is silent.

    Root reads everything anyway, and checks with strace that no token goes where it should not.
    """
    tracer = _status("self").get("TracerPid", "0")
    return tracer != "0" and _status(tracer).get("Uid", "").split()[:1] != ["0"]


def _status(process: str) -> dict[str, str]:
    try:
        text = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return {}
    pairs = (line.partition(":") for line in text.splitlines())
    return {name: value.strip() for name, _, value in pairs}


def _prctl(option: int, value: int) -> int:
    if sys.platform != "linux":
        return 0
    return int(ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), 0, 0, 0))
