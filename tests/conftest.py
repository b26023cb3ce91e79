"""What holds for every test."""

import pytest
from hypothesis import settings

from tests import forked

# How long an example takes says more of the machine than of aegis.
settings.register_profile("aegis", deadline=None)
settings.load_profile("aegis")


def pytest_configure(config: pytest.Config) -> None:
    """Have the workers of a run share what they fork from."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        forked.share()
