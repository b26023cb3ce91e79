"""`aegis setup fga`: writes the model once, and only after a yes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.broker.authorization import models
from tests.helpers.console import run_in
from tests.helpers.support import Sandbox, sandbox

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def tenant() -> Iterator[Sandbox]:
    """Run a sandbox that names its store."""
    with sandbox("--fga") as found:
        yield found


def test_the_model_is_written_once_and_named(tmp_path: Path) -> None:
    with sandbox("--fga") as without_a_model:
        known = without_a_model.environment
        unasked = run_in(tmp_path, "setup", "fga", more=known)
        missing = run_in(tmp_path, "setup", "fga", "--check", more=known)
        written = run_in(tmp_path, "setup", "fga", "--yes", more=known)
        again = run_in(tmp_path, "setup", "fga", more=known)
        checked = run_in(tmp_path, "setup", "fga", "--check", more=known)

    assert (6, 7) == (unasked.code, missing.code)
    assert (0, 0, 0) == (written.code, again.code, checked.code)
    assert written.out.startswith("export AEGIS_FGA_MODEL=01")
    assert written.out == again.out
    assert "has this model already" in again.err


def test_the_model_can_be_read_without_a_store(tmp_path: Path) -> None:
    printed = run_in(tmp_path, "setup", "fga", "--print")
    assert models.text() == printed.out


def test_a_store_that_is_not_set_is_a_fault_of_settings(tmp_path: Path) -> None:
    found = run_in(tmp_path, "setup", "fga")
    assert 2 == found.code
    assert "AEGIS_FGA_URL" in found.err


def test_doctor_says_what_is_wrong_with_the_model(tenant: Sandbox, tmp_path: Path) -> None:
    def said(**more: str) -> str:
        found = run_in(tmp_path, "doctor", more={**tenant.environment, **more})
        (line,) = (line for line in found.out.splitlines() if " rules: " in line)
        return line.partition(" rules: ")[2]

    model = run_in(tmp_path, "setup", "fga", "--yes", more=tenant.environment).out
    newest = model.strip().partition("=")[2]

    whose = f"the newest model of the store, {newest}, is of this version"
    assert f"{whose}; no model is set" == said()
    assert f"{whose}; 01OLD is set" == said(AEGIS_FGA_MODEL="01OLD")
    assert f"the store has the model of this version, {newest}" == said(AEGIS_FGA_MODEL=newest)
