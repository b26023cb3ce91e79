"""One sandbox, and sessions on it as people hold them: at a terminal, with commands beside it."""

from collections.abc import Iterator

import pytest

from tests.helpers.console import Console
from tests.helpers.on_one_sandbox import at, served
from tests.session.agent_here import AgentHere, agent_here
from tests.session.held import Held, held

__all__ = ["at", "served"]


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
