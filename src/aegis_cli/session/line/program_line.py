"""The agent's end of a connection on which a program speaks its own protocol, as gh does HTTP.

The agent reads nothing of it: a fork does, once there is one. Only where there is none, the agent
says why, in the form in which such a program hears of a refusal.
"""

import json
import os
import socket
from contextlib import suppress

from aegis_cli.session.line import frames
from aegis_cli.session.line.client_line import ClientLine

_CHUNK = 64 * 1024


class ProgramLine(ClientLine):
    """What is told to a program that has connected; no frame goes over it."""

    def has_ended(self) -> bool:
        """Tell whether the program has hung up, and said nothing that is left to read."""
        try:
            return not self._line.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def streams(self) -> list[int]:
        """Return the streams and the folder of a request; they are the caller's to close.

        NOTE: what a fork says beside the protocol goes nowhere, or it would be in an answer.
        """
        number = self.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        folder = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
        return [os.dup(number), os.dup(number), nowhere, folder]

    def tell(self, *parts: bytes) -> None:
        """Tell the program why it is not served; nothing else is for it."""
        match parts:
            case [frames.ERROR, _, message, hint]:
                self._refuse(b" ".join(filter(None, (message, hint))).decode())
            case _:
                pass

    def _refuse(self, told: str) -> None:
        """Answer as GitHub's API refuses: gh prints the sentence."""
        body = json.dumps({"message": f"aegis: {told}"}).encode()
        head = (
            "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json; charset=utf-8\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        with suppress(OSError):
            self._line.send(head.encode() + body)
            self._line.recv(_CHUNK)  # what is left unread would cut the answer off
