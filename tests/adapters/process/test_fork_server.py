"""A fork server forks for whoever holds its channel, and its forks have nothing but what is theirs."""

import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from aegis_cli.adapters.process.fork_server import PLAN, REQUEST
from aegis_cli.adapters.process.fork_server_parent import ForkServer
from aegis_cli.adapters.process.json_lines import read_line
from aegis_cli.errors import Bug
from tests.helpers import forked
from tests.helpers.patience import PATIENCE
from tests.helpers.support import children, is_alive, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a process has open")


@pytest.fixture
def begin() -> Iterator[Callable[..., ForkServer]]:
    """Start fork servers, each with what it is told beside what its forks say."""
    made: list[ForkServer] = []

    def start(**terms: Any) -> ForkServer:
        module = "tests.adapters.process.reporting_fork_server"
        channel = forked.start(module, environment=os.environ, stderr="drop")
        made.append(ForkServer(channel, {"said": "so", **terms}))
        return made[-1]

    yield start
    for each in made:
        each.close()


@pytest.fixture
def fork_server(begin: Callable[..., ForkServer]) -> ForkServer:
    return begin()


def spare_of(fork_server: ForkServer) -> int:
    """Have it fork in advance, and return the number of that process ."""
    until(lambda: children(fork_server.pid) == [])
    fork_server.keep_spare()
    (spare,) = until(lambda: children(fork_server.pid))
    return int(spare)


def has_of(fork_server: ForkServer) -> dict[str, Any]:
    """Have it fork once; return what that fork says of itself."""
    with fork_server.fork(PLAN) as line:
        found = told(line)
    assert found is not None
    return found


def told(line: socket.socket) -> dict[str, Any] | None:
    line.settimeout(PATIENCE)
    with line.makefile("rb") as pipe:
        return read_line(pipe)


def told_with_stream(fork_server: ForkServer) -> dict[str, Any]:
    """Return what a fork tells that gets a descriptor to read from."""
    read, write = os.pipe()
    os.write(write, b"a stream")
    with fork_server.fork(PLAN, [read]) as line:
        found = told(line)
    for number in (read, write):
        os.close(number)

    assert found is not None
    return found


def test_a_fork_has_its_terms_and_its_descriptors_and_no_way_to_its_template(
    fork_server: ForkServer,
) -> None:
    fork_server.open()
    found = told_with_stream(fork_server)
    assert found.pop("pid") not in {fork_server.pid, os.getpid()}
    assert found == {
        "said": "so",
        "parent": fork_server.pid,
        "read": ["a stream"],
        "sockets": True,
        "is_spare": False,
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


def test_a_spare_is_what_any_other_fork_is_and_is_used_once(fork_server: ForkServer) -> None:
    fork_server.open()
    spare = spare_of(fork_server)
    fork_server.keep_spare()  # there is one
    first, second = has_of(fork_server), has_of(fork_server)

    assert (first.pop("pid"), first.pop("is_spare")) == (spare, True)
    assert second.pop("pid") != spare
    assert (second.pop("is_spare"), first) == (False, second)
    assert second["sockets"]


def test_a_spare_gets_the_descriptors_of_its_fork(fork_server: ForkServer) -> None:
    fork_server.open()
    spare = spare_of(fork_server)
    found = told_with_stream(fork_server)
    assert (found["pid"], found["read"], found["sockets"]) == (spare, ["a stream"], True)


def test_where_somebody_has_ended_the_spare_another_fork_is_made(fork_server: ForkServer) -> None:
    fork_server.open()
    spare = spare_of(fork_server)
    os.kill(spare, signal.SIGKILL)
    until(lambda: not is_alive(spare))

    found = has_of(fork_server)

    assert (found["pid"] != spare, found["is_spare"], found["sockets"]) == (True, False, True)


def test_where_no_spare_can_be_forked_a_fork_is_made_when_it_is_needed(
    begin: Callable[..., ForkServer],
) -> None:
    fork_server = begin(first_fork_fails=True)
    fork_server.open()
    fork_server.keep_spare()

    assert not has_of(fork_server)["is_spare"]
    assert spare_of(fork_server) == has_of(fork_server)["pid"]


def test_the_spare_ends_with_all_forks_and_with_its_fork_server(fork_server: ForkServer) -> None:
    fork_server.open()
    first = spare_of(fork_server)
    fork_server.end_forks()
    assert not is_alive(first)
    assert not has_of(fork_server)["is_spare"]

    second = spare_of(fork_server)
    fork_server.close()
    until(lambda: not is_alive(second))


def test_a_spare_does_not_become_what_its_fork_server_cannot(fork_server: ForkServer) -> None:
    fork_server.open()
    spare_of(fork_server)

    with fork_server.fork(REQUEST) as unknown:
        assert told(unknown) is None
    assert not has_of(fork_server)["is_spare"]


def test_one_that_has_ended_keeps_no_spare(fork_server: ForkServer) -> None:
    fork_server.open()
    fork_server.channel.kill()
    fork_server.channel.process.wait()

    fork_server.keep_spare()  # whoever asks for a fork hears of it
