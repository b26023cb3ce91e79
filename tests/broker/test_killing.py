"""Whatever process of a broker is killed under load, nothing is lost, and nothing done twice."""

from pathlib import Path

import pytest

from tests.broker.killing import Told, loaded
from tests.helpers.support import sandbox

pytestmark = pytest.mark.enable_socket


def test_what_was_lost_or_done_twice_is_found() -> None:
    told = Told({"a": "done", "b": "failed", "c": "outcome_unknown", "d": "outcome_unknown"})

    assert [] == told.contradictions(["a", "c", "of somebody else"])
    assert 3 == len(told.contradictions(["b", "c", "c"]))


def test_nothing_is_lost_or_done_twice_when_processes_are_killed(tmp_path: Path) -> None:
    delays = ("--latency", "github=150", "--latency", "exchange=50")
    with sandbox(*delays) as tenant:
        with loaded(tenant, tmp_path, clients=3, workers=2) as load:
            load.goes_on(2)
            load.kill_fork()
            load.kill_template()
            load.kill_worker()
            load.goes_on(2)
        titles, told = load.titles(), load.told

    assert [] == told.contradictions(titles)
    assert {"done", "outcome_unknown"} <= set(told.writes.values())
    assert told.reads["done"]
