"""Stepping up in the browser, over real HTTP against the sandbox: who proves what, and who not."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import httpx
import pytest

from aegis_cli.adapters.auth0.browser_step_up import BrowserStepUp
from aegis_cli.adapters.auth0.identity import verify_token
from aegis_cli.adapters.auth0.issuer_client import IssuerClient
from aegis_cli.adapters.auth0.round_trip import RoundTrip
from aegis_cli.adapters.auth0.session_cache import SessionCache
from aegis_cli.adapters.auth0.sign_in import DeviceSignIn
from aegis_cli.errors import AegisError, Code
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.oauth.pkce import CALLBACK_PORTS
from aegis_cli.settings.settings import SignInSettings
from tests.adapters.auth0.callback import callback_ports
from tests.helpers.support import LOOPBACK, Sandbox, sandbox

pytestmark = pytest.mark.enable_socket

SCOPE = ("openid", "profile", "aegis:read", "aegis:write", "aegis:admin")

Browse = Callable[[str], object]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with sandbox() as started:
        yield started


@pytest.fixture
def tenant(running: Sandbox) -> Iterator[Sandbox]:
    running.reset()
    running.set(auth_age=3600)
    with callback_ports():
        yield running


def goes_through(url: str) -> httpx.Response:
    """Do what a person does who confirms everything; here, the sandbox does."""
    return httpx.get(url, follow_redirects=True, **LOOPBACK)


@dataclass
class Person:
    """Whoever is told where to go, and has a browser."""

    browse: Browse = goes_through
    is_there: bool = True
    notes: list[str] = field(default_factory=list)
    browsers: list[threading.Thread] = field(default_factory=list)

    def returns(self) -> None:
        """Be back from the browser, which has then shown its last page."""
        for browser in self.browsers:
            browser.join()

    def can_ask(self) -> bool:
        return self.is_there

    def note(self, text: str, *, page: str = "") -> None:
        self.notes.append(text)
        if "/authorize?" in page:
            self.browsers.append(threading.Thread(target=self.browse, args=(page,)))
            self.browsers[-1].start()

    def waiting(self, reason: str) -> None:
        self.notes.append(reason)

    def show_code(self, code: DeviceCode, host: str) -> None:
        pass

    def wants_new_code(self) -> bool:
        return False


@pytest.fixture
def stepping(tenant: Sandbox) -> Iterator[Callable[..., DeviceSignIn]]:
    """Make step-ups, and end what they began."""
    with ExitStack() as ended:

        def made(person: Person, *, patience: float = 60.0) -> DeviceSignIn:
            found = tenant.environment
            settings = SignInSettings(
                found["AEGIS_ISSUER"], found["AEGIS_CLIENT_ID"], found["AEGIS_AUDIENCE"]
            )
            trip = RoundTrip(person, opens_browser=lambda: False)
            by = BrowserStepUp(trip, person, patience)
            issuer = IssuerClient(lambda: settings, person, patience)
            ended.callback(issuer.close)
            ended.callback(person.returns)
            return DeviceSignIn(issuer, verify_token, step_up_by=by)

        yield made


def refusal(step_up: DeviceSignIn) -> AegisError:
    with pytest.raises(AegisError) as caught:
        step_up.stepped_up(SCOPE)
    return caught.value


def token_requests(tenant: Sandbox) -> int:
    return tenant.lines("auth0").count("POST /oauth/token")


def test_a_login_of_this_moment_gives_a_session_for_exactly_the_scope(
    tenant: Sandbox, stepping: Callable[..., DeviceSignIn]
) -> None:
    before = int(time.time())
    person = Person()

    session = stepping(person).stepped_up(SCOPE).session

    assert ("Mona Lisa", "github|583231") == (session.identity, session.subject)
    assert frozenset(SCOPE) == session.scope
    assert session.logged_in_at is not None
    assert before <= session.logged_in_at <= time.time()
    assert "cannot be undone" in person.notes[0]
    assert "POST /oauth/device/code" not in tenant.lines("auth0")


def test_it_is_kept_for_the_request_and_no_longer(
    tenant: Sandbox, stepping: Callable[..., DeviceSignIn]
) -> None:
    session_cache = SessionCache(stepping(Person()))

    with session_cache.request() as sessions:
        proved = sessions.step_up(SCOPE)
        kept = sessions.session(SCOPE)
    with session_cache.request() as sessions:
        after = sessions.session(SCOPE)

    assert proved is kept
    assert after.access_token != proved.access_token
    assert 1 == tenant.lines("auth0").count("POST /oauth/device/code")


def test_where_no_person_is_nothing_is_asked_of_anybody(
    tenant: Sandbox, stepping: Callable[..., DeviceSignIn]
) -> None:
    problem = refusal(stepping(Person(is_there=False)))

    assert Code.NO_TERMINAL is problem.code
    assert "--step-up device" in (problem.hint or "")
    assert [] == tenant.lines("auth0")


def test_a_login_from_before_is_no_proof_whoever_took_max_age_out(
    stepping: Callable[..., DeviceSignIn],
) -> None:
    person = Person(lambda url: goes_through(url.replace("max_age=0", "max_age=999999")))
    step_up = stepping(person)

    problem = refusal(step_up)

    assert Code.STEP_UP is problem.code
    assert "The browser used an earlier login" in problem.message


def test_an_answer_that_does_not_say_when_is_no_proof(
    stepping: Callable[..., DeviceSignIn],
) -> None:
    person = Person(lambda url: goes_through(url.replace("&max_age=0", "")))

    problem = refusal(stepping(person))

    assert Code.PROTOCOL is problem.code
    assert "does not say when" in problem.message


def test_tokens_of_another_sign_in_are_no_proof_and_give_no_session(
    tenant: Sandbox, stepping: Callable[..., DeviceSignIn]
) -> None:
    issuer, client_id = (tenant.environment[f"AEGIS_{n}"] for n in ("ISSUER", "CLIENT_ID"))
    with httpx.Client(base_url=issuer, **LOOPBACK) as other:
        asked = {"client_id": client_id, "audience": tenant.environment["AEGIS_AUDIENCE"]}
        asked["scope"] = " ".join((*SCOPE, "offline_access"))
        code = other.post("oauth/device/code", data=asked).json()["device_code"]
        grant = "urn:ietf:params:oauth:grant-type:device_code"
        form = {"grant_type": grant, "client_id": client_id, "device_code": code}
        stolen = other.post("oauth/token", data=form).json()
    headers = {"content-type": "application/json"}
    body = json.dumps(stolen)
    tenant.fault("auth0", "POST", "/oauth/token", status=200, headers=headers, body=body)
    step_up = stepping(Person())

    problem = refusal(step_up)
    with SessionCache(step_up).request() as sessions:
        later = sessions.session(SCOPE)

    assert Code.PROTOCOL is problem.code
    assert "does not belong to this request" in problem.message
    assert later.access_token.reveal() != stolen["access_token"]
    # Nobody asked for a refresh token, so it is given back.
    assert 1 == tenant.lines("auth0").count("POST /oauth/revoke")


def test_who_denies_in_the_browser_proves_nothing(
    tenant: Sandbox, stepping: Callable[..., DeviceSignIn]
) -> None:
    tenant.set(confirm="page")

    def denies(url: str) -> None:
        with httpx.Client(follow_redirects=True, **LOOPBACK) as browser:
            page = browser.get(url)
            state = re.search(r'name="state" value="([^"]+)"', page.text)
            assert state is not None
            browser.post(
                str(page.url).partition("?")[0], data={"state": state[1], "action": "deny"}
            )

    problem = refusal(stepping(Person(denies)))
    tenant.set(confirm="auto")

    assert Code.SIGN_IN_DENIED is problem.code
    assert 0 == token_requests(tenant)


def test_a_code_with_another_state_is_not_turned_in(
    tenant: Sandbox, stepping: Callable[..., DeviceSignIn]
) -> None:
    pages: list[httpx.Response] = []

    def forges(url: str) -> None:
        forged = re.sub(r"state=[^&]+", "state=forged", url)
        pages.append(goes_through(forged))
        pages.append(goes_through(url))

    person = Person(forges)
    session = stepping(person).stepped_up(SCOPE).session
    person.returns()

    assert [400, 200] == [page.status_code for page in pages]
    assert "github|583231" == session.subject
    assert 1 == token_requests(tenant)


def test_nobody_is_waited_for_longer_than_the_patience(
    tenant: Sandbox, stepping: Callable[..., DeviceSignIn]
) -> None:
    problem = refusal(stepping(Person(lambda _url: None), patience=0.2))

    assert Code.SIGN_IN_EXPIRED is problem.code
    assert 0 == token_requests(tenant)


def test_without_a_free_port_nobody_is_sent_anywhere(
    stepping: Callable[..., DeviceSignIn],
) -> None:
    person = Person()
    with ExitStack() as taken:
        for port in CALLBACK_PORTS:
            listener = taken.enter_context(socket.socket())
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", port))
            listener.listen()

        problem = refusal(stepping(person))

    assert Code.NETWORK is problem.code
    assert [] == person.notes


def test_an_issuer_that_does_not_allow_the_code_grant_is_explained(
    tenant: Sandbox, stepping: Callable[..., DeviceSignIn]
) -> None:
    body = '{"error": "unauthorized_client", "error_description": "Grant type not allowed."}'
    headers = {"content-type": "application/json"}
    tenant.fault("auth0", "POST", "/oauth/token", status=403, headers=headers, body=body)

    problem = refusal(stepping(Person()))

    assert Code.MISCONFIGURED is problem.code
    assert "Authorization Code grant" in (problem.hint or "")
