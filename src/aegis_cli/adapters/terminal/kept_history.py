"""The history of the prompt: in memory, or in a file of this user alone for who wants it kept."""

import os
from contextlib import suppress
from pathlib import Path

from platformdirs import user_state_path
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from aegis_cli.planning.said_value import hide_value


def history_path() -> Path:
    """Return the file: `history` in the platform's folder for the state of `aegis`."""
    return user_state_path("aegis") / "history"


class _WithoutValues(History):
    def append_string(self, string: str) -> None:
        """Add a line without the value of a secret that it says."""
        super().append_string(hide_value(string))


class LinesInMemory(_WithoutValues, InMemoryHistory):
    """Lines that are gone with the prompt."""


class KeptHistory(_WithoutValues, FileHistory):
    """Lines in a file that nobody else can read. It holds whatever the person typed."""

    def __init__(self, path: Path) -> None:
        """Make the file, or close it to others; raise `OSError` if that fails, or it is a link."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
        super().__init__(path)

    def store_string(self, string: str) -> None:
        """Add a line; a disk that is full must not end the prompt."""
        with suppress(OSError):
            super().store_string(string)
