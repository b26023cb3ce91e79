"""A fact that holds for every row of a table, as one test.

Where each row is a test, pytest collects, sets up and reports each: that takes longer than most rows
do. Here all rows run whatever fails among them, and whatever fails is named.

    pytest --row issues.close      runs the rows with this in their name, of every test that has one
    pytest --whole                 runs all rows of what else is a share, and the tests marked `whole`

The check command runs the whole; `pytest` alone does what tells most in the least time.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

import pytest
from _pytest._io.saferepr import saferepr
from _pytest.mark import ParameterSet

T = TypeVar("T")
Test: TypeAlias = Callable[..., None]

_FAILURES = (Exception, pytest.fail.Exception, pytest.skip.Exception)
"""What ends one row; a row that is skipped would take the others with it."""

_only: str | None = None
_is_whole = False


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take what a row has in its name."""
    parser.addoption(
        "--row",
        help="run the rows with this, or one of these behind commas, in their name, of the tests "
        "that have one",
    )
    parser.addoption(
        "--whole",
        action="store_true",
        help="run the tests marked `whole`, and all rows where else one of ten is run",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Keep both for the tests."""
    global _only, _is_whole  # a test gets nothing of the configuration but by a fixture
    _only, _is_whole = config.getoption("--row"), config.getoption("--whole")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests out that have no such row, or are for the check command alone."""
    if not _is_whole:
        items[:] = [item for item in items if item.get_closest_marker("whole") is None]
    if _only is not None:
        items[:] = [i for i in items if any(map(_is_chosen, _rows(getattr(i, "function", None))))]


def some_of(rows: Sequence[T], *, one_in: int = 10) -> Sequence[T]:
    """Return one of so many rows of what takes long, always the same; all of them with `--whole`."""
    return rows if _is_whole else rows[::one_in]


def for_each(
    names: str | tuple[str, ...],
    rows: Iterable[Any],
    ids: Iterable[Any] | Callable[..., str] | None = None,
) -> Callable[[Test], Test]:
    """Run a test for every row, as `pytest.mark.parametrize` does, but in one test.

    The rows share the fixtures of that test.
    """
    listed, rows = names if isinstance(names, tuple) else (names,), [*rows]
    values = [_values(row, len(listed)) for row in rows]
    if ids is None:
        named = [row.id if isinstance(row, ParameterSet) else None for row in rows]
    elif callable(ids):
        named = [ids(*one) for one in values]
    else:
        named = [*ids]
    return functools.partial(_over, names=listed, rows=[*_told_apart(named, values)])


def _values(row: Any, many: int) -> tuple[Any, ...]:
    """Return the arguments of a row."""
    if isinstance(row, ParameterSet):
        assert not row.marks, "a row has no marks: it is no test"
        return tuple(row.values)
    return (row,) if many == 1 else tuple(row)


def _told_apart(
    ids: Iterable[Any], values: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Name each row: by its id, or by what is in it."""
    for name, row in zip(ids, values, strict=True):
        yield str(name) if name is not None else "-".join(map(_shortened, row)), row


def _shortened(value: Any) -> str:
    return value[:80] if isinstance(value, str) else saferepr(value, maxsize=80)


def _over(test: Test, names: tuple[str, ...], rows: list[tuple[str, tuple[Any, ...]]]) -> Test:
    """Make the one test of them."""
    assert rows, "a test of no rows would hold whatever is true"

    @functools.wraps(test)
    def over_each(**fixtures: Any) -> None:
        chosen = [(name, values) for name, values in rows if _is_chosen(name)] or rows
        failed: dict[str, BaseException] = {}
        for name, values in chosen:
            try:
                test(**fixtures, **dict(zip(names, values, strict=True)))
            except _FAILURES as error:
                error.add_note(f"in the row {name}")
                failed[name] = error
        if failed:
            told = f"{len(failed)} of {len(chosen)} rows fail: {', '.join(failed)}"
            raise BaseExceptionGroup(told, [*failed.values()])

    signature = inspect.signature(test)
    left = [each for name, each in signature.parameters.items() if name not in names]
    over_each.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
    over_each.rows = {name for name, _ in rows} | _rows(test)  # type: ignore[attr-defined]
    return over_each


def _is_chosen(name: str) -> bool:
    return _only is None or any(each in name for each in _only.split(","))


def _rows(test: object) -> frozenset[str]:
    """Return the names of the rows that a test goes over."""
    return frozenset(getattr(test, "rows", ()))
