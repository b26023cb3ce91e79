"""Replaces this process's program by a fresh interpreter: its memory goes, and nothing else does.

Process id, children, folder, terminal and the descriptors that are named stay.

NOTE: after an exec, others of the same user can read a process until it hardens itself, and whoever
opened `/proc/PID/mem` in that time reads it for ever. Linux lets nobody read a process whose
program its user may not read (`would_dump` in fs/exec.c). So what is executed is a copy of the
dynamic loader, in memory, that nobody may read; and the loader runs the interpreter.
"""

import ctypes
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from aegis_cli.adapters.process.isolated import clock_of, entry, scrub
from aegis_cli.adapters.render.capabilities import terminal_encoding
from aegis_cli.errors import Bug, Code

_HELD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGWINCH, signal.SIGCONT)
_HARDEN = "from aegis_cli.adapters.process.hardening import harden; harden()"
_TELL = "import ctypes, os; os._exit(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
"""Ends with 0 if nobody else can read the process: PR_GET_DUMPABLE of prctl(2)."""
_PATIENCE = 20.0
"""Seconds for a fresh interpreter to start on a slow machine."""

_PR_SET_NAME = 15
_MFD_EXEC = 0x10
_HEAD = 64
_INTERPRETER = 3  # PT_INTERP of elf(5): the entry of a program's header that names its loader
_FORMS = {1: (28, "I", 42, "4xI8xI"), 2: (32, "Q", 54, "8xQ16xQ")}
"""For 32 and 64 bits: where the place of the entries is, their size, and what is in each."""

Execute = Callable[[int, list[str], Mapping[str, str]], object]
"""Executes the program of a descriptor in place of this one, as `os.execve` does."""


def hidden_loader() -> int:
    """Return a descriptor of a loader whose interpreter nobody else can read.

    Raises `Bug` if this system has none. To root no process is hidden.
    """
    try:
        return _copy(_loader_of(Path(sys.executable).resolve()))
    except (AttributeError, LookupError, OSError, ValueError, struct.error):
        raise _none() from None


def try_out(loader: int) -> None:
    """Raise `Bug` if a loader runs no interpreter here, or one that others of the user can read."""
    hidden = (0, 1) if os.geteuid() == 0 else (0,)
    try:
        is_hidden = _interpreter_facts(loader) in hidden
    except (OSError, subprocess.TimeoutExpired):
        is_hidden = False
    if not is_hidden:
        raise _none()


def _by_loader(words: Sequence[str]) -> list[str]:
    """Return the arguments with which a dynamic loader runs a program."""
    return ["aegis", *words]


def _none() -> Bug:
    return Bug(
        "This system executes no program that others of the same user cannot read.",
        code=Code.INTERNAL,
    )


def _loader_of(program: Path) -> Path:
    """Return the dynamic loader that a program names."""
    with program.open("rb") as file:
        head = file.read(_HEAD)
        table, number, sizes, where = _FORMS[head[4]]
        order = "<" if head[5] == 1 else ">"
        size, count = struct.unpack_from(f"{order}2H", head, sizes)
        file.seek(struct.unpack_from(order + number, head, table)[0])
        for _ in range(count):
            entry_ = file.read(size)
            if struct.unpack_from(f"{order}I", entry_)[0] == _INTERPRETER:
                at, length = struct.unpack_from(order + where, entry_)
                file.seek(at)
                return Path(os.fsdecode(file.read(length).rstrip(b"\0")))
    raise ValueError("it has no loader")


def _copy(loader: Path) -> int:
    """Return a program in memory that can be executed, and not read by its user."""
    try:
        copy = os.memfd_create("aegis", os.MFD_CLOEXEC | _MFD_EXEC)
    except OSError:  # a kernel before 6.3 knows no such flag, and needs none
        copy = os.memfd_create("aegis", os.MFD_CLOEXEC)
    with os.fdopen(copy, "wb", closefd=False) as file:
        file.write(loader.read_bytes())
    os.fchmod(copy, 0o111)
    return copy


def _interpreter_facts(loader: int) -> int:
    """Return what an interpreter that a loader runs tells of itself."""
    ended = subprocess.run(  # noqa: S603  # our own interpreter
        _by_loader([sys.executable, "-I", "-S", "-c", _TELL]),
        executable=f"/proc/self/fd/{loader}",
        pass_fds=[loader],
        env=scrub(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_PATIENCE,
        check=False,
    )
    return ended.returncode


def replace(
    loader: int,
    module: str,
    *args: str,
    kept: Iterable[int],
    words: Sequence[str],
    execute: Execute = os.execve,
) -> NoReturn:
    """Become `module.main()` in a fresh interpreter that nobody else can read.

    The descriptors that are `kept` stay, and the environment is `scrubbed`; `words` stand behind
    the arguments of the process. Signals wait until `take_signals`. Raises `OSError` if it fails.
    """
    for number in kept:
        os.set_inheritable(number, True)  # noqa: FBT003  # it has no name
    code = entry(module, *args, first=_HARDEN)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)
    try:
        execute(loader, _by_loader([sys.executable, "-I", "-c", code, *words]), _environment())
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    raise OSError("nothing was executed")


def _environment() -> dict[str, str]:
    """Return the variables with which the next program has the clock and the encoding of this one.

    NOTE: a fresh interpreter does not see `PYTHONCOERCECLOCALE`, and would take C for UTF-8.
    """
    locale = {} if terminal_encoding() == "utf-8" else {"LC_ALL": "C"}
    return scrub(os.environ) | clock_of(os.environ) | locale


def take_signals() -> None:
    """Take the signals that came since the program was replaced, and those that come."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HELD)


def be_called(name: bytes) -> None:
    """Have this process shown by a name; the copy of a loader has none."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, ctypes.c_char_p(name), 0, 0, 0)
