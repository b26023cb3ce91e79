"""One tenant on the sandbox for all tests of a module."""

import re
from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from tests.adapters.auth0.callback import callback_ports
from tests.cli.test_setup_connection import typed
from tests.doctor.live.tenant import STDIN
from tests.helpers.console import GEMINI, Console, console


@pytest.fixture(scope="module")
def at() -> Iterator[Console]:
    """A sandbox with all providers, on which a tenant is set up once."""
    with (
        console("--github-app", "--provider", "slack", "--provider", "jira") as found,
        callback_ports(),
    ):
        found.begin()
        yield found


@pytest.fixture(scope="module")
def settings(at: Console) -> dict[str, str]:
    """The settings of that tenant, as aegis wrote them."""
    made = at.run("setup", "auth0", "--token-stdin", "--yes", "--show-secret", stdin=STDIN)
    assert 0 == made.code, made.err
    written = dict(re.findall(r"^export (\w+)='?([^'\n]*)'?$", made.out, re.MULTILINE))
    at.run("whoami", more=written)
    given = at.run(
        *("setup", "auth0", "--token-stdin", "--yes", "--person", "mona@example.com"), stdin=STDIN
    )
    assert 0 == given.code, given.err
    for name in ("slack", "jira"):
        code, said = typed(at, name, "y", more=written)
        assert 0 == code, said
    at.begin()
    return {**GEMINI, **written}


@pytest.fixture(autouse=True)
def _every_provider_exists() -> Iterator[None]:
    catalog.enable_providers(catalog.known_providers())
    yield
    catalog.enable_providers(())
