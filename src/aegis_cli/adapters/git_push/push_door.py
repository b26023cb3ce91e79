"""A git that pushes: what it says is kept and looked at, and then it waits for how it ends."""

import hashlib
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from aegis_cli.adapters.git_pipe import GitPipe
from aegis_cli.adapters.git_push.quarantine import Quarantine
from aegis_cli.core.pkt_lines import FLUSH, BadLine
from aegis_cli.core.push_commands import PushCommands, read_options
from aegis_cli.core.push_facts import PushFacts
from aegis_cli.core.push_report import ALIVE, fault_of, refusal_of
from aegis_cli.errors import Code, Failed

LARGEST = 2 * 1024**3
"""Bytes of a push."""
_BETWEEN = 1.0
"""Seconds between two signs that somebody is still there."""


class PushDoor:
    """One push, until all that is to be asked about it is known."""

    shares = True
    """Whether what is done for it may share a process with its other requests."""

    def __init__(self, pipe: GitPipe) -> None:
        """Take the pipe of git, which has said which repository it wants."""
        self._pipe, self._quarantine = pipe, Quarantine()
        self._file = TemporaryFile()  # noqa: SIM115  # `__exit__` closes it
        self._alive: _Alive | None = None
        self._hash = hashlib.sha256()
        self.commands: PushCommands | None = None
        """What git asks for; `None` where it wants nothing."""
        self.size = 0
        """Bytes of all that it said."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.rest()
        self._quarantine.close()
        self._file.close()

    @property
    def writes(self) -> int:
        """The descriptor of what takes the body of an answer: that of what looks at the push."""
        return self._quarantine.writes

    @property
    def descriptor(self) -> int:
        """The file with all that git said."""
        return self._file.fileno()

    @property
    def sha256(self) -> str:
        """The SHA-256 of all that git said, as it came."""
        return self._hash.hexdigest()

    def facts(self) -> PushFacts:
        """Return what was found; raise what ended it."""
        return self._quarantine.facts()

    def converse(self, told: bytes, check: Callable[[], None]) -> bytes:
        """Tell git its references, and take its push; then hand out what looking at it takes."""
        if self.commands is not None:
            return self._quarantine.converse(told, check)
        message = self._pipe.converse(told, check)
        if not message:
            return b""
        self._pipe.refusal = fault_of
        try:
            self.commands = self._take(message, check)
        except BadLine as problem:
            raise Failed(f"{problem}.", code=Code.PROTOCOL) from None
        return self._quarantine.converse(b"", check)

    def _take(self, message: bytes, check: Callable[[], None]) -> PushCommands:
        commands = PushCommands.read(message)
        self._keep(message)
        if commands.has_options:
            said = self._pipe.converse(b"", check) or FLUSH
            commands = commands.with_options(read_options(said))
            self._keep(said)
        at = self.size
        if commands.has_pack:
            for piece in self._pipe.rest(check):
                self._keep(piece)
        self._file.flush()
        self._pipe.refusal = partial(refusal_of, commands)
        self._pipe.is_answered = False
        if commands.hears_meanwhile:
            self._alive = _Alive(self._pipe.writes)
        os.lseek(self.descriptor, at, os.SEEK_SET)
        self._quarantine.begin(commands, self.descriptor if commands.has_pack else None)
        return commands

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > LARGEST:
            raise Failed("A push of more than 2 GB is not taken.", code=Code.INVALID)
        self._hash.update(piece)
        self._file.write(piece)

    def rest(self) -> None:
        """Give no more signs: git is told how it ended, or has gone."""
        if self._alive is not None:
            self._alive.stop()
            self._alive = None


class WaitingGit:
    """A git that has said all, and is told what the server answered."""

    writes = -1
    shares = False
    """NOTE: a write has a process and an exchange of its own."""

    def __init__(self, pipe: GitPipe, door: PushDoor) -> None:
        """Take its pipe, and who gives it signs meanwhile."""
        self._pipe, self._door = pipe, door

    def converse(self, told: bytes, _check: Callable[[], None]) -> bytes:
        """Tell git the answer. It asks for nothing more, and may have gone."""
        self._door.rest()
        self._pipe.is_told = True
        with suppress(Failed):
            self._pipe.tell(told)
        return b""


class _Alive:
    """Tells git each second that somebody is still there, and ends the request where git is not."""

    def __init__(self, writes: int) -> None:
        self._writes, self._over = writes, threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True)
        self._thread.start()

    def _tell(self) -> None:
        while not self._over.wait(_BETWEEN):
            try:
                os.write(self._writes, ALIVE)
            except OSError:
                # NOTE: nothing is approved for a git that has gone, as for any other client.
                os.kill(os.getpid(), signal.SIGINT)
                return

    def stop(self) -> None:
        """Say nothing more."""
        self._over.set()
        self._thread.join(timeout=2 * _BETWEEN)
