"""Strangers who hang, flood or say half of it, at a broker in a process of its own."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from aegis_cli.providers.github.nouns.context.users import GetMe
from tests.broker.gemini.test_relay import ANSWER, ASKED
from tests.broker.running import PLANS, Broker, body, broker, made_up, token_of
from tests.helpers.patience import NEVER, PATIENCE
from tests.helpers.support import LOOPBACK, Sandbox, reads, until

pytestmark = pytest.mark.enable_socket

JWKS = "/.well-known/jwks.json"
GEMINI = "/gemini/v1/models/gemini-3.8-flash:generateContent"
READ = body(*reads(GetMe()))
STRANGERS = 40


def hang(tenant: Sandbox) -> None:
    """Have the issuer's keys not come for as long as a test takes."""
    tenant.fault("auth0", "GET", JWKS, delay=NEVER, times=10)


@contextmanager
def waiting(found: Broker, path: str) -> Iterator[list[int]]:
    """Have strangers with made-up key ids ask, and give the statuses that they were answered."""
    statuses: list[int] = []
    with httpx.Client(base_url=found.url, **LOOPBACK, timeout=PATIENCE, limits=LIMITS) as client:

        def ask(number: int) -> None:
            named = {"authorization": f"Bearer {made_up(f'unknown-{number}')}"}
            try:
                statuses.append(client.post(path, json={}, headers=named).status_code)
            except httpx.HTTPError:
                statuses.append(0)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(STRANGERS)]
        for thread in threads:
            thread.start()
        try:
            yield statuses
        finally:
            found.process.kill()
            for thread in threads:
                thread.join(PATIENCE)


LIMITS = httpx.Limits(max_connections=STRANGERS)


@pytest.mark.parametrize("path", [PLANS, GEMINI])
def test_a_known_caller_is_answered_while_strangers_hang(
    path: str, tenant: Sandbox, tmp_path: Path
) -> None:
    options = {
        "AEGIS_BROKER_GEMINI_KEY": tenant.environment["GEMINI_API_KEY"],
        "AEGIS_BROKER_GEMINI_MODELS": "gemini-3.8-flash",
    }
    with broker(tenant.environment, tmp_path, **options) as found:
        token = token_of(tenant)
        assert 200 == found.plan(token, READ).status_code
        tenant.script({"response": ANSWER})
        hang(tenant)
        before = tenant.lines("auth0").count(f"GET {JWKS}")
        with waiting(found, path) as statuses:
            until(lambda: tenant.lines("auth0").count(f"GET {JWKS}") > before)
            until(lambda: statuses.count(503) >= STRANGERS - 32)

            answered = found.plan(token, READ)
            planned = found.http.post(
                GEMINI, json=ASKED, headers={"authorization": f"Bearer {token}"}
            )
            probes = [found.get(probe).status_code for probe in ("/readyz", "/healthz")]
            still_waiting = STRANGERS - len(statuses)

    assert [200, 200, 200, 200] == [answered.status_code, planned.status_code, *probes]
    assert 0 < still_waiting <= 32


def test_a_broker_ends_soon_while_its_issuer_hangs(tenant: Sandbox, tmp_path: Path) -> None:
    hang(tenant)
    with broker(tenant.environment, tmp_path) as found:
        ready, alive = found.get("/readyz"), found.get("/healthz")
        found.stop()
        code = found.process.wait(timeout=PATIENCE)

    assert (503, 200, 0) == (ready.status_code, alive.status_code, code)


def test_a_flood_of_strangers_is_told_to_wait_and_its_lines_are_sampled(
    tenant: Sandbox, tmp_path: Path
) -> None:
    with broker(tenant.environment, tmp_path, "--metrics") as found:
        token = token_of(tenant)
        refused: list[int] = []
        while 429 not in refused:  # a minute's worth is less than what comes at once
            refused.append(found.plan("opaque", READ).status_code)
        refused += [found.plan("opaque", READ).status_code for _ in range(40)]
        answered = found.plan(token, READ).status_code
        counted = found.get("/metrics").text
        found.stop()
        found.process.wait(timeout=PATIENCE)
        lines = found.audit()

    strangers = [line for line in lines if "left_out" in line]
    noted = [line for line in strangers if line["verdict"] != "strangers"]  # that one sums up
    told = sum(line["left_out"] for line in strangers)
    assert ({401, 429}, 200) == (set(refused), answered)
    assert [401] * 20 == refused[:20]
    assert (len(refused), True) == (len(noted) + told, told > 0)
    assert {"127.0.0.1"} == {line["address"] for line in noted}
    assert ["allowed"] == [line["verdict"] for line in lines if "left_out" not in line]
    assert f"aegis_audit_strangers_left_out {told}.0\n" in counted
    assert 'aegis_strangers_refused_total{verdict="invalid_token"}' in counted
    assert 'aegis_plans_total{verdict="allowed"} 1.0\n' in counted
    assert 'aegis_plans_total{verdict="invalid_token"}' not in counted


def test_connections_that_say_half_of_it_keep_nobody_out(tenant: Sandbox, tmp_path: Path) -> None:
    halves = [
        b"",
        b"POST /v2/plans HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /v2/plans HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nAuthorization: Bearer x\r\n\r\n{",
    ]
    with broker(tenant.environment, tmp_path) as found, ExitStack() as opened:
        token = token_of(tenant)
        where = urlsplit(found.url)
        for number in range(520):
            held = opened.enter_context(socket.socket())
            held.connect((where.hostname, where.port))
            held.sendall(halves[number % len(halves)])

        answered = found.plan(token, READ).status_code

    assert 200 == answered


def test_several_tokens_are_refused(tenant: Sandbox, tmp_path: Path) -> None:
    with broker(tenant.environment, tmp_path) as found:
        token = token_of(tenant)
        where = urlsplit(found.url)
        content = json.dumps(READ).encode()
        fields: list[Any] = [
            "POST /v2/plans HTTP/1.1",
            "Host: x",
            *[f"Authorization: Bearer {token}"] * 2,
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
        ]
        with socket.create_connection((where.hostname, where.port), PATIENCE) as sent:
            sent.sendall("\r\n".join([*fields, "", ""]).encode() + content)
            answer = sent.recv(65536)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert [] == tenant.lines()
