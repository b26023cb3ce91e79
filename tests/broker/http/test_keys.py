"""The issuer's keys: kept, renewed, and never asked for as often as a caller would like."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from hashlib import shake_256
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from aegis_cli.broker.http.keys import FRESH, GAP, LIFE, MOST, PATIENCE, RETRY, Keys, usable
from aegis_cli.broker.http.problem import Problem
from aegis_cli.errors import Code, Failed
from tests.helpers.rows import for_each


@cache
def key(kid: str) -> dict[str, Any]:
    """Make a public key that nobody has the private one of: only its numbers are looked at."""
    modulus = 1 << 2047 | int.from_bytes(shake_256(kid.encode()).digest(255)) | 1
    encoded = base64.urlsafe_b64encode(modulus.to_bytes(256)).decode().rstrip("=")
    named = {"kty": "RSA", "kid": kid, "use": "sig", "alg": "RS256"}
    return named | {"n": encoded, "e": "AQAB"}


class Issuer:
    """An issuer that can be held up, and a clock that the tests move."""

    def __init__(self, *kids: str) -> None:
        self.kids = kids
        self.is_down = False
        self.asked = 0
        self.time = 1000.0
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self) -> Mapping[str, Any]:
        self.asked += 1
        kids = self.kids
        await self.gate.wait()
        if self.is_down:
            raise Failed("The issuer could not be reached.", code=Code.NETWORK)
        return {"keys": [key(kid) for kid in kids]}


class Asker:
    """The keys of an issuer, and what is asked of them."""

    def __init__(self, *kids: str) -> None:
        self.issuer = Issuer(*kids)
        self.keys = Keys(self.issuer.fetch, clock=lambda: self.issuer.time)

    async def status(self, kid: str) -> int:
        """Return 200 where the key is found, or the status of the refusal."""
        try:
            found = await self.keys.find(kid)
        except Problem as problem:
            refusal = problem
        else:
            assert key(kid)["n"] == found.as_dict()["n"]
            return 200
        assert refusal.__context__ is None
        assert "Retry-After" in refusal.headers or refusal.status == 401
        return refusal.status

    async def statuses(self, *kids: str) -> list[int]:
        """Ask for keys one after the other."""
        return [await self.status(kid) for kid in kids]

    async def question_is_over(self) -> None:
        """Let what goes on beside the callers come to its end."""
        for _ in range(5):
            await asyncio.sleep(0)

    async def hang(self) -> None:
        """Hold the issuer up from now on."""
        self.issuer.gate.clear()


def of(*kids: str) -> Callable[[Callable[[Asker], Awaitable[None]]], Callable[[], None]]:
    """Run a test in an event loop, with an issuer that has these keys."""

    def decorate(test: Callable[[Asker], Awaitable[None]]) -> Callable[[], None]:
        def run() -> None:
            async def bounded() -> None:
                async with asyncio.timeout(PATIENCE - 1):
                    await test(Asker(*kids))

            asyncio.run(bounded())

        return run

    return decorate


@of("a", "b")
async def test_keys_are_read_once_in_ten_minutes(asker: Asker) -> None:
    assert [200, 200] == await asker.statuses("a", "b")
    asker.issuer.time += FRESH - 1
    assert 200 == await asker.status("a")
    assert 1 == asker.issuer.asked

    asker.issuer.time += 1
    assert 200 == await asker.status("a")
    await asker.question_is_over()
    assert (2, 600) == (asker.issuer.asked, FRESH)


@of("a")
async def test_a_rotation_is_noticed_by_the_first_token_of_the_new_key(asker: Asker) -> None:
    await asker.status("a")
    asker.issuer.time += GAP
    asker.issuer.kids = ("a", "b")

    assert 200 == await asker.status("b")
    assert 2 == asker.issuer.asked


@of("a")
async def test_a_rotation_just_after_a_renewal_is_noticed_too(asker: Asker) -> None:
    await asker.status("a")
    asker.issuer.kids = ("a", "b")

    assert 200 == await asker.status("b")
    assert 2 == asker.issuer.asked


@of("a")
async def test_a_rotation_during_a_question_is_noticed_too(asker: Asker) -> None:
    await asker.status("a")
    await asker.hang()
    asker.issuer.time += FRESH
    await asker.status("a")
    await asker.question_is_over()
    asker.issuer.kids = ("a", "b")
    waiting = asyncio.ensure_future(asker.status("b"))
    await asker.question_is_over()
    asker.issuer.gate.set()

    assert 200 == await waiting
    assert 3 == asker.issuer.asked


@of("a")
async def test_whatever_callers_send_the_issuer_is_asked_once_in_thirty_seconds(
    asker: Asker,
) -> None:
    await asker.status("a")
    asker.issuer.time += GAP

    assert 401 == await asker.status("unknown")
    # Whether there is such a key meanwhile, nobody has asked: that is no 401, for which a person
    # would sign in anew for nothing.
    assert {503} == set(await asker.statuses(*(f"unknown-{n}" for n in range(500))))
    assert 401 == await asker.status("unknown")
    assert 2 == asker.issuer.asked
    asker.issuer.time += GAP - 1
    assert 503 == await asker.status("another")
    assert 2 == asker.issuer.asked
    asker.issuer.time += 1
    assert 401 == await asker.status("another")
    assert 3 == asker.issuer.asked


@of("a")
async def test_a_key_that_was_not_asked_for_is_told_when_to_come_again(asker: Asker) -> None:
    await asker.statuses("a", "unknown")
    asker.issuer.time += 10

    with pytest.raises(Problem) as caught:
        await asker.keys.find("b")

    assert (503, "unavailable", "20") == (
        caught.value.status,
        caught.value.code,
        caught.value.headers["Retry-After"],
    )


# While the issuer hangs


@of("a")
async def test_one_stranger_waits_for_each_unknown_key_and_so_many_in_all(asker: Asker) -> None:
    await asker.status("a")
    await asker.hang()
    same = [asyncio.ensure_future(asker.status("unknown")) for _ in range(40)]
    await asker.question_is_over()
    others = [asyncio.ensure_future(asker.status(f"unknown-{n}")) for n in range(200)]
    await asker.question_is_over()

    assert [503] * 39 == [one.result() for one in same if one.done()]
    assert 200 - (MOST - 1) == sum(one.done() for one in others)
    assert 2 == asker.issuer.asked
    asker.issuer.gate.set()
    assert {401, 503} == set(await asyncio.gather(*same, *others))
    assert 2 == asker.issuer.asked


@of("a")
async def test_nobody_with_a_known_key_waits_for_an_issuer_that_hangs(asker: Asker) -> None:
    await asker.status("a")
    await asker.hang()
    strangers = [asyncio.ensure_future(asker.status(f"unknown-{n}")) for n in range(40)]
    await asker.question_is_over()

    assert 200 == await asker.status("a")
    asker.issuer.time += LIFE - 1
    assert 200 == await asker.status("a")
    assert asker.keys.are_known()

    asker.issuer.gate.set()
    await asyncio.gather(*strangers)


@of("a")
async def test_at_the_start_all_wait_for_one_question(asker: Asker) -> None:
    await asker.hang()
    waiting = [asyncio.ensure_future(asker.status("a")) for _ in range(8)]
    await asker.question_is_over()
    asker.issuer.gate.set()

    assert [200] * 8 == await asyncio.gather(*waiting)
    assert 1 == asker.issuer.asked


@of("a")
async def test_a_caller_who_leaves_takes_nobody_along(asker: Asker) -> None:
    await asker.hang()
    waiting = [asyncio.ensure_future(asker.status("a")) for _ in range(2)]
    await asker.question_is_over()
    waiting[0].cancel()
    await asker.question_is_over()
    asker.issuer.gate.set()

    assert 200 == await waiting[1]


def test_nobody_waits_longer_than_this(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aegis_cli.broker.http.keys.PATIENCE", 0.05)

    @of("a")
    async def wait(asker: Asker) -> None:
        await asker.hang()
        assert 503 == await asker.status("a")
        asker.issuer.gate.set()
        await asker.question_is_over()
        assert 200 == await asker.status("a")

    wait()


# Outages


@of("a", "b")
async def test_a_key_that_is_withdrawn_is_forgotten(asker: Asker) -> None:
    await asker.status("a")
    asker.issuer.kids = ("b",)
    asker.issuer.time += FRESH
    await asker.status("a")
    await asker.question_is_over()

    assert 401 == await asker.status("a")


@of("a", "b")
async def test_a_key_that_is_withdrawn_is_forgotten_also_if_nobody_asks(asker: Asker) -> None:
    keeping = asyncio.ensure_future(asker.keys.keep(0.0))
    await asker.question_is_over()
    asker.issuer.kids = ("b",)
    asker.issuer.time += FRESH
    await asker.question_is_over()
    keeping.cancel()

    assert (2, [401, 200]) == (asker.issuer.asked, await asker.statuses("a", "b"))


@of("a")
async def test_an_outage_is_survived_for_an_hour_and_then_it_is_a_503(asker: Asker) -> None:
    await asker.status("a")
    asker.issuer.is_down = True

    asker.issuer.time += LIFE - 1
    assert 200 == await asker.status("a")
    await asker.question_is_over()
    asker.issuer.time += 1
    assert 503 == await asker.status("a")


@of("a")
async def test_during_an_outage_the_issuer_is_asked_now_and_then_and_found_again(
    asker: Asker,
) -> None:
    await asker.status("a")
    asker.issuer.is_down = True
    asker.issuer.time += FRESH

    for _ in range(100):
        await asker.status("a")
        await asker.question_is_over()
    assert 2 == asker.issuer.asked

    asker.issuer.time += RETRY
    asker.issuer.is_down = False
    await asker.status("a")
    await asker.question_is_over()
    assert 3 == asker.issuer.asked
    asker.issuer.time += RETRY
    await asker.status("a")
    await asker.question_is_over()
    assert 3 == asker.issuer.asked


@of("a")
async def test_without_any_keys_it_is_a_503_with_retry_after_and_never_a_401(asker: Asker) -> None:
    asker.issuer.is_down = True

    with pytest.raises(Problem) as caught:
        await asker.keys.find("a")

    problem = caught.value
    assert (503, "unavailable", "5") == (
        problem.status,
        problem.code,
        problem.headers["Retry-After"],
    )
    assert 503 == await asker.status("a")
    assert 1 == asker.issuer.asked


@of("a")
async def test_an_unknown_key_id_during_an_outage_is_a_503_for_it_may_be_new(asker: Asker) -> None:
    await asker.status("a")
    asker.issuer.is_down = True
    asker.issuer.time += GAP

    assert [503, 200] == await asker.statuses("b", "a")


@pytest.mark.parametrize("answer", [{}, {"keys": []}, {"keys": None}, {"keys": "x"}, {"error": 1}])
def test_a_set_without_keys_forgets_nothing(answer: dict[str, Any]) -> None:
    @of("a")
    async def forget(asker: Asker) -> None:
        await asker.status("a")
        asked: list[int] = []

        async def fetch() -> Mapping[str, Any]:
            asked.append(1)
            return answer if len(asked) > 1 else {"keys": [key("a")]}

        time = [0.0]
        keys = Keys(fetch, clock=lambda: time[0])
        await keys.find("a")
        time[0] += FRESH
        await keys.find("a")
        await asker.question_is_over()

        assert key("a")["n"] == (await keys.find("a")).as_dict()["n"]
        assert 2 == len(asked)

    forget()


@of("a")
async def test_whether_there_are_keys_costs_no_question(asker: Asker) -> None:
    assert not asker.keys.are_known()
    assert 0 == asker.issuer.asked
    await asker.status("a")
    assert asker.keys.are_known()
    asker.issuer.time += LIFE
    assert not asker.keys.are_known()
    assert 1 == asker.issuer.asked


@of("a")
async def test_an_issuer_that_is_away_at_the_start_is_found_when_it_is_back(asker: Asker) -> None:
    asker.issuer.is_down = True
    keeping = asyncio.ensure_future(asker.keys.keep(0.0))
    await asker.question_is_over()
    was_there = asker.keys.are_known()
    asker.issuer.is_down = False
    asker.issuer.time += RETRY
    await asker.question_is_over()
    keeping.cancel()

    assert (False, True) == (was_there, asker.keys.are_known())


def test_a_mistake_of_ours_in_reading_does_not_lock_everyone_out() -> None:
    @of("a")
    async def mistake(asker: Asker) -> None:
        calls: list[int] = []

        async def fetch() -> Mapping[str, Any]:
            calls.append(1)
            if len(calls) == 1:
                raise ZeroDivisionError
            return await asker.issuer.fetch()

        keys = Keys(fetch, clock=lambda: asker.issuer.time)
        with pytest.raises(Problem) as caught:
            await keys.find("a")
        asker.issuer.time += RETRY

        assert 503 == caught.value.status
        assert key("a")["n"] == (await keys.find("a")).as_dict()["n"]

    mistake()


IGNORED: dict[str, Callable[[], Any]] = {
    "a number": lambda: 1,
    "nothing": lambda: None,
    "a list": list,
    "an empty object": dict,
    "no id": lambda: {n: v for n, v in key("a").items() if n != "kid"},
    "an id that is a number": lambda: key("a") | {"kid": 7},
    "an empty id": lambda: key("a") | {"kid": ""},
    "an id that is not ASCII": lambda: key("a") | {"kid": "\u00e9"},
    "a long id": lambda: key("a") | {"kid": "k" * 300},
    "for encryption": lambda: key("a") | {"use": "enc"},
    "for another algorithm": lambda: key("a") | {"alg": "RS512"},
    "for other operations": lambda: key("a") | {"key_ops": ["encrypt"]},
    "operations that are none": lambda: key("a") | {"key_ops": "verify"},
    "a curve": lambda: ECKey.generate_key("P-256", {"kid": "a"}).as_dict(private=False),
    "a shared secret": lambda: OctKey.generate_key(256, {"kid": "a"}).as_dict(),
    "a private key": lambda: RSAKey.generate_key(2048, {"kid": "a"}).as_dict(private=True),
    "1024 bits": lambda: key("a") | {"n": key("a")["n"][:171]},
    "a modulus that is no number": lambda: key("a") | {"n": "%%%"},
    "a modulus that is a list": lambda: key("a") | {"n": ["AQAB"]},
    "a huge modulus": lambda: key("a") | {"n": "A" * 100_000},
    "not ASCII": lambda: key("a") | {"n": "é" * 300},
    "no exponent": lambda: {n: v for n, v in key("a").items() if n != "e"},
    "an even exponent": lambda: key("a") | {"e": "AAQ"},
    "the exponent zero": lambda: key("a") | {"e": "AA"},
    "the exponent one": lambda: key("a") | {"e": "AQ"},
}


@for_each("entry", IGNORED.values(), ids=IGNORED)
def test_a_key_that_cannot_be_used_is_ignored_and_the_others_are_not(
    entry: Callable[[], Any],
) -> None:
    assert {"b"} == usable({"keys": [entry(), key("b")]}).keys()


def test_an_id_that_two_keys_share_names_neither_and_the_same_key_twice_is_one() -> None:
    other = key("x") | {"kid": "a"}

    assert {"b"} == usable({"keys": [key("a"), other, key("b"), other]}).keys()
    assert {"a"} == usable({"keys": [key("a"), key("a")]}).keys()


def test_a_flood_of_keys_is_cut() -> None:
    flood: list[dict[str, Any]] = [{}] * 1000

    assert {} == usable({"keys": [*flood, key("a")]})


def test_a_key_says_no_more_than_its_number() -> None:
    entry = key("a") | {"x5u": "https://evil.example", "x5c": ["MIIB"], "note": "x"}

    assert {"kty", "n", "e", "kid"} >= usable({"keys": [entry]})["a"].as_dict().keys()
