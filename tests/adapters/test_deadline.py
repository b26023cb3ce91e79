"""The time limit of a request: it closes connections, also one that is made after it."""

import socket

import pytest

from aegis_cli.adapters.deadline import Deadline

pytestmark = pytest.mark.enable_socket


class Stream:
    """What httpcore tells of a connection."""

    def __init__(self, connected: socket.socket) -> None:
        self._connected = connected

    def get_extra_info(self, _name: str) -> socket.socket:
        """Return its socket."""
        return self._connected


@pytest.mark.parametrize("is_late", [True, False])
def test_a_connection_is_closed_at_the_end_or_as_soon_as_it_is_made(*, is_late: bool) -> None:
    one, other = socket.socketpair()
    with one, other:
        other.settimeout(1.0)
        deadline = Deadline()
        if is_late:
            deadline.break_off()
        deadline.trace("connection.connect_tcp.complete", {"return_value": Stream(one)})
        if not is_late:
            deadline.break_off()

        assert b"" == other.recv(1)
