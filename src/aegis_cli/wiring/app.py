"""One process's aegis, as every front door opens it: what can be done, and the parts that do it.

Where each part is made: the settings in `surroundings`, the person in `screen`, the sign-in in
`sign_ins`, the executor in `executors`, the planner in `planners`. A front door adds nothing here.
"""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self, TextIO

from aegis_cli.adapters.process.hardening import harden
from aegis_cli.adapters.process.termination import Terminated, end
from aegis_cli.errors import Code, Interrupted
from aegis_cli.request.conversation import Conversation
from aegis_cli.request.result import Result
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.settings.settings import Settings
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.executors import Executors
from aegis_cli.wiring.identities import Identities
from aegis_cli.wiring.planners import Planners
from aegis_cli.wiring.requests import Requests
from aegis_cli.wiring.sign_ins import SignIns

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action
    from aegis_cli.adapters.auth0.connecting import Connecting
    from aegis_cli.adapters.auth0.sign_in import DeviceSignIn
    from aegis_cli.adapters.auth0.tenant_client import Management
    from aegis_cli.adapters.gemini.planner import GeminiPlanner
    from aegis_cli.adapters.render.capabilities import Device
    from aegis_cli.adapters.sender import Sender
    from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
    from aegis_cli.adapters.terminal.progress import Progress
    from aegis_cli.core.flow import Wait
    from aegis_cli.core.secret import Secret
    from aegis_cli.oauth.exchange import Vault
    from aegis_cli.planning.plan import Step
    from aegis_cli.request.ports import Executor


class App:
    """Settings, adapters and the session, for one command or a whole REPL."""

    def __init__(self, choices: CliOptions, environment: Mapping[str, str] | None = None) -> None:
        harden()
        self._closing = ExitStack()
        environment = os.environ if environment is None else environment
        self._around = around = Environment(choices, environment, self._closing)
        self._sign_ins = sign_ins = SignIns(around)
        self._executors = executors = Executors(around, sign_ins)
        self._planners = Planners(around, sign_ins)
        self._requests = Requests(around, sign_ins, executors, self._planners)
        self._identities = Identities(around, sign_ins, executors)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, *_: object
    ) -> None:
        told = problem if isinstance(problem, Terminated) else None
        try:
            self.close()
        except Terminated as late:
            told = late
        except KeyboardInterrupt:
            pass  # what there is to tell was told, and everything was closed all the same
        finally:
            if told is not None:
                end(told)
        if kind is KeyboardInterrupt:
            raise Interrupted("Interrupted.", code=Code.INTERRUPTED) from None

    def close(self) -> None:
        """End every process and connection, and forget the session."""
        try:
            self.progress.clear()
        finally:
            self._closing.close()

    def ask(self, text: str) -> Result:
        """Do what a sentence asks for."""
        return self._requests.ask(text)

    def do(self, request: str, step: "Step") -> Result:
        """Do the action that the person typed."""
        return self._requests.do(request, step)

    def typed_step(self, cls: "type[Action[Any]]", given: Mapping[str, Any]) -> "Step":
        """Make a step of what the person typed as options; a text of `-` is standard input.

        Raises `UsageError` where a field is missing or wrong.
        """
        return self._requests.typed_step(cls, given)

    def set_repo(self, repo: str) -> None:
        """Set what "this repo" means from now on; empty means what git says."""
        self._around.set_repo(repo)

    def whoami(self) -> dict[str, Any]:
        """Sign in for reading, and tell what that gave."""
        return self._identities.whoami()

    def github_login(self) -> str:
        """Exchange once, for reading, and return who that is at GitHub."""
        return self._identities.github_login()

    def inspect_github(self) -> dict[str, Any]:
        """Sign in for reading, and tell of the GitHub token what can be told without it."""
        return self._identities.inspect_github()

    def learn_from_broker(self) -> None:
        """Take over what the broker says of itself, where one is set; ask it once."""
        self._around.learn_from_broker()

    @property
    def choices(self) -> CliOptions:
        """What the command line says, with the repository as it is set now."""
        return self._around.choices

    @property
    def settings(self) -> Settings:
        """The settings, with what the broker said of itself as soon as it is known."""
        return self._around.settings

    @property
    def conversation(self) -> Conversation:
        """What the planner may know of the lines before."""
        return self._requests.conversation

    @property
    def person(self) -> "InteractiveTerminal":
        """The person at the terminal."""
        return self._around.person

    @property
    def progress(self) -> "Progress":
        """The line of progress on standard error."""
        return self._around.progress

    def device(self, stream: TextIO) -> "Device":
        """Describe where text goes."""
        return self._around.screen.device(stream)

    def sender(self) -> "Sender":
        """Return a sender for requests that belong to no adapter."""
        return self._around.screen.sender()

    def wait(self, wait: "Wait") -> None:
        """Wait, and say for what."""
        self._around.screen.wait(wait)

    @property
    def sign_in(self) -> "DeviceSignIn":
        """The device flow, with the session of this process."""
        return self._sign_ins.device

    @property
    def connecting(self) -> "Connecting":
        """The connected accounts at Auth0, with a sign-in of their own."""
        return self._sign_ins.connecting

    def management(self, base: str, token: "Secret") -> "Management":
        """Return a connection to a tenant's Management API."""
        return self._sign_ins.management(base, token)

    @property
    def executor(self) -> "Executor":
        """Where plans are carried out: at the broker, or in a child process here."""
        return self._executors.chosen

    def vault(self) -> "Vault":
        """Return the client that may exchange; asks the issuer where, the first time."""
        return self._executors.vault()

    @property
    def gemini(self) -> "GeminiPlanner":
        """The planner that asks Gemini, whatever planner is chosen."""
        return self._planners.gemini

    @property
    def model(self) -> str:
        """The model that plans."""
        return self._planners.model

    def broker_models(self) -> tuple[str, ...]:
        """Return the models that the broker plans with; none where none is set, or it does not."""
        return self._around.broker_models()
