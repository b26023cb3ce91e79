"""The threads in which an agent waits: for the person, for Auth0, for the model.

Each works for one request, or for the session itself, and stops when nobody wants its work.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aegis_cli.errors import AegisError, Bug, Code, error_for
from aegis_cli.session.served_request import ServedRequest
from aegis_cli.session.terminal_turns import TerminalTurns

_POLL = 0.5
"""Seconds between two looks at whether the work is still wanted."""


@dataclass
class Waiting:
    """The threads that wait, by their identifiers."""

    terminal: TerminalTurns
    _working: dict[int, ServedRequest | None] = field(default_factory=dict)
    """For which request a thread works; `None` for the session itself."""
    _cancelled: set[int] = field(default_factory=set)

    def start(
        self,
        request: ServedRequest | None,
        work: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[AegisError], None],
    ) -> None:
        """Work in a thread; `done` or `failed` is called there."""

        def run() -> None:
            try:
                with self._as(request):
                    value = work()
            except AegisError as error:
                failed(error)
            except Exception:  # noqa: BLE001  # a bug in one request must not end the session
                failed(Bug("The session made a mistake.", code=Code.INTERNAL))
            else:
                done(value)

        threading.Thread(target=run, daemon=True).start()

    @contextlib.contextmanager
    def _as(self, request: ServedRequest | None) -> Iterator[None]:
        me = threading.get_ident()
        self._working[me] = request
        try:
            yield
        finally:
            self._working.pop(me, None)
            self._cancelled.discard(me)
            self.terminal.loop.post(lambda: self.terminal.end(me))

    def hold_terminal(self) -> None:
        """Wait, in a thread, until the terminal is this thread's.

        The loop's own thread signs in before it serves anybody, and has the terminal anyway.
        """
        me, loop = threading.get_ident(), self.terminal.loop
        if self.terminal.owner == me or loop.is_mine():
            return
        is_mine = threading.Event()
        loop.post(lambda: self.terminal.begin(me, lambda _descriptor: is_mine.set()))
        while not is_mine.wait(_POLL):
            self.check_wanted()

    def check_wanted(self) -> None:
        """Raise `AegisError` if nobody waits for what this thread does any more."""
        me = threading.get_ident()
        request = self._working.get(me)
        has_left = request is not None and not request.is_there
        # NOTE: only whoever holds the terminal may read it; another's answer may be typed there.
        is_interrupted = self.terminal.owner == me and self.terminal.outer.is_interrupted()
        if me in self._cancelled or has_left or is_interrupted:
            raise error_for(Code.INTERRUPTED, "The sign-in was cancelled.")

    def cancel(self, owner: object) -> bool:
        """Cancel the work of a thread; tell whether there is such a one."""
        if owner not in self._working:
            return False
        self._cancelled.add(int(str(owner)))
        return True
