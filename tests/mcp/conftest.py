"""One sandbox, sessions on it, and MCP servers before them."""

from collections.abc import Iterator

import pytest

from tests.helpers.console import Console
from tests.helpers.on_one_sandbox import at, served
from tests.mcp.wire import Wire, server
from tests.session.held import Held, held

__all__ = ["at", "served"]


@pytest.fixture
def session(at: Console) -> Iterator[Held]:
    """Hold a session that runs no command."""
    with held(at) as session:
        yield session


@pytest.fixture
def wire(at: Console, session: Held) -> Iterator[Wire]:
    """Run a server before the session, which waits two seconds for the person."""
    with server(at, session.address, "--wait", "2") as wire:
        yield wire


@pytest.fixture(scope="module")
def shared(served: Console) -> Iterator[Wire]:
    """Keep one server before one session for all tests of a module that send nothing."""
    served.begin()
    with held(served) as session, server(served, session.address) as wire:
        yield wire
