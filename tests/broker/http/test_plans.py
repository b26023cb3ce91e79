"""The routes without a process: what is refused before anything is carried out."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, cast

import httpx

from aegis_cli.broker.admission import Admission
from aegis_cli.broker.audit import Audit
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.callers import Callers
from aegis_cli.broker.http.gate import Gate
from aegis_cli.broker.http.limits import Capacity, Limits, RateLimiter
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.metrics import Metrics, SharedFolder
from aegis_cli.broker.plans import Plans
from aegis_cli.broker.routes import application
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.protected_resource import ProtectedResource
from tests.broker.test_metrics import folder, in_fork
from tests.helpers.rows import for_each

__all__ = ["folder"]  # a fixture

SCOPES = frozenset({"aegis:read", "aegis:write"})
MONA = Caller("github|1", "cli", SCOPES, None, None, 0.0)
READ: dict[str, Any] = {
    "calls": [
        {"id": "s1", "action": "users.get_me", "arguments": {}, "seal": None, "preconditions": []}
    ],
    "digest": None,
}


class Known:
    """A tenant in which everybody is Mona, unless its issuer is away."""

    is_away = False

    async def verify(self, _token: Secret) -> Caller:
        if self.is_away:
            raise Problem(503, "unavailable", "The issuer cannot be reached.")
        return MONA

    @property
    def keys(self) -> "Known":
        return self

    def are_known(self) -> bool:
        return not self.is_away

    async def learn(self, _seconds: float) -> None:
        pass

    async def keep(self) -> None:
        pass


class _Executing:
    """What carries nothing out."""

    bases: Mapping[str, str] = MappingProxyType({"github": "https://api.github.com"})
    sites: Mapping[str, str] = MappingProxyType({})

    class forks:  # noqa: N801  # an attribute
        starts = 1

        @staticmethod
        def is_alive() -> bool:
            return True

        @staticmethod
        def watch() -> None:
            pass


def asked(*bodies: Any, path: str = "/v2/plans", **more: Any) -> list[httpx.Response]:
    """Send plans, then ask for /readyz and /metrics."""

    async def ask() -> list[httpx.Response]:
        async with client(**more) as broker:
            answers = [await _posted(broker, body, path) for body in bodies]
            return [*answers, await broker.get("/readyz"), await broker.get("/metrics")]

    return asyncio.run(ask())


@asynccontextmanager
async def client(
    shared: SharedFolder | None = None,
    *,
    tenant: Known | None = None,
    whitelist: Whitelist | None = None,
    **limits: Any,
) -> AsyncIterator[httpx.AsyncClient]:
    """Run a worker in this process; with a folder it is one of several, and serves /metrics."""
    bounds = Limits(**limits)
    admission = Admission(
        gate=Gate(cast("Callers", tenant or Known())),
        limits=bounds,
        rate_limiter=RateLimiter(bounds.per_minute, clock=time.monotonic),
        capacity=Capacity(bounds.concurrent),
        audit=Audit(io.BytesIO()),
        metrics=Metrics(shared),
    )
    plans = Plans(admission, whitelist or Whitelist(), cast("Any", _Executing()))
    resource = ProtectedResource("https://a", "https://i.example/", "cli", "https://g", "github")
    app = application(plans, resource, metrics=shared is not None)
    transport = httpx.ASGITransport(app)
    headers = {"authorization": "Bearer t"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://broker", headers=headers) as made,
    ):
        yield made


async def _posted(client: httpx.AsyncClient, body: Any, path: str = "/v2/plans") -> httpx.Response:
    if isinstance(body, dict):
        return await client.post(path, json=body)
    kind = {"content-type": "application/json"}
    return await client.post(path, content=body, headers=kind)


async def _stuck() -> Any:
    yield b"{"
    await asyncio.sleep(60)


def test_too_many_requests_of_one_person_are_refused() -> None:
    first, second, *_ = asked({}, {}, per_minute=3)

    assert (400, 429, "rate_limited") == (
        first.status_code,
        second.status_code,
        second.json()["code"],
    )
    assert 1 <= int(second.headers["retry-after"]) <= 20


def test_the_policy_has_the_last_word() -> None:
    whitelist = Whitelist.load('[everyone]\nallow = ["issues.*"]', "policy.toml")

    answer, *_ = asked(READ, whitelist=whitelist)

    assert (403, "policy") == (answer.status_code, answer.json()["code"])


def test_it_is_not_ready_while_the_issuer_is_away() -> None:
    tenant = Known()
    tenant.is_away = True

    plan, ready, _ = asked(READ, tenant=tenant)

    assert [503, 503] == [plan.status_code, ready.status_code]


def test_it_is_ready_and_tells_no_metrics_unless_asked_to() -> None:
    ready, metrics = asked()

    assert [200, 404] == [ready.status_code, metrics.status_code]


def test_a_body_that_does_not_come_is_given_up() -> None:
    answer, *_ = asked(_stuck(), body_seconds=0.01)

    assert (408, "close") == (answer.status_code, answer.headers["connection"])


def test_a_worker_tells_what_both_of_two_have_counted(folder: str) -> None:
    nobody = Whitelist.load('[everyone]\nallow = ["issues.*"]', "policy.toml")

    async def counted(worker: int, plans: int) -> str:
        async with client(SharedFolder(folder, worker), whitelist=nobody) as broker:
            for _ in range(plans):
                assert 403 == (await _posted(broker, READ)).status_code
            answer = await broker.get("/metrics")
        assert "text/plain; version=0.0.4; charset=utf-8" == answer.headers["content-type"]
        return answer.text

    in_fork(lambda: asyncio.run(counted(0, plans=2)))
    text = asyncio.run(counted(1, plans=3))

    assert 'aegis_plans_total{verdict="policy"} 5.0\n' in text
    assert "aegis_plans_running 0.0\n" in text
    assert "aegis_template_starts 2.0\n" in text


def test_the_gauges_are_set_while_nobody_asks(folder: str) -> None:
    async def started() -> None:
        async with client(SharedFolder(folder, 0)):
            await asyncio.sleep(0)  # one step of each task

    in_fork(lambda: asyncio.run(started()))

    assert "aegis_template_starts 1.0\n" in Metrics(SharedFolder(folder, 1)).text()


PAGE = "https://github.com/acme/web/issues/"
OPEN: dict[str, Any] = READ["calls"][0] | {
    "action": "issues.create",
    "arguments": {"repo": "acme/web", "title": "Crash"},
}
LINK = {"field": "title", "of": "s1", "page": PAGE}


def linking(*links: Any, title: str = "See <link>", **more: Any) -> dict[str, Any]:
    """Return a call with links."""
    arguments = {"repo": "acme/api", "title": title}
    return OPEN | {"id": "s2", "arguments": arguments, "links": [*links]} | more


MAKE: dict[str, Any] = OPEN | {
    "action": "milestones.create",
    "arguments": {"repo": "acme/web", "title": "v3"},
}
NUMBER = {"field": "milestone_number", "of": "s1", "page": ""}


def numbering(*links: Any, **more: Any) -> dict[str, Any]:
    """Return a call that has the number of what another one makes."""
    arguments = {"repo": "acme/web", "title": "Crash", "milestone": "v3"} | more
    return OPEN | {"id": "s2", "arguments": arguments, "links": [*links]}


NO_LINK = "A call has a link of nothing that one before it makes."


@for_each(
    "calls",
    [
        [linking(LINK)],
        [linking(LINK, id="s1")],
        [linking(LINK), OPEN],
        [OPEN, linking(LINK | {"of": "s2"})],
        [OPEN, linking(LINK | {"of": "s3"})],
        [OPEN, linking(LINK | {"page": "https://evil.example/acme/web/issues/"})],
        [OPEN, linking(LINK | {"page": "https://github.com/acme/api/issues/"})],
        [OPEN, linking(LINK | {"page": f"{PAGE}1"})],
        [OPEN, linking(LINK | {"page": ""})],
        [OPEN, linking(LINK | {"field": "repo"})],
        [OPEN, linking(LINK | {"field": "labels"})],
        [OPEN, linking(LINK | {"field": "nothing"})],
        [OPEN, linking(LINK, LINK)],
        [OPEN, linking(LINK, title="See")],
        [OPEN | {"action": "users.get_me", "arguments": {}}, linking(LINK)],
        [OPEN, READ["calls"][0] | {"id": "s2", "links": [LINK]}],
        [numbering(NUMBER), MAKE],
        [OPEN, numbering(NUMBER)],
        [MAKE, numbering(NUMBER | {"of": "s3"})],
        [MAKE, numbering(NUMBER | {"field": "milestone"})],
        [MAKE, numbering(NUMBER | {"page": PAGE})],
        [MAKE, numbering(NUMBER, NUMBER)],
        [MAKE, numbering(NUMBER, milestone="V3")],
        [MAKE, numbering(NUMBER, repo="acme/api")],
        [MAKE, numbering(NUMBER, milestone_number=4)],
    ],
)
@for_each("path", ["/v2/plans", "/v2/verdicts"])
def test_a_link_is_of_what_an_earlier_call_of_the_same_plan_makes(
    calls: list[dict[str, Any]], path: str
) -> None:
    answer, *_ = asked({"calls": calls, "digest": None}, path=path)

    assert (400, "bad_request") == (answer.status_code, answer.json()["code"])
    assert NO_LINK == answer.json()["detail"]


@for_each(
    "link",
    [
        {},
        LINK | {"more": 1},
        LINK | {"of": 1},
        LINK | {"of": "a b"},
        LINK | {"page": None},
        LINK | {"page": "x" * 2_001},
        LINK | {"field": "x" * 101},
        "s1",
        None,
    ],
)
def test_a_link_has_its_three_members_and_no_other(link: Any) -> None:
    answer, *_ = asked({"calls": [OPEN, linking(link)], "digest": None})

    assert (400, "bad_request") == (answer.status_code, answer.json()["code"])
    assert "The body is not a plan" in answer.json()["detail"]


@for_each("calls", [[OPEN, linking(LINK)], [MAKE, numbering(NUMBER)]])
def test_a_link_that_is_right_is_judged_with_its_plan(calls: list[dict[str, Any]]) -> None:
    ahead, _, _ = asked({"calls": calls, "digest": None}, path="/v2/verdicts")
    unsealed, _, _ = asked({"calls": calls, "digest": None})

    assert (200, True) == (ahead.status_code, ahead.json()["allowed"])
    assert (403, "not_approved") == (unsealed.status_code, unsealed.json()["code"])
