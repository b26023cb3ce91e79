"""The line of a request to its agent: who cannot be understood is as good as gone."""

import subprocess
import sys

import pytest

_ASKS = """
import socket, sys
from aegis_cli.session.ports.link import Link
ours, agents = socket.socketpair()
link = Link(ours)
agents.sendall(sys.argv[1].encode())
link.call("session", scope=[])
"""


@pytest.mark.parametrize("said", ["no JSON\n", "[1]\n"])
def test_a_request_ends_where_its_agent_says_what_is_no_message(said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _ASKS, said], capture_output=True, timeout=300, check=False
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (1, b"", b"")
