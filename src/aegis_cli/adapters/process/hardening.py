"""Protects this process's memory from others: no core dumps, no debugger, no logs of libraries.

It does not stop root, swap, or a debugger that attached earlier. Source: prctl(2).
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
_ANY_PROCESS = 2**64 - 1
_PTRACE_SCOPE = Path("/proc/sys/kernel/yama/ptrace_scope")
_VERBOSE = ("httpx", "httpx2", "httpcore", "httpcore2", "google_genai", "asyncio")


def harden() -> None:
    """Switch off core dumps and, on Linux, reading by other processes of the same user."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)
    # NOTE: the ssl module writes the keys of every connection into the file that it names.
    os.environ.pop("SSLKEYLOGFILE", None)
    for name in _VERBOSE:
        # NOTE: at DEBUG these libraries log headers and bodies, with every token in them.
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL)
        logger.propagate = False


def is_hardened() -> bool:
    """Tell whether this process is not dumpable (Linux); always true on other systems."""
    return _prctl(_PR_GET_DUMPABLE, 0) == 0


def let_be_read() -> None:
    """Let other processes of the same user read this one, for the search for residue.

    NOTE: only for a process whose secrets are those of a sandbox.
    """
    _prctl(_PR_SET_DUMPABLE, 1)
    _prctl(_PR_SET_PTRACER, _ANY_PROCESS)


def adopt_orphans() -> None:
    """Have Linux make this process the parent of its orphaned descendants."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Have Linux end this process when its parent ends; elsewhere the closed channel does."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def outlive_parent() -> None:
    """Undo `die_with_parent`, for a process that first has to delete a token at GitHub."""
    _prctl(_PR_SET_PDEATHSIG, 0)


def is_traced() -> bool:
    """Tell whether a user other than root traces this process; false if /proc does not say.

    Root can read everything anyway, and uses strace to check where tokens go.
    """
    tracer = _status("self", b"TracerPid")
    return tracer not in {b"", b"0"} and _status(tracer.decode(), b"Uid") != b"0"


def ptrace_scope() -> str | None:
    """Return `kernel.yama.ptrace_scope`; `None` for a kernel without Yama."""
    try:
        return _PTRACE_SCOPE.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    except OSError as problem:
        return str(problem.strerror)


def _status(process: str, name: bytes) -> bytes:
    """Return the first word of a field that stands before a process's groups; b"" without it."""
    try:
        # Bytes, since in a fork the search for an encoding takes longer than all the rest.
        with open(f"/proc/{process}/status", "rb", buffering=0) as file:  # noqa: PTH123
            words = file.read(4096).partition(b"\n%s:" % name)[2].split(maxsplit=1)
    except OSError:
        return b""
    return words[0] if words else b""


def _prctl(option: int, value: int) -> int:
    if sys.platform != "linux":
        return 0
    return int(ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), 0, 0, 0))
