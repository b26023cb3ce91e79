"""The person of a session, who is asked on the agent's terminal and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from aegis_cli.adapters.render.capabilities import Device, Encoding, device_of
from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.adapters.terminal.tty import Before, NoTerminal, Tty
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.planning.expansion import Act, digest
from aegis_cli.request.approval import Reply, is_yes, remaining_acts
from aegis_cli.request.edits import Edits
from aegis_cli.request.plan_preview import Preview
from aegis_cli.session.ports.link import Link

YES, NO, EDITED, NOTHING = "yes", "no", "edited", ""
"""What the person answered; nothing if the question was withdrawn, or did not reach them."""


@dataclass(frozen=True, slots=True, repr=False)
class AgentTerminal(InteractiveTerminal):
    """Shows plans to the client, and asks the person at the agent's terminal.

    NOTE: any program of the session can make itself a terminal, so an answer there proves nothing.
    """

    link: Link | None = None
    command: str = ""
    """The command line of the asking process, and its folder."""
    asker: str = ""
    """What it says of itself."""
    has_read: str = ""
    """What it has read in this session, as the agent noted it."""
    agents_variables: Mapping[str, str] = field(default_factory=dict)
    """The environment of the agent, which says what its terminal can show."""

    def can_ask(self) -> bool:
        """Tell that the agent's terminal is there."""
        return True

    def ask(self, preview: Preview, asked: tuple[Act, ...]) -> Reply | Edits:
        """Ask the person; the agent may refuse a question that they have just answered with no."""
        assert self.link is not None
        self.waiting("waiting for an answer at the session's terminal")
        answer = self.link.call("terminal", digest=digest(asked))
        assert answer.descriptor is not None
        waiting = answer.value["waiting"]
        more = f"({waiting} more questions wait) " if waiting else ""
        before = Before(answer.value["within_line"])
        person = self._at(answer.descriptor, answer.value["encoding"], before)
        person.named.update((use, url) for use, url in answer.value["named"])
        reply: Reply | Edits | None = None
        try:
            shown = replace(
                preview,
                command=f"{more}{self.command}",
                asker=self.asker,
                has_read=self.has_read,
            )
            reply = person.ask(shown, asked)
        except (NoTerminal, OSError):
            raise _nobody_reached() from None
        finally:
            os.close(answer.descriptor)
            # NOTE: the agent refuses an answer for a client that has gone, or a wrong PIN.
            told = _describe_reply(asked, reply)
            stands = self.link.call("answered", **told, named=sorted(person.named)).value
        return Reply() if told["answer"] == YES and not stands else reply

    def _at(self, descriptor: int, encoding: Encoding, before: Before) -> InteractiveTerminal:
        """Return the person at the agent's terminal, and what it shows text in.

        NOTE: nothing is written to the client's streams while that terminal is held: a client that
        does not read would keep it. And their encoding was chosen by a program.
        """
        screen = open(descriptor, "w", encoding=encoding, closefd=False)  # noqa: SIM115

        def device() -> Device:
            """Describe it. NOTE: a program may have made any colour that of the background."""
            found = device_of(screen, self.agents_variables, datetime.now(UTC))
            return replace(found, colour=False)

        return InteractiveTerminal(
            screen,
            device,
            Progress(screen, is_terminal=False),
            self.options,
            self.agents_variables,
            Tty(descriptor, encoding=encoding, before=before),
        )


def _describe_reply(asked: tuple[Act, ...], reply: Reply | Edits | None) -> dict[str, Any]:
    """Return what the agent is told of an answer; its log says it in the sentences of the plan."""
    if reply is None:
        return {"answer": NOTHING, "approves": [], "changed": False}
    if isinstance(reply, Edits):
        return {"answer": EDITED, "approves": [], "changed": True}
    if not is_yes(asked, reply):
        return {"answer": NO, "approves": [], "changed": False}
    approves = [act.action.says() for act in remaining_acts(asked, reply)]
    return {"answer": YES, "approves": approves, "changed": bool(reply.left_out)}


def _nobody_reached() -> AegisError:
    return error_for(
        Code.NEEDS_APPROVAL,
        "The session's terminal did not take the question, so nobody was asked.",
        hint="Look at the terminal in which the session was begun.",
    )
