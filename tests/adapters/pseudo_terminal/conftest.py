"""What runs behind the proxy, and who asks meanwhile."""

from collections.abc import Iterator

import pytest

from tests.helpers.person import Run, proxies


@pytest.fixture
def run() -> Iterator[Run]:
    with proxies() as started:
        yield started
