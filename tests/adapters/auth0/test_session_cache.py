"""The session cache: what is kept for whom, until when, and with several requests at once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.adapters.auth0.session_cache import CachedSessions, SessionCache
from aegis_cli.adapters.auth0.sign_in import DeviceSignIn, KeptSession
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, NotSignedIn
from aegis_cli.oauth.session_lifetime import MARGIN, Validity
from aegis_cli.request.ports import Session
from aegis_cli.request.scopes import SCOPES
from tests.helpers.patience import PATIENCE

READ, WRITE, ADMIN = dict.fromkeys(SCOPES.values())


def nothing() -> None:
    """Take no time."""


@dataclass
class Issues:
    """A sign-in that hands out tokens with numbers; `meanwhile` happens while it is under way."""

    life: float = 600.0
    more: tuple[str, ...] = ()
    """What is granted beyond what was asked."""
    at: float = 1000.0
    meanwhile: Callable[[], None] = nothing
    made: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    renews: bool = True
    renewed_with: tuple[str, ...] | None = None
    """What a renewal grants; `None` for what was granted before."""

    @property
    def issuer(self) -> Any:
        return SimpleNamespace(revoke=self.revoke)

    def clock(self) -> float:
        return self.at

    def revoke(self, token: Secret | None) -> None:
        if token is not None:
            self.revoked.append(token.reveal())

    def signed_in(self, scope: tuple[str, ...]) -> KeptSession:
        return self._made("code", scope, is_renewable=scope == READ and not self.more)

    def stepped_up(self, scope: tuple[str, ...]) -> KeptSession:
        return self._made("proof", scope)

    def renew(self, kept: KeptSession) -> KeptSession | None:
        before = tuple(kept.session.scope)
        scope = before if self.renewed_with is None else self.renewed_with
        new = self._made("renewal", scope, is_renewable=True)
        return new if self.renews else None

    def _made(self, how: str, scope: tuple[str, ...], *, is_renewable: bool = False) -> KeptSession:
        self.made.append(how)
        name = f"{how} {len(self.made)}"
        self.meanwhile()
        granted = frozenset((*scope, *self.more))
        session = Session(Secret(name), granted, "Mona", "auth0|1", self.life)
        refresh = Secret(f"refresh {len(self.made)}") if is_renewable else None
        expires = self.at + self.life
        return KeptSession(session, Validity(granted, expires - MARGIN, refresh), expires)


def cache_of(issues: Issues, window: float = 600.0) -> SessionCache:
    return SessionCache(cast("DeviceSignIn", issues), window, clock=issues.clock)


@pytest.fixture
def sessions_of() -> Iterator[Callable[[SessionCache], CachedSessions]]:
    """Begin requests that are open beside each other until the test ends."""
    with ExitStack() as requests:
        yield lambda session_cache: requests.enter_context(session_cache.request())


def token_of(session_cache: SessionCache, scope: tuple[str, ...]) -> str:
    """Return the token that a whole request gets."""
    with session_cache.request() as sessions:
        return sessions.session(scope).access_token.reveal()


def held(session_cache: SessionCache, scope: tuple[str, ...]) -> str | None:
    """Return the token that a new request has without anybody."""
    with session_cache.request() as sessions:
        session = sessions.available(scope)
        return None if session is None else session.access_token.reveal()


# What is kept for whom


@pytest.mark.parametrize("scope", [READ, WRITE, ADMIN])
def test_what_one_request_elevated_serves_no_other_beside_it_or_after_it(
    scope: tuple[str, ...], sessions_of: Callable[[SessionCache], CachedSessions]
) -> None:
    issues = Issues()
    session_cache = cache_of(issues)
    beside = sessions_of(session_cache)

    with session_cache.request() as sessions:
        strong = sessions.step_up(ADMIN)
        again = sessions.session(scope)

    assert strong is again
    assert beside.available(scope) is None
    assert held(session_cache, scope) is None
    assert beside.session(scope) is not strong


def test_a_session_to_destroy_is_never_kept_for_another_request() -> None:
    session_cache = cache_of(Issues())

    assert ["code 1", "code 2"] == [token_of(session_cache, ADMIN) for _ in range(2)]
    assert held(session_cache, WRITE) is None


def test_a_session_for_writes_serves_the_requests_of_its_window_and_reads_use_the_weaker_one() -> (
    None
):
    issues = Issues()
    session_cache = cache_of(issues)

    tokens = [token_of(session_cache, scope) for scope in (READ, WRITE, READ, WRITE, READ)]

    assert ["code 1", "code 2", "code 1", "code 2", "code 1"] == tokens
    assert held(session_cache, ADMIN) is None


def test_who_began_with_a_write_reads_in_its_window_without_another_code() -> None:
    session_cache = cache_of(Issues())

    assert ["code 1", "code 1"] == [token_of(session_cache, WRITE), token_of(session_cache, READ)]


@pytest.mark.parametrize(
    ("window", "life", "last"),
    [
        (120.0, 600.0, 119.9),
        (600.0, 600.0, 569.9),
        (3600.0, 100.0, 69.9),
        (1.0, 600.0, 0.9),
        (0.0, 600.0, None),
    ],
)
def test_a_window_ends_at_its_minute_and_with_its_token_at_the_latest(
    window: float, life: float, last: float | None
) -> None:
    issues = Issues(life=life)
    session_cache = cache_of(issues, window)
    token_of(session_cache, WRITE)
    assert (window > 0) is (session_cache._window is not None)

    at_last = None
    if last is not None:
        issues.at = 1000.0 + last
        at_last = held(session_cache, WRITE)
    issues.at = 1000.0 + (0.0 if last is None else last + 0.2)
    after = held(session_cache, WRITE)

    assert (None if last is None else "code 1", None) == (at_last, after)
    # What ended is not even in memory any more.
    assert session_cache._window is None


def test_a_window_is_not_made_longer_by_its_use() -> None:
    issues = Issues(life=7200.0)
    session_cache = cache_of(issues)
    token_of(session_cache, WRITE)

    for _ in range(6):
        issues.at += 100.0
        used = held(session_cache, WRITE)

    assert used is None


def test_no_refresh_token_is_kept_for_a_window() -> None:
    issues = Issues()
    session_cache = cache_of(issues)
    made = issues.signed_in(WRITE)
    renewable = replace(made, validity=replace(made.validity, refresh_token=Secret("too much")))

    def oversight(scope: tuple[str, ...]) -> KeptSession:
        assert WRITE == scope
        return renewable

    with session_cache.request() as sessions:
        issues.signed_in = oversight  # type: ignore[method-assign]  # of whoever signs in
        sessions.session(WRITE)

    assert session_cache._window is not None
    assert session_cache._window.validity.refresh_token is None


@pytest.mark.parametrize(
    ("asked", "more"), [(READ, ("aegis:write",)), (WRITE, ("aegis:admin",)), (READ, ("aegis:x",))]
)
def test_a_grant_of_more_than_was_asked_ends_with_its_request(
    asked: tuple[str, ...], more: tuple[str, ...]
) -> None:
    issues = Issues(more=more)
    session_cache = cache_of(issues)

    assert ["code 1", "code 2"] == [token_of(session_cache, asked) for _ in range(2)]
    assert held(session_cache, ("openid",)) is None


def test_forgetting_drops_all_and_gives_the_refresh_token_back(
    sessions_of: Callable[[SessionCache], CachedSessions],
) -> None:
    issues = Issues()
    session_cache = cache_of(issues)
    sessions = sessions_of(session_cache)
    sessions.session(READ)
    sessions.session(WRITE)
    sessions.step_up(ADMIN)

    session_cache.drop_tokens()

    assert [None] * 3 == [sessions.available(scope) for scope in (READ, WRITE, ADMIN)]
    assert ["refresh 1"] == issues.revoked
    session_cache.drop_tokens()
    assert ["refresh 1"] == issues.revoked


def test_how_long_a_token_stays_valid_counts_what_was_dropped_and_no_margin() -> None:
    issues = Issues()
    session_cache = cache_of(issues, window=60.0)
    nothing_yet = session_cache.usable_for()
    token_of(session_cache, WRITE)
    issues.life = 100.0
    token_of(session_cache, ADMIN)

    session_cache.drop_tokens()
    issues.at += 90.0

    assert (0.0, 510.0) == (nothing_yet, session_cache.usable_for())
    issues.at += 600.0
    assert 0.0 == session_cache.usable_for()


def test_a_lease_is_nothing_after_its_request() -> None:
    session_cache = cache_of(Issues())
    with session_cache.request() as sessions:
        sessions.session(WRITE)

    with pytest.raises(KeyError):
        sessions.available(WRITE)
    with pytest.raises(NotSignedIn):
        sessions.step_up(ADMIN)


# Several requests at once


def test_several_requests_renew_a_session_once(
    sessions_of: Callable[[SessionCache], CachedSessions],
) -> None:
    issues = Issues()
    session_cache = cache_of(issues)
    token_of(session_cache, READ)
    issues.at += 600.0
    arrived = threading.Event()
    issues.meanwhile = lambda: _see(arrived.wait(PATIENCE))
    requests = [sessions_of(session_cache) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(each.available, READ) for each in requests]
        arrived.set()
        sessions = [each.result(PATIENCE) for each in asked]

    assert ["code", "renewal"] == issues.made
    assert {"renewal 2"} == {each.access_token.reveal() for each in sessions if each is not None}
    assert None not in sessions
    assert ["refresh 2"] == _end(session_cache, issues)


def _see(came: bool) -> None:  # noqa: FBT001  # what an event says
    assert came


def _end(session_cache: SessionCache, issues: Issues) -> list[str]:
    session_cache.drop_tokens()
    return issues.revoked


def test_a_renewal_that_fails_leaves_no_session_and_the_person_signs_in() -> None:
    issues = Issues(renews=False)
    session_cache = cache_of(issues)
    token_of(session_cache, READ)
    issues.at += 600.0

    assert held(session_cache, READ) is None
    assert "code 3" == token_of(session_cache, READ)


@pytest.mark.parametrize(
    ("granted", "token"),
    [(READ, "renewal 2"), (("aegis:read",), "renewal 2"), (("openid",), None), ((), None)],
)
def test_a_renewed_session_is_used_for_what_it_still_grants(
    granted: tuple[str, ...], token: str | None
) -> None:
    issues = Issues(renewed_with=granted)
    session_cache = cache_of(issues)
    token_of(session_cache, READ)
    issues.at += 600.0

    assert token == held(session_cache, READ)


@dataclass
class Waiting:
    """A request whose person has not confirmed the code yet."""

    issues: Issues
    pool: ThreadPoolExecutor
    shown: threading.Event = field(default_factory=threading.Event)
    confirmed: threading.Event = field(default_factory=threading.Event)

    def begin(self, act: Callable[[tuple[str, ...]], Session]) -> "Future[Session]":
        def meanwhile() -> None:
            self.shown.set()
            _see(self.confirmed.wait(PATIENCE))

        self.issues.meanwhile = meanwhile
        begun = self.pool.submit(act, WRITE)
        _see(self.shown.wait(PATIENCE))
        self.issues.meanwhile = nothing
        return begun


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    with ThreadPoolExecutor(4) as pool:
        waits = Waiting(Issues(), pool)
        yield waits
        waits.confirmed.set()


def test_who_waits_for_a_code_holds_up_no_read_and_no_renewal(
    waiting: Waiting, sessions_of: Callable[[SessionCache], CachedSessions]
) -> None:
    session_cache = cache_of(waiting.issues)
    token_of(session_cache, READ)
    waiting.begin(sessions_of(session_cache).session)

    read = waiting.pool.submit(token_of, session_cache, READ).result(PATIENCE / 2)
    waiting.issues.at += 600.0
    renewed = held(session_cache, READ)

    assert ("code 1", "renewal 3") == (read, renewed)
    assert held(session_cache, WRITE) is None


def test_a_renewal_holds_up_nobody_whose_session_is_there(
    waiting: Waiting, sessions_of: Callable[[SessionCache], CachedSessions]
) -> None:
    session_cache = cache_of(waiting.issues)
    token_of(session_cache, READ)
    waiting.issues.at += 600.0
    reads, destroys = sessions_of(session_cache), sessions_of(session_cache)
    proof = destroys.step_up(ADMIN)
    waiting.begin(lambda _scope: cast("Session", reads.available(READ)))

    assert proof is waiting.pool.submit(destroys.available, ADMIN).result(PATIENCE / 2)


def test_two_writes_at_once_take_one_code(
    waiting: Waiting, sessions_of: Callable[[SessionCache], CachedSessions]
) -> None:
    session_cache = cache_of(waiting.issues)
    first = waiting.begin(sessions_of(session_cache).session)
    second = waiting.pool.submit(sessions_of(session_cache).session, WRITE)
    assert not second.done()
    waiting.confirmed.set()

    assert first.result(PATIENCE) is second.result(PATIENCE)
    assert ["code"] == waiting.issues.made


def test_two_proofs_at_once_are_two_one_after_the_other(
    waiting: Waiting, sessions_of: Callable[[SessionCache], CachedSessions]
) -> None:
    session_cache = cache_of(waiting.issues)
    first = waiting.begin(sessions_of(session_cache).step_up)
    second = waiting.pool.submit(sessions_of(session_cache).step_up, ADMIN)
    assert ["proof"] == waiting.issues.made
    waiting.confirmed.set()

    assert first.result(PATIENCE) is not second.result(PATIENCE)
    assert ["proof", "proof"] == waiting.issues.made


@pytest.mark.parametrize("times", [0, 1])
@pytest.mark.parametrize("how", ["session", "step_up"])
def test_a_sign_in_that_ends_after_all_was_forgotten_is_not_kept(
    waiting: Waiting, how: str, times: int, sessions_of: Callable[[SessionCache], CachedSessions]
) -> None:
    session_cache = cache_of(waiting.issues)
    for _ in range(times):
        session_cache.drop_tokens()
    sessions = sessions_of(session_cache)
    begun = waiting.begin(getattr(sessions, how))

    session_cache.drop_tokens()
    waiting.confirmed.set()

    with pytest.raises(NotSignedIn) as caught:
        begun.result(PATIENCE)
    assert Code.SESSION_EXPIRED is caught.value.code
    assert "The session was ended while this request waited; nothing was sent." == str(caught.value)
    assert "Ask again." == caught.value.hint
    assert sessions.available(WRITE) is None
    assert held(session_cache, WRITE) is None


def test_a_renewal_that_ends_after_all_was_forgotten_gives_its_token_back(
    sessions_of: Callable[[SessionCache], CachedSessions],
) -> None:
    issues = Issues()
    session_cache = cache_of(issues)
    token_of(session_cache, READ)
    issues.at += 600.0
    issues.meanwhile = session_cache.drop_tokens

    with pytest.raises(NotSignedIn):
        sessions_of(session_cache).available(READ)

    assert ["refresh 2"] == issues.revoked
    assert held(session_cache, READ) is None
