"""Opens the file that a command line names to be sent: a regular file, and nothing behind a link.

The process of the person does this; in a session that is the client, which imports this late.
"""

import os
import stat

_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY


class NotSendable(OSError):
    """A file is not opened; the one argument says why."""


def open_named(path: str) -> int:
    """Return a descriptor of a file; raise `NotSendable` for what is none, or cannot be read.

    NOTE: a link in a folder that others wrote may lead to any file of the person's. And what is no
    file, such as a pipe, would keep whoever opens it waiting, and can be read once.
    """
    try:
        if stat.S_ISLNK(os.lstat(path).st_mode):
            there = os.path.realpath(path)
            raise NotSendable(f"{path} is a link to {there}; name the file itself.")
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as problem:
        if isinstance(problem, NotSendable):
            raise
        reason = getattr(problem, "strerror", None) or "it is no path"
        raise NotSendable(f"{path} cannot be read: {reason}.") from None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise NotSendable(f"{path} is no regular file.")
