"""A sandbox for one command: it sends its addresses, and ends with the command.

It is a fork of what is imported; the one of `aegis doctor --residue` starts from nothing.
"""

import os
import sys

import httpx
import pytest

from aegis_cli.adapters.process import sandbox_process
from aegis_cli.adapters.process.sandbox_process import SandboxProcess
from aegis_cli.errors import Code, UsageError
from tests.helpers import forked
from tests.helpers.support import LOOPBACK

pytestmark = pytest.mark.enable_socket


@pytest.fixture(autouse=True)
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_process, "start", forked.start)


def test_a_sandbox_answers_at_its_addresses_until_it_is_closed() -> None:
    sandbox = SandboxProcess(os.environ, "--confirm", "auto")
    confirm = httpx.get(f"{sandbox.control}/settings", **LOOPBACK).json()["confirm"]
    was_running = sandbox.is_running()

    sandbox.close()

    assert "auto" == confirm
    assert "AEGIS_ISSUER" in sandbox.environment
    assert (True, False) == (was_running, sandbox.is_running())


def test_a_sandbox_that_does_not_start_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="did not start") as caught:
        SandboxProcess(os.environ, "--confirm", "nobody")

    assert Code.BAD_USAGE is caught.value.code
    assert "--confirm" in capfd.readouterr().err


@pytest.mark.parametrize("module", ["graphql", "starlette", "uvicorn"])
def test_without_a_package_of_the_extra_it_says_how_to_get_it(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # as if it were not installed

    with pytest.raises(UsageError, match="The sandbox needs the extra `sandbox`") as caught:
        SandboxProcess(os.environ)

    assert Code.BAD_SETTINGS is caught.value.code
    assert "[sandbox]'" in str(caught.value.hint)
