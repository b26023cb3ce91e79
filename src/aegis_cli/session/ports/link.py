"""The channel from the process of one request to the agent, which answers its calls.

    agent → request   the order, first of all
    request → agent   {"call": name, "number": n, …}      {"tell": what, …}
    agent → request   {"number": n, "reply": …}           {"number": n, "refused": error}
                      {"cancel": true}

A descriptor may come with a reply. A cancel is a Ctrl-C of the client, or its end.
"""

import os
import signal
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeAlias

from aegis_cli.adapters.process.json_lines import Broken, encode
from aegis_cli.adapters.process.line_buffer import LineBuffer
from aegis_cli.executor.error_messages import error_from

_CHUNK = 64 * 1024
_MOST_DESCRIPTORS = 4


@dataclass(frozen=True, slots=True)
class LinkReply:
    """What the agent replied to a call."""

    value: Any
    descriptor: int | None = None


_Received: TypeAlias = tuple[dict[str, Any], list[int]]


class Link:
    """The process's end of the channel; used in one thread, beside the one that listens."""

    def __init__(self, line: socket.socket) -> None:
        """Take a connected socket, and listen."""
        self._line = line
        self._number = 0
        self._replies: SimpleQueue[_Received] = SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def order(self) -> dict[str, Any]:
        """Wait for what this process is to do."""
        order, _ = self._replies.get()
        return order

    def call(self, name: str, **values: Any) -> LinkReply:
        """Ask the agent for something; raise what it raised."""
        self._number += 1
        self._send({"call": name, "number": self._number, **values})
        while True:
            # NOTE: a call that a Ctrl-C ended may still be answered; its reply is dropped.
            reply, descriptors = self._replies.get()
            if reply["number"] == self._number:
                break
            _close(descriptors)
        if "refused" in reply:
            raise error_from(reply["refused"])
        return LinkReply(reply["reply"], descriptors[0] if descriptors else None)

    def tell(self, what: str, **values: Any) -> None:
        """Tell the agent something that needs no reply."""
        self._send({"tell": what, **values})

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._line.sendall(encode(message))
        except OSError:
            os._exit(1)  # the agent has ended, and with it the session

    def _listen(self) -> None:
        """Receive replies, and pass a cancel on as the signal of a Ctrl-C."""
        buffer, descriptors = LineBuffer(), list[int]()
        while True:
            try:
                data, sent, _, _ = socket.recv_fds(self._line, _CHUNK, _MOST_DESCRIPTORS)
            except OSError:
                data, sent = b"", []
            if not data:
                os._exit(1)  # as above; the client learns it from the end of the agent
            descriptors += sent
            try:
                messages = [*buffer.messages(data)]
            except Broken:
                os._exit(1)  # the agent has been replaced
            for message in messages:
                if "cancel" in message:
                    os.kill(os.getpid(), signal.SIGINT)
                else:
                    self._replies.put((message, descriptors))
                    descriptors = []


def _close(descriptors: Iterable[int]) -> None:
    for number in descriptors:
        os.close(number)
