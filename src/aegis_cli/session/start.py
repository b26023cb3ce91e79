"""Puts an agent together: the template first, before there is any token; then the sign-in."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.adapters.terminal.tty import DEVICE
from aegis_cli.session.agent import Agent
from aegis_cli.session.grants import Grants
from aegis_cli.session.holder import Holder
from aegis_cli.session.lifetime import Lifetime, instant
from aegis_cli.session.person import SessionPerson
from aegis_cli.session.template import Template
from aegis_cli.wiring.app import App

_TWICE = 2.0
"""Seconds in which a second Ctrl-C ends a session that has its terminal to itself."""


@dataclass
class OwnTerminal:
    """The terminal of an agent that runs no command in it."""

    _device: int = field(default_factory=lambda: os.open(DEVICE, os.O_RDWR | os.O_CLOEXEC))

    def hold(self) -> int:
        """Return its descriptor."""
        return self._device

    def release(self) -> None:
        """Do nothing."""


def begun(app: App, grants: Grants, outer: Any, say: Callable[[str], None]) -> Agent:
    """Start the template, sign in for reading, and return the agent; raise `AegisError` if not."""
    environment = app.environment
    environment.learn_from_broker()
    environment.settings.sign_in()
    template = Template(environment.variables, _terms(app))
    try:
        settings = environment.settings
        lifetime = Lifetime.beginning(
            instant(), idle=settings.idle_minutes * 60.0, longest=settings.session_hours * 3600.0
        )
        agent = Agent(Holder(app), template, outer, lifetime, grants, say)
        environment.person = SessionPerson.at(
            environment.person, agent.hold_terminal, agent.check_wanted
        )
        agent.holder.sign_in()
        template.open()
    except BaseException:
        template.close()
        raise
    return agent


def _terms(app: App) -> Mapping[str, Any]:
    """Return what every request of the session stands on."""
    environment = app.environment
    options = environment.options
    kept = ("sandbox", "debug", "read_only", "allow", "deny", "repos")
    return {
        "variables": environment.own_variables,
        "options": {name: getattr(options, name) for name in kept},
        "config": str(options.config) if options.config else "",
        "values": dict(environment.settings.values),
        "models": list(environment.broker_models()),
    }


def serve(agent: Agent) -> None:
    """Serve clients until the session ends, with Ctrl-C and the signals as the agent takes them."""
    last = [0.0]

    def interrupted() -> None:
        if agent.turns.current is not None:
            agent.interrupt()
        elif time.monotonic() - last[0] < _TWICE:
            agent.stop("Ctrl-C")
        else:
            last[0] = time.monotonic()
            agent.say("Press Ctrl-C once more to end the session.")

    signal.signal(signal.SIGINT, lambda *_: agent.loop.post(interrupted))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: agent.loop.post(lambda: agent.stop("a signal")))
    agent.run()
