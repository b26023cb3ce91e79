"""The limits: a bucket for each person, and room for so many plans."""

import pytest

from aegis_cli.broker.http.limits import Capacity, RateLimiter
from aegis_cli.broker.http.problem import Problem


class Clock:
    """A clock that is set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def refusal_of(rate_limiter: RateLimiter, subject: str) -> Problem | None:
    """Take once, and return the refusal if there is one."""
    try:
        rate_limiter.take(subject)
    except Problem as problem:
        return problem
    return None


def test_a_third_of_a_minute_may_come_at_once_and_then_one_by_one() -> None:
    clock = Clock()
    rate_limiter = RateLimiter(6, clock=clock)

    at_once = [refusal_of(rate_limiter, "mona") is None for _ in range(3)]
    clock.now += 10
    later = [refusal_of(rate_limiter, "mona") is None for _ in range(2)]

    assert ([True, True, False], [True, False]) == (at_once, later)


def test_a_refusal_says_how_long_to_wait_and_costs_nothing() -> None:
    clock = Clock()
    rate_limiter = RateLimiter(6, clock=clock)
    for _ in range(2):
        rate_limiter.take("mona")

    waits = [
        refusal.headers["Retry-After"]
        for _ in range(9)
        if (refusal := refusal_of(rate_limiter, "mona"))
    ]

    assert ["10"] * 9 == waits


def test_one_person_takes_nothing_from_another() -> None:
    rate_limiter = RateLimiter(3, clock=Clock())
    rate_limiter.take("mona")

    assert refusal_of(rate_limiter, "hubot") is None
    assert refusal_of(rate_limiter, "mona") is not None


def test_the_slowest_allowed_rate_lets_one_pass() -> None:
    assert refusal_of(RateLimiter(1, clock=Clock()), "mona") is None


def test_only_so_many_people_are_remembered() -> None:
    rate_limiter = RateLimiter(3, clock=Clock())
    for at in range(RateLimiter.MOST + 50):
        rate_limiter.take(f"person {at}")

    assert RateLimiter.MOST == len(rate_limiter._left)


def test_room_is_given_back_also_after_a_failure() -> None:
    capacity = Capacity(1)

    with pytest.raises(ValueError, match="failed"), capacity:
        raise ValueError("failed")
    with capacity, pytest.raises(Problem) as caught, capacity:
        pass

    assert (503, "overloaded", 0) == (caught.value.status, caught.value.code, capacity.running)
