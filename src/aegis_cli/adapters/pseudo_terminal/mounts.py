"""Mounts, and makes what is mounted read-only. Source: mount(2)."""

import ctypes
import os

NO_SUID, NO_DEVICES, NO_EXEC, BIND = 2, 4, 8, 4096
RECURSIVE, PRIVATE = 16384, 1 << 18
READ_ONLY, REMOUNT, TIMES = 1, 32, 1024 | 2048
SAFE = NO_SUID | NO_DEVICES


def make_read_only(mounted: str) -> None:
    """Let nobody change what is mounted there."""
    kept = os.statvfs(mounted).f_flag & (SAFE | NO_EXEC | TIMES)
    mount("none", mounted, "", REMOUNT | BIND | READ_ONLY | kept)


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mount something on a path, as the system call of this name does."""
    given = (os.fsencode(text) or None for text in (source, target, kind))
    check(libc().mount(*given, ctypes.c_ulong(flags), os.fsencode(options) or None), target)


def libc() -> ctypes.CDLL:
    """Return the C library."""
    return ctypes.CDLL(None, use_errno=True)


def check(result: int, path: str | None = None) -> None:
    """Raise the error of a call of the C library, and the path that it is about."""
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)
