"""Where a push is looked at, and how what git asks for meanwhile comes: by the road of a fetch.

Git's commands run in a thread. What they ask for is handed out as a conversation, whose answers
come into a pipe of theirs; so the process with the token serves them as it serves any fetch.
"""

import os
import threading
from collections.abc import Callable

from aegis_cli.adapters.git_pipe import GitPipe
from aegis_cli.adapters.git_push.confined_git import ConfinedGit
from aegis_cli.adapters.git_push.push_inspection import PushInspection
from aegis_cli.core.pkt_lines import FLUSH, BadLine
from aegis_cli.core.push_commands import PushCommands
from aegis_cli.core.push_facts import PushFacts
from aegis_cli.errors import AegisError, Bug, Code, Failed

LONGEST = 600.0
"""Seconds that looking at a push may take."""


class Quarantine:
    """One look at a push, which keeps nothing behind its end; `close` ends it."""

    def __init__(self) -> None:
        """Make its pipes, and nothing else yet."""
        self._reads, self.writes = os.pipe()
        self._heard, self._asks = os.pipe()
        self._pipe = GitPipe(self._heard, self.writes)
        self._git: ConfinedGit | None = None
        self._worker: threading.Thread | None = None
        self._found: PushFacts | AegisError = _not_looked_at()
        self._offers = b""
        """What the server can, which git is told at the beginning of each fetch."""
        self._is_fetching = False

    def begin(self, commands: PushCommands, pack: int | None) -> None:
        """Begin to look at a push; raise `Failed` where that cannot be."""
        self._git = ConfinedGit(reads=self._reads, asks=self._asks)
        look = PushInspection(self._git, commands, pack)
        self._worker = threading.Thread(target=self._look, args=(look,), daemon=True)
        self._worker.start()
        self._watch = threading.Timer(LONGEST, self._git.end)
        self._watch.daemon = True
        self._watch.start()

    def _look(self, look: PushInspection) -> None:
        try:
            self._found = look.facts()
        except AegisError as error:
            self._found = error
        except Exception:  # noqa: BLE001  # a pack may have found a bug
            self._found = Bug("The push could not be looked at.", code=Code.INTERNAL)
        finally:
            look.git.remove()
            # NOTE: whoever still writes an answer, or waits for a question, is not left waiting.
            os.close(self._reads)
            os.close(self._asks)

    def converse(self, told: bytes, check: Callable[[], None]) -> bytes:
        """Tell git something; return what it asks for next, or nothing when all is looked at.

        A flush asks for what the server can.
        """
        self._offers = self._offers or told
        while True:
            if not self._is_fetching:
                try:
                    greeting = self._pipe.line(check)  # it says nothing that is not known
                except BadLine:
                    return b""
                if not greeting:
                    continue  # a fetch ended with two flushes
                self._is_fetching = True
                if not self._offers:
                    return FLUSH
                told = self._offers
            if asked := self._pipe.converse(told, check):
                return asked
            self._is_fetching, told = False, b""

    def facts(self) -> PushFacts:
        """Return what was found; raise what ended it."""
        if isinstance(self._found, AegisError):
            raise self._found
        return self._found

    def close(self) -> None:
        """End what still runs, and remove what was kept."""
        if self._git is not None and self._worker is not None:
            self._watch.cancel()
            self._git.end()
            self._worker.join()
        else:
            os.close(self._reads)
            os.close(self._asks)
        os.close(self.writes)
        os.close(self._heard)


def _not_looked_at() -> Failed:
    return Failed("The push was not looked at.", code=Code.NOT_READY)
