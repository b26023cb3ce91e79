"""The issuer's keys: kept, renewed, and never asked for as often as a caller would like."""

import threading
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from aegis_cli.broker.keys import FRESH, GAP, LIFE, RETRY, Keys, usable
from aegis_cli.broker.problem import Problem
from aegis_cli.errors import Code, Failed


@cache
def key(kid: str) -> dict[str, Any]:
    """Make a public key, once."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}).as_dict(
        private=False
    )


class Issuer:
    """An issuer, and a clock that the tests move."""

    def __init__(self, *kids: str) -> None:
        self.kids = kids
        self.is_down = False
        self.asked = 0
        self.time = 1000.0
        self.takes = 0.0

    def fetch(self) -> Mapping[str, Any]:
        self.asked += 1
        time.sleep(self.takes)
        if self.is_down:
            raise Failed("The issuer could not be reached.", code=Code.NETWORK)
        return {"keys": [key(kid) for kid in self.kids]}

    def keys(self) -> Keys:
        return Keys(self.fetch, clock=lambda: self.time)


def status_of(keys: Keys, kid: str) -> int:
    with pytest.raises(Problem) as caught:
        keys.find(kid)
    return caught.value.status


def test_keys_are_read_once_in_ten_minutes() -> None:
    issuer = Issuer("a", "b")
    keys = issuer.keys()

    assert key("a")["n"] == keys.find("a").as_dict()["n"]
    assert key("b")["n"] == keys.find("b").as_dict()["n"]
    issuer.time += FRESH - 1
    keys.find("a")
    assert 1 == issuer.asked

    issuer.time += 1
    keys.find("a")
    assert (2, 600) == (issuer.asked, FRESH)


def test_a_rotation_is_noticed_by_the_first_token_of_the_new_key() -> None:
    issuer = Issuer("a")
    keys = issuer.keys()
    keys.find("a")
    issuer.time += GAP
    issuer.kids = ("a", "b")

    assert key("b")["n"] == keys.find("b").as_dict()["n"]
    assert 2 == issuer.asked


def test_a_rotation_just_after_a_renewal_is_noticed_too() -> None:
    issuer = Issuer("a")
    keys = issuer.keys()
    keys.find("a")
    issuer.kids = ("a", "b")

    assert key("b")["n"] == keys.find("b").as_dict()["n"]
    assert 2 == issuer.asked


def test_whatever_callers_send_the_issuer_is_asked_once_in_thirty_seconds() -> None:
    issuer = Issuer("a")
    keys = issuer.keys()
    keys.find("a")
    issuer.time += GAP

    statuses = {status_of(keys, f"unknown-{n}") for n in range(500)}

    assert ({401}, 2) == (statuses, issuer.asked)
    issuer.time += GAP - 1
    assert 401 == status_of(keys, "unknown")
    assert 2 == issuer.asked
    issuer.time += 1
    assert 401 == status_of(keys, "unknown")
    assert 3 == issuer.asked


def test_a_key_that_is_withdrawn_is_forgotten() -> None:
    issuer = Issuer("a", "b")
    keys = issuer.keys()
    keys.find("a")
    issuer.kids = ("b",)
    issuer.time += FRESH

    assert 401 == status_of(keys, "a")


def test_an_outage_is_survived_for_an_hour_and_then_it_is_a_503() -> None:
    issuer = Issuer("a")
    keys = issuer.keys()
    keys.find("a")
    issuer.is_down = True

    issuer.time += LIFE - 1
    assert key("a")["n"] == keys.find("a").as_dict()["n"]
    issuer.time += 1
    assert 503 == status_of(keys, "a")


def test_during_an_outage_the_issuer_is_asked_again_now_and_then_and_found_again() -> None:
    issuer = Issuer("a")
    keys = issuer.keys()
    keys.find("a")
    issuer.is_down = True
    issuer.time += FRESH

    for _ in range(100):
        keys.find("a")
    assert 2 == issuer.asked

    issuer.time += RETRY
    issuer.is_down = False
    keys.find("a")
    assert 3 == issuer.asked
    issuer.time += RETRY
    keys.find("a")
    assert 3 == issuer.asked


def test_without_any_keys_it_is_a_503_with_retry_after_and_never_a_401() -> None:
    issuer = Issuer("a")
    issuer.is_down = True
    keys = issuer.keys()

    with pytest.raises(Problem) as caught:
        keys.find("a")

    problem = caught.value
    assert (503, "unavailable", "5") == (
        problem.status,
        problem.code,
        problem.headers["Retry-After"],
    )
    assert problem.__context__ is None
    assert 503 == status_of(keys, "a")
    assert 1 == issuer.asked


def test_an_unknown_key_id_during_an_outage_is_a_503_for_it_may_be_new() -> None:
    issuer = Issuer("a")
    keys = issuer.keys()
    keys.find("a")
    issuer.is_down = True
    issuer.time += GAP

    assert 503 == status_of(keys, "b")
    assert key("a")["n"] == keys.find("a").as_dict()["n"]


@pytest.mark.parametrize("answer", [{}, {"keys": []}, {"keys": None}, {"keys": "x"}, {"error": 1}])
def test_a_set_without_keys_forgets_nothing(answer: dict[str, Any]) -> None:
    answers = [{"keys": [key("a")]}, answer]
    time = [0.0]
    keys = Keys(lambda: answers.pop(0), clock=lambda: time[0])
    keys.find("a")
    time[0] += FRESH

    assert key("a")["n"] == keys.find("a").as_dict()["n"]
    assert [] == answers


def test_a_probe_that_asks_whether_there_are_keys_uses_up_no_question() -> None:
    issuer = Issuer("a")
    keys = issuer.keys()

    assert keys.are_there()
    assert keys.are_there()
    assert 1 == issuer.asked
    issuer.time += GAP
    assert keys.are_there()
    issuer.kids = ("a", "b")
    assert key("b")["n"] == keys.find("b").as_dict()["n"]


def test_a_probe_finds_an_issuer_that_is_away_and_one_that_is_back() -> None:
    issuer = Issuer("a")
    issuer.is_down = True
    keys = issuer.keys()

    assert not keys.are_there()
    issuer.is_down = False
    issuer.time += RETRY
    assert keys.are_there()


def test_many_threads_at_the_start_ask_once() -> None:
    issuer = Issuer("a")
    keys = issuer.keys()
    gate = threading.Barrier(8)
    found: list[Any] = []
    issuer.takes = 0.05

    def find() -> None:
        gate.wait(5)
        found.append(keys.find("a"))

    threads = [threading.Thread(target=find) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)

    assert (8, 1) == (len(found), issuer.asked)


def test_nobody_with_a_known_key_waits_for_a_slow_issuer() -> None:
    asking, go_on = threading.Event(), threading.Event()
    time = [0.0]

    def fetch() -> Mapping[str, Any]:
        if time[0]:
            asking.set()
            assert go_on.wait(5)
        return {"keys": [key("a")]}

    keys = Keys(fetch, clock=lambda: time[0])
    keys.find("a")
    time[0] = FRESH
    thread = threading.Thread(target=keys.find, args=("a",))
    thread.start()
    assert asking.wait(5)

    assert key("a")["n"] == keys.find("a").as_dict()["n"]

    go_on.set()
    thread.join(5)


def test_a_mistake_of_ours_in_reading_does_not_lock_everyone_out() -> None:
    calls: list[int] = []

    def fetch() -> Mapping[str, Any]:
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError
        return {"keys": [key("a")]}

    keys = Keys(fetch, clock=lambda: 0.0)
    with pytest.raises(ZeroDivisionError):
        keys.find("a")

    assert key("a")["n"] == keys.find("a").as_dict()["n"]


IGNORED: dict[str, Any] = {
    "a number": 1,
    "nothing": None,
    "a list": [],
    "an empty object": {},
    "no id": {n: v for n, v in key("a").items() if n != "kid"},
    "an id that is a number": key("a") | {"kid": 7},
    "an empty id": key("a") | {"kid": ""},
    "a long id": key("a") | {"kid": "k" * 300},
    "for encryption": key("a") | {"use": "enc"},
    "for another algorithm": key("a") | {"alg": "RS512"},
    "for other operations": key("a") | {"key_ops": ["encrypt"]},
    "operations that are none": key("a") | {"key_ops": "verify"},
    "a curve": ECKey.generate_key("P-256", {"kid": "a"}).as_dict(private=False),
    "a shared secret": OctKey.generate_key(256, {"kid": "a"}).as_dict(),
    "a private key": RSAKey.generate_key(2048, {"kid": "a"}).as_dict(private=True),
    "1024 bits": key("a") | {"n": key("a")["n"][:171]},
    "a modulus that is no number": key("a") | {"n": "%%%"},
    "a modulus that is a list": key("a") | {"n": ["AQAB"]},
    "a huge modulus": key("a") | {"n": "A" * 100_000},
    "not ASCII": key("a") | {"n": "é" * 300},
    "no exponent": {n: v for n, v in key("a").items() if n != "e"},
    "an even exponent": key("a") | {"e": "AAQ"},
    "the exponent zero": key("a") | {"e": "AA"},
    "the exponent one": key("a") | {"e": "AQ"},
}


@pytest.mark.parametrize("entry", IGNORED.values(), ids=IGNORED)
def test_a_key_that_cannot_be_used_is_ignored_and_the_others_are_not(entry: Any) -> None:
    assert {"b"} == usable({"keys": [entry, key("b")]}).keys()


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
