"""What is wrong with the cases of a catalogue is said with where to write what."""

from dataclasses import replace
from typing import Any

import pytest

from tests.actions.case import Case, wrong_cases
from tests.actions.cases import CASES

CREATE, LIST = CASES["labels.create"], CASES["labels.list"]
NAMES = ("labels.create", "labels.list")


@pytest.mark.parametrize(
    ("cases", "problem"),
    [
        (
            [LIST],
            "labels.create has no case: add one to CASES in tests/actions/cases/labels/labels.py",
        ),
        ([LIST, CREATE, LIST], "labels.list has 2 cases: leave one of them"),
        (
            [LIST, CREATE, CASES["labels.get"]],
            "labels.get has a case and is in no index: run python -m tools.generate",
        ),
    ],
)
def test_a_wrong_case_is_told_with_the_mend(cases: list[Case], problem: str) -> None:
    assert [problem] == [*wrong_cases(NAMES, cases)]


@pytest.mark.parametrize(
    ("case", "changes", "problem"),
    [
        (
            CREATE,
            {"more": {"color": "ffffff"}},
            "the case of labels.create never gives description: add it to more=",
        ),
        (
            CASES["repos.delete"],
            {"target": None},
            "the case of repos.delete is pinned: write in target= what repos.get answers",
        ),
    ],
)
def test_a_case_that_lacks_something_is_refused_with_the_mend(
    case: Case, changes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(TypeError) as refused:
        replace(case, **changes)

    assert problem == str(refused.value)
