"""The control service and the journal, with which a test observes and disturbs a sandbox."""

import asyncio
from functools import cache
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from aegis_cli.sandbox.control import control
from aegis_cli.sandbox.observed import DROP, Dropped, Observed
from aegis_cli.sandbox.state import Confirm, DeviceCode, Fault, Issued, SandboxService, Seen, State
from tests.helpers.patience import NEVER
from tests.helpers.rows import for_each

BASE = "http://127.0.0.1:8487"


@cache
def pem(*, private: bool) -> str:
    return RSAKey.generate_key(2048).as_pem(private=private).decode()


class Echo:
    """A service that counts its requests and answers with what it was sent."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        body = await Request(scope, receive).body()
        await JSONResponse({"sent": body.decode(errors="replace")}, 201)(scope, receive, send)


class World:
    """A door, its observer and the control door, over one state."""

    def __init__(self, door: SandboxService = SandboxService.GITHUB) -> None:
        self.state = State()
        self.echo = Echo()
        self.http = TestClient(Observed(self.echo, door, self.state), base_url=BASE)
        self.control = TestClient(control(self.state), base_url=BASE)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("asyncio.sleep", sleep)
    return waits


def test_starting_and_ending_an_app_passes_through() -> None:
    state = State()
    observed = Observed(control(state), SandboxService.GITHUB, state)

    with TestClient(observed, base_url=BASE) as client:
        assert client.get("/script").status_code == 501

    assert len(state.journal) == 1


# The journal


def test_the_journal_holds_each_request_with_its_body_and_no_header(world: World) -> None:
    world.http.post("/repos/a/b?page=2", json={"title": "x"}, headers={"authorization": "secret"})

    assert world.control.get("/journal").json() == [
        {
            "door": "github",
            "method": "POST",
            "path": "/repos/a/b",
            "query": "page=2",
            "status": 201,
            "body": {"title": "x"},
            "token": "",
        }
    ]


def test_the_journal_holds_no_body_of_auth0(world: World) -> None:
    world = World(SandboxService.AUTH0)
    answer = world.http.post("/oauth/token", data={"subject_token": "secret"})

    assert answer.json() == {"sent": "subject_token=secret"}
    assert world.state.journal == [
        Seen(SandboxService.AUTH0, "POST", "/oauth/token", "", 201, None)
    ]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(b"", None), (b"{", "{"), (b"\xff", "\N{REPLACEMENT CHARACTER}"), (b"[" * 9999, "[" * 9999)],
)
def test_a_body_that_is_not_json_is_kept_as_text(world: World, sent: bytes, kept: Any) -> None:
    world.http.post("/", content=sent)

    assert world.state.journal[0].body == kept


def test_the_journal_can_be_emptied(world: World) -> None:
    world.http.get("/")

    assert world.control.delete("/journal").status_code == 204
    assert world.control.get("/journal").json() == []


def test_a_request_in_flight_is_in_the_journal_with_status_0() -> None:
    state = State()

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        assert [(seen.status, seen.body) for seen in state.journal] == [(0, {"a": 1})]
        state.journal.clear()
        await Response(status_code=204)(scope, receive, send)

    answer = TestClient(Observed(door, SandboxService.GEMINI, state)).post("/", json={"a": 1})

    assert answer.status_code == 204
    assert state.journal == []


def test_a_failing_door_is_logged_and_not_hidden(caplog: pytest.LogCaptureFixture) -> None:
    async def door(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        TestClient(Observed(door, SandboxService.GITHUB, State())).get("/x")

    assert caplog.messages == ["The sandbox failed on GET /x"]


@pytest.mark.parametrize("door", [SandboxService.AUTH0, SandboxService.GITHUB])
def test_half_a_body_is_not_acted_on(
    door: SandboxService, caplog: pytest.LogCaptureFixture
) -> None:
    state, acted = State(), []
    messages = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def app(scope: Scope, receive: Receive, _send: Send) -> None:
        acted.append(await Request(scope, receive).body())

    async def receive() -> Any:
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        acted.append(_message)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    with pytest.raises(ClientDisconnect):
        asyncio.run(Observed(app, door, state)(scope, receive, send))

    assert (acted, caplog.messages, state.journal[0].status) == ([], [], 0)


def test_a_body_that_is_too_large_is_refused(world: World) -> None:
    answer = world.http.post("/", content=b"x" * (8 * 1024 * 1024 + 1))

    assert (answer.status_code, world.echo.asked) == (413, 0)
    assert world.state.journal[0].status == 413


# Latency and faults


def test_latency_is_added_to_each_request_of_a_door(world: World, slept: list[float]) -> None:
    world.state.latency = {SandboxService.GITHUB: 0.25, SandboxService.GEMINI: 0.6}
    world.http.get("/")

    assert slept == [0.25]


def test_the_observer_adds_no_latency_to_auth0(slept: list[float]) -> None:
    world = World(SandboxService.AUTH0)
    world.state.latency = {SandboxService.AUTH0: 0.15}
    world.http.get("/")

    assert slept == []


def test_a_fault_answers_as_often_as_it_says_and_the_door_is_not_asked(world: World) -> None:
    fault = {
        "door": "github",
        "method": "GET",
        "path": "/repos/.*",
        "times": 2,
        "status": 503,
        "headers": {"Retry-After": "1"},
        "body": "busy",
    }
    assert world.control.post("/faults", json=[fault]).status_code == 204

    answers = [world.http.get("/repos/a/b") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 201]
    assert answers[0].headers["retry-after"] == "1"
    assert answers[0].text == "busy"
    assert world.echo.asked == 1
    assert [seen.status for seen in world.state.journal] == [503, 503, 201]


@pytest.mark.parametrize(
    ("door", "method", "path"),
    [
        (SandboxService.GEMINI, "GET", "/a"),
        (SandboxService.GITHUB, "POST", "/a"),
        (SandboxService.GITHUB, "GET", "/"),
    ],
)
def test_a_fault_matches_only_its_door_its_method_and_its_whole_path(
    world: World, door: SandboxService, method: Any, path: str
) -> None:
    world.state.faults = [Fault(door, method, path, status=500)]

    assert world.http.get("/a").status_code == 201
    assert len(world.state.faults) == 1


def test_a_fault_may_only_delay(world: World) -> None:
    world.state.faults = [Fault(SandboxService.GITHUB, "GET", "/", delay=0.01)]

    assert world.http.get("/").status_code == 201


@pytest.mark.parametrize(("after", "asked"), [(False, 0), (True, 1)])
def test_a_delay_ends_when_the_faults_are_deleted(world: World, *, after: bool, asked: int) -> None:
    world.state.faults = [Fault(SandboxService.GITHUB, "POST", "/", delay=NEVER, after=after)]

    async def delayed() -> tuple[int, int, Any]:
        there = httpx.ASGITransport(Observed(world.echo, SandboxService.GITHUB, world.state))
        async with httpx.AsyncClient(transport=there, base_url=BASE) as client:
            waiting = asyncio.create_task(client.post("/", content=b"x"))
            while world.state.faults or world.echo.asked < asked:  # noqa: ASYNC110  # no event tells
                await asyncio.sleep(0)
            before = world.echo.asked
            world.state.lift()
            answer = await waiting
        return before, answer.status_code, answer.json()

    assert asyncio.run(delayed()) == (asked, 201, {"sent": "x"})
    assert world.echo.asked == 1


def test_a_fault_after_the_work_loses_the_answer_but_not_the_effect(world: World) -> None:
    world.state.faults = [Fault(SandboxService.GITHUB, "POST", "/", status=502, after=True)]

    answer = world.http.post("/", json={})

    assert (answer.status_code, world.echo.asked) == (502, 1)
    assert world.state.journal[0].status == 502


@pytest.mark.parametrize(("after", "asked"), [(False, 0), (True, 1)])
def test_a_drop_answers_nothing(world: World, *, after: bool, asked: int) -> None:
    world.state.faults = [Fault(SandboxService.GITHUB, "GET", "/", drop=True, after=after)]

    with pytest.raises(Dropped):
        world.http.get("/")

    assert world.echo.asked == asked
    assert world.state.journal[0].status == 0


def test_a_drop_closes_the_connection_where_there_is_one() -> None:
    state = State(faults=[Fault(SandboxService.GITHUB, "GET", "/", drop=True)])
    observed, closed = Observed(Echo(), SandboxService.GITHUB, state), []

    async def connection(scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"] = {DROP: lambda: closed.append(True)}
        await observed(scope, receive, send)
        await Response(status_code=204)(scope, receive, send)

    TestClient(connection).get("/")

    assert closed == [True]


def test_unused_faults_can_be_listed_and_deleted(world: World) -> None:
    world.state.faults = [Fault(SandboxService.GITHUB, "GET", "/", status=500)]

    assert [fault["path"] for fault in world.control.get("/faults").json()] == ["/"]
    lifted = world.state.lifted
    assert world.control.delete("/faults").status_code == 204
    assert world.state.faults == []
    assert lifted.is_set()


FAULT = {"door": "github", "method": "GET", "path": "/", "status": 500}


@for_each(
    "sent",
    [
        FAULT,
        ["x"],
        [FAULT | {"door": "gitlab"}],
        [FAULT | {"door": ["github"]}],
        [FAULT | {"method": "get"}],
        [FAULT | {"method": []}],
        [FAULT | {"path": 1}],
        [FAULT | {"times": 0}],
        [FAULT | {"times": True}],
        [FAULT | {"status": 99}],
        [FAULT | {"status": None}],
        [FAULT | {"status": 500.0}],
        [FAULT | {"delay": -1}],
        [FAULT | {"delay": "1"}],
        [FAULT | {"headers": []}],
        [FAULT | {"headers": {"a": 1}}],
        [FAULT | {"body": {}}],
        [FAULT | {"after": 1}],
        [FAULT | {"drop": True}],
        [FAULT | {"retries": 1}],
        [{"door": "github", "status": 500}],
        [{"door": "github", "method": "GET", "path": "/"}],
        [{"door": "github", "method": "GET", "path": "/", "drop": True, "body": "x"}],
    ],
)
def test_a_malformed_fault_is_refused_and_none_is_taken(world: World, sent: Any) -> None:
    answer = world.control.post("/faults", json=sent)

    assert (answer.status_code, set(answer.json())) == (400, {"error"})
    assert world.state.faults == []


# Settings, script, tokens, codes


def test_settings_change_what_they_name_and_nothing_else(world: World) -> None:
    sent = {
        "access_life": 60,
        "auth_age": 3600,
        "confirm": "auto",
        "confirm_after": 2,
        "connected": False,
        "enabled_scopes": {"board": ["notes:read"]},
        "expiring_tokens": False,
        "fresh_tokens": False,
        "installations": ["mona"],
        "interval": 0.25,
        "latency": {"github": 0.25, "auth0": 0.15},
        "offline_access": False,
        "others": {"notice-board": "board"},
        "permissions": ["aegis:read"],
        "run_pace": 0,
        "scopes": {"board": ["notes:read"]},
        "sizes": {"log": 200},
        "stale_tokens": {"board": 1},
        "storage_breaks": 100,
        "storage_stalls": 50,
        "tells_auth_time": False,
        "unconnected": ["board"],
        "vault_public_key": pem(private=False),
    }
    assert world.control.put("/settings", json=sent).json() == sent
    assert world.control.put("/settings", json={"connected": True}).status_code == 200

    assert world.state.confirm is Confirm.AUTO
    assert world.state.latency == {SandboxService.GITHUB: 0.25, SandboxService.AUTH0: 0.15}
    assert world.control.get("/settings").json() == sent | {"connected": True}


@for_each(
    "body",
    [
        "",
        "[]",
        "{",
        '{"access_life": 0}',
        '{"auth_age": -1}',
        '{"confirm": "yes"}',
        '{"confirm_after": NaN}',
        '{"confirm_after": 1e999}',
        '{"connected": "true"}',
        '{"latency": 1}',
        '{"latency": {"exchange": 1}}',
        '{"latency": {"github": null}}',
        '{"permissions": "aegis:read"}',
        '{"permissions": [1]}',
        '{"vault_public_key": "no key"}',
        '{"faults": []}',
        "[" * 50_000,
    ],
)
def test_malformed_settings_are_refused_and_change_nothing(world: World, body: str) -> None:
    before = world.control.get("/settings").json()

    answer = world.control.put("/settings", content=body)

    assert (answer.status_code, set(answer.json())) == (400, {"error"})
    assert world.control.get("/settings").json() == before


def test_a_private_key_is_refused_where_a_public_one_is_set(world: World) -> None:
    before = world.control.get("/settings").json()

    answer = world.control.put("/settings", json={"vault_public_key": pem(private=True)})

    assert (answer.status_code, set(answer.json())) == (400, {"error"})
    assert world.control.get("/settings").json() == before


def test_a_body_that_is_too_large_for_the_control_door_is_refused(world: World) -> None:
    answer = world.control.post("/script", content=b" " * (8 * 1024 * 1024 + 1))

    assert answer.status_code == 400


def test_a_script_is_added_to_what_is_left_of_the_last(world: World) -> None:
    world.state.script.append({"steps": [1]})

    assert world.control.post("/script", json=[{"steps": [2]}]).status_code == 204
    assert list(world.state.script) == [{"steps": [1]}, {"steps": [2]}]
    assert world.control.post("/script", json={"steps": []}).status_code == 400


def test_all_that_was_handed_out_is_listed_by_kind(world: World) -> None:
    world.state.hand_out(Issued.GITHUB, "ghu_a")
    world.state.hand_out(Issued.DEVICE, "code")
    world.state.hand_out(Issued.GITHUB, "ghu_b")

    issued = world.control.get("/issued").json()

    assert {"github": ["ghu_a", "ghu_b"], "device": ["code"]} == issued
    assert "ghu_a" not in repr(world.state)


def test_the_provider_tokens_are_listed(world: World) -> None:
    world.state.provider_tokens = {"ghu_a": 1.0, "ghu_b": 2.0}

    assert world.control.get("/tokens").json() == ["ghu_a", "ghu_b"]


def test_every_code_expires_at_once(world: World) -> None:
    now = world.state.now()
    for name, ends in (("waits", now + 900), ("ended", now - 1)):
        world.state.device_codes[name] = DeviceCode(f"secret-{name}", name, (), "", now, ends)

    assert world.control.delete("/codes").status_code == 204

    assert all(code.expires_at <= world.state.now() for code in world.state.device_codes.values())


# Which requests are served


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example:8487"},
        {"host": ""},
        {"host": "[::1"},
        {"origin": "http://127.0.0.1:8487"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_a_request_that_a_web_page_made_a_browser_send_is_refused(
    world: World, headers: dict[str, str]
) -> None:
    world.state.provider_tokens = {"ghu_a": 1.0}

    answer = world.control.get("/tokens", headers=headers)

    assert answer.status_code == 403
    assert "ghu_a" not in answer.text


@pytest.mark.parametrize("host", ["localhost:8487", "[::1]:8487", "127.0.0.1"])
def test_loopback_by_any_name_is_served(world: World, host: str) -> None:
    assert world.control.get("/journal", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/journal")])
def test_a_route_that_is_not_implemented_answers_501(world: World, method: str, path: str) -> None:
    answer = world.control.request(method, path)

    assert answer.status_code == 501
    assert answer.json() == {"error": f"The control door has no {method} {path}."}


def test_every_service_begins_anew(world: World) -> None:
    begun: list[str] = []
    world.state.beginnings += [lambda: begun.append("slack"), lambda: begun.append("jira")]
    world.state.rung.append({"channel": "C0GENERAL1", "rings": ["!here"]})
    assert [{"channel": "C0GENERAL1", "rings": ["!here"]}] == world.control.get("/rung").json()

    assert 204 == world.control.delete("/world").status_code

    assert ["slack", "jira"] == begun
    assert [] == world.control.get("/rung").json()
