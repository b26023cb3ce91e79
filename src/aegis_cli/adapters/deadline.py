"""The time limit of one request: it closes the connections, and tells before that it takes long."""

import math
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any


class Deadline:
    """Closes the connections of a client that is still busy after the time limit.

    NOTE: a timeout of httpx starts again with each byte, so a hostile server could hold it forever.
    """

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self.is_late = False
        """Whether the last time limit was exceeded."""

    @contextmanager
    def limit(
        self, seconds: float, *, after: float = math.inf, slow: Callable[[], None] = lambda: None
    ) -> Iterator[None]:
        """Limit the body of the `with` statement to so many seconds; call `slow` `after` fewer."""
        self.is_late = False
        is_over = threading.Event()

        def watch() -> None:
            left = seconds
            if after < left:
                if is_over.wait(after):
                    return
                slow()
                left -= after
            if not is_over.wait(left):
                self.break_off()

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        try:
            yield
        finally:
            is_over.set()
            watching.join()  # so that `slow` is not called after the end

    def trace(self, event: str, details: dict[str, Any]) -> None:
        """Collect the sockets that httpcore opens, as a request's extension `trace`."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._sockets.append(details["return_value"].get_extra_info("socket"))
            if self.is_late:  # what is connected after the end is closed as well
                self.break_off()

    def break_off(self) -> None:
        """Close the connections now; whoever waits at one goes on with an error."""
        self.is_late = True
        for open_socket in self._sockets:
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
