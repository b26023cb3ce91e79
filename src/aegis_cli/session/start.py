"""Puts an agent together: the template first, before there is any token; then the sign-in."""

import os
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.session.agent import Agent
from aegis_cli.session.audience import Audience
from aegis_cli.session.forking import ForkTemplate
from aegis_cli.session.grants import Grants
from aegis_cli.session.holder import Holder
from aegis_cli.session.lifetime import Lifetime, instant
from aegis_cli.session.loop import Loop
from aegis_cli.session.outer import OwnTerminal
from aegis_cli.session.person import SessionPerson
from aegis_cli.session.terminal_turns import TerminalTurns
from aegis_cli.session.thin_client import is_setting
from aegis_cli.settings.known import ALL_VARIABLES
from aegis_cli.wiring.app import App
from aegis_cli.wiring.environment import Environment


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a person says when a session begins."""

    command: tuple[str, ...]
    """What is run in it; empty for a queue of questions."""
    grants: Grants
    asks_pin: bool = False
    is_isolated: bool = False
    """Whether the command can reach nothing but files and the agent."""
    kept: tuple[str, ...] = ()
    """The variables that the command gets, though they may open something."""


def begun(app: App, grants: Grants) -> Agent:
    """Start the template, sign in for reading, and return the agent; raise `AegisError` if not."""
    environment = app.environment
    environment.learn_from_broker()
    environment.settings.sign_in()
    settings = environment.settings
    template = ForkTemplate(environment.variables, _terms(app))
    with ExitStack() as unless_begun:
        unless_begun.callback(template.close)
        lifetime = Lifetime.beginning(
            instant(), idle=settings.idle_minutes * 60.0, longest=settings.session_hours * 3600.0
        )
        terminal = TerminalTurns(Loop(), OwnTerminal())
        agent = Agent(Holder(app), template, terminal, lifetime, grants)
        unless_begun.pop_all()
        unless_begun.callback(agent.close)
        agent.audience = _audience(environment)
        agent.calls.named = environment.person.named
        own = Progress(sys.stderr, is_terminal=app.screen.has_terminal)
        environment.person = SessionPerson.at(
            replace(environment.person, progress=own),
            hold=agent.waiting.hold_terminal,
            holds=agent.waiting.has_terminal,
            check=agent.waiting.check_wanted,
            meanwhile=lambda: threading.Thread(target=app.planners.warm_up, daemon=True).start(),
        )
        agent.holder.sign_in()
        own.clear()
        app.screen.progress.be_silent()
        template.open()
        unless_begun.pop_all()
    return agent


def _audience(environment: Environment) -> Audience:
    """Return what the session is known by, and what clients are compared with."""
    terminal = ""
    with suppress(OSError):
        terminal = os.ttyname(sys.stderr.fileno())
    unused = frozenset(environment.variables.keys() & ALL_VARIABLES)
    own = environment.own_variables
    return Audience(
        terminal=terminal,
        settings={name: own[name] for name in own if is_setting(os.fsencode(name))},
        unused=unused if environment.options.sandbox else frozenset(),
        engine=environment.settings.engine,
    )


def _terms(app: App) -> Mapping[str, Any]:
    """Return what every request of the session stands on."""
    environment = app.environment
    options = environment.options
    kept = ("sandbox", "debug", "read_only", "allow", "deny", "repos")
    return {
        "variables": environment.own_variables,
        "sandbox": dict(environment.sandbox_variables),
        "options": {name: getattr(options, name) for name in kept},
        "config": str(options.config) if options.config else "",
        "values": dict(environment.settings.values),
        "models": list(environment.broker_models()),
    }
