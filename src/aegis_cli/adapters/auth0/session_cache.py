"""Keeps the sessions of one process: one that reads, a window for writes, and each request's own.

Requests in several threads share the cache. What one of them elevates is never given to another.
`oauth.session_lifetime` decides what is kept, and when it is used.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from aegis_cli.adapters.auth0.sign_in import DeviceSignIn, KeptSession, now
from aegis_cli.errors import Code, NotSignedIn
from aegis_cli.oauth.session_lifetime import GrantUse, Keeping, api_scope, keeping, next_step
from aegis_cli.request.ports import Session


@dataclass(frozen=True, eq=False, slots=True)
class CachedSessions:
    """The sessions that one request may use, until `SessionCache.request` ends."""

    session_cache: "SessionCache"

    def available(self, scope: tuple[str, ...]) -> Session | None:
        """Return a session of this scope that needs no person: a kept one, or a renewed one."""
        return self.session_cache.available(self, scope)

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return a session of this scope: the kept one, a renewed one, or a new one."""
        return self.session_cache.session(self, scope)

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Sign in anew, whatever session there is; it is kept for this request only."""
        return self.session_cache.step_up(self, scope)


@dataclass(eq=False, repr=False)
class SessionCache:
    """The sessions of one process, in memory."""

    sign_in: DeviceSignIn
    window: float = 0.0
    """The seconds for which a session for plain writes outlives its request."""
    clock: Callable[[], float] = now
    _lasting: KeptSession | None = field(default=None, init=False)
    _window: KeptSession | None = field(default=None, init=False)
    _own: dict[CachedSessions, KeptSession | None] = field(default_factory=dict, init=False)
    """What each open request alone may use."""
    _times_dropped: int = field(default=0, init=False)
    last_expires: float = field(default=0.0, init=False)
    """When the last of all access tokens expires that were granted here."""
    _state: threading.Lock = field(default_factory=threading.Lock, init=False)
    """Guards the fields above; held for no request to the issuer."""
    _renewing: threading.Lock = field(default_factory=threading.Lock, init=False)
    """NOTE: two renewals at once look like a stolen refresh token, and Auth0 revokes them all."""
    _asking: threading.Lock = field(default_factory=threading.Lock, init=False)
    """The person is shown one code at a time."""

    @contextmanager
    def request(self) -> Iterator[CachedSessions]:
        """Begin a request; when the context ends, what it alone held is dropped."""
        sessions = CachedSessions(self)
        with self._state:
            self._own[sessions] = None
        try:
            yield sessions
        finally:
            with self._state:
                del self._own[sessions]

    def available(self, sessions: CachedSessions, scope: tuple[str, ...]) -> Session | None:
        """Return a session of this scope that needs no person; `None` if there is none."""
        session = self._usable(sessions, scope)
        if session is None:
            with self._renewing:
                # Another request may have renewed it while this one waited.
                session = self._usable(sessions, scope) or self._renew(sessions, scope)
        return session

    def session(self, sessions: CachedSessions, scope: tuple[str, ...]) -> Session:
        """Return a session of this scope: the kept one, a renewed one, or a new one."""
        session = self.available(sessions, scope)
        if session is None:
            with self._asking:
                # Another request may have signed in while this one waited.
                session = self.available(sessions, scope) or self._signed_in(sessions, scope)
        return session

    def step_up(self, sessions: CachedSessions, scope: tuple[str, ...]) -> Session:
        """Sign in anew, whatever session there is; it is kept for this request only."""
        with self._asking:
            times = self._times_dropped
            kept = self.sign_in.stepped_up(scope)
            return self._keep(sessions, kept, Keeping.REQUEST, times)

    def usable_for(self) -> float:
        """Return the seconds for which an access token that was granted here stays valid.

        NOTE: Auth0 cannot revoke one, so this counts those too that were dropped.
        Source: https://auth0.com/docs/api/authentication/revoke-refresh-token/revoke-refresh-token
        """
        return max(0.0, self.last_expires - self.clock())

    def window_for(self) -> float:
        """Return the seconds for which the session of the window can be used; 0 without one."""
        with self._state:
            until = self._window.validity.until if self._window else 0.0
        return max(0.0, until - self.clock())

    def drop_tokens(self) -> None:
        """Drop every session, and revoke the refresh token.

        A sign-in or a renewal that is under way is not kept either, and ends as an error.
        """
        with self._state:
            kept, self._lasting, self._window = self._lasting, None, None
            self._own = dict.fromkeys(self._own)
            self._times_dropped += 1
        if kept is not None:
            self.sign_in.issuer.revoke(kept.validity.refresh_token)

    def _usable(self, sessions: CachedSessions, scope: tuple[str, ...]) -> Session | None:
        """Return a session of this scope that is kept and can be used as it is."""
        with self._state:
            if self._window is not None and self.clock() >= self._window.validity.until:
                self._window = None
            for kept in (self._own[sessions], self._lasting, self._window):
                validity = kept.validity if kept else None
                if kept and next_step(validity, scope, self.clock()) is GrantUse.USE:
                    return kept.session
        return None

    def _renew(self, sessions: CachedSessions, scope: tuple[str, ...]) -> Session | None:
        """Renew the lasting session; return `None` if the person must sign in anew."""
        with self._state:
            kept, times = self._lasting, self._times_dropped
            validity = kept.validity if kept else None
            if kept is None or next_step(validity, scope, self.clock()) is not GrantUse.RENEW:
                return None
            self._lasting = None  # its refresh token is used once, whatever becomes of it
        renewed = self.sign_in.renew(kept)
        if renewed is None:
            return None
        session = self._keep(sessions, renewed, Keeping.LASTING, times)
        return session if api_scope(scope) <= session.scope else None

    def _signed_in(self, sessions: CachedSessions, scope: tuple[str, ...]) -> Session:
        times = self._times_dropped
        kept = self.sign_in.signed_in(scope)
        return self._keep(sessions, kept, keeping(scope, kept.session.scope), times)

    def _keep(
        self, sessions: CachedSessions, kept: KeptSession, how: Keeping, times: int
    ) -> Session:
        """Keep a session; raise `NotSignedIn` if all were forgotten while it was on its way."""
        to_revoke: KeptSession | None = kept
        with self._state:
            self.last_expires = max(self.last_expires, kept.expires)
            is_wanted = times == self._times_dropped and sessions in self._own
            if is_wanted and how is Keeping.LASTING:
                to_revoke, self._lasting = self._lasting, kept
            elif is_wanted:
                to_revoke, self._own[sessions] = None, kept
                if how is Keeping.WINDOW and self.window > 0:
                    self._window = self._limit(kept)
        if to_revoke is not None:
            self.sign_in.issuer.revoke(to_revoke.validity.refresh_token)
        if not is_wanted:
            raise NotSignedIn(
                "The session was ended while this request waited; nothing was sent.",
                code=Code.SESSION_EXPIRED,
                hint="Ask again.",
            )
        return kept.session

    def _limit(self, kept: KeptSession) -> KeptSession:
        """Return a session for the window: until the token's end, or the window's if earlier."""
        until = min(kept.validity.until, self.clock() + self.window)
        return replace(kept, validity=replace(kept.validity, until=until, refresh_token=None))
