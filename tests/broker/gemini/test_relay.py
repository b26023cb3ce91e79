"""A turn of planning at the broker's route: who may, how often, what goes on, and what is noted."""

import asyncio
import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import httpx
import pytest

from aegis_cli.adapters.gemini.access import ThroughBroker
from aegis_cli.adapters.gemini.planner import GeminiPlanner
from aegis_cli.broker.admission import Admission
from aegis_cli.broker.audit import Audit
from aegis_cli.broker.gemini.model_request import LARGEST
from aegis_cli.broker.gemini.relay import ModelRelay
from aegis_cli.broker.gemini.upstream import Upstream
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.gate import Gate
from aegis_cli.broker.http.limits import Capacity, Limits, RateLimiter
from aegis_cli.broker.http.problem import invalid_token
from aegis_cli.broker.metrics import Metrics
from aegis_cli.broker.plans import Plans
from aegis_cli.broker.routes import application, metadata
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.protected_resource import ProtectedResource
from tests.broker.gemini.test_model_request import GOOD, HOSTILE
from tests.helpers.rows import for_each
from tests.helpers.support import Server, Talk, answering, sandbox, server
from tests.helpers.synthetic_catalogue import catalogue_of

pytestmark = pytest.mark.enable_socket

KEY = "AQ.0123456789abcdef-the-key"
TOKEN = "the-persons-own-token"
MODEL = "gemini-3.8-flash"
PATH = f"/gemini/v1/models/{MODEL}:generateContent"
RESOURCE = ProtectedResource(
    "https://a.example", "https://i.example/", "cli", "https://g", "github"
)
MONA = Caller("github|mona", "cli", frozenset({"openid", "aegis:read"}), None, None, 0.0)
OPAQUE = {
    "status": 400,
    "body": {
        "error": {
            "code": 400,
            "message": "Request contains an invalid argument.",
            "status": "INVALID_ARGUMENT",
        }
    },
}
WORDS = "open an issue about MARK-0123"
ASKED = GOOD | {"contents": [{"role": "user", "parts": [{"text": WORDS}]}]}
ANSWER = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "MARK-4567"}]}}],
    "usageMetadata": {"promptTokenCount": 900, "totalTokenCount": 1000},
}


