"""One process's aegis: opens the parts that every front door uses, and closes them.

A front door asks the part itself, as in `app.requests.ask(…)`. Each part makes what it needs when
that is first asked for, and imports it then.
"""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Self

from aegis_cli.adapters.process.hardening import harden
from aegis_cli.adapters.process.termination import Terminated, end
from aegis_cli.errors import Code, Interrupted
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.executors import Executors
from aegis_cli.wiring.identities import Identities
from aegis_cli.wiring.planners import Planners
from aegis_cli.wiring.requests import Requests
from aegis_cli.wiring.screen import Screen
from aegis_cli.wiring.sign_ins import SignIns
from aegis_cli.wiring.speaker import OwnSpeaker


class App:
    """The parts of aegis, for one command or for a whole prompt."""

    def __init__(self, requests: Requests) -> None:
        """Take the requests of this process, and what they stand on."""
        self.requests = requests
        self.environment, self.sign_ins = requests.environment, requests.sign_ins
        self.executors, self.planners = requests.executors, requests.planners
        self.screen = self.environment.screen
        self.identities = Identities(self.environment, self.sign_ins, self.executors)

    @classmethod
    def of(cls, options: CliOptions, variables: Mapping[str, str] | None = None) -> Self:
        """Make the parts of a process of the person's own, and harden it.

        Raises `UsageError` where it is to use a sandbox, and the extra for that is not installed.
        """
        harden()
        if options.sandbox:
            from aegis_cli.adapters.installation import require_extra

            require_extra("sandbox", "The sandbox")
        variables = os.environ if variables is None else variables
        environment = Environment(options, variables, Screen(options, variables), ExitStack())
        sign_ins = SignIns(environment)
        executors, planners = Executors(environment, sign_ins), Planners(environment, sign_ins)
        return cls(Requests(environment, sign_ins, executors, planners, OwnSpeaker(sign_ins)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, *_: object
    ) -> None:
        termination = problem if isinstance(problem, Terminated) else None
        try:
            self._close()
        except Terminated as late:
            termination = late
        except KeyboardInterrupt:
            pass  # the result was shown already, and everything was closed all the same
        finally:
            if termination is not None:
                end(termination)
        if kind is KeyboardInterrupt:
            raise Interrupted("Interrupted.", code=Code.INTERRUPTED) from None

    def _close(self) -> None:
        """End every process and connection, and forget the session."""
        try:
            self.screen.progress.clear()
        finally:
            self.environment.closing.close()
