"""Signing in against the sandbox, over real HTTP, with a person who presses on the page."""

import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

import pytest

from aegis_cli.adapters.auth0.identity import verify_token
from aegis_cli.adapters.auth0.issuer_client import IssuerClient
from aegis_cli.adapters.auth0.session_cache import SessionCache
from aegis_cli.adapters.auth0.sign_in import DeviceSignIn, Identity, Verify
from aegis_cli.adapters.process.termination import Terminated
from aegis_cli.errors import AegisError, Code, Failed
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.request.ports import Session
from aegis_cli.settings.settings import SignInSettings
from tests.helpers.patience import NEVER, PATIENCE
from tests.helpers.support import Sandbox, answering, sandbox, server

pytestmark = pytest.mark.enable_socket

READ = ("openid", "profile", "aegis:read")
WRITE = (*READ, "aegis:write")


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with sandbox("--confirm", "page") as started:
        yield started


@dataclass
class Person:
    """Whoever is shown the codes: does one thing about each, in order."""

    does: list[Callable[[DeviceCode], None]]
    wants_more: bool = True
    patience: float = PATIENCE
    codes: list[DeviceCode] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asked: int = 0

    def show_code(self, code: DeviceCode, host: str) -> None:
        self.codes.append(code)
        self.hosts.append(host)
        self.does.pop(0)(code)

    def waiting(self, reason: str) -> None:
        self.waits.append(reason)

    def note(self, text: str, *, page: str = "") -> None:
        self.notes.append(text)

    def can_ask(self) -> bool:
        return True

    def wants_new_code(self) -> bool:
        self.asked += 1
        return self.wants_more


def confirms(tenant: Sandbox) -> Callable[[DeviceCode], None]:
    return lambda code: tenant.press(code.user_code, "confirm")


def denies(tenant: Sandbox) -> Callable[[DeviceCode], None]:
    return lambda code: tenant.press(code.user_code, "deny")


def waits_too_long(tenant: Sandbox) -> Callable[[DeviceCode], None]:
    return lambda _code: tenant.expire_codes()


class Signing:
    """A session cache, for requests one after another."""

    def __init__(self, session_cache: SessionCache) -> None:
        self.session_cache = session_cache
        self._requests = ExitStack()
        self._sessions = self._requests.enter_context(session_cache.request())

    def session(self, scope: tuple[str, ...]) -> Session:
        return self._sessions.session(scope)

    def step_up(self, scope: tuple[str, ...]) -> Session:
        return self._sessions.step_up(scope)

    def end_request(self) -> None:
        self._requests.close()
        self._sessions = self._requests.enter_context(self.session_cache.request())

    def drop_tokens(self) -> None:
        self.session_cache.drop_tokens()

    def close(self) -> None:
        with closing(self.issuer):
            self.session_cache.drop_tokens()

    @property
    def issuer(self) -> IssuerClient:
        return self.session_cache.sign_in.issuer


def sign_in_of(
    tenant: Sandbox,
    person: Person,
    *,
    issuer: str | None = None,
    verify: Verify = verify_token,
    refresh: bool = False,
) -> Signing:
    found = tenant.environment
    settings = SignInSettings(
        issuer or found["AEGIS_ISSUER"],
        found["AEGIS_CLIENT_ID"],
        found["AEGIS_AUDIENCE"],
        refresh=refresh,
    )
    client = IssuerClient(lambda: settings, person, patience=person.patience)
    return Signing(SessionCache(DeviceSignIn(client, verify)))


def refusal(sign_in: Signing, scope: tuple[str, ...] = READ) -> Code:
    with pytest.raises(AegisError) as caught:
        sign_in.session(scope)
    sign_in.close()
    return caught.value.code


def codes_given(tenant: Sandbox) -> int:
    return tenant.lines("auth0").count("POST /oauth/device/code")


def test_a_person_who_confirms_is_signed_in_under_their_verified_name(tenant: Sandbox) -> None:
    person = Person([confirms(tenant)])

    sign_in = sign_in_of(tenant, person)
    session = sign_in.session(READ)
    sign_in.close()

    assert ("Mona Lisa", "github|583231") == (session.identity, session.subject)
    assert set(READ) == session.scope
    assert session.expires_in == 600
    assert [tenant.environment["AEGIS_ISSUER"].removeprefix("http://").rstrip("/")] == person.hosts
    assert {"waiting for you to confirm in the browser"} == set(person.waits)


def test_a_person_who_denies_is_not_signed_in(tenant: Sandbox) -> None:
    assert Code.SIGN_IN_DENIED is refusal(sign_in_of(tenant, Person([denies(tenant)])))


