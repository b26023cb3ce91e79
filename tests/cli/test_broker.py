"""`aegis broker`: what stops it from starting."""

import errno
import socket
import sys
from pathlib import Path

import pytest

from aegis_cli.cli.broker import _metrics_folder, _that_plans
from aegis_cli.cli.main import run
from aegis_cli.errors import UsageError
from aegis_cli.settings.loading import load
from tests.helpers.console import AEGIS, Ended, Running, environment
from tests.helpers.forked import aegis

pytestmark = pytest.mark.enable_socket

SETTINGS = {
    "AEGIS_ISSUER": "https://tenant.example/",
    "AEGIS_CLIENT_ID": "cli",
    "AEGIS_AUDIENCE": "https://aegis.example",
    "AEGIS_VAULT_CLIENT_ID": "vault",
    "AEGIS_VAULT_CLIENT_SECRET": "secret",
}


def ended(folder: Path, *arguments: str, **more: str) -> Ended:
    """Run a broker that does not start."""
    known = environment(folder, SETTINGS | more)
    return Running(aegis([AEGIS, *arguments], environment=known, cwd=folder)).ended()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        found = ended(tmp_path, "broker", "--port", port)

    assert 2 == found.code
    assert f"Port {port} on 127.0.0.1 cannot be used" in found.err


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "cannot be read"), ("[everyone]\nallow = ['issues.burn']", "issues.burn")],
)
def test_a_policy_that_cannot_hold_stops_the_start(
    text: str | None, said: str, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    if text is not None:
        policy.write_text(text)

    found = ended(tmp_path, "broker", "--port", "0", "--policy", str(policy))

    assert 2 == found.code
    assert said in found.err


def test_a_setting_that_is_missing_is_named(tmp_path: Path) -> None:
    found = ended(tmp_path, "broker", "--port", "0", AEGIS_AUDIENCE="")

    assert 2 == found.code
    assert "AEGIS_AUDIENCE" in found.err


def test_workers_cannot_share_a_sandbox_of_one_of_them(tmp_path: Path) -> None:
    found = ended(tmp_path, "--sandbox", "broker", "--port", "0", "--workers", "2")

    assert 2 == found.code
    assert "cannot share a sandbox" in found.err


def test_on_a_sandbox_of_its_own_it_plans_with_the_key_of_that() -> None:
    settings = load(SETTINGS | {"GEMINI_API_KEY": "sandbox-key"}, None, path="config.toml")

    plans = _that_plans(settings)

    assert () == settings.broker_models
    assert (settings.values["model"],) == plans.broker_models
    assert plans.broker_gemini_key is settings.gemini_key


def test_counters_that_have_no_folder_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(**_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr("aegis_cli.broker.metrics.TemporaryDirectory", nowhere)

    with pytest.raises(UsageError, match=r"No usable temporary directory found\.") as stopped:
        _metrics_folder()

    assert "TMPDIR" in str(stopped.value.hint)


@pytest.mark.parametrize("module", ["fastapi", "prometheus_client", "uvicorn"])
def test_without_a_package_of_the_extra_it_says_how_to_get_it(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # as if it were not installed

    code = run(["broker"])

    said = capsys.readouterr().err
    assert 2 == code
    assert "The broker needs the extra `broker` of aegis, which is not installed." in said
    assert "[broker]'" in said
    assert "aegis-cli" not in said
