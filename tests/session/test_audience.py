"""Whom a session serves: everybody, or what its command started."""

import os

from aegis_cli.session.audience import Audience
from aegis_cli.session.peers import Peer
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
    assert here.template.forks == []


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
    here.begin(os.getpid())

    assert here.log == []


def test_a_queue_serves_everybody() -> None:
    told: list[str] = []
    Audience().require_member(Peer(1, 0, None), told.append)

    assert told == []
