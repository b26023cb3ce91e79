"""A session locks when nobody uses it or the machine sleeps, and ends after its hours."""

import pytest

from aegis_cli.session.lifetime import SLEEP, Due, Instant, Lifetime, instant


def at(seconds: float, slept: float = 0.0) -> Instant:
    return Instant(1000.0 + seconds + slept, 1000.0 + seconds)


@pytest.fixture
def life() -> Lifetime:
    return Lifetime.beginning(at(0), idle=60.0, longest=600.0)


def test_it_stays_open_while_it_is_used(life: Lifetime) -> None:
    for seconds in range(0, 590, 50):
        life.use(at(seconds))
        assert life.due(at(seconds)) is Due.NOTHING


def test_it_locks_when_nobody_uses_it(life: Lifetime) -> None:
    assert life.due(at(59)) is Due.NOTHING
    assert life.due(at(60)) is Due.LOCK


def test_it_ends_after_its_hours_though_it_is_used(life: Lifetime) -> None:
    life.use(at(599))

    assert life.due(at(599)) is Due.NOTHING
    assert life.due(at(600)) is Due.END


def test_it_locks_when_the_machine_was_suspended() -> None:
    life = Lifetime.beginning(at(0), idle=600.0, longest=6000.0)
    assert life.due(at(1)) is Due.NOTHING
    assert life.due(at(2, slept=SLEEP)) is Due.NOTHING
    assert life.due(at(3, slept=2 * SLEEP + 1)) is Due.LOCK
    assert life.due(at(4, slept=2 * SLEEP + 1)) is Due.NOTHING


def test_the_time_of_a_sleep_counts_towards_its_hours(life: Lifetime) -> None:
    assert life.due(at(1, slept=600)) is Due.END


def test_a_busy_agent_that_looks_late_takes_that_for_no_sleep(life: Lifetime) -> None:
    assert life.due(at(45)) is Due.NOTHING


def test_both_clocks_go_forward() -> None:
    before, after = instant(), instant()

    assert after.counted >= before.counted
    assert after.awake >= before.awake
