"""Keeps the working directory, where others may write files, out of Python's import path."""

import os
import sys


def unsafe_entry() -> str:
    """Describe the first entry of PYTHONPATH in the working directory; return "" without one.

    Python takes an empty entry, as after an extra colon, for the working directory.
    """
    path = os.environ.get("PYTHONPATH")
    if not path or sys.flags.ignore_environment:
        return ""
    for folder in path.split(os.pathsep):
        if not folder:
            return "an empty entry, which stands for the working directory"
        if not os.path.isabs(folder):  # noqa: PTH117  # `pathlib` could be imported from there
            return f"{folder!r}, which is looked for in the working directory"
        if _is_here(folder):
            return f"{folder!r}, which is the working directory"
    return ""


def leave_out() -> None:
    """Remove the working directory and relative entries from this process's import path."""
    absolute = filter(os.path.isabs, sys.path)
    sys.path[:] = [folder for folder in absolute if not _is_here(folder)]


def _is_here(folder: str) -> bool:
    try:
        return os.path.samefile(folder, os.curdir)  # noqa: PTH121  # as above
    except OSError:
        return False
