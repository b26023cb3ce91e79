"""How many may connect and be served at once, and how a session ends all of them."""

import socket
from pathlib import Path

from aegis_cli.session.line import frames
from aegis_cli.session.requests.clients import MOST_CONNECTIONS, MOST_IN_LINE, MOST_SERVED
from aegis_cli.session.requests.request_log import Cause
from aegis_cli.session.requests.served_request import RequestState
from tests.helpers.rows import for_each
from tests.session.agent_here import CLOSE, SAYS, AgentHere, ClientHere

ENDED = ("no_session", "The session has ended.")


def test_no_more_are_served_at_once_than_the_bound(here: AgentHere) -> None:
    served = [here.begin(pid) for pid in range(MOST_SERVED)]
    client = here.connect()
    client.ask(*CLOSE)
    here.settle()
    assert client.error() == ("busy", "The session serves 16 clients already.")
    assert client.hint == "Try again."
    assert len(here.fork_server.forks) == MOST_SERVED

    served[3][1].tell("exit", code=0)
    here.settle()
    here.begin()
    assert len(here.fork_server.forks) == MOST_SERVED + 1


def test_of_too_many_connections_the_oldest_that_has_said_nothing_is_closed(
    here: AgentHere,
) -> None:
    first, fork = here.begin()
    silent = [here.connect() for _ in range(MOST_CONNECTIONS - 1)]
    assert silent[0].heard() == []
    here.connect()

    assert silent[0].error() == ("busy", "Too many programs connect.")
    assert silent[0].hint == "Try again."
    assert (silent[1].heard(), first.heard(), fork.heard()) == ([], [], [])
    assert len(here.agent.clients.requests) == MOST_CONNECTIONS


def test_a_session_that_ends_lets_a_write_in_flight_have_its_answer(here: AgentHere) -> None:
    reading, idle = here.begin(1)
    writing, fork = here.writing(2)
    fork.heard()

    def act(at: int) -> None:
        match at:
            case 2:
                assert (idle.heard(), fork.heard()) == ([{"cancel": True}], [{"cancel": True}])
                idle.tell("exit", code=130)
                fork.tell("written", ends={"s1": "done"})
            case 4:
                fork.tell("exit", code=0)

    started = here.now
    here.ends(act)
    here.agent.clients.end()

    assert here.now - started < 6.0

    assert reading.heard() == [[frames.EXIT, b"130"]]
    assert writing.heard() == [[frames.EXIT, b"0"]]
    assert here.log[-1] == f"write of plan 3f2a91c04b7e, done: {SAYS}"
    assert not Path(here.agent.clients.address).exists()


def test_whoever_has_not_ended_after_a_while_is_told_that_the_session_has(
    here: AgentHere,
) -> None:
    silent = here.connect()
    client, fork = here.writing(2)
    other, _ = here.begin(3)
    started = here.now
    here.ends()
    here.agent.clients.end()

    assert here.now - started == 8.0  # six seconds, and the looks that begin and end them
    assert silent.error() == client.error() == other.error() == ENDED
    assert here.agent.clients.requests == []
    fork.heard()
    assert fork.has_ended
    assert here.log[1:] == [
        f"write of plan 3f2a91c04b7e, its answer never came: {SAYS}",
        "outcome_unknown, a write was in flight, the session ended: ask close #12 in acme/web",
        "ended early, and no write was sent, the session ended: ask close #12 in acme/web",
    ]


def test_a_lock_cancels_all_but_the_write_in_flight(here: AgentHere) -> None:
    _, writes = here.writing(1)
    _, waits = here.writing(2, "other")
    _, asks = here.asked(3, "third")
    _, plans = here.begin(4)
    for fork in (writes, waits, asks, plans):
        fork.heard()
    here.agent.clients.cancel_unsent(Cause.LOCKED)

    assert [fork.heard() for fork in (writes, waits, asks, plans)] == [
        [],
        *[[{"cancel": True}]] * 3,
    ]


def test_whose_fork_is_lost_at_a_lock_keeps_no_other_from_being_cancelled(
    here: AgentHere,
) -> None:
    client, lost = here.begin(1)
    _, other = here.begin(2)
    for _ in range(42):
        lost.request.reply(1, "x" * 100_000)
    assert client.heard() == []
    lost.request._fork._unsent.extend(b"x" * 4_000_000)  # as much as was sent before the bound
    here.agent.clients.cancel_unsent(Cause.LOCKED)

    assert other.heard() == [{"cancel": True}]


def test_only_the_owner_is_cancelled(here: AgentHere) -> None:
    _, asks = here.asked(1)
    _, other = here.begin(2)
    asks.heard()
    here.agent.clients.cancel(None, Cause.CTRL_C)
    here.agent.clients.cancel("menu", Cause.CTRL_C)
    assert asks.heard() == []
    here.agent.clients.cancel(asks.request, Cause.CTRL_C)

    assert asks.heard() == [{"cancel": True}]
    assert other.heard() == []


