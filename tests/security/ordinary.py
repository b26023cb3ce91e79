"""Becomes an ordinary user, where this is root, and then a program; for `aegis` as people run it.

python FILE USER COMMAND...

Root's interpreter is often in a folder that nobody else can enter. In mounts of its own, such a
folder is covered, and what `aegis` needs of it is shown in its place.
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_NEW_MOUNTS, _BIND, _PRIVATE, _RECURSIVE = 0x20000, 4096, 1 << 18, 16384
_ENTERED_BY_ALL = 0o001


def main(user: int, words: list[str]) -> None:
    """Give the terminal and the working directory away, and become the user."""
    if os.geteuid() == 0:
        _show([Path(sys.base_prefix), Path(sys.prefix), _ROOT, Path.cwd()])
        if os.isatty(0):
            os.fchown(0, user, -1)
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    os.execvp(words[0], words)  # noqa: S606  # the tests' own words


def _show(needed: Iterable[Path]) -> None:
    """Have everybody reach these folders, in mounts that no other process has."""
    system = ctypes.CDLL(None, use_errno=True)

    def checked(result: int) -> None:
        if result:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def mount(source: str, target: str, kind: bytes | None, flags: int) -> None:
        flag = ctypes.c_ulong(flags)
        checked(system.mount(os.fsencode(source), os.fsencode(target), kind, flag, b"mode=755"))

    here = Path.cwd()
    checked(system.unshare(_NEW_MOUNTS))
    mount("none", "/", None, _RECURSIVE | _PRIVATE)
    opened = {path: os.open(path, os.O_PATH) for path in needed if _shut(path)}
    for folder in {_shut(path) for path in opened}:
        mount("tmpfs", str(folder), b"tmpfs", 0)
    for path, descriptor in opened.items():
        path.mkdir(parents=True, exist_ok=True)
        mount(f"/proc/self/fd/{descriptor}", str(path), None, _BIND | _RECURSIVE)
        os.close(descriptor)
    os.chdir(here)


def _shut(path: Path) -> Path | None:
    """Return the first folder above it that others cannot enter."""
    above = (each for each in reversed(path.parents) if not each.stat().st_mode & _ENTERED_BY_ALL)
    return next(above, None)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
