"""The limits: a bucket for each person, and room for so many plans."""

import pytest

from aegis_cli.broker.http.limits import Capacity, Subjects
from aegis_cli.broker.http.problem import Problem


class Clock:
    """A clock that is set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def refusal_of(subjects: Subjects, subject: str) -> Problem | None:
    """Take once, and return the refusal if there is one."""
    try:
        subjects.take(subject)
    except Problem as problem:
        return problem
    return None


def test_a_third_of_a_minute_may_come_at_once_and_then_one_by_one() -> None:
    clock = Clock()
    subjects = Subjects(6, clock=clock)

    at_once = [refusal_of(subjects, "mona") is None for _ in range(3)]
    clock.now += 10
    later = [refusal_of(subjects, "mona") is None for _ in range(2)]

    assert ([True, True, False], [True, False]) == (at_once, later)


def test_a_refusal_says_how_long_to_wait_and_costs_nothing() -> None:
    clock = Clock()
    subjects = Subjects(6, clock=clock)
    for _ in range(2):
        subjects.take("mona")

    waits = [
        refusal.headers["Retry-After"]
        for _ in range(9)
        if (refusal := refusal_of(subjects, "mona"))
    ]

    assert ["10"] * 9 == waits


def test_one_person_takes_nothing_from_another() -> None:
    subjects = Subjects(3, clock=Clock())
    subjects.take("mona")

    assert refusal_of(subjects, "hubot") is None
    assert refusal_of(subjects, "mona") is not None


def test_the_slowest_allowed_rate_lets_one_pass() -> None:
    assert refusal_of(Subjects(1, clock=Clock()), "mona") is None


def test_only_so_many_people_are_remembered() -> None:
    subjects = Subjects(3, clock=Clock())
    for at in range(Subjects.MOST + 50):
        subjects.take(f"person {at}")

    assert Subjects.MOST == len(subjects._left)


def test_room_is_given_back_also_after_a_failure() -> None:
    capacity = Capacity(1)

    with pytest.raises(ValueError, match="failed"), capacity:
        raise ValueError("failed")
    with capacity, pytest.raises(Problem) as caught, capacity:
        pass

    assert (503, "overloaded", 0) == (caught.value.status, caught.value.code, capacity.running)
