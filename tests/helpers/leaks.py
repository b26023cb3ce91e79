"""Charges what a test left open to that test, and not to the one in which it is collected.

What is open is closed when it is collected, with a warning, and warnings are errors. A cycle is
collected at any time: in another test, which then fails, or never.
"""

import gc
from collections.abc import Iterator

import pytest
from _pytest.unraisableexception import collect_unraisable

from aegis_cli.actions import catalog

_OF_A_TEST, _ALL = 1, 2
"""Generations of objects: what a test made is young, and looking through all takes long."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Collect what a test made, and with the last of a file what the file made."""
    yield
    is_last = nextitem is None or nextitem.path != item.path
    if is_last:
        catalog.enable_providers(())  # what a file enabled is gone with it, in any order
    gc.collect(_ALL if is_last else _OF_A_TEST)
    collect_unraisable(item.config)
    if is_last:
        # What stays is in caches: to look through it behind every file takes a quarter of a second.
        gc.freeze()
