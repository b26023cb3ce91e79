"""A fork server gets requests only after it has answered; one that does not is replaced."""

import asyncio
import os
import signal
import socket
import subprocess

import pytest

from aegis_cli.adapters.process.channel import Channel
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.workers import forks as forks_module
from aegis_cli.broker.workers.forks import Forks
from aegis_cli.errors import Bug
from tests.helpers import forked
from tests.helpers.patience import PATIENCE
from tests.helpers.support import until

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def fork_servers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of shell commands to start instead of the next fork servers."""
    commands: list[str] = []

    def begin(*args: str, **more: object) -> Channel:
        if not commands:
            return forked.start(*args, **more)  # type: ignore[arg-type]  # as they came
        command = commands.pop(0)
        ours, theirs = socket.socketpair()
        with theirs:
            end = theirs.fileno()
            return Channel(
                subprocess.Popen(["/bin/sh", "-c", command], stdin=end, stdout=end), ours
            )

    monkeypatch.setattr(forks_module, "start", begin)
    monkeypatch.setattr(forks_module, "GAP", 0.05)
    return commands


def test_a_broker_whose_first_fork_server_does_not_answer_does_not_start(
    fork_servers: list[str],
) -> None:
    fork_servers.append("echo something else")
    forks = Forks(os.environ, longest=PATIENCE)

    with pytest.raises(Bug, match="told nothing"):
        forks.start()

    forks.close()


async def replaced(forks: Forks) -> int:
    """Kill the fork server; return how often there was none, until another one gives a fork."""
    forks.watch()
    assert forks.pid is not None
    os.kill(forks.pid, signal.SIGKILL)
    refused = 0
    async with asyncio.timeout(PATIENCE):
        until(lambda: not forks.is_alive())
        while True:
            try:
                door = forks.begin()
            except Problem:
                refused += 1
                await asyncio.sleep(0.02)
            else:
                await ended(door)
                return refused


async def ended(door: socket.socket) -> None:
    """Have a fork end."""
    reader, writer = await asyncio.open_unix_connection(sock=door)
    writer.write_eof()
    await reader.read()
    writer.close()


@pytest.mark.parametrize("bad", ["echo something else; exec sleep 60", "exec sleep 60", "true"])
def test_a_template_that_does_not_answer_gets_no_request_and_is_replaced(
    bad: str, fork_servers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    forks = Forks(os.environ, longest=PATIENCE)
    forks.start()
    fork_servers.append(bad)
    # The limit for the next fork servers: the bad one exceeds it, and the real one must not.
    monkeypatch.setattr(forks_module, "PATIENCE", 2.0)

    try:
        refused = asyncio.run(replaced(forks))
    finally:
        forks.close()

    assert (True, True) == (forks.starts >= 3, refused > 0)