def test_an_expired_code_is_replaced_if_the_person_wants_that(tenant: Sandbox) -> None:
    person = Person([waits_too_long(tenant), confirms(tenant)])

    sign_in = sign_in_of(tenant, person)
    session = sign_in.session(READ)
    sign_in.close()

    assert "Mona Lisa" == session.identity
    assert person.asked == 1
    assert person.codes[0].user_code != person.codes[1].user_code


def test_an_expired_code_is_the_end_if_the_person_does_not_want_another(tenant: Sandbox) -> None:
    person = Person([waits_too_long(tenant)], wants_more=False)

    assert Code.SIGN_IN_EXPIRED is refusal(sign_in_of(tenant, person))
    assert (1, 1) == (person.asked, codes_given(tenant))


def test_nobody_is_waited_for_longer_than_the_patience(tenant: Sandbox) -> None:
    person = Person([lambda _code: None], wants_more=False, patience=0.1)

    assert Code.SIGN_IN_EXPIRED is refusal(sign_in_of(tenant, person))


def test_a_grant_of_less_than_was_asked_is_denied(tenant: Sandbox) -> None:
    tenant.set(permissions=["aegis:read"])
    sign_in = sign_in_of(tenant, Person([confirms(tenant)]))

    with pytest.raises(AegisError) as caught:
        sign_in.session(WRITE)
    sign_in.close()

    assert Code.SCOPE is caught.value.code
    assert "aegis:write" in caught.value.message
    assert "aegis:read" not in caught.value.message


def test_a_session_is_used_again_while_it_suffices_and_until_it_is_forgotten(
    tenant: Sandbox,
) -> None:
    sign_in = sign_in_of(tenant, Person([confirms(tenant), confirms(tenant), denies(tenant)]))

    weak = sign_in.session(READ)
    weak_again = sign_in.session(READ)
    strong = sign_in.session(WRITE)
    strong_again = sign_in.session(WRITE)

    assert weak is weak_again
    assert "aegis:write" in strong.scope - weak.scope
    assert strong is strong_again
    assert 2 == codes_given(tenant)

    sign_in.drop_tokens()

    assert Code.SIGN_IN_DENIED is refusal(sign_in)
    assert 3 == codes_given(tenant)


def test_without_an_id_token_the_person_has_no_name(tenant: Sandbox) -> None:
    sign_in = sign_in_of(tenant, Person([confirms(tenant)]))

    session = sign_in.session(("aegis:read",))
    sign_in.close()

    assert ("a person without a name", "") == (session.identity, session.subject)


def test_an_id_token_that_does_not_hold_gives_no_session(tenant: Sandbox) -> None:
    def refuse(*_: object, **__: object) -> Identity:
        raise Failed("It does not hold.", code=Code.PROTOCOL)

    sign_in = sign_in_of(tenant, Person([confirms(tenant)]), verify=refuse)

    assert Code.PROTOCOL is refusal(sign_in)


def test_the_issuer_is_asked_once_where_its_endpoints_are(tenant: Sandbox) -> None:
    sign_in = sign_in_of(tenant, Person([]))

    first, again = sign_in.issuer.provider(), sign_in.issuer.provider()
    sign_in.close()

    assert first is again
    assert ["GET /.well-known/openid-configuration"] == tenant.lines("auth0")
    assert tenant.environment["AEGIS_ISSUER"] == first.issuer


def test_an_issuer_that_redirects_is_not_followed(tenant: Sandbox) -> None:
    moved = answering(status=302, location=tenant.environment["AEGIS_ISSUER"])

    with server(moved) as elsewhere:
        sign_in = sign_in_of(tenant, Person([]), issuer=elsewhere.url)

        assert Code.MISCONFIGURED is refusal(sign_in)
    assert [] == tenant.lines("auth0")


def test_a_stronger_session_ends_with_its_request_and_the_weaker_one_stays(
    tenant: Sandbox,
) -> None:
    sign_in = sign_in_of(tenant, Person([confirms(tenant), confirms(tenant), denies(tenant)]))

    weak = sign_in.session(READ)
    sign_in.session(WRITE)
    sign_in.end_request()
    after = sign_in.session(READ)

    assert weak is after
    assert 2 == codes_given(tenant)
    assert Code.SIGN_IN_DENIED is refusal(sign_in, WRITE)


def test_a_step_up_signs_in_anew_whatever_session_there_is_and_says_why(tenant: Sandbox) -> None:
    person = Person([confirms(tenant), confirms(tenant)])
    sign_in = sign_in_of(tenant, person)

    first = sign_in.session(WRITE)
    before = time.time()
    proved = sign_in.step_up(WRITE)
    kept = sign_in.session(WRITE)
    sign_in.close()

    assert first is not proved
    assert proved is kept
    assert proved.granted_at is not None
    assert before <= proved.granted_at <= time.time()
    assert ["This cannot be undone, so it needs a new sign-in."] == person.notes


