"""Who holds the sessions and the planner of an agent, and answers for them; called in threads.

The session cache decides what a request gets. A person is shown a code, or asked to connect an
account, only while the agent's terminal is held for that.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.request.ports import RequestSessions, Session
from aegis_cli.session.ports.agent_planner import context_from, proposal
from aegis_cli.session.ports.agent_sign_in import session_as_json
from aegis_cli.wiring.app import App


class Holder:
    """The sessions and the planner, which stay in the agent."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.identity = ""
        """The name of the person who signed in."""

    @property
    def kept(self) -> dict[str, Any]:
        """What may be known of the session when it is forgotten, for JSON."""
        return {"identity": self.identity, "expires": self.app.sign_ins.session_cache.last_expires}

    def resume(self, kept: Mapping[str, Any]) -> None:
        """Go on with what is `kept`, in the main thread: the cache sets handlers of signals."""
        self.identity = kept["identity"]
        self.app.sign_ins.session_cache.last_expires = kept["expires"]

    def sessions(self, stack: ExitStack) -> RequestSessions:
        """Return the sessions that one request may use, until the stack ends."""
        return stack.enter_context(self.app.sign_ins.session_cache.request())

    def sign_in(self) -> None:
        """Sign in for reading, where the session is not held already."""
        self.identity = self.app.sign_ins.for_reading().identity

    def usable_for(self) -> float:
        """Return the seconds for which a token that is held now stays valid."""
        return self.app.sign_ins.session_cache.usable_for()

    def window_for(self) -> float:
        """Return the seconds for which a write needs no sign-in of its own."""
        return self.app.sign_ins.session_cache.window_for()

    def drop_tokens(self) -> None:
        """Drop every token, and revoke what can be revoked."""
        self.app.sign_ins.session_cache.drop_tokens()

    def answer(self, sessions: RequestSessions, name: str, message: dict[str, Any]) -> Any:
        """Answer a call by its name; raise `AegisError` as the part that answers does."""
        sign_ins = self.app.sign_ins
        answers: Mapping[str, Callable[[], Any]] = {
            "held": lambda: _as_json(sessions.available(tuple(message["scope"]))),
            "session": lambda: _as_json(sessions.session(tuple(message["scope"]))),
            "step_up": lambda: _as_json(sessions.step_up(tuple(message["scope"]))),
            "issuer": lambda: asdict(sign_ins.issuer.provider()),
            "jwks": sign_ins.issuer.jwks,
            "connect": lambda: sign_ins.offer_to_connect(message["provider"]),
            "propose": lambda: self._proposal(message["text"], message["context"]),
        }
        return answers[name]()

    def _proposal(self, text: str, data: dict[str, Any]) -> dict[str, Any]:
        context = context_from(data)
        sentence = Sentence(text, context.host)
        planner = self.app.planners.gemini
        return proposal(
            planner, sentence, context, lambda wire: read(wire, sentence, context, catalog.load)
        )


def _as_json(session: Session | None) -> dict[str, Any] | None:
    return None if session is None else session_as_json(session)
