"""What the tests see of a module is the same whether its probes were made now or kept."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import slipcover  # type: ignore[import-untyped]
from slipcover import branch

from tests.helpers.coverage_probes import probed, with_probes

TEXT = '''
"""A module."""

def graded(number: int) -> str:
    for step in range(number):
        if step == 2:
            return "some"
    while number > 100:
        number -= 1
    match number:
        case 0:
            return "none"
        case 1 | 2:
            return f"{number}"
    return [each for each in "few" if each][0]

class Grades:
    kept = [graded(each) for each in (0, 1, 5)]
'''


@pytest.fixture(autouse=True)
def who_watches_these_tests() -> Iterator[None]:
    """Give the events back: since Python 3.12 all of a process go to the newest `Slipcover`."""
    if sys.version_info < (3, 12):
        yield
        return
    lines = sys.monitoring.COVERAGE_ID, sys.monitoring.events.LINE
    before = sys.monitoring.register_callback(*lines, None)
    yield
    sys.monitoring.register_callback(*lines, before)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "graded.py"
    path.write_text(TEXT)
    return path


def seen(code: Any, instrument: Any) -> set[Any]:
    """Return the lines and branches that are seen when a module runs."""
    watching = slipcover.Slipcover(branch=True, d_miss_threshold=2**31 - 1)
    exec(instrument(code, watching), {"__name__": "graded"})  # noqa: S102
    return {each for found in watching.newly_seen.values() for each in found}


def directly(code: Any, watching: Any) -> Any:
    return watching.instrument(code)


def test_the_same_is_seen_as_with_probes_that_were_made_for_this_process(source: Path) -> None:
    code = compile(branch.preinstrument(ast.parse(TEXT)), str(source), "exec")
    expected = seen(code, directly)
    folder = source.parent / "code"

    assert seen(probed(source, folder).code, with_probes) == expected
    assert seen(probed(source, folder).code, with_probes) == expected  # now it is kept
    assert {(6, 7), 7, 18} <= expected
    assert not {9, (8, 9)} & expected


def test_its_lines_and_branches_are_known_before_it_runs(source: Path) -> None:
    kept = probed(source, source.parent / "code")

    assert {5, 9, 18} <= kept.lines
    assert {(5, 6), (5, 8), (10, 15)} <= kept.branches
    assert kept == probed(source, source.parent / "code")


def test_a_module_that_has_changed_is_made_anew(source: Path) -> None:
    folder = source.parent / "code"
    probed(source, folder)
    source.write_text("x = 1\n\n\n\ny = 2\n")

    assert probed(source, folder).lines == {1, 5}
    assert len([*folder.iterdir()]) == 1
