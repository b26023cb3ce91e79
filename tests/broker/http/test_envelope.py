"""What every answer has, and what no exception passes."""

import asyncio
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from aegis_cli.broker.http.envelope import Envelope, correlation_id_of
from aegis_cli.broker.metrics import Metrics


def scope_with(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    """Describe a request."""
    return {"type": "http", "raw_path": b"/v2/plans", "headers": list(headers)}


def answered(*, begun: bool) -> list[dict[str, Any]]:
    """Return what is sent where the application fails, before or after its answer began."""
    sent: list[dict[str, Any]] = []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("ghu_secret")

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    asyncio.run(Envelope(app, metrics=Metrics())(scope_with(), receive, send))
    return sent


def test_a_mistake_is_a_plain_500() -> None:
    start, body = answered(begun=False)

    headers = dict(start["headers"])
    assert 500 == start["status"]
    assert (b"application/problem+json", b"no-store") == (
        headers[b"content-type"],
        headers[b"cache-control"],
    )
    assert b'"code":"internal"' in body["body"]
    assert b"ghu_secret" not in body["body"]


def test_a_mistake_in_the_middle_of_an_answer_adds_nothing_to_it() -> None:
    assert [200] == [message["status"] for message in answered(begun=True)]


@pytest.mark.parametrize("given", [b"", b"a b", b"a" * 65, b"\xe4", b"a\n"])
def test_an_id_that_is_no_plain_word_is_replaced(given: bytes) -> None:
    found = correlation_id_of(scope_with((b"x-request-id", given)))

    assert 32 == len(found)


def test_two_ids_are_none() -> None:
    given = (b"x-request-id", b"one")

    assert "one" == correlation_id_of(scope_with(given))
    assert "one" != correlation_id_of(scope_with(given, given))
