"""Finds and reads the files that changed since a moment; it follows no links."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aegis_cli.doctor.residue.search import OVERLAP

MOST_FILES = 10_000
LARGEST = 64 * 1024 * 1024
"""Bytes of the largest file that is read."""

_EARLIER = 1.0  # seconds: some file systems store no fractions
_CHUNK = 8 * 1024 * 1024


@dataclass
class Written:
    """The files of one user in some folders that changed since a moment."""

    since: float
    """Unix seconds."""
    user: int
    files: list[Path] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)
    """What changed, and cannot be read or is too large."""
    size: int = 0
    """Bytes of the files that were read."""
    _names: list[Path] = field(default_factory=list)

    def add(self, folder: Path, *, is_shared: bool = False, without: Path | None = None) -> None:
        """Add what changed in a folder, and in the folders below it.

        In a shared folder, only those folders are entered that changed themselves: a folder changes
        when a file or folder is created in it.
        """
        for entry in self._entries(folder):
            if entry == without:
                continue
            try:
                facts = entry.lstat()
            except OSError:
                continue  # it was deleted
            has_changed = (
                facts.st_uid == self.user
                and max(facts.st_mtime, facts.st_ctime) >= self.since - _EARLIER
            )
            if has_changed:
                self._names.append(entry)
            if stat.S_ISDIR(facts.st_mode) and (has_changed or not is_shared):
                self.add(entry, is_shared=is_shared)
            elif stat.S_ISREG(facts.st_mode) and has_changed:
                is_too_large = facts.st_size > LARGEST or len(self.files) >= MOST_FILES
                (self.unread if is_too_large else self.files).append(entry)

    def _entries(self, folder: Path) -> Iterable[Path]:
        try:
            return [*folder.iterdir()]
        except FileNotFoundError:
            pass  # it was deleted
        except OSError:
            self.unread.append(folder)
        return ()

    def read(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Return the name of each file by its folder, then the content of each file by its path."""
        for entry in self._names:
            yield f"the name of a file in {entry.parent}", [os.fsencode(entry.name)]
        for path in self.files:
            try:
                contents = [*chunks(path)]
                self.size += path.stat().st_size
            except OSError:
                if not _is_gone(path):
                    self.unread.append(path)
            else:
                yield str(path), contents


def _is_gone(path: Path) -> bool:
    """Tell whether a file was deleted, or gave its place to a link; nothing is left of it then."""
    try:
        return stat.S_ISLNK(path.lstat().st_mode)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def chunks(path: Path) -> Iterator[bytes]:
    """Read a file in chunks that overlap."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        before = b""
        while data := file.read(_CHUNK):
            yield before + data
            before = data[-OVERLAP:]
