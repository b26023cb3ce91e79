"""The keys of a session that its person presses behind Ctrl-], and the screen that lists them."""

from aegis_cli.core.text import one_line
from aegis_cli.session.agent import Agent
from aegis_cli.session.control import Control

KEYS = """\
Press Ctrl-], and then one of these:
  w       show this
  l       lock the session: drop every token
  u       unlock it: sign in again
  e       end it; you are asked first
  p       panic: end it at once, and revoke what can be revoked
  Ctrl-]  send Ctrl-] to the command
"""


def press(control: Control, key: bytes) -> None:
    """Do what the person's key behind the prefix says."""
    agent = control.agent
    match key.lower():
        case b"l":
            agent.lock("the person locked it")
        case b"u":
            agent.unlock()
        case b"e":
            # NOTE: a key that is meant for the command may follow a Ctrl-] that is.
            _end_if_wanted(agent)
        case b"p":
            control.panic()
        case _:
            agent.terminal.show(f"{about(control)}\n{KEYS}\n")


def about(control: Control) -> str:
    """Say how the session is, and what happened last."""
    told = control.status()
    lines = [
        f"The session of {one_line(told['identity'])} is {told['state']}.",
        f"Requests that run: {told['requests']}. Questions that wait: {told['questions']}.",
        *[*control.agent.journal.lines][-10:],
    ]
    return "".join(f"{line}\n" for line in lines)


def _end_if_wanted(agent: Agent) -> None:
    """End the session if the person says so."""
    asked = "This ends the session, and the command that runs in it.\nEnd it? [y/n] "

    def end(wanted: bool) -> None:  # noqa: FBT001  # the one thing it takes
        if wanted:
            agent.stop("the person ended it")

    agent.terminal.ask(lambda tty: tty.agrees(asked), end)
