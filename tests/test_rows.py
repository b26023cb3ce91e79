"""A test of many rows runs each of them, and names every one that fails."""

import re

import pytest

from tests.helpers.rows import for_each

SUMS = {"small": (1, 1, 2), "wrong": (2, 2, 5), "odd": (1, 2, 4)}


def over(rows: object, **more: object) -> list[tuple[object, ...]]:
    """Return what a test of these rows was given, in order."""
    seen: list[tuple[object, ...]] = []

    @for_each(("one", "other"), rows, **more)  # type: ignore[arg-type]
    def test(one: object, other: object) -> None:
        seen.append((one, other))

    test()
    return seen


def test_every_row_is_given_to_the_test() -> None:
    assert [(1, 2), (3, 4)] == over([(1, 2), pytest.param(3, 4, id="named")])


def test_the_rows_after_one_that_fails_run_too_and_all_that_fail_are_named() -> None:
    @for_each(("one", "other", "sum_"), SUMS.values(), ids=SUMS)
    def test(one: int, other: int, sum_: int) -> None:
        assert sum_ == one + other

    with pytest.raises(ExceptionGroup, match=re.escape("2 of 3 rows fail: wrong, odd")) as found:
        test()

    assert ["assert 5 == (2 + 2)", "assert 4 == (1 + 2)"] == [
        str(error).splitlines()[0] for error in found.value.exceptions
    ]


@for_each("ends", [pytest.fail, pytest.skip, pytest.raises])
def test_a_row_that_fails_or_is_skipped_by_pytest_fails(ends: object) -> None:
    @for_each("row", ["one"])
    def test(row: str) -> None:
        if ends is pytest.raises:
            with pytest.raises(ValueError, match="x"):
                pass
        ends(row)  # type: ignore[operator]

    with pytest.raises(BaseExceptionGroup, match="1 of 1 rows fail: one"):
        test()


def test_rows_of_rows_are_all_their_pairs() -> None:
    seen = []

    @for_each("one", "ab")
    @for_each("other", [1, 2])
    def test(one: str, other: int) -> None:
        seen.append((one, other))

    test()

    assert [("a", 1), ("a", 2), ("b", 1), ("b", 2)] == seen


def test_a_test_of_no_rows_is_refused() -> None:
    with pytest.raises(AssertionError, match="no rows"):
        over([])


@for_each("number", [1, 2, 3])
@pytest.mark.parametrize("twice", [False, True])
def test_fixtures_and_parameters_reach_every_row(
    number: int, request: pytest.FixtureRequest, *, twice: bool
) -> None:
    assert request.node.callspec.params == {"twice": twice}
    assert number
