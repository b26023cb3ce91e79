"""The routes without a process: what is refused before anything is carried out."""

import asyncio
import io
from typing import Any, cast

import httpx

from aegis_cli.broker.access_token import Caller
from aegis_cli.broker.app import Described, application
from aegis_cli.broker.audit import Audit
from aegis_cli.broker.limits import Capacity, Limits, Subjects
from aegis_cli.broker.metrics import Metrics
from aegis_cli.broker.plans import Plans
from aegis_cli.broker.problem import Problem
from aegis_cli.broker.tenant import Tenant
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.core.secret import Secret

SCOPES = frozenset({"aegis:read", "aegis:write"})
MONA = Caller("github|1", "cli", SCOPES, None, None, 0.0)
READ: dict[str, Any] = {
    "steps": [
        {"id": "s1", "action": "users.get_me", "arguments": {}, "seal": None, "target_id": None}
    ],
    "digest": None,
}


class Known:
    """A tenant in which everybody is Mona, unless its issuer is away."""

    is_away = False

    def verify(self, _token: Secret) -> Caller:
        if self.is_away:
            raise Problem(503, "unavailable", "The issuer cannot be reached.")
        return MONA

    def is_ready(self) -> bool:
        return not self.is_away


class _Executing:
    """What carries nothing out."""

    base = "https://api.github.com"

    class forks:  # noqa: N801  # an attribute
        starts = 1

        @staticmethod
        def is_alive() -> bool:
            return True


def asked(
    *bodies: Any, tenant: Known | None = None, whitelist: Whitelist | None = None, **limits: Any
) -> list[httpx.Response]:
    """Send plans, then ask for /readyz and /metrics."""
    bounds = Limits(**limits)
    plans = Plans(
        tenant=cast("Tenant", tenant or Known()),
        whitelist=whitelist or Whitelist(),
        executing=cast("Any", _Executing()),
        limits=bounds,
        subjects=Subjects(bounds.per_minute),
        capacity=Capacity(bounds.concurrent),
        audit=Audit(io.StringIO()),
        metrics=Metrics(),
    )
    described = Described("https://a.example", "https://i.example/", "cli", "https://g", "github")
    app = application(plans, described, metrics=False)

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        headers = {"authorization": "Bearer t"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://broker", headers=headers
        ) as client:
            answers = [await _posted(client, body) for body in bodies]
            return [*answers, await client.get("/readyz"), await client.get("/metrics")]

    return asyncio.run(ask())


async def _posted(client: httpx.AsyncClient, body: Any) -> httpx.Response:
    if isinstance(body, dict):
        return await client.post("/v1/plans", json=body)
    kind = {"content-type": "application/json"}
    return await client.post("/v1/plans", content=body, headers=kind)


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
