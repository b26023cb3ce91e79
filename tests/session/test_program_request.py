"""A program such as gh connects itself: its words are none, and its fork has its connection."""

import json
import os
import socket
from pathlib import Path

import pytest

from aegis_cli.errors import Code, error_for
from aegis_cli.session.line import frames
from aegis_cli.session.line.peers import Peer
from aegis_cli.session.requests.clients import (
    MOST_CONNECTIONS,
    MOST_DOORS,
    MOST_IN_LINE,
    MOST_SERVED,
)
from aegis_cli.session.requests.kept_children import KeptChildren
from tests.helpers.rows import for_each
from tests.session.agent_here import AgentHere, ClientHere, ForkHere

pytestmark = pytest.mark.enable_socket

LOCKED = error_for(Code.LOCKED, "The session is locked.")
ASKS = b"GET /user HTTP/1.1\r\nHost: api.github.com\r\n\r\n"


def connected(here: AgentHere, pid: int = 1) -> ClientHere:
    """Have a program connect, which says nothing yet."""
    ours, theirs = socket.socketpair()
    watched, alive = os.pipe()
    here.agent.clients._accept_program(theirs, Peer(pid, os.geteuid(), watched))
    program = ClientHere(ours, alive)
    here.lines.append(program)
    here.settle()
    return program


def asked(here: AgentHere, pid: int = 1) -> ClientHere:
    """Have a program connect, and say something."""
    program = connected(here, pid)
    program.line.sendall(ASKS)
    here.settle()
    return program


def begun(here: AgentHere, pid: int = 1) -> tuple[ClientHere, ForkHere]:
    """Have a fork begun for a program."""
    program = asked(here, pid)
    fork = here.fork_server.forks[-1]
    fork.request = here.agent.clients.requests[-1]
    return program, fork


def told(program: ClientHere) -> str:
    """Return the sentence of the refusal that a program has heard."""
    program.read()
    head, _, body = program.data.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 403 ")
    assert f"content-length: {len(body)}".encode() in head
    assert program.has_ended
    return str(json.loads(body)["message"])


def test_its_first_byte_begins_a_fork_that_has_its_connection(here: AgentHere) -> None:
    program = connected(here)
    assert [] == here.fork_server.forks
    program.line.sendall(ASKS)
    here.settle()

    (fork,) = here.fork_server.forks
    assert (["gh-door"], 4) == (fork.told["words"], fork.streams)
    assert {} == fork.told["variables"]
    program.read()
    assert b"" == program.data


def test_one_that_hangs_up_without_a_word_is_forgotten(here: AgentHere) -> None:
    connected(here).line.close()
    here.settle()

    assert ([], []) == (here.fork_server.forks, here.states())


def test_the_end_of_its_process_ends_its_fork_and_nothing_is_watched_then(here: AgentHere) -> None:
    watched = len(here.agent.loop.selector.get_map())
    program, fork = begun(here)
    os.close(program.alive)
    program.alive = os.open(os.devnull, os.O_RDONLY)
    here.settle()
    assert [{"cancel": True}] == fork.heard()
    fork.tell("exit", code=130)
    here.settle()

    assert watched == len(here.agent.loop.selector.get_map())
    assert [] == here.states()


def test_a_locked_session_refuses_it_in_a_sentence(here: AgentHere) -> None:
    here.agent.lock("it is late")
    here.after(1.0)

    assert told(asked(here)).startswith("aegis: The session is locked. `aegis session unlock`")
    assert [] == here.fork_server.forks


def test_past_the_bound_it_waits_for_its_place(here: AgentHere) -> None:
    served = [here.begin(pid) for pid in range(MOST_SERVED)]
    program = asked(here, 99)
    assert MOST_SERVED == len(here.fork_server.forks)

    served[3][1].tell("exit", code=0)
    here.settle()

    assert ["gh-door"] == here.fork_server.forks[-1].told["words"]
    program.read()
    assert b"" == program.data


def test_one_that_waits_for_its_place_hears_of_a_lock(here: AgentHere) -> None:
    for pid in range(MOST_SERVED):
        here.begin(pid)
    program = asked(here, 99)
    here.agent.clients.requests[-1].close(LOCKED)

    assert "aegis: The session is locked." == told(program)


def test_nothing_is_said_behind_what_its_fork_may_have_said(here: AgentHere) -> None:
    program, fork = begun(here)
    fork.line.close()
    here.settle()

    program.read()
    assert (b"", []) == (program.data, here.states())


def test_its_fork_gets_nothing_that_a_client_would_do(here: AgentHere) -> None:
    _, fork = begun(here)
    number = fork.call("open", about="/etc/passwd")
    here.settle()

    (reply,) = fork.heard()
    assert (number, "bad_usage") == (reply["number"], reply["refused"]["code"])


@for_each("words", [["gh-door"], ["--plain", "gh-door"], ["gh-door", "x"]])
def test_a_client_does_not_get_what_serves_a_program(here: AgentHere, words: list[str]) -> None:
    here.agent.has_git = True
    client = here.connect()
    client.ask(*words)
    here.settle()

    assert [] == here.fork_server.forks
    assert ("bad_usage", "The session does not serve this command.") == client.error()


def test_seventy_programs_leave_places_for_a_command_and_connections_for_a_lock(
    here: AgentHere,
) -> None:
    programs = [asked(here, pid) for pid in range(70)]
    silent = [connected(here, pid) for pid in range(70)]

    assert "aegis: 32 clients wait for the session already. Try again." == told(
        programs[MOST_DOORS + MOST_IN_LINE]
    )
    assert MOST_CONNECTIONS == len(here.agent.clients.requests)
    assert "aegis: Too many programs connect. Try again." == told(silent[0])
    client = here.connect()
    client.ask("whoami")
    here.settle()
    assert [[frames.BEGUN]] == client.heard()
    assert ["whoami"] == here.fork_server.forks[-1].told["words"]


def test_a_program_that_is_not_served_does_not_wait_in_line(here: AgentHere) -> None:
    for pid in range(MOST_SERVED):
        here.begin(pid)
    here.agent.lock("it is late")
    here.after(1.0)

    assert told(asked(here, 99)).startswith("aegis: The session is locked.")
    assert not any(each.is_in_line for each in here.agent.clients.requests)


def test_a_child_stays_for_the_program_itself(here: AgentHere) -> None:
    kept = KeptChildren()
    ours, theirs = socket.socketpair()
    _, fork = begun(here, 41)
    _, other = begun(here, 42)
    kept.lend(fork.request, ours)
    kept.take_back(fork.request)

    assert kept.take(other.request) is None
    again = kept.take(fork.request)
    assert again is not None
    for each in (again, ours, theirs):
        each.close()
    kept.close()


def test_it_listens_beside_the_other_socket_and_a_lock_keeps_both(here: AgentHere) -> None:
    clients = here.agent.clients
    assert clients.state_to_keep(LOCKED)["programs"] is None
    at = clients.listen_for_programs()
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(at)
        line.sendall(ASKS)
        here.settle()
        here.settle()

        assert ["gh-door"] == here.fork_server.forks[-1].told["words"]
        assert 0o600 == Path(at).stat().st_mode & 0o777
        assert isinstance(clients.state_to_keep(LOCKED)["programs"], int)
    clients.close()
    assert not Path(at).exists()
