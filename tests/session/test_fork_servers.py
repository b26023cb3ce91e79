"""The two fork servers of a session: each forks for its own kind, and both go on or end together."""

import socket
from typing import Any, cast

import pytest

from aegis_cli.adapters.process.fork_server import PLAN, REQUEST
from aegis_cli.adapters.process.fork_server_parent import ForkServer
from aegis_cli.session.requests.fork_servers import ForkServers
from tests.session.agent_here import ForkServerHere

pytestmark = pytest.mark.enable_socket


class Both:
    """Two fork servers that are none."""

    def __init__(self) -> None:
        self.requests, self.plans = ForkServerHere(), ForkServerHere()
        made: Any = {REQUEST: self.requests, PLAN: self.plans}
        self.servers = ForkServers(made)


def test_a_plan_is_forked_by_the_one_that_knows_no_more_than_a_child() -> None:
    both = Both()

    with both.servers.fork(PLAN), both.servers.fork(REQUEST):
        assert (1, 0) == (len(both.plans.plans), len(both.plans.forks))
        assert (0, 1) == (len(both.requests.plans), len(both.requests.forks))
    for line in (*both.plans.plans, both.requests.forks[0].line):
        line.close()


def test_both_are_waited_for_emptied_and_ended() -> None:
    both = Both()

    both.servers.open()
    both.servers.end_forks()
    both.servers.close()

    for each in (both.requests, both.plans):
        assert (1, 1, True) == (each.opened, each.ended_forks, each.is_closed)


def test_both_fork_in_advance_once_they_are_ready_and_whenever_they_are_to() -> None:
    both = Both()

    both.servers.open()
    assert (1, 1) == (both.requests.spares, both.plans.spares)
    both.servers.keep_spares()

    assert (2, 2) == (both.requests.spares, both.plans.spares)


def test_another_program_goes_on_with_each_for_what_it_forks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = Both().servers.kept
    monkeypatch.setattr(ForkServer, "from_kept", lambda each: each)

    again = ForkServers.from_kept(kept)

    assert {REQUEST: kept[0], PLAN: kept[1]} == cast("dict[bytes, Any]", again.by_kind)


def test_one_that_reads_no_terms_is_told_none() -> None:
    ours, theirs = socket.socketpair()
    channel: Any = type("Open", (), {"line": ours, "open": lambda _self: None})()

    with ours, theirs:
        ForkServer(channel).open()
        theirs.settimeout(0.0)
        with pytest.raises(BlockingIOError):
            theirs.recv(1)
