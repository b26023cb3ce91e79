"""One sandbox, and sessions on it as people hold them: at a terminal, with commands beside it."""

from collections.abc import Iterator

import pytest

from tests.cli.console import Console, console
from tests.session.agent_here import AgentHere, agent_here
from tests.session.held import Held, held


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


@pytest.fixture
def session(at: Console) -> Iterator[Held]:
    """Hold a session that runs no command."""
    with held(at) as session:
        yield session


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[AgentHere]:
    """Run an agent in this process."""
    with agent_here(monkeypatch) as here:
        yield here
