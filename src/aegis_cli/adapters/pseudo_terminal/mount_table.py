"""Says what is mounted where, and by which other paths the same file is reached.

Source: proc_pid_mountinfo(5).
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

_ESCAPED = re.compile(rb"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mounted:
    """One mount."""

    number: int
    device: str
    """The file system, which may be mounted more than once."""

    root: PurePath
    """The folder or file of that file system which is mounted."""

    point: PurePath
    kind: str

    @property
    def is_reached(self) -> bool:
        """Tell whether it is what this process finds at its path.

        It is not if another mount covers it, or a folder above is out of reach for this user.
        """
        return _number_at(str(self.point)) == self.number


def read_mounts() -> list[Mounted]:
    """Return the mounts in the namespace of this process, a parent before its children."""
    return [_parse(line) for line in Path("/proc/self/mountinfo").read_bytes().splitlines()]


def everywhere(paths: Iterable[str], table: Iterable[Mounted]) -> list[str]:
    """Return these absolute paths, and the others by which they, or a part of them, are reached.

    NOTE: what is mounted on one path leaves the same file as it was on every other path.
    """
    by_number = {each.number: each for each in table}
    return [other for path in paths for other in (path, *_elsewhere(path, by_number))]


def _elsewhere(path: str, table: dict[int, Mounted]) -> Iterator[str]:
    real = os.path.realpath(path)
    at = table.get(_number_at(real))
    if at is None:
        return
    inner = at.root / PurePath(real).relative_to(at.point)
    for each in table.values():
        if each is at or each.device != at.device:
            continue
        if inner.is_relative_to(each.root):
            other = str(each.point / inner.relative_to(each.root))
        elif each.root.is_relative_to(inner):
            other = str(each.point)
        else:
            continue
        if _number_at(other) == each.number:
            yield other


def _parse(line: bytes) -> Mounted:
    words = [os.fsdecode(_ESCAPED.sub(_unescape, word)) for word in line.split(b" ")]
    number, _, device, root, point = words[:5]
    kind = words[words.index("-", 6) + 1]
    return Mounted(int(number), device, PurePath(root), PurePath(point), kind)


def _unescape(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 8)])


def _number_at(path: str) -> int:
    """Return the number of the mount that this path leads to; -1 if it leads nowhere."""
    try:
        descriptor = os.open(path, os.O_PATH)
    except OSError:
        return -1
    try:
        lines = Path(f"/proc/self/fdinfo/{descriptor}").read_text().splitlines()
    finally:
        os.close(descriptor)
    return next(int(line.split()[1]) for line in lines if line.startswith("mnt_id:"))