# Refresh tokens


def grants(tenant: Sandbox) -> list[int]:
    """Return what the token endpoint answered, pending polls left out."""
    return [
        entry["status"]
        for entry in tenant.seen("auth0")
        if entry["path"] == "/oauth/token" and entry["status"] != 403
    ]


def revocations(tenant: Sandbox) -> int:
    return tenant.lines("auth0").count("POST /oauth/revoke")


def test_a_session_that_ended_is_renewed_without_a_person_as_often_as_needed(
    tenant: Sandbox,
) -> None:
    tenant.set(access_life=20)
    sign_in = sign_in_of(tenant, Person([confirms(tenant)]), refresh=True)

    first = sign_in.session(READ)
    second = sign_in.session(READ)
    tenant.set(access_life=600)
    third = sign_in.session(READ)
    same = sign_in.session(READ)
    sign_in.close()

    assert 3 == len({s.access_token.reveal() for s in (first, second, third)})
    assert third is same
    assert {"Mona Lisa"} == {s.identity for s in (first, second, third)}
    assert first.granted_at == third.granted_at
    assert {*READ, "offline_access"} == third.scope
    assert (1, [200, 200, 200], 1) == (codes_given(tenant), grants(tenant), revocations(tenant))


def test_a_refresh_token_that_is_no_longer_good_is_followed_by_a_new_sign_in(
    tenant: Sandbox,
) -> None:
    tenant.set(access_life=20)
    sign_in = sign_in_of(tenant, Person([confirms(tenant), confirms(tenant)]), refresh=True)

    sign_in.session(READ)
    tenant.fault("auth0", "POST", "/oauth/token", status=403, body='{"error": "invalid_grant"}')
    sign_in.session(READ)

    assert 2 == codes_given(tenant)
    # Whether the old one was spent is not known, so it is given back as well.
    sign_in.close()
    assert 2 == revocations(tenant)


def test_a_renewal_whose_answer_is_lost_is_not_tried_again(tenant: Sandbox) -> None:
    tenant.set(access_life=20)
    sign_in = sign_in_of(tenant, Person([confirms(tenant), confirms(tenant)]), refresh=True)

    sign_in.session(READ)
    tenant.fault("auth0", "POST", "/oauth/token", drop=True, after=True)
    sign_in.session(READ)
    sign_in.close()

    assert 2 == codes_given(tenant)


def test_a_renewal_that_brings_too_little_is_followed_by_a_new_sign_in(tenant: Sandbox) -> None:
    tenant.set(access_life=20)
    sign_in = sign_in_of(tenant, Person([confirms(tenant), confirms(tenant)]), refresh=True)

    sign_in.session(READ)
    tenant.set(permissions=[])
    with pytest.raises(AegisError) as caught:
        sign_in.session(READ)
    sign_in.close()

    assert Code.SCOPE is caught.value.code
    assert 2 == codes_given(tenant)


def test_a_renewal_that_is_interrupted_gives_its_token_back(tenant: Sandbox) -> None:
    tenant.set(access_life=20)
    person = Person([confirms(tenant)])
    sign_in = sign_in_of(tenant, person, refresh=True)

    def interrupt(reason: str) -> None:
        raise KeyboardInterrupt(reason)

    sign_in.session(READ)
    busy = '{"error": "too_many_requests"}'
    tenant.fault("auth0", "POST", "/oauth/token", status=429, body=busy)
    person.waiting = interrupt  # type: ignore[method-assign]  # what a Ctrl-C does there
    with pytest.raises(KeyboardInterrupt):
        sign_in.session(READ)

    assert 1 == revocations(tenant)
    sign_in.close()
    assert 1 == revocations(tenant)


def test_a_session_without_a_refresh_token_is_not_renewed(tenant: Sandbox) -> None:
    sign_in = sign_in_of(tenant, Person([confirms(tenant)]))

    kept = sign_in.session_cache.sign_in.signed_in(READ)
    asked = grants(tenant)
    renewed = sign_in.session_cache.sign_in.renew(kept)
    sign_in.close()

    assert renewed is None
    assert asked == grants(tenant)


def test_only_a_session_for_reading_has_a_refresh_token(tenant: Sandbox) -> None:
    sign_in = sign_in_of(tenant, Person([confirms(tenant)]), refresh=True)

    strong = sign_in.session(WRITE)
    sign_in.close()

    assert "offline_access" not in strong.scope
    assert 0 == revocations(tenant)


