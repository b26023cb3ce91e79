"""Puts an agent together: the fork servers first, before there is any token; then the sign-in.

After a lock a program without any token in its memory goes on with the same fork servers.
"""

import os
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.adapters.process.fork_server import PLAN, REQUEST
from aegis_cli.adapters.process.fork_server_parent import ForkServer
from aegis_cli.adapters.process.isolated import start
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.session.agent import Agent, is_locked
from aegis_cli.session.audience import Audience
from aegis_cli.session.client.thin_client import is_setting
from aegis_cli.session.journal import Journal
from aegis_cli.session.lifetime import Lifetime, instant
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.line.peers import descendants
from aegis_cli.session.requests.fork_servers import ForkServers
from aegis_cli.session.requests.grants import Grants
from aegis_cli.session.requests.holder import Holder
from aegis_cli.session.requests.readings import Readings
from aegis_cli.session.terminal.outer import OwnTerminal
from aegis_cli.session.terminal.person import SessionPerson
from aegis_cli.session.terminal.terminal_turns import TerminalTurns
from aegis_cli.session.terminal.turns import Turns
from aegis_cli.settings.known import all_variables
from aegis_cli.wiring.app import App
from aegis_cli.wiring.environment import Environment

_LONGEST_PLAN = 900
"""Seconds after which the kernel ends the process of a plan."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a person says when a session begins."""

    command: tuple[str, ...]
    """What is run in it; empty for a queue of questions."""
    grants: Grants
    asks_pin: bool = False
    is_isolated: bool = False
    """Whether the command can reach nothing but files and the agent."""
    has_git: bool = False
    """Whether git reads through the session."""
    has_gh: bool = False
    """Whether gh does."""
    kept: tuple[str, ...] = ()
    """The variables that the command gets, though they may open something."""


def begin(app: App, grants: Grants, *, has_gh: bool = False) -> Agent:
    """Start the fork servers, sign in for reading, and return the agent; or raise `AegisError`."""
    environment = app.environment
    environment.learn_from_broker()
    environment.settings.sign_in()
    settings = environment.settings
    fork_servers = _fork_servers(environment.variables, terms_of(app), has_gh=has_gh)
    with ExitStack() as unless_begun:
        unless_begun.callback(fork_servers.close)
        lifetime = Lifetime.beginning(
            instant(), idle=settings.idle_minutes * 60.0, longest=settings.session_hours * 3600.0
        )
        terminal = TerminalTurns(Loop(), OwnTerminal())
        agent = Agent(Holder(app), fork_servers, terminal, lifetime, grants)
        unless_begun.pop_all()
        unless_begun.callback(agent.close)
        agent.audience = _audience(environment)
        own = _seat(app, agent)
        agent.holder.sign_in()
        own.clear()
        app.screen.progress.be_silent()
        fork_servers.open()
        unless_begun.pop_all()
    return agent


def _audience(environment: Environment) -> Audience:
    """Return the identity of the session, with which clients are compared."""
    terminal = ""
    with suppress(OSError):
        terminal = os.ttyname(sys.stderr.fileno())
    unused = frozenset(environment.variables.keys() & all_variables())
    own = environment.own_variables
    return Audience(
        terminal=terminal,
        settings={name: own[name] for name in own if is_setting(os.fsencode(name))},
        unused=unused if environment.options.sandbox else frozenset(),
        engine=environment.settings.engine,
    )


def resume(app: App, kept: Mapping[str, Any]) -> Agent:
    """Return the locked agent that goes on with what is `kept`.

    Its connections and its PIN are the caller's to give it.
    """
    app.environment.resume(kept["terms"], kept["sandbox"])
    outer = OwnTerminal()
    outer.resume(kept["unwritten"])
    agent = Agent(
        Holder(app),
        ForkServers.from_kept(kept["fork_servers"]),
        TerminalTurns(Loop(), outer, turns=Turns(refused=kept["refused"])),
        Lifetime.from_kept(kept["lifetime"]),
        Grants.from_kept(kept["grants"]),
        own_children={*kept["own_children"], *(each["pid"] for each in kept["fork_servers"])},
        journal=Journal.from_kept(kept["journal"]),
        readings=Readings.from_kept(kept["readings"]),
        has_git=kept["has_git"],
        audience=Audience.from_kept(kept["audience"]),
        is_locked=True,
        is_unlocking=kept["is_unlocking"],
        tells_lock=kept["tells_lock"],
        listens=socket.socket(fileno=kept["clients"]["listens"]),
        programs=_socket_of(kept["clients"]["programs"]),
    )
    environment = app.environment
    environment.person.named.update((use, url) for use, url in kept["named"])
    _seat(app, agent)
    app.screen.progress.be_silent()
    agent.holder.resume(kept["holder"])
    return agent


def _socket_of(number: int | None) -> socket.socket | None:
    return None if number is None else socket.socket(fileno=number)


def kept_of(app: App, agent: Agent) -> dict[str, Any]:
    """Return what another program of this process needs to go on, for JSON.

    NOTE: no token is in it, and no code that gives one.
    """
    outer = agent.terminal.outer
    return {
        "terms": terms_of(app),
        "fork_servers": agent.fork_servers.kept,
        "sandbox": app.environment.sandbox_kept,
        "holder": agent.holder.kept,
        "named": sorted(agent.calls.named),
        "unwritten": outer.kept if isinstance(outer, OwnTerminal) else "",
        "refused": agent.terminal.turns.refused,
        "lifetime": agent.lifetime.kept,
        "grants": agent.grants.kept,
        "own_children": sorted(agent.own_children & descendants(os.getpid())),
        "journal": [*agent.journal.lines],
        "readings": agent.readings.kept,
        "has_git": agent.has_git,
        "audience": agent.audience.kept,
        "is_unlocking": agent.is_unlocking,
        "tells_lock": agent.tells_lock,
        "pin": None if (pin := agent.terminal.pin) is None else pin.kept.as_json(),
        "clients": agent.clients.state_to_keep(is_locked()),
    }


def _seat(app: App, agent: Agent) -> Progress:
    """Have sign-ins reach the person at the agent's terminal; return the progress of them."""
    environment = app.environment
    agent.calls.named = environment.person.named
    own = Progress(sys.stderr, is_terminal=app.screen.has_terminal)
    environment.person = SessionPerson.at(
        replace(environment.person, progress=own),
        hold=agent.waiting.hold_terminal,
        holds=agent.waiting.has_terminal,
        check=agent.waiting.check_wanted,
        meanwhile=lambda: threading.Thread(target=app.planners.warm_up, daemon=True).start(),
    )
    agent.waiting.clear = own.clear
    return own


def _fork_servers(
    variables: Mapping[str, str], terms: dict[str, Any], *, has_gh: bool
) -> ForkServers:
    doors = ["gh"] if has_gh else []
    requests = start("aegis_cli.cli.session_fork", *doors, environment=variables, stderr="drop")
    plans = start(
        "aegis_cli.executor.plan_fork", str(_LONGEST_PLAN), environment=variables, stderr="drop"
    )
    return ForkServers({REQUEST: ForkServer(requests, terms), PLAN: ForkServer(plans)})


def terms_of(app: App) -> dict[str, Any]:
    """Return what every request of the session stands on.

    NOTE: the text of the configuration file is in it, as it was at the start. A program of the
    session may write that file.
    """
    environment = app.environment
    return {
        "variables": environment.own_variables,
        "sandbox": dict(environment.sandbox_variables),
        "options": environment.options.as_json(),
        "config": environment.configuration,
        "values": dict(environment.settings.values),
        "models": list(environment.broker_models()),
    }
