"""What holds for every test."""

import gc
import os
import signal
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

import tests.helpers.utf8  # before aegis
import tests.other_providers  # noqa: F401  # which are known from here on
from aegis_cli.actions import catalog
from tests.helpers import confirmed_actions, forked, world
from tests.helpers.declared import catalogue
from tests.helpers.support import Sandbox, sandbox

pytest_plugins = ["tests.helpers.rows", "tests.helpers.leaks"]

# No session that somebody holds on this machine serves what a test runs.
os.environ["AEGIS_SESSION"] = ""

# No interpreter that the tests start compiles again what another one has.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Memory that threads have freed serves other threads, in each process that the tests start.
os.environ.setdefault("MALLOC_ARENA_MAX", "1")

# Imports and collecting make a million objects and no garbage to speak of.
gc.disable()

# What a test starts ends at Ctrl-C, even where a script started the tests in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)
# And when its terminal is gone, even under nohup, whose children would ignore it too.
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)

# How long an example takes says more of the machine than of aegis.
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The check fails for what was changed, and never for the luck of another example.
settings.register_profile("check", SLOW, max_examples=25, derandomize=True)
settings.register_profile("thorough", SLOW, max_examples=1_000)
settings.load_profile("check")


def pytest_configure(config: pytest.Config) -> None:
    """Have the workers of xdist, which this process starts, fork from one template."""
    if config.getoption("numprocesses", None):
        forked.share()


def pytest_collection_finish() -> None:
    """Keep the collector from looking through thousands of tests again and again."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000)


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    """Keep one sandbox for the tests of a module."""
    with sandbox() as started:
        yield started


@pytest.fixture
def tenant(running: Sandbox) -> Sandbox:
    """Forget what the tests before made of it."""
    running.reset()
    return running


@pytest.fixture
def explicit_commands_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a sentence once for all the plans that tests propose on it."""
    monkeypatch.setattr(
        "aegis_cli.request.pipeline.explicit_commands_in", world.explicit_commands_once
    )


@pytest.fixture
def catalogued(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the actions with a confirmation into the catalogue for a test."""
    catalogue(monkeypatch, *confirmed_actions.CLASSES)


@pytest.fixture
def board() -> Iterator[None]:
    """Let the tests' own provider exist."""
    catalog.enable_providers(["board"])
    yield
    catalog.enable_providers([])


@pytest.fixture
def slack() -> Iterator[None]:
    """Let Slack exist."""
    catalog.enable_providers(["slack"])
    yield
    catalog.enable_providers([])


@pytest.fixture
def jira() -> Iterator[None]:
    """Let Jira exist."""
    catalog.enable_providers(["jira"])
    yield
    catalog.enable_providers([])
