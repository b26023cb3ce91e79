"""The control messages of a session, and who may send them.

Every process may lock a session, and end it at once with a panic. A process that the session's
command started may not unlock or end it; being any other process gives no further right. No control
message approves anything.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aegis_cli.errors import Code, error_for
from aegis_cli.session.agent import Agent
from aegis_cli.session.lifetime import instant
from aegis_cli.session.line import frames
from aegis_cli.session.line.peers import Peer
from aegis_cli.session.requests.served_request import ServedRequest

_ASKED_ABOUT = "status"
_REFUSED_WITHIN = frozenset({"unlock", "end"})


@dataclass
class Control:
    """What can be told to an agent, and what it tells of itself."""

    agent: Agent
    not_revoked: str = ""
    """After a panic: what cannot be revoked, and until when it lives."""

    def __call__(self, request: ServedRequest, name: str) -> dict[str, Any] | None:
        """Do what a control message says; raise `AegisError` if the client may not.

        A lock is answered when no process holds a token any more, unless a write is in flight.
        """
        if name in _REFUSED_WITHIN:
            _refuse_within(request.peer, name)
        agent = self.agent
        deeds: Mapping[str, Callable[[], None]] = {
            "lock": lambda: agent.lock("`aegis session lock` was typed"),
            "unlock": agent.unlock,
            "end": lambda: agent.stop("`aegis session end` was typed"),
            "panic": self.panic,
        }
        if name == "log":
            return {"lines": agent.journal.last()}
        if name != _ASKED_ABOUT:
            if name not in deeds:
                raise error_for(Code.BAD_USAGE, f"A session cannot {name!r}.")
            deeds[name]()
        if name == "lock" and agent.is_lock_in_progress and not agent.clients.are_sending:
            return None
        return self.status()

    def panic(self) -> None:
        """End everything at once, and have Auth0 revoke the refresh token."""
        minutes = self.agent.holder.usable_for() / 60
        self.not_revoked = (
            "What Auth0 cannot revoke, but no process holds any more: an access token that is "
            f"valid for {minutes:.0f} more minutes. A token of GitHub expires by itself."
        )
        self.agent.lock("panic")
        self.agent.stop("panic")

    def status(self) -> dict[str, Any]:
        """Return what may be known of the session; it holds no secret."""
        agent, now = self.agent, instant()
        life = agent.lifetime
        return {
            "aegis": frames.SPEAKS,
            "state": self._state(),
            "is_unlocking": agent.is_unlocking,
            "asks_pin": agent.terminal.pin is not None,
            "identity": agent.holder.identity,
            "address": agent.clients.address,
            "requests": sum(bool(request.log.words) for request in agent.clients.requests),
            "questions": agent.terminal.waiting + (agent.terminal.owner is not None),
            "locks_in": round(life.idle - (now.counted - life.used.counted)),
            "ends_in": round(life.longest - (now.counted - life.began.counted)),
            "writes_for": round(agent.holder.window_for()),
            "grants": [*map(str, agent.grants.grants)],
            "grant_writes_left": agent.grants.left,
            "grant_uses": [*agent.grants.uses],
            "not_revoked": self.not_revoked,
        }

    def _state(self) -> str:
        agent = self.agent
        if agent.ended_because:
            return "ended"
        if agent.is_lock_in_progress:
            return "locking"
        return "locked" if agent.is_locked else "open"


def _refuse_within(peer: Peer, name: str) -> None:
    """Raise `AegisError` if a peer belongs to the session's command, or has ended."""
    # NOTE: the number of one that ended may be another's by now, so it is looked at last.
    if peer.descends_from(os.getpid()) or not peer.is_alive():
        raise error_for(
            Code.POLICY,
            f"A program of the session may not {name} it.",
            hint=f"Run `aegis session {name}` in another terminal, or press Ctrl-] in this one.",
        )
