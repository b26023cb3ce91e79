"""What a child sends, and each Ctrl-C, as messages in one queue.

So no Ctrl-C interrupts a line that handles a message, and none is lost while a child ends.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

INTERRUPT: dict[str, Any] = {"waiting": "waiting for what is under way"}
"""The message of a Ctrl-C."""


class ParentInbox(SimpleQueue[dict[str, Any] | None]):
    """The messages of one child in their order; `None` once it has ended."""

    @contextmanager
    def takes_interrupts(self) -> Iterator[None]:
        """Make a message of each Ctrl-C."""
        before = signal.signal(signal.SIGINT, lambda _number, _frame: self.put(INTERRUPT))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def has_interrupt(self) -> bool:
        """Take what is left; tell whether a Ctrl-C is in it."""
        left = [self.get_nowait() for _ in range(self.qsize())]
        return any(message is INTERRUPT for message in left)
