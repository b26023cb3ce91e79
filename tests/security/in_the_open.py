"""`aegis` that replaces its program by one that its user may read, as an ordinary exec does."""

import os

from aegis_cli.__main__ import main
from aegis_cli.adapters.process import replacement


class _Os:
    """The module `os`, in which nothing becomes unreadable."""

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    def fchmod(self, descriptor: int, _mode: int) -> None:
        os.fchmod(descriptor, 0o755)


vars(replacement)["os"] = _Os()

if __name__ == "__main__":
    main()
