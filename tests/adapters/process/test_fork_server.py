"""A fork server forks for whoever holds its channel, and its forks have nothing but what is theirs."""

import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from aegis_cli.adapters.process.fork_server import PLAN, REQUEST
from aegis_cli.adapters.process.fork_server_parent import ForkServer
from aegis_cli.adapters.process.json_lines import read_line
from aegis_cli.errors import Bug
from tests.helpers import forked
from tests.helpers.patience import PATIENCE
from tests.helpers.support import is_alive, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a process has open")


@pytest.fixture
def fork_server() -> Iterator[ForkServer]:
    module = "tests.adapters.process.reporting_fork_server"
    channel = forked.start(module, environment=os.environ, stderr="drop")
    made = ForkServer(channel, {"said": "so"})
    yield made
    made.close()


def told(line: socket.socket) -> dict[str, Any] | None:
    line.settimeout(PATIENCE)
    with line.makefile("rb") as pipe:
        return read_line(pipe)


def test_a_fork_has_its_terms_and_its_descriptors_and_no_way_to_its_template(
    fork_server: ForkServer,
) -> None:
    fork_server.open()
    read, write = os.pipe()
    os.write(write, b"a stream")
    with fork_server.fork(PLAN, [read]) as line:
        found = told(line)
    for number in (read, write):
        os.close(number)

    assert found is not None
    assert found.pop("pid") not in {fork_server.pid, os.getpid()}
    assert found == {
        "said": "so",
        "parent": fork_server.pid,
        "read": ["a stream"],
        "sockets": True,
        "standard": ["/dev/null"] * 2,
    }


def test_what_a_fork_cannot_become_ends_that_fork_alone(fork_server: ForkServer) -> None:
    fork_server.open()

    with fork_server.fork(REQUEST) as unknown, fork_server.fork(PLAN) as line:
        assert told(unknown) is None
        assert told(line) is not None
    assert fork_server.is_alive()


def test_the_forks_end_with_their_fork_server(fork_server: ForkServer) -> None:
    fork_server.open()
    with fork_server.fork(PLAN) as line:
        assert told(line) is not None
        fork_server.channel.finish()

        until(lambda: not fork_server.is_alive())
        assert line.recv(1) == b""
    with pytest.raises(OSError, match="Broken pipe"):
        fork_server.fork(PLAN)


def test_all_forks_end_at_once_and_it_forks_again(fork_server: ForkServer) -> None:
    fork_server.open()
    with fork_server.fork(PLAN) as one, fork_server.fork(PLAN) as other:
        pids = {each["pid"] for each in (told(one), told(other)) if each is not None}
        assert all(map(is_alive, pids))
        fork_server.end_forks()
        still = [*filter(is_alive, pids)]

        assert (len(pids), still) == (2, [])
        assert (one.recv(1), other.recv(1)) == (b"", b"")
    fork_server.end_forks()  # there is none
    with fork_server.fork(PLAN) as line:
        assert told(line) is not None


def test_one_that_has_ended_says_so_when_its_forks_are_to_end(fork_server: ForkServer) -> None:
    fork_server.open()
    fork_server.channel.kill()

    with pytest.raises(OSError, match=r"Broken pipe|reset|^$"):
        fork_server.end_forks()


def test_another_program_of_its_parent_goes_on_with_it(fork_server: ForkServer) -> None:
    fork_server.open()
    kept = fork_server.kept | {"line": os.dup(fork_server.kept["line"])}
    again = ForkServer.from_kept(json.loads(json.dumps(kept)))
    again.open()  # it is ready
    with again.fork(PLAN) as line:
        found = told(line)
        again.end_forks()
        assert line.recv(1) == b""
    again.channel.close()

    assert found is not None
    assert found["parent"] == again.pid == fork_server.pid
    assert not os.get_inheritable(fork_server.kept["line"])


def test_it_is_told_its_terms_once_whoever_opens_it(fork_server: ForkServer) -> None:
    openers = [threading.Thread(target=fork_server.open) for _ in range(3)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()

    with fork_server.fork(PLAN) as line:
        assert told(line) is not None


def test_one_that_does_not_become_ready_is_a_bug(fork_server: ForkServer) -> None:
    fork_server.channel.open()
    fork_server.channel.kill()

    with pytest.raises(Bug, match="did not start"):
        fork_server.open()
