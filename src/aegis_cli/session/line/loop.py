"""The event loop of the agent: one thread that waits for descriptors, times and signals.

Whatever blocks runs in threads of its own, and posts what is to be done here.
"""

import contextlib
import os
import selectors
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

TICK = 1.0
"""Seconds between two looks at the clock."""

Callback = Callable[[], None]


class Loop:
    """Calls what was registered for a descriptor when it can be read."""

    def __init__(self) -> None:
        self.selector = selectors.DefaultSelector()
        """What is registered here has a function of the events as its data."""
        self._posted: SimpleQueue[Callback] = SimpleQueue()
        self._woken, self.wake = os.pipe()
        for end in (self._woken, self.wake):
            os.set_blocking(end, False)
        self.when_readable(self._woken, self._do_posted)
        self._is_running = self._is_closed = False
        self._guard = threading.RLock()  # a signal handler may interrupt a post
        self._thread = threading.get_ident()

    def when_readable(self, descriptor: int, callback: Callback) -> None:
        """Call back whenever a descriptor can be read, until `forget` is called for it."""
        self.selector.register(descriptor, selectors.EVENT_READ, lambda _events: callback())

    def forget(self, descriptor: int) -> None:
        """Watch a descriptor no longer."""
        with contextlib.suppress(KeyError, ValueError):
            self.selector.unregister(descriptor)

    def post(self, callback: Callback) -> None:
        """Have something done in the loop's thread; from any thread or a signal handler."""
        self._posted.put(callback)
        with self._guard, contextlib.suppress(BlockingIOError):
            if not self._is_closed:
                os.write(self.wake, b"\0")

    def run(self, tick: Callback, pause: Callable[[], float | None] = lambda: None) -> None:
        """Serve until `stop`; `tick` is called after `pause`, or at least about every second."""
        self._is_running = True
        while self._is_running:
            wait = pause()
            for key, events in self.selector.select(TICK if wait is None else min(wait, TICK)):
                # NOTE: a callback before this one may have closed what has this number since.
                if self.selector.get_map().get(key.fileobj) is key:
                    key.data(events)
            tick()

    def is_mine(self) -> bool:
        """Tell whether the loop's thread asks."""
        return threading.get_ident() == self._thread

    def stop(self) -> None:
        """End `run`."""
        self._is_running = False

    def close(self) -> None:
        """Close what the loop itself opened."""
        with self._guard:
            # NOTE: a thread that posts later must not write into what has this number then.
            self._is_closed = True
        self.selector.close()
        os.close(self._woken)
        os.close(self.wake)

    def _do_posted(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self._woken, 4096):
                pass
        with contextlib.suppress(Empty):
            while True:
                self._posted.get_nowait()()
