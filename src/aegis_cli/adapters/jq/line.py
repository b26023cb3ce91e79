"""Starts the child that evaluates a jq expression, and speaks with it."""

import json
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from aegis_cli.adapters.jq.evaluation import LONGEST, MEMORY
from aegis_cli.adapters.process.isolated import entry
from aegis_cli.adapters.process.json_lines import Broken, read_line, write_line
from aegis_cli.errors import Code, UsageError

PATIENCE = 30.0
"""Seconds for an answer: more than the child may take for one."""
_CHILD = "aegis_cli.adapters.jq.evaluation"


class NotInstalled(Exception):
    """The package `jq` is not there."""


def start_child() -> socket.socket:
    """Start a child; return our end of the line to it.

    NOTE: it gets no variable and no descriptor but its line, so there is nothing for an expression
    to show. It ends when our end is closed.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            child = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                [sys.executable, "-I", "-c", entry(_CHILD, first="pass")],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                start_new_session=True,
            )
        except OSError:
            ours.close()
            raise
    threading.Thread(target=child.wait, daemon=True).start()
    return ours


class JqLine:
    """The line to a child that evaluates one expression."""

    def __init__(self, line: socket.socket) -> None:
        """Take the line; it is closed at the end of a `with`."""
        line.settimeout(PATIENCE)
        self._line = line
        self._heard, self._said = line.makefile("rb"), line.makefile("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the line, which ends the child."""
        with suppress(OSError):  # what the child did not take
            self._said.close()
        self._heard.close()
        self._line.close()

    def take(self, expression: str) -> None:
        """Give it the expression; raise `UsageError` for none, and `NotInstalled`."""
        if self._answer({"expression": expression}, "cannot be read")["fault"] is None:
            raise NotInstalled

    def results(self, document: Any) -> list[Any]:
        """Return what the expression makes of a JSON document; raise `UsageError` if it fails."""
        results = self._answer({"document": json.dumps(document)}, "failed").get("results")
        if not isinstance(results, list):
            raise _endless()
        return results

    def _answer(self, message: dict[str, str], fails: str) -> dict[str, Any]:
        """Return its answer. NOTE: in a session it is a process of the client, and may say all."""
        try:
            write_line(self._said, message)
            answer = read_line(self._heard)
        except (OSError, Broken):
            answer = None
        if answer is None or "fault" not in answer:
            raise _endless()
        if answer["fault"]:
            raise UsageError(f"The jq expression {fails}: {answer['fault']}", code=Code.BAD_USAGE)
        return answer


def _endless() -> UsageError:
    return UsageError(
        "The jq expression did not come to an end.",
        code=Code.BAD_USAGE,
        hint=f"It may take {LONGEST} seconds and {MEMORY >> 20} MiB.",
    )
