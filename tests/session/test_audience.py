"""Whom a session serves: everybody, or what its command started; and what it says of itself."""

import os

from aegis_cli.session.audience import Audience
from aegis_cli.session.line.peers import Peer
from tests.helpers.rows import for_each
from tests.session.agent_here import AgentHere


def test_a_program_from_outside_keeps_no_session_from_locking(here: AgentHere) -> None:
    here.agent.audience = Audience(command="codex")
    used = here.agent.lifetime.used
    here.now += 60
    client = here.connect(pid=1)
    client.ask("whoami")
    here.settle()

    code, message = client.error()
    assert (code, here.agent.lifetime.used) == ("no_session", used)
    assert message.startswith("The session is for `codex` and what that starts")
    assert here.fork_server.forks == []


def test_one_process_is_told_of_once_and_many_are_not_told_of_for_ever(here: AgentHere) -> None:
    here.agent.audience = Audience(command="codex")
    for pid in (1, 1, *range(-40, 0)):
        here.connect(pid).ask("whoami")
        here.settle()

    assert len(here.log) == 20
    assert len({*here.log}) == 2  # what has no name is told of alike
    assert all(line.startswith("not served, since the session's command") for line in here.log)


def test_a_process_of_the_command_is_served(here: AgentHere) -> None:
    here.agent.audience = Audience(command="codex")
    _, fork = here.begin(os.getpid())

    assert fork.told["notice"] == ""
    assert here.log == []


def test_a_queue_serves_everybody() -> None:
    told: list[str] = []
    Audience().require_member(Peer(1, 0, None), told.append)

    assert told == []


def test_a_session_is_called_by_its_person_its_terminal_and_its_command() -> None:
    assert Audience().name("Mona") == "the session of Mona"
    assert Audience(terminal="/dev/pts/3").name("Mona") == "the session of Mona at /dev/pts/3"
    assert (
        Audience("codex", "/dev/pts/3").name("Mona")
        == "the session of Mona at /dev/pts/3, which runs `codex`"
    )


@for_each(
    ("words", "variables", "named"),
    [
        (["ask", "x"], {"AEGIS_ISSUER": "a", "TERM": "dumb", "AEGIS_BROKER": ""}, []),
        (["ask", "x"], {"AEGIS_ISSUER": "b"}, ["AEGIS_ISSUER"]),
        (["ask", "x"], {"AEGIS_BROKER": "b"}, ["AEGIS_BROKER"]),
        (["ask", "x", "--engine", "offline", "--engine"], {}, ["--engine"]),
        (["ask", "x", "--engine", "offline"], {}, []),
        (["ask", "x", "--engine=gemini", "--model=y"], {}, ["--model", "--engine"]),
        (["do", "a.b", "--step-up", "browser", "--modelled"], {}, ["--step-up"]),
        (["ask", "--", "--engine", "gemini"], {}, []),
        (["ask", "the", "--engine"], {"AEGIS_ISSUER": "b"}, ["AEGIS_ISSUER", "--engine"]),
    ],
)
def test_what_a_client_was_told_is_compared_with_what_the_session_has(
    words: list[str], variables: dict[str, str], named: list[str]
) -> None:
    audience = Audience(settings={"AEGIS_ISSUER": "a"}, engine="offline")
    is_served, says = audience.welcome(words, variables, "Mona")

    others = f"{' and '.join(named)} would not apply in the session of Mona"
    alone = "This command runs in the session of Mona."
    assert is_served is not bool(named)
    assert says == (f"{others}, so this command runs by itself." if named else alone)
