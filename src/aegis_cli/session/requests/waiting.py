"""The threads in which an agent waits: for the person, for Auth0, for the model.

Each works for one request, or for the session itself, and stops when nobody wants its work.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from aegis_cli.errors import AegisError, Bug, Code, error_for
from aegis_cli.session.requests.served_request import ServedRequest
from aegis_cli.session.terminal.terminal_turns import TerminalTurns

_POLL = 0.5
"""Seconds between two looks at whether the work is still wanted."""


@dataclass(eq=False, slots=True)
class _Work:
    """What one thread does."""

    request: ServedRequest | None
    """For which request; `None` for the session itself."""
    is_cancelled: bool = False


class Waiting:
    """The threads that wait, each for a work of its own."""

    def __init__(self, terminal: TerminalTurns) -> None:
        self.terminal = terminal
        self._works: list[_Work] = []
        """What is under way, and not cleared away by the loop."""
        # NOTE: the number of a thread that ended is given to another one at once.
        self._mine = threading.local()
        self.clear: Callable[[], None] = lambda: None
        """Called in a thread that gives the terminal back: it waits for nothing."""

    def start(
        self,
        request: ServedRequest | None,
        work: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[AegisError], None],
    ) -> None:
        """Work in a thread; `done` or `failed` is called there."""
        mine = _Work(request)
        self._works.append(mine)

        def run() -> None:
            try:
                with self._as(mine):
                    value = work()
            except AegisError as error:
                failed(error)
            except Exception:  # noqa: BLE001  # a bug in one request must not end the session
                failed(Bug("The session made a mistake.", code=Code.INTERNAL))
            else:
                done(value)

        threading.Thread(target=run, daemon=True).start()

    @contextlib.contextmanager
    def _as(self, work: _Work) -> Iterator[None]:
        self._mine.work = work
        try:
            yield
        finally:
            if self.terminal.owner is work:
                self.clear()
            self.terminal.loop.post(lambda: self._note_end(work))

    def _note_end(self, work: _Work) -> None:
        self._works.remove(work)
        self.terminal.end(work)

    @property
    def is_idle(self) -> bool:
        """Whether no thread works for anybody."""
        return not self._works

    def cancel_all(self) -> None:
        """Have every thread stop that waits for the person or for Auth0."""
        for work in self._works:
            work.is_cancelled = True

    def has_terminal(self) -> bool:
        """Tell whether the terminal is this thread's; it is the loop's before anybody is served."""
        work = getattr(self._mine, "work", None)
        return self.terminal.loop.is_mine() or (work is not None and self.terminal.owner is work)

    def hold_terminal(self) -> None:
        """Wait, in a thread, until the terminal is this thread's.

        The loop's own thread signs in before it serves anybody, and has the terminal anyway.
        """
        loop = self.terminal.loop
        if loop.is_mine():
            return
        me = self._mine.work
        if self.terminal.owner is me:
            return
        is_mine = threading.Event()
        loop.post(lambda: self.terminal.begin(me, lambda _descriptor: is_mine.set()))
        while not is_mine.wait(_POLL):
            self.check_wanted()

    def check_wanted(self) -> None:
        """Raise `AegisError` if nobody waits for what this thread does any more."""
        me: _Work | None = getattr(self._mine, "work", None)
        if me is None:
            return
        has_left = me.request is not None and not me.request.is_there
        # NOTE: only whoever holds the terminal may read it; another's answer may be typed there.
        is_interrupted = self.terminal.owner is me and self.terminal.outer.is_interrupted()
        if me.is_cancelled or has_left or is_interrupted:
            raise error_for(Code.INTERRUPTED, "The sign-in was cancelled.")

    def cancel(self, owner: object) -> bool:
        """Cancel the work of a thread that holds the terminal; tell whether it is one."""
        if not isinstance(owner, _Work):
            return False
        owner.is_cancelled = True
        return True
