"""The sign-in of a request in a session: the agent holds the sessions, and asks the person."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Self

from aegis_cli.core.secret import Secret
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.request.ports import Session
from aegis_cli.session.ports.link import Link


@dataclass
class AgentSignIn:
    """Gets sessions from the agent; each is for this request alone."""

    link: Link

    @contextmanager
    def request(self) -> Iterator[Self]:
        """Return itself: this process is one request, and the agent drops what was its own."""
        yield self

    def available(self, scope: tuple[str, ...]) -> Session | None:
        """Return a session that holds at least this scope and needs no person."""
        data = self.link.call("held", scope=list(scope)).value
        return None if data is None else session_from(data)

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return a session that holds at least this scope."""
        return session_from(self.link.call("session", scope=list(scope)).value)

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Have the person sign in again for this scope, as a proof of presence."""
        return session_from(self.link.call("step_up", scope=list(scope)).value)

    @cached_property
    def _issuer(self) -> ServerMetadata:
        return ServerMetadata(**self.link.call("issuer").value)

    def provider(self) -> ServerMetadata:
        """Return the issuer's endpoints."""
        return self._issuer

    def jwks(self) -> dict[str, Any]:
        """Return the issuer's current keys."""
        keys: dict[str, Any] = self.link.call("jwks").value
        return keys

    def connect(self, provider: str) -> bool:
        """Have the agent offer to connect the account at a provider."""
        return bool(self.link.call("connect", provider=provider).value)


def session_as_json(session: Session) -> dict[str, Any]:
    """Write a session, with its token, for a channel that no other process can read."""
    data = {field.name: getattr(session, field.name) for field in fields(session)}
    return data | {
        "access_token": session.access_token.reveal(),
        "scope": sorted(session.scope),
    }


def session_from(data: dict[str, Any]) -> Session:
    """Read a session."""
    return Session(
        **data | {"access_token": Secret(data["access_token"]), "scope": frozenset(data["scope"])}
    )