def test_where_the_api_gives_no_refresh_token_that_is_said_once_and_all_else_is_as_before(
    tenant: Sandbox,
) -> None:
    tenant.set(access_life=20, offline_access=False)
    person = Person([confirms(tenant), confirms(tenant)])
    sign_in = sign_in_of(tenant, person, refresh=True)

    sign_in.session(READ)
    sign_in.session(READ)
    sign_in.close()

    assert 1 == len(person.notes)
    assert "cannot be renewed" in person.notes[0]
    assert (2, 0) == (codes_given(tenant), revocations(tenant))


def test_a_sign_in_whose_id_token_does_not_hold_gives_its_refresh_token_back(
    tenant: Sandbox,
) -> None:
    def refuse(*_: object, **__: object) -> Identity:
        raise Failed("It does not hold.", code=Code.PROTOCOL)

    sign_in = sign_in_of(tenant, Person([confirms(tenant)]), verify=refuse, refresh=True)

    assert Code.PROTOCOL is refusal(sign_in)
    assert 1 == revocations(tenant)


def granting(tenant: Sandbox, scope: tuple[str, ...]) -> None:
    """Have the next poll bring this scope, and a refresh token that is none."""
    granted = {"access_token": "a-token", "token_type": "Bearer", "expires_in": 600}
    body = json.dumps(granted | {"scope": " ".join(scope), "refresh_token": "a-refresh-token"})
    tenant.fault("auth0", "POST", "/oauth/token", status=200, body=body)


def test_a_grant_of_more_than_was_asked_does_not_last_and_its_refresh_token_is_given_back(
    tenant: Sandbox,
) -> None:
    granting(tenant, WRITE)
    sign_in = sign_in_of(tenant, Person([print, confirms(tenant)]), refresh=True)

    strong = sign_in.session(READ)
    early = revocations(tenant)
    sign_in.end_request()
    weak = sign_in.session(READ)
    sign_in.close()

    assert ("aegis:write" in strong.scope, "aegis:write" in weak.scope) == (True, False)
    assert (1, 2) == (early, revocations(tenant))


def test_a_renewal_for_more_than_was_granted_gives_both_refresh_tokens_back(
    tenant: Sandbox,
) -> None:
    tenant.set(access_life=20)
    sign_in = sign_in_of(tenant, Person([confirms(tenant), confirms(tenant)]), refresh=True)

    sign_in.session(READ)
    granting(tenant, WRITE)
    weak = sign_in.session(READ)

    assert "aegis:write" not in weak.scope
    assert (2, 2) == (codes_given(tenant), revocations(tenant))
    sign_in.close()


def test_a_session_lives_from_when_it_was_granted_however_long_the_person_took(
    tenant: Sandbox,
) -> None:
    at = [1000.0]

    def takes_long(_code: DeviceCode) -> None:
        at[0] += 900

    granting(tenant, READ)
    sign_in = sign_in_of(tenant, Person([takes_long]))
    sign_in.session_cache.clock = sign_in.session_cache.sign_in.clock = lambda: at[0]

    first = sign_in.session(READ)
    at[0] += 500
    second = sign_in.session(READ)
    sign_in.close()

    assert first is second


def test_neither_a_ctrl_c_nor_a_signal_to_end_keeps_a_token_from_being_given_back(
    tenant: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = [KeyboardInterrupt(), Terminated(signal.SIGTERM), KeyboardInterrupt()]

    class Watched(threading.Thread):
        def join(self, timeout: float | None = None) -> None:
            # The thread that asks waits for one of its own, too.
            if impatient and threading.current_thread() is threading.main_thread():
                raise impatient.pop(0)
            super().join(timeout)

        def is_alive(self) -> bool:
            return bool(impatient) or super().is_alive()

    sign_in = sign_in_of(tenant, Person([confirms(tenant)]), refresh=True)
    sign_in.session(READ)
    monkeypatch.setattr(threading, "Thread", Watched)
    with pytest.raises(Terminated):
        sign_in.close()

    assert 1 == revocations(tenant)


@pytest.mark.parametrize("fault", [{"drop": True}, {"status": 500}, {"delay": NEVER}])
def test_an_issuer_that_fails_at_the_end_costs_two_seconds_at_most_and_no_error(
    tenant: Sandbox, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    class Watched(threading.Thread):
        def join(self, timeout: float | None = None) -> None:
            if threading.current_thread() is threading.main_thread():
                waits.append(NEVER if timeout is None else timeout)
            super().join(timeout)

    sign_in = sign_in_of(tenant, Person([confirms(tenant)]), refresh=True)

    sign_in.session(READ)
    tenant.fault("auth0", "POST", "/oauth/revoke", **fault)
    monkeypatch.setattr(threading, "Thread", Watched)
    sign_in.close()

    assert sum(waits) < 2.1
