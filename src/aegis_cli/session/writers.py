"""The writes of one session, which are sent one request after another, in order of approval."""

import time
from dataclasses import dataclass, field

from aegis_cli.errors import Code, error_for
from aegis_cli.session.served_request import RequestState, ServedRequest

LONGEST = 120.0
"""Seconds after which others need not wait for a write any more."""


@dataclass(slots=True)
class Writers:
    """Who writes, and who waits to write."""

    _line: list[tuple[ServedRequest, int]] = field(default_factory=list)
    """Each with the number of its call."""
    _began: float = 0.0

    def join(self, request: ServedRequest, number: int) -> None:
        """Let a request write, now or when the others have."""
        self._line.append((request, number))
        if len(self._line) == 1:
            self._begin()

    def leave(self, request: ServedRequest) -> None:
        """Take a request out that has written, or ended."""
        was_first = bool(self._line) and self._line[0][0] is request
        self._line = [each for each in self._line if each[0] is not request]
        if was_first:
            self._begin()

    def look(self) -> None:
        """Let the next one write if somebody takes too long: their client may be the reason."""
        if self._line and time.monotonic() - self._began > LONGEST:
            self.leave(self._line[0][0])

    def _begin(self) -> None:
        """Let the first one write that was not cancelled while it waited."""
        while self._line and self._line[0][0].is_cancelled:
            request, number = self._line.pop(0)
            request.refuse(number, error_for(Code.INTERRUPTED, "It was cancelled before its turn."))
        if not self._line:
            return
        request, number = self._line[0]
        self._began = time.monotonic()
        request.state = RequestState.IN_FLIGHT
        request.reply(number, None)
