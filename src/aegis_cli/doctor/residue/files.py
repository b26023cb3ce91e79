"""Files that were written since a moment, and what is in them; nothing is followed."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

MOST_FILES = 10_000
LARGEST = 64 * 1024 * 1024
"""Bytes of one file that are looked at."""

_EARLIER = 1.0  # seconds: some file systems keep no fractions
_CHUNK = 8 * 1024 * 1024
_OVERLAP = 64 * 1024


@dataclass
class Written:
    """The files of one user in some folders that changed since a moment."""

    since: float
    """Unix seconds."""
    user: int
    files: list[Path] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)
    """What changed, and cannot be read or is too much."""
    size: int = 0
    """Bytes of the files that were read."""
    _names: list[Path] = field(default_factory=list)

    def below(self, folder: Path) -> None:
        """Add what changed in a folder, however deep."""
        self._add(folder, is_shared=False)

    def directly_in(self, folder: Path, *, but: Path) -> None:
        """Add what changed in a folder that others use too; only folders that changed are entered.

        Whoever makes a file or a folder changes the folder that it is in.
        """
        self._add(folder, is_shared=True, but=but)

    def _add(self, folder: Path, *, is_shared: bool, but: Path | None = None) -> None:
        for entry in self._entries(folder):
            if entry == but:
                continue
            try:
                facts = entry.lstat()
            except OSError:
                continue  # it is gone
            has_changed = (
                facts.st_uid == self.user
                and max(facts.st_mtime, facts.st_ctime) >= self.since - _EARLIER
            )
            if has_changed:
                self._names.append(entry)
            if stat.S_ISDIR(facts.st_mode) and (has_changed or not is_shared):
                self._add(entry, is_shared=is_shared)
            elif stat.S_ISREG(facts.st_mode) and has_changed:
                is_too_much = facts.st_size > LARGEST or len(self.files) >= MOST_FILES
                (self.unread if is_too_much else self.files).append(entry)

    def _entries(self, folder: Path) -> Iterable[Path]:
        try:
            return [*folder.iterdir()]
        except FileNotFoundError:
            pass  # it is gone
        except OSError:
            self.unread.append(folder)
        return ()

    def read(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Read each file, by its path; before that the names, which are told by their folder."""
        for entry in self._names:
            yield f"the name of a file in {entry.parent}", [os.fsencode(entry.name)]
        for path in self.files:
            try:
                chunks = [*pieces(path)]
                self.size += path.stat().st_size
            except FileNotFoundError:
                continue
            except OSError:
                self.unread.append(path)
            else:
                yield str(path), chunks


def pieces(path: Path) -> Iterator[bytes]:
    """Read a file in pieces that overlap."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        before = b""
        while data := file.read(_CHUNK):
            yield before + data
            before = data[-_OVERLAP:]
