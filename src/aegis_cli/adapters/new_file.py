"""A file that has its name only when it is whole: until then it is called `NAME.partial`.

The process of the person does this; in a session that is the client, which imports this late.
"""

import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path

PARTIAL = ".partial"
"""What the name of a file that is not whole ends with."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


class NotNew(OSError):
    """A file is not made, or not given its name; the one argument says why."""


class NewFile:
    """One file, from its beginning to its name."""

    def __init__(self, path: str, *, force: bool) -> None:
        """Make the file under the name of one that is not whole; raise `NotNew` if that cannot be.

        With `force`, what is there already is replaced, once the new file is whole.
        """
        self._path, self._force, self._partial = path, force, path + PARTIAL
        self._refuse()
        try:
            self.descriptor = self._open()
        except (OSError, ValueError) as problem:
            if isinstance(problem, NotNew):
                raise
            raise NotNew(f"{self._partial} cannot be made: {_reason(problem)}.") from None

    def _refuse(self) -> None:
        try:
            mode = os.lstat(self._path).st_mode
        except FileNotFoundError:
            return
        except (OSError, ValueError) as problem:
            raise NotNew(f"{self._path} cannot be used: {_reason(problem)}.") from None
        if stat.S_ISLNK(mode):
            mode = _mode_behind(self._path) or mode
        if stat.S_ISDIR(mode):
            raise NotNew(f"{self._path} is a folder; name the file in it.")
        if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            raise NotNew(f"{self._path} is no regular file.")
        if not self._force:
            raise NotNew(f"{self._path} is there already; --force replaces it.")

    def _open(self) -> int:
        """Make the file, which is locked while anybody may write it."""
        try:
            number = os.open(self._partial, _NEW, 0o666)
        except FileExistsError:
            self._clear()
            number = os.open(self._partial, _NEW, 0o666)
        _lock(number)
        return number

    def _clear(self) -> None:
        """Take away what is left of a download that was cut off; raise `NotNew` for anything else.

        NOTE: in a folder that others may write in, it may be a link to a file of the person's.
        """
        found = os.lstat(self._partial)
        if not stat.S_ISREG(found.st_mode):
            raise NotNew(f"{self._partial} is there already, and no regular file.")
        if _is_locked(self._partial):
            raise NotNew(f"{self._partial} is being written by another download.")
        if found.st_size and not self._force:
            raise NotNew(
                f"{self._partial} is there already, from a download that was cut off; "
                "--force replaces it."
            )
        Path(self._partial).unlink()

    def keep(self) -> None:
        """Give the file its name, since it is whole; raise `NotNew` if that cannot be."""
        try:
            if not self._is_here():
                raise NotNew(f"{self._partial} is another file now.")
            os.fsync(self.descriptor)
            if self._force:
                Path(self._partial).replace(self._path)
            else:
                self._claim()
        except FileExistsError:
            raise NotNew(
                f"{self._path} was made by somebody else; the file is {self._partial}."
            ) from None
        except OSError as problem:
            if isinstance(problem, NotNew):
                raise
            reason = _reason(problem)
            raise NotNew(f"{self._path} cannot be made: {reason}.") from None
        finally:
            self.close()

    def _claim(self) -> None:
        """Take the name only if nobody has it."""
        try:
            os.link(self._partial, self._path, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            os.close(os.open(self._path, _NEW, 0o666))
            Path(self._partial).replace(self._path)
        else:
            Path(self._partial).unlink()

    def drop(self) -> bool:
        """Let go of a file that is not whole; return whether something of it is left."""
        if self.descriptor < 0:
            return False
        is_empty = not os.fstat(self.descriptor).st_size
        if is_empty and self._is_here():
            with suppress(OSError):
                Path(self._partial).unlink()
        self.close()
        return not is_empty

    def close(self) -> None:
        """Close the descriptor."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def _is_here(self) -> bool:
        """Tell whether the name is still that of this file."""
        try:
            return os.path.samestat(os.fstat(self.descriptor), os.lstat(self._partial))
        except OSError:
            return False


def _mode_behind(path: str) -> int:
    """Return the mode of what a link leads to; 0 where that is not there.

    NOTE: --force takes the place of the link, and `/dev/stdout` and a link to a folder are links.
    """
    try:
        return os.stat(path).st_mode  # noqa: PTH116  # as `lstat` above
    except OSError:
        return 0


def _lock(number: int) -> bool:
    """Lock a file for all who have this descriptor; tell whether nobody else has locked it."""
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # a file system without locks
    return True


def _is_locked(path: str) -> bool:
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return not _lock(number)
    finally:
        os.close(number)


def _reason(problem: Exception) -> str:
    return getattr(problem, "strerror", None) or "it is no path"