class Tenant:
    """Knows one token."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def verify(self, token: Secret) -> Caller:
        if token == Secret(TOKEN):
            return self._caller
        raise invalid_token("The access token's signature does not hold.")


class Door:
    """The route of one broker, and what it noted."""

    def __init__(
        self, url: str, *, caller: Caller = MONA, per_minute: int = 300, key: str = KEY
    ) -> None:
        self._written = io.BytesIO()
        self._audit = Audit(self._written)
        self.metrics = Metrics()
        tenant: Any = Tenant(caller)
        self.admission = Admission(
            gate=Gate(tenant),
            limits=replace(Limits(), body=LARGEST),
            rate_limiter=RateLimiter(per_minute, clock=time.monotonic),
            capacity=Capacity(2),
            audit=self._audit,
            metrics=self.metrics,
        )
        self.relay = ModelRelay(
            self.admission,
            Upstream(Secret(key), url=url, api_version="v1beta"),
            (MODEL, "gemini-3.5-flash-lite"),
        )
        plans = Plans(self.admission, Whitelist(), cast("Any", None))
        self._app = application(plans, RESOURCE, relay=self.relay, metrics=False)

    def post(
        self, sent: Any = None, path: str = PATH, *, times: int = 1, **headers: str
    ) -> httpx.Response:
        """Send a request so many times; return the last answer."""
        body = sent if isinstance(sent, bytes) else json.dumps(sent or ASKED).encode()
        named = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://b") as client:
                for _ in range(times - 1):
                    await client.post(path, content=body, headers=named)
                answer = await client.post(path, content=body, headers=named)
            await self.relay.upstream.close()
            return answer

        return asyncio.run(ask())

    def noted(self) -> list[dict[str, Any]]:
        """Return the audit; nothing can be asked afterwards."""
        self._audit.close()
        return [json.loads(line) for line in self._written.getvalue().splitlines()]


@pytest.fixture
def google() -> Iterator[Server]:
    with server(answering(json.dumps(ANSWER), server="gfe", x_secret=KEY)) as running:
        yield running


def end(answer: httpx.Response) -> tuple[int, str]:
    assert "application/problem+json" == answer.headers["content-type"]
    return answer.status_code, answer.json()["code"]


def test_a_turn_goes_to_the_brokers_own_address_with_the_brokers_own_key(google: Server) -> None:
    door = Door(google.url)

    answer = door.post(x_goog_api_key="through-a-broker", cookie="a=b", x_goog_user_project="evil")

    (heard,) = google.heard
    assert (200, ANSWER) == (answer.status_code, answer.json())
    assert f"/v1beta/models/{MODEL}:generateContent" == heard.target
    assert KEY == heard.headers["x-goog-api-key"]
    assert ASKED == json.loads(heard.body)
    assert "evil" not in str(heard.headers)
    assert "cookie" not in heard.headers
    assert TOKEN not in str(heard.headers) + heard.body.decode()


@pytest.mark.parametrize("path", [PATH.replace("flash", "%66lash"), PATH.replace(":", "%3a")])
def test_a_model_is_named_without_percent_signs(path: str, google: Server) -> None:
    door = Door(google.url)

    answer = door.post(path=path)

    assert (404, "not_found") == end(answer)
    assert [] == google.heard
    assert 'route="other",status="404"' in door.metrics.text()


def test_of_the_answer_nothing_but_its_json_is_handed_on(google: Server) -> None:
    answer = Door(google.url).post()

    assert {
        "content-length", "content-type", "cache-control", "x-content-type-options", "x-request-id",
    } == set(answer.headers)  # fmt: skip
    assert "application/json" == answer.headers["content-type"]


# Who may


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        ("Bearer another", (401, "invalid_token")),
        ("Basic dTpw", (401, "invalid_token")),
        ("", (401, "invalid_token")),
    ],
)
def test_without_a_token_that_holds_nothing_is_asked(
    authorization: str, expected: tuple[int, str], google: Server
) -> None:
    answer = Door(google.url).post(authorization=authorization)

    assert expected == end(answer)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert [] == google.heard


@pytest.mark.parametrize(
    "caller",
    [
        replace(MONA, scope=frozenset({"openid"})),
        replace(MONA, scope=frozenset({"aegis:write"})),
        replace(MONA, permissions=frozenset({"aegis:write"})),
    ],
)
def test_whoever_may_not_read_may_not_plan(caller: Caller, google: Server) -> None:
    answer = Door(google.url, caller=caller).post()

    assert (403, "insufficient_scope") == end(answer)
    assert 'scope="aegis:read"' in answer.headers["www-authenticate"]
    assert [] == google.heard


def test_so_many_turns_of_one_person_and_no_more(google: Server) -> None:
    door = Door(google.url, per_minute=6)

    answer = door.post(times=3)

    assert (429, "rate_limited") == end(answer)
    assert 1 <= int(answer.headers["retry-after"]) <= 10
    assert 2 == len(google.heard)
    assert ["allowed", "allowed", "rate_limited"] == [line["verdict"] for line in door.noted()]


def test_one_turn_too_many_at_once_is_refused_at_once(google: Server) -> None:
    door = Door(google.url)
    with door.admission.capacity, door.admission.capacity:
        answer = door.post()

    assert (503, "overloaded") == end(answer)
    assert [] == google.heard


# What may be asked


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/gemini/v1/models/gemini-4-argon:generateContent", (404, "unknown_model")),
        ("/gemini/v1/models/GEMINI-3.8-FLASH:generateContent", (404, "unknown_model")),
        (f"/gemini/v1/models/{MODEL}%0a:generateContent", (404, "not_found")),
        (f"/gemini/v1/models/x%2F..%2F{MODEL}:generateContent", (404, "not_found")),
        (f"/gemini/v1/models/{MODEL}:streamGenerateContent", (404, "not_found")),
        (f"/gemini/v1/models/{MODEL}:countTokens", (404, "not_found")),
        (f"/gemini/v1beta/models/{MODEL}:generateContent", (404, "not_found")),
        ("/gemini/v1/models", (404, "not_found")),
        ("/gemini/v1/cachedContents", (404, "not_found")),
        ("/gemini/v1/interactions", (404, "not_found")),
    ],
)
def test_nothing_but_a_turn_of_a_model_of_the_list_is_there(
    path: str, expected: tuple[int, str], google: Server
) -> None:
    assert expected == end(Door(google.url).post(path=path))
    assert [] == google.heard


def test_each_model_of_the_list_may_be_asked(google: Server) -> None:
    path = "/gemini/v1/models/gemini-3.5-flash-lite:generateContent"

    answer = Door(google.url).post(path=path + "?key=abc&alt=sse")

    assert 200 == answer.status_code
    assert ["/v1beta/models/gemini-3.5-flash-lite:generateContent"] == [
        heard.target for heard in google.heard
    ]


@pytest.mark.parametrize(
    ("sent", "kind", "expected"),
    [
        (HOSTILE["code execution"], "application/json", (400, "bad_request")),
        (HOSTILE["a cached content"], "application/json", (400, "bad_request")),
        (b"{", "application/json", (400, "bad_request")),
        (b"{}", "text/plain", (415, "bad_request")),
        (b" " * (LARGEST + 1), "application/json", (413, "too_large")),
    ],
)
def test_what_is_no_turn_of_planning_is_refused_without_being_repeated(
    sent: Any, kind: str, expected: tuple[int, str], google: Server
) -> None:
    answer = Door(google.url).post(sent, content_type=kind)

    assert expected == end(answer)
    assert "MARK" not in answer.text
    assert [] == google.heard


# What comes back where Gemini refuses


@for_each(
    ("talk", "expected"),
    [
        (answering('{"error": {"message": "Who?"}}', status=401), (502, "misconfigured")),
        (answering('{"error": {"message": "Leaked."}}', status=403), (502, "misconfigured")),
        (answering('{"error": {"message": "API key not valid."}}', status=400), (502, "misconfigured")),
        (answering("<html>"), (502, "protocol")),
        (answering(status=302, location="http://127.0.0.1:9/"), (502, "protocol")),
        (answering("<html>", status=500), (502, "unavailable")),
        (lambda _heard, connection: connection.close(), (502, "network")),
    ],
)  # fmt: skip
def test_what_is_not_the_callers_fault_is_a_bad_gateway(
    talk: Talk, expected: tuple[int, str]
) -> None:
    with server(talk) as failing:
        answer = Door(failing.url).post()

    assert expected == end(answer)
    assert "www-authenticate" not in answer.headers


def test_an_error_of_gemini_comes_back_as_one_without_its_headers() -> None:
    error = {"code": 429, "message": "Quota.", "status": "RESOURCE_EXHAUSTED", "details": []}
    talk = answering(json.dumps({"error": error}), status=429, x_goog="secret", retry_after="4")
    with server(talk) as busy:
        answer = Door(busy.url).post()

    told = answer.json()["error"]
    assert (429, "application/json") == (answer.status_code, answer.headers["content-type"])
    assert ("Quota.", "4.000s") == (told["message"], told["details"][0]["retryDelay"])
    assert "secret" not in str(answer.headers)
    assert "retry-after" not in answer.headers


@for_each("size", [270, 337, 1000])
@for_each(("script", "turns"), [([], 1), ([OPAQUE], 2)], ids=["usual", "plainest"])
def test_what_the_planner_sends_with_so_many_actions_is_taken_by_gemini(
    size: int, script: list[Any], turns: int
) -> None:
    with sandbox() as gemini:
        gemini.script(*script)
        url, key = (gemini.environment[it] for it in ("AEGIS_GEMINI_URL", "GEMINI_API_KEY"))

        def relay(request: httpx.Request) -> httpx.Response:
            answer = Door(url, key=key).post(request.content, request.url.path)
            return httpx.Response(answer.status_code, content=answer.content)

        planner = GeminiPlanner(
            ThroughBroker("http://127.0.0.1:9", token=lambda: Secret(TOKEN)),
            model=MODEL,
            catalogue=catalogue_of(size),
            now=lambda: datetime(2026, 11, 29, 14, 5, tzinfo=UTC),
            progress=lambda _line: None,
        )
        planner._http = httpx.Client(transport=httpx.MockTransport(relay))
        probe = planner.probe()
        planner.close()

        assert probe.has_plan
        assert [200 if at == turns else 400 for at in range(1, turns + 1)] == [
            entry["status"] for entry in gemini.seen("gemini")
        ]


# What is noted


def test_who_asked_which_model_and_how_much_is_noted_and_not_a_word(google: Server) -> None:
    door = Door(google.url)

    door.post(x_request_id="here")
    door.post(b"{", authorization="Bearer another")
    first, second = door.noted()

    size = len(json.dumps(ASKED, ensure_ascii=False))
    assert {
        "correlation_id": "here",
        "subject": "github|mona",
        "client": "cli",
        "model": MODEL,
        "api_version": "v1beta",
        "verdict": "allowed",
        "reasons": [],
        "request_bytes": size,
        "answer_bytes": len(json.dumps(ANSWER)),
        "prompt_tokens": 900,
        "total_tokens": 1000,
        "upstream_status": 200,
    } == {name: first[name] for name in first if name not in {"time", "duration_ms"}}
    assert ("invalid_token", None, 0) == (
        second["verdict"],
        second["model"],
        second["request_bytes"],
    )
    everything = json.dumps([first, second]) + door.metrics.text()
    for word in (KEY, TOKEN, "MARK", "You plan"):
        assert word not in everything


def test_turns_and_tokens_are_counted_by_a_route_that_names_no_model(google: Server) -> None:
    door = Door(google.url)

    door.post(times=2)
    door.post(path="/gemini/v1/models/MARK-8:generateContent")

    text = door.metrics.text()
    assert 'aegis_model_turns_total{verdict="allowed"} 2.0\n' in text
    assert 'aegis_model_turns_total{verdict="unknown_model"} 1.0\n' in text
    assert "aegis_model_tokens_total 2000.0\n" in text
    assert (
        'aegis_http_requests_total{route="/gemini/v1/models/{model}:generateContent",status="200"} 2.0\n'
        in text
    )
    assert "MARK" not in text


def test_a_mistake_of_the_brokers_own_is_noted_as_one(google: Server) -> None:
    door = Door(google.url)
    broken: Any = type("Broken", (), {"generate": None, "close": door.relay.upstream.close})
    object.__setattr__(door.relay, "upstream", broken)

    answer = door.post()

    assert (500, "internal") == end(answer)
    assert ["internal"] == [line["verdict"] for line in door.noted()]


def test_a_broker_without_a_key_has_no_such_route() -> None:
    admission: Any = type("Admission", (), {"metrics": Metrics()})
    plans = Plans(admission, Whitelist(), cast("Any", None))
    app = application(plans, RESOURCE, metrics=False)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://b") as client:
            return await client.post(PATH, json=ASKED)

    assert (404, "not_found") == end(asyncio.run(ask()))
    assert "aegis_gemini_models" not in metadata(RESOURCE)


def test_a_broker_that_plans_says_with_which_models() -> None:
    resource = replace(RESOURCE, models=(MODEL,))

    assert [MODEL] == metadata(resource)["aegis_gemini_models"]
