"""Waits after a lock until nothing holds a token; then another program replaces this one."""

import time
from collections.abc import Callable

from aegis_cli.session.requests.clients import Clients
from aegis_cli.session.requests.request_log import Cause
from aegis_cli.session.requests.waiting import Waiting
from aegis_cli.session.terminal.terminal_turns import TerminalTurns

LONGEST = 6.0
"""Seconds that a thread gets to notice that its work was cancelled; after that it is not waited
for."""


class LockInProgress:
    """The time from a lock to the end of the last request; a write in flight gets its answer."""

    def __init__(
        self,
        clients: Clients,
        waiting: Waiting,
        terminal: TerminalTurns,
        *,
        drop_tokens: Callable[[], None],
    ) -> None:
        """Cancel what is not in flight, and `drop_tokens` every token."""
        self._clients, self._waiting, self._terminal = clients, waiting, terminal
        self._began = time.monotonic()
        self._has_dropped = False
        clients.cancel_unsent(Cause.LOCKED)
        waiting.cancel_all()
        # NOTE: even if the revocation fails, the tokens disappear with this program's memory.
        waiting.start(None, drop_tokens, self._note_dropped, self._note_dropped)

    def _note_dropped(self, _how: object) -> None:
        self._has_dropped = True
        self._terminal.loop.post(lambda: None)  # so that it looks at once

    def is_over(self) -> bool:
        """Tell whether another program may replace this one."""
        terminal = self._terminal
        terminal.hide()
        if self._clients.are_served or not self._has_dropped:
            return False
        if time.monotonic() - self._began > LONGEST:
            terminal.end(terminal.owner)
        elif not self._waiting.is_idle:
            return False
        return terminal.is_free()
