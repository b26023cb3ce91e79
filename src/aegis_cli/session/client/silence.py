"""Says once on a terminal that a session does not answer; its client goes on waiting.

A client imports this at every start, so it imports no more than it must.
"""

import _signal  # type: ignore[import-not-found]  # NOTE: `signal` takes as long as all the rest
import os

TYPE_CHECKING = False  # as in `thin_client`
if TYPE_CHECKING:
    from typing import Self

SILENCE = 2.0
"""Seconds without a word of the session."""
_SAID = b"aegis: The session does not answer; it may be suspended. Press Ctrl-C to stop waiting.\n"


class SilenceNotice:
    """While it is open, a person at a terminal is told of a session that says nothing.

    A timer tells it, since a client may wait in `connect` too. In the main thread alone.
    """

    def __enter__(self) -> "Self":
        """Begin to wait; without a terminal on standard error, nobody is told anything."""
        self._is_armed = os.isatty(2)
        if self._is_armed:
            self._before = _signal.signal(_signal.SIGALRM, _say)
            _signal.setitimer(_signal.ITIMER_REAL, SILENCE)
        return self

    def note_sound(self) -> None:
        """Note that the session said something."""
        if self._is_armed:
            _signal.setitimer(_signal.ITIMER_REAL, 0.0)

    def __exit__(self, *_: object) -> None:
        """Wait no longer."""
        self.note_sound()
        if self._is_armed:
            _signal.signal(_signal.SIGALRM, self._before)


def _say(_number: int, _frame: object) -> None:
    try:  # noqa: SIM105  # `contextlib` is slow to import
        os.write(2, _SAID)
    except OSError:
        pass  # the terminal has gone
