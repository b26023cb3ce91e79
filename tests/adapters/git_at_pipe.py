"""A git at the other ends of the two pipes of a door."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from aegis_cli.adapters.git_pipe import GitPipe


class GitAtPipe:
    """What a git says and hears, and its door's own ends, all of which are open."""

    def __init__(self) -> None:
        reads, self.says = os.pipe()
        self.hears, writes = os.pipe()
        self.pipe = GitPipe(reads, writes)
        self.open = {reads, self.says, self.hears, writes}

    def say(self, *pieces: bytes) -> None:
        """Say something."""
        for piece in pieces:
            os.write(self.says, piece)

    def say_all(self, *pieces: bytes) -> None:
        """Say something, and then that this was all."""
        self.say(*pieces)
        self.leave(self.says)

    def leave(self, number: int) -> None:
        """Close one of its ends."""
        self.open.remove(number)
        os.close(number)


@contextmanager
def git_at_pipe() -> Iterator[GitAtPipe]:
    """Keep a git at its pipes."""
    git = GitAtPipe()
    yield git
    for number in git.open:
        os.close(number)
