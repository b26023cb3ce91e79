"""Strangers are told why they are refused only so often; a token that holds is never asked where."""

import asyncio
from typing import Any, cast

import pytest
from starlette.requests import Request

from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.callers import Callers
from aegis_cli.broker.http.gate import Gate, address_of
from aegis_cli.broker.http.limits import RateLimiter
from aegis_cli.broker.http.problem import Problem, Stranger, invalid_token
from aegis_cli.core.secret import Secret
from tests.helpers.rows import for_each

MONA = Caller("github|1", "cli", frozenset(), None, None, 0.0)


class Known:
    """A tenant that knows the token `good`, and whose `stale` one was."""

    async def verify(self, token: Secret) -> Caller:
        if token == Secret("good"):
            return MONA
        if token == Secret("new"):
            raise Problem(503, "unavailable", "The keys cannot be read.", {"Retry-After": "5"})
        problem = invalid_token("The token does not hold.")
        problem.subject = "github|2" if token == Secret("stale") else None
        raise problem


def request(*tokens: str, host: str | None = "192.0.2.7", **headers: str) -> Request:
    """Make a request as it comes from an address."""
    fields = [(b"authorization", f"Bearer {token}".encode()) for token in tokens]
    fields += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    client = (host, 40000) if host is not None else None
    return Request({"type": "http", "headers": fields, "client": client})


def gate() -> Gate:
    """Make a gate that explains two refusals at once, and then waits."""
    return Gate(
        cast("Callers", Known()),
        strangers=RateLimiter(6, clock=lambda: 0.0),
        refused=RateLimiter(6, clock=lambda: 0.0),
    )


def admitted(found: Gate, *requests: Request) -> list[Any]:
    """Return the subject of each caller that is let in, or the refusal."""

    async def each() -> list[Any]:
        ends: list[Any] = []
        for one in requests:
            try:
                ends.append((await found.admit(one))[1].subject)
            except Problem as problem:
                ends.append(problem)
        return ends

    found_ends = asyncio.run(each())
    assert not any(end.__context__ for end in found_ends if isinstance(end, Problem))
    return found_ends


def codes(found: Gate, *requests: Request) -> list[str]:
    return [end.code if isinstance(end, Problem) else end for end in admitted(found, *requests)]


@pytest.mark.parametrize(
    ("tokens", "code"),
    [(("bad",), "invalid_token"), ((), "missing_token"), (("bad",) * 2, "invalid_token")],
)
def test_a_stranger_is_told_why_so_often_and_then_to_wait(
    tokens: tuple[str, ...], code: str
) -> None:
    *told, last = admitted(gate(), *[request(*tokens)] * 3)

    assert [(code, False)] * 2 == [(one.code, one.is_counted_only) for one in told]
    assert (429, "rate_limited", "10") == (last.status, last.code, last.headers["Retry-After"])
    assert (True, "192.0.2.7") == (last.is_counted_only, last.address)


def test_whoever_is_known_comes_in_beside_strangers_of_the_same_address() -> None:
    found = gate()

    ends = codes(found, *[request("bad")] * 50, request("good"), request("bad"))

    assert ["invalid_token"] * 2 + ["rate_limited"] * 48 + ["github|1", "rate_limited"] == ends


def test_a_person_whose_token_no_longer_holds_is_no_stranger() -> None:
    found = gate()
    codes(found, *[request("bad")] * 50)

    *told, last = admitted(found, *[request("stale")] * 3)

    assert ["invalid_token"] * 2 + ["rate_limited"] == [one.code for one in (*told, last)]
    assert not any(isinstance(one, Stranger) for one in told)
    assert last.is_counted_only, "a stolen token that is stale can flood no audit"
    assert "github|1" == admitted(found, request("good"))[0]


def test_that_the_keys_cannot_be_had_is_said_every_time() -> None:
    found = gate()

    ends = admitted(found, *[request("new")] * 4)

    assert [503] * 4 == [one.status for one in ends]
    assert [False, False, True, True] == [one.is_counted_only for one in ends]


def test_one_address_takes_nothing_from_another_whatever_it_says_of_itself() -> None:
    found = gate()
    codes(found, *[request("bad")] * 3)

    ends = codes(
        found,
        request("bad", host="192.0.2.8"),
        request("bad", x_forwarded_for="192.0.2.9", forwarded="for=192.0.2.9"),
    )

    assert ["invalid_token", "rate_limited"] == ends


@for_each(
    ("host", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("testclient", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_ipv6_address_counts_as_its_network(host: str | None, expected: str) -> None:
    assert expected == address_of(request(host=host))
