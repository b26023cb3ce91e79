"""Signing in against the sandbox, over real HTTP, with a person who presses on the page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from aegis_cli.adapters.identity import verified
from aegis_cli.adapters.sign_in import DeviceSignIn, Identity, Verify
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.settings import SignInSettings
from tests.support import Sandbox, answering, sandbox, server

pytestmark = pytest.mark.enable_socket

READ = ("openid", "profile", "aegis:read")
WRITE = (*READ, "aegis:write")


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with sandbox("--confirm", "page") as started:
        yield started


@pytest.fixture
def tenant(running: Sandbox) -> Sandbox:
    running.reset()
    return running


@dataclass
class Person:
    """Whoever is shown the codes: does one thing about each, in order."""

    does: list[Callable[[DeviceCode], None]]
    wants_more: bool = True
    codes: list[DeviceCode] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)
    asked: int = 0

    def show_code(self, code: DeviceCode, host: str) -> None:
        self.codes.append(code)
        self.hosts.append(host)
        self.does.pop(0)(code)

    def waiting(self, reason: str) -> None:
        self.waits.append(reason)

    def wants_new_code(self) -> bool:
        self.asked += 1
        return self.wants_more


def confirms(tenant: Sandbox) -> Callable[[DeviceCode], None]:
    return lambda code: tenant.press(code.user_code, "confirm")


def denies(tenant: Sandbox) -> Callable[[DeviceCode], None]:
    return lambda code: tenant.press(code.user_code, "deny")


def waits_too_long(tenant: Sandbox) -> Callable[[DeviceCode], None]:
    return lambda _code: tenant.expire_codes()


def sign_in_of(
    tenant: Sandbox,
    person: Person,
    *,
    issuer: str | None = None,
    verify: Verify = verified,
    patience: float = 60.0,
) -> DeviceSignIn:
    found = tenant.environment
    settings = SignInSettings(
        issuer or found["AEGIS_ISSUER"],
        found["AEGIS_CLIENT_ID"],
        found["AEGIS_AUDIENCE"],
        found["AEGIS_VAULT_CLIENT_ID"],
        Secret(found["AEGIS_VAULT_CLIENT_SECRET"]),
    )
    return DeviceSignIn(lambda: settings, person, verify=verify, patience=patience)


def refusal(sign_in: DeviceSignIn, scope: tuple[str, ...] = READ) -> Code:
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
    person = Person([lambda _code: None], wants_more=False)

    assert Code.SIGN_IN_EXPIRED is refusal(sign_in_of(tenant, person, patience=0.1))


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
    strong_for_less = sign_in.session(READ)

    assert weak is weak_again
    assert "aegis:write" in strong.scope - weak.scope
    assert strong is strong_for_less
    assert 2 == codes_given(tenant)

    sign_in.forget()

    assert Code.SIGN_IN_DENIED is refusal(sign_in)
    assert 3 == codes_given(tenant)


def test_without_an_id_token_the_person_has_no_name(tenant: Sandbox) -> None:
    sign_in = sign_in_of(tenant, Person([confirms(tenant)]))

    session = sign_in.session(("aegis:read",))
    sign_in.close()

    assert ("somebody without a name", "") == (session.identity, session.subject)


def test_an_id_token_that_does_not_hold_gives_no_session(tenant: Sandbox) -> None:
    def refuse(*_: object, **__: object) -> Identity:
        raise Failed("It does not hold.", code=Code.PROTOCOL)

    sign_in = sign_in_of(tenant, Person([confirms(tenant)]), verify=refuse)

    assert Code.PROTOCOL is refusal(sign_in)


def test_the_issuer_is_asked_once_where_its_endpoints_are(tenant: Sandbox) -> None:
    sign_in = sign_in_of(tenant, Person([]))

    first, again = sign_in.provider(), sign_in.provider()
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
