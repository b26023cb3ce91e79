"""The person of a session, who is asked on the agent's terminal and nowhere else."""

import os
from dataclasses import dataclass, replace

from aegis_cli.adapters.agent.link import Link
from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.planning.expansion import Act, digest
from aegis_cli.request.approval import Reply
from aegis_cli.request.plan_sheet import Sheet


@dataclass(frozen=True, slots=True, repr=False)
class AgentTerminal(InteractiveTerminal):
    """Shows plans to the client, and asks the person at the agent's terminal.

    NOTE: any program of the session can give itself a terminal, so an answer there is nobody's.
    """

    link: Link | None = None
    asker: str = ""
    """What the asking process claims to be."""

    def can_ask(self) -> bool:
        """Tell that the agent's terminal is there."""
        return True

    def ask(self, sheet: Sheet, asked: tuple[Act, ...]) -> Reply:
        """Ask the person; the agent may refuse a question that they have just answered with no."""
        assert self.link is not None
        self.waiting("waiting for an answer at the session's terminal")
        descriptor = self.link.call("terminal", digest=digest(asked)).descriptor
        assert descriptor is not None
        reply = Reply()
        try:
            reply = self._at(Tty(descriptor)).ask(replace(sheet, asker=self.asker), asked)
        finally:
            os.close(descriptor)
            # NOTE: the agent refuses an answer for a client that has gone meanwhile.
            self.link.call("answered", yes=reply.yes or bool(reply.typed))
        return reply

    def _at(self, tty: Tty) -> InteractiveTerminal:
        """Return the person at another terminal."""
        return InteractiveTerminal(
            self.stderr, self.device, self.progress, self.options, self.environment, tty
        )
