"""Where Python looks for modules: not in the working directory, into which others may write."""

import os
import sys


def accident() -> str:
    """Return what in PYTHONPATH leads to the working directory; nothing if that is well.

    An empty entry, as a colon too many leaves one, is the working directory to Python.
    """
    path = os.environ.get("PYTHONPATH")
    if not path or sys.flags.ignore_environment:
        return ""
    for folder in path.split(os.pathsep):
        if not folder:
            return "an empty entry, which stands for the working directory"
        if not os.path.isabs(folder):  # noqa: PTH117  # `pathlib` would come from there too
            return f"{folder!r}, which is looked for in the working directory"
        if _is_here(folder):
            return f"{folder!r}, which is the working directory"
    return ""


def leave_out() -> None:
    """Take the working directory, and what is relative to it, off the path of this process."""
    absolute = filter(os.path.isabs, sys.path)
    sys.path[:] = [folder for folder in absolute if not _is_here(folder)]


def _is_here(folder: str) -> bool:
    try:
        return os.path.samefile(folder, os.curdir)  # noqa: PTH121  # as above
    except OSError:
        return False
