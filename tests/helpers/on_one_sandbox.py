"""One sandbox for the tests of a module, which each of them finds as it was at its start."""

from collections.abc import Iterator

import pytest

from tests.helpers.console import Console, console

__all__ = ["at", "served"]


@pytest.fixture(scope="module")
def served() -> Iterator[Console]:
    """Keep one sandbox for the tests of a module."""
    with console() as found:
        yield found


@pytest.fixture
def at(served: Console) -> Console:
    """Forget what the tests before made of the sandbox."""
    served.begin()
    return served