def test_what_could_not_be_sent_is_sent_at_the_next_look(here: AgentHere) -> None:
    _, fork = here.begin()
    for number in range(4):
        fork.request.reply(number, "x" * 100_000)
    assert len(fork.heard()) < 4
    here.agent.clients.look()

    assert fork.heard()[-1]["number"] == 3
    assert fork.request.state is RequestState.PLANNING


def test_they_connect_at_its_address(here: AgentHere) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(here.agent.clients.address)
        line.sendall(frames.pack(frames.CONTROL, b"status"))
        here.settle()
        answer = frames.take_frame(bytearray(line.recv(65536)))

    assert answer is not None
    assert answer[0] == frames.TOLD


def test_who_says_nothing_is_left_alone_at_a_look(here: AgentHere) -> None:
    client = here.connect()
    here.after(1000.0)

    assert client.heard() == []
    assert here.states() == [RequestState.CONNECTED]


def test_nothing_is_watched_for_a_request_that_has_ended(here: AgentHere) -> None:
    watched = len(here.agent.loop.selector.get_map())
    for at in range(5):
        client, fork = here.begin(at)
        if at % 2:
            client.line.close()
            here.settle()
        fork.tell("exit", code=0)
        here.settle()

    assert len(here.agent.loop.selector.get_map()) == watched


DOOR = ("git-door", "github.com", "9418")


def test_past_the_bound_a_door_waits_for_its_place(here: AgentHere) -> None:
    here.agent.has_git = True
    served = [here.begin(pid) for pid in range(MOST_SERVED)]
    first, second = here.connect(), here.connect()
    for client in (first, second):
        client.ask(*DOOR)
        here.settle()
    assert [[frames.BEGUN]] == first.heard() == second.heard()
    assert len(here.fork_server.forks) == MOST_SERVED

    served[3][1].tell("exit", code=0)
    here.settle()
    assert len(here.fork_server.forks) == MOST_SERVED + 1
    assert list(DOOR) == here.fork_server.forks[-1].told["words"]
    assert here.fork_server.forks[-1].streams == 4
    served[4][1].tell("exit", code=0)
    here.settle()

    assert len(here.fork_server.forks) == MOST_SERVED + 2


@for_each("options", [(), ("--plain",), ("--debug", "--plain")])
def test_without_git_there_is_no_door_whatever_stands_before_its_name(
    here: AgentHere, options: tuple[str, ...]
) -> None:
    client = here.connect()
    client.ask(*options, *DOOR)
    here.settle()

    assert ("bad_usage", "The session does not serve this command.") == client.error()
    assert [] == here.fork_server.forks


def in_line(here: AgentHere) -> ClientHere:
    here.agent.has_git = True
    for pid in range(MOST_SERVED):
        here.begin(pid)
    client = here.connect()
    client.ask(*DOOR)
    here.settle()
    assert [[frames.BEGUN]] == client.heard()
    return client


def test_doors_in_line_leave_a_connection_for_a_lock(here: AgentHere) -> None:
    in_line(here)
    more = list[ClientHere]()
    for _ in range(MOST_CONNECTIONS):
        more.append(here.connect())
        more[-1].ask(*DOOR)
        here.settle()

    refused = more[MOST_IN_LINE - 1 :]
    assert {("busy", "32 clients wait for the session already.")} == {e.error() for e in refused}
    assert MOST_SERVED + MOST_IN_LINE == len(here.agent.clients.requests) < MOST_CONNECTIONS


def test_who_is_not_served_does_not_wait_in_line(here: AgentHere) -> None:
    for pid in range(MOST_SERVED):
        here.begin(pid)
    client = here.connect()
    client.ask(*DOOR)
    here.settle()

    assert ("bad_usage", "The session does not serve this command.") == client.error()
    assert not any(each.is_in_line for each in here.agent.clients.requests)


def test_a_door_in_line_ends_by_a_ctrl_c_or_with_its_program(here: AgentHere) -> None:
    cancelled = in_line(here)
    cancelled.send(frames.CANCEL)
    here.settle()
    assert cancelled.error() == ("interrupted", "It was cancelled before its turn.")
    gone = here.connect()
    gone.ask(*DOOR)
    here.settle()
    gone.line.close()
    here.settle()

    assert len(here.agent.clients.requests) == MOST_SERVED
    assert not any(each.is_in_line for each in here.agent.clients.requests)


def test_a_door_in_line_is_refused_where_the_session_is_locked_meanwhile(here: AgentHere) -> None:
    client = in_line(here)
    here.agent.lock("a test")
    here.fork_server.forks[0].tell("exit", code=0)
    here.settle()

    assert client.error() == ("session_locked", "The session is locked.")


def test_a_door_is_served_only_in_a_session_that_has_it(here: AgentHere) -> None:
    client = here.connect()
    client.ask(*DOOR)
    here.settle()

    assert client.error() == ("bad_usage", "The session does not serve this command.")
