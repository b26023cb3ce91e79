"""A process that signs in and performs plans as aegis does, one command a line on its input.

{"sign_in": environment}            through the device flow; the sandbox confirms
{"session": token, "environment"}   with a session that is given
{"prepare": true}                   start the child early
{"plan": [[action, arguments], …]}  through the embedded executor, approved
{"keep": value}                     a planted leak, in memory
{"write": [path, value]}            a planted leak, in a file
{"tell": "session"}                 say the session token
"""

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Effect
from aegis_cli.adapters.auth0.identity import verify_token
from aegis_cli.adapters.auth0.issuer_client import IssuerClient
from aegis_cli.adapters.auth0.sign_in import DeviceSignIn
from aegis_cli.adapters.process.hardening import harden
from aegis_cli.errors import AegisError
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.request.execution import Outcome
from aegis_cli.request.ports import Session
from aegis_cli.settings.settings import SignInSettings
from tests.helpers.patience import PATIENCE
from tests.helpers.support import EVERYTHING, approved, executor_for, reads, session


class Silent:
    """A prompter for a sandbox that confirms by itself."""

    def can_ask(self) -> bool:
        """Have no terminal."""
        return False

    def show_code(self, code: DeviceCode, host: str) -> None:
        """Show nothing."""

    def waiting(self, reason: str) -> None:
        """Say nothing."""

    def note(self, text: str, *, page: str = "") -> None:
        """Say nothing."""

    def wants_new_code(self) -> bool:
        """Give up."""
        return False


def sign_in_at(environment: dict[str, str]) -> DeviceSignIn:
    """Make a sign-in for a sandbox's environment."""
    settings = SignInSettings(
        environment["AEGIS_ISSUER"],
        environment["AEGIS_CLIENT_ID"],
        environment["AEGIS_AUDIENCE"],
    )
    return DeviceSignIn(IssuerClient(lambda: settings, Silent(), patience=PATIENCE), verify_token)


@dataclass
class Parent:
    """What the process holds."""

    session: Session | None = None
    executor: Any = None
    base: str = ""
    kept: list[str] = field(default_factory=list)

    def obey(self, command: dict[str, Any]) -> dict[str, Any]:
        """Do what one line says."""
        match command:
            case {"sign_in": environment}:
                self.session = sign_in_at(environment).signed_in(tuple(EVERYTHING.split())).session
                return self._ready(environment)
            case {"session": token, "environment": environment}:
                self.session = session(token)
                return self._ready(environment)
            case {"prepare": _}:
                self.executor.prepare()
            case {"plan": steps}:
                return self._perform(steps)
            case {"tell": "session"} if self.session is not None:
                return {"session": self.session.access_token.reveal()}
            case _:
                return self._leak(command)
        return {"done": True}

    def _leak(self, command: dict[str, Any]) -> dict[str, Any]:
        """Leak a value, so that whoever looks for leaks can be tested."""
        match command:
            case {"keep": value}:
                self.kept.append(value)
            case {"write": [path, value]}:
                Path(path).write_text(value, encoding="utf-8")
            case {"echo": value}:
                return {"echo": value}
        return {"done": True}

    def _ready(self, environment: dict[str, str]) -> dict[str, Any]:
        self.base = environment["AEGIS_GITHUB_API"]
        self.executor = executor_for(environment)
        return {"done": True}

    def _perform(self, steps: list[Any]) -> dict[str, Any]:
        actions = [catalog.load(name).model_validate(arguments) for name, arguments in steps]
        writes = any(action.facts.effect > Effect.READ for action in actions)
        assert self.session is not None
        outcomes: tuple[Outcome, ...] | None = None
        try:
            with self.executor.open(self.session) as run:
                if writes:
                    outcomes = run.write(approved(self.base, *actions))
                else:
                    outcomes = run.read(reads(*actions))
        except KeyboardInterrupt:
            # As in an attempt: a Ctrl-C does not undo what was done.
            if outcomes is None:
                raise
        assert outcomes is not None
        return {"outcomes": [_described(outcome) for outcome in outcomes]}


def _described(outcome: Outcome) -> dict[str, Any]:
    code = outcome.error.code.value if outcome.error else None
    message = outcome.error.message if outcome.error else None
    return {"status": outcome.status.value, "code": code, "message": message, "data": outcome.data}


def main() -> None:
    """Obey until the input ends."""
    harden()
    parent = Parent()
    for line in sys.stdin.buffer:
        try:
            answer = parent.obey(json.loads(line))
        except AegisError as error:
            answer = {"refused": error.code.value}
        os.write(1, json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    main()
