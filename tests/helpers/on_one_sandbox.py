"""One sandbox for the tests of a module, which each of them finds as it was at its start."""

from collections.abc import Iterator

import pytest

from tests.helpers.console import Console, console
from tests.helpers.support import temporary_folder

__all__ = ["at", "served"]


@pytest.fixture(scope="module")
def served() -> Iterator[Console]:
    """Keep one sandbox for the tests of a module."""
    with console() as found:
        yield found


@pytest.fixture
def at(served: Console) -> Iterator[Console]:
    """Forget what the tests before made of the sandbox; each test has an empty home."""
    served.begin()
    with temporary_folder() as folder:
        yield Console(served.sandbox, folder)
