"""Whom a session serves.

A session that runs a command is for that command and what it starts. One that runs none, a queue,
serves whoever finds it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from aegis_cli.errors import Code, error_for
from aegis_cli.session.peers import Peer

_MOST_STRANGERS = 20
"""Programs from outside that are told of; whoever starts more of them adds no line."""


@dataclass(slots=True)
class Audience:
    """What decides whom a session serves."""

    command: str = ""
    """The name of the program that it runs; "" for a queue, which serves everybody."""
    unused: frozenset[str] = frozenset()
    """The settings that the person has, and the session does not use: a sandbox brings its own."""
    strangers: dict[int, str] = field(default_factory=dict)
    """What the programs claim to be that were not served, by process."""

    def require_member(self, peer: Peer, note: Callable[[str], None]) -> None:
        """Raise `AegisError` for a program that the session's command did not start.

        `note` tells the person of it, once for each process. One that has ended is not looked at.
        """
        if not self.command or not peer.is_alive() or peer.is_known_to_descend_from(os.getpid()):
            return
        if peer.pid not in self.strangers and len(self.strangers) < _MOST_STRANGERS:
            claims = self.strangers[peer.pid] = peer.claims()
            note(f"not served, since the session's command did not start it: {claims}")
        raise error_for(
            Code.NO_SESSION,
            f"The session is for `{self.command}` and what that starts; this program "
            "was started elsewhere.",
            hint="Start it inside the session. `AEGIS_SESSION= aegis …` does without a session, "
            "and `aegis session` without a command serves all your terminals.",
        )
