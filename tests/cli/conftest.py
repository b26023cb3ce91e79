"""A console for the tests of a module, as new for each."""

from collections.abc import Iterator

import pytest

from tests.helpers.console import Console, console


@pytest.fixture(scope="module")
def started() -> Iterator[Console]:
    """Keep one sandbox for the tests of a module."""
    with console() as found:
        yield found


@pytest.fixture
def at(started: Console) -> Console:
    """Forget what the tests before made of it."""
    started.begin()
    return started
