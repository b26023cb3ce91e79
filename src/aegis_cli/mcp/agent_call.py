"""Hands one tool call to the session's agent, as any client hands over a command line.

The agent is dialled for each call and never before. What comes back is one JSON document.
"""

import contextlib
import json
import os
import threading
from collections.abc import Sequence
from typing import Any

from aegis_cli.errors import Code, Status, error_for
from aegis_cli.mcp.documents import error_document
from aegis_cli.session.client.thin_client import (
    BLOCKED,
    ENDED,
    Refusal,
    SeveralSessions,
    await_end,
    cancel,
    connect,
    serve,
)

_WORDS = ("mcp-call", "--output", "json")
_LARGEST = 4 * 1024 * 1024
"""Bytes of a document that are read."""
_CHUNK = 65_536

_NO_SESSION = Refusal(
    "no_session",
    "There is no session of aegis.",
    "Ask the person to run `aegis session` in a terminal of their own; nothing else can begin one.",
)
_BLOCKED = Refusal(
    "no_session",
    "The session of aegis is out of reach: this server is blocked by a sandbox.",
    "Ask the person to run this server outside of the sandbox, or to allow it the session's socket "
    "(AEGIS_SESSION names it).",
)
_LOST = Refusal(
    "outcome_unknown",
    "The session gave no result.",
    "Ask the person to look at `aegis session log` before you propose it again.",
)
_ENDED = Refusal(
    "no_session",
    "The session of aegis that AEGIS_SESSION of this server names has ended.",
    "Ask the person to begin one with `aegis session`, to put its address into AEGIS_SESSION of "
    "this server's environment, or take that out if it is their only one, and to start this server "
    "again.",
)


class AgentCall:
    """One call; `document` waits for its end, in a thread of its own."""

    def __init__(self, order: bytes) -> None:
        """Take the call as `tool_arguments.as_order` writes it."""
        self._order = order
        self._line: Any = None
        self._lock = threading.Lock()
        self.is_withdrawn = False
        self._waits, self._has_begun = True, False

    def document(self) -> dict[str, Any]:
        """Have the agent do it; return the document, whatever happens."""
        try:
            return self._handed_over()
        except Exception:  # noqa: BLE001  # without a word, its proposal would wait for ever
            return _document(_LOST)

    def _handed_over(self) -> dict[str, Any]:
        with self._lock:
            if self.is_withdrawn:
                return _document(Refusal("interrupted", "It was withdrawn."))
            line: Any = connect()
            if line is None or isinstance(line, Refusal):
                return _document(_refusal_for_program(line))
            self._line = line
        try:
            return self._exchange(line)
        finally:
            with self._lock:
                self._line = None
                line.close()

    def withdraw(self) -> None:
        """End it as a Ctrl-C does: withdraw a question, wait for a write in flight."""
        with self._lock:
            if self._line is not None and not self.is_withdrawn:
                cancel(self._line)
            self.is_withdrawn = True

    def await_end(self, *, waits: bool) -> None:
        """Have the agent know whether somebody waits for its end, as soon as it has the call."""
        with self._lock:
            if waits != self._waits:
                self._waits = waits
                self._tell_waits()

    def _note_begin(self) -> None:
        """Note that the agent has the call."""
        with self._lock:
            self._has_begun = True
            if not self._waits:
                self._tell_waits()

    def _tell_waits(self) -> None:
        if self._has_begun and self._line is not None:
            await_end(self._line, waits=self._waits)

    def _exchange(self, line: Any) -> dict[str, Any]:
        given, our_end, received, its_end, nowhere = _open_pipes()
        data = bytearray()
        threads = [
            threading.Thread(target=_write, args=(our_end, self._order), daemon=True),
            threading.Thread(target=_read, args=(received, data), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            ended = serve(line, _WORDS, (given, its_end, nowhere), self._note_begin)
        finally:
            for number in (given, its_end, nowhere):
                os.close(number)
        for thread in threads:
            thread.join()
        return _document(ended) if isinstance(ended, Refusal) else _read_document(bytes(data))


def _open_pipes() -> list[int]:
    """Open two pipes, and what takes everything; nothing stays open where there is no place."""
    numbers: list[int] = []
    try:
        for _ in range(2):
            numbers += os.pipe()
        return [*numbers, os.open(os.devnull, os.O_WRONLY)]
    except OSError:
        for number in numbers:
            os.close(number)
        raise


def _refusal_for_program(refusal: Refusal | None) -> Refusal:
    """Return why there is no connection, in words for a program."""
    if isinstance(refusal, SeveralSessions):
        return _several(refusal.addresses)
    if refusal is None:
        return _NO_SESSION
    return {BLOCKED: _BLOCKED, ENDED: _ENDED}.get(refusal, refusal)


def _several(addresses: Sequence[str]) -> Refusal:
    """Name the sessions that a person chooses one of; an address is no secret."""
    return Refusal(
        "no_session",
        f"There are {len(addresses)} sessions of aegis, and AEGIS_SESSION of this server names "
        f"none: {', '.join(addresses)}.",
        "Ask the person which one they mean (`AEGIS_SESSION=ADDRESS aegis session status` says "
        "whose it is), to put its address into AEGIS_SESSION of this server's environment, in the "
        "client's settings, and to start this server again.",
    )


def _write(number: int, data: bytes) -> None:
    with contextlib.suppress(OSError), os.fdopen(number, "wb") as pipe:
        pipe.write(data)


def _read(number: int, data: bytearray) -> None:
    with os.fdopen(number, "rb", buffering=0) as pipe:
        while chunk := pipe.read(_CHUNK):
            if len(data) <= _LARGEST:
                data += chunk


def _read_document(data: bytes) -> dict[str, Any]:
    """Return a document; raise an error if something else answered."""
    document: dict[str, Any] = json.loads(data)
    if document["status"] not in [*Status]:
        raise ValueError("a document has a status that is known")
    return document


def _document(refusal: Refusal) -> dict[str, Any]:
    error = error_for(Code.from_value(refusal.code), refusal.message, hint=refusal.hint or None)
    return error_document("", error)
