"""An isolated interpreter: in a session of its own, and without secrets in its environment."""

import json
import sys
from pathlib import Path
from typing import Any, Literal

import pytest

from aegis_cli.adapters.process import isolated
from aegis_cli.adapters.process.isolated import scrub, start
from tests.helpers.patience import PATIENCE
from tests.helpers.support import ROOT

HOSTILE = {
    "GEMINI_API_KEY": "AQ.key",
    "GOOGLE_API_KEY": "AIza-key",
    "AEGIS_VAULT_CLIENT_SECRET": "vault",
    "AEGIS_ISSUER": "https://tenant.example",
    "GITHUB_TOKEN": "ghp_token",
    "GH_TOKEN": "ghp_token",
    "PYTHONPATH": "/hostile",
    "PYTHONSTARTUP": "/hostile/start.py",
    "PYTHONINSPECT": "1",
    "PYTHONHOME": "/hostile",
    "LD_PRELOAD": "/hostile/lib.so",
    "LD_LIBRARY_PATH": "/hostile",
    "OPENSSL_CONF": "/hostile/openssl.cnf",
    "OPENSSL_MODULES": "/hostile",
    "GLIBC_TUNABLES": "glibc.malloc.check=3",
    "SSLKEYLOGFILE": "/tmp/keys",  # noqa: S108  # never opened
    "HOME": "/home/mona",
}
HARMLESS = {
    "PATH": "/usr/bin",
    "LANG": "C.UTF-8",
    "SSL_CERT_FILE": "/etc/ssl/company.pem",
    "HTTPS_PROXY": "http://proxy.example:3128",
    "no_proxy": "localhost",
}


def described(
    *args: str, stderr: Literal["drop", "keep"] = "drop", environment: dict[str, str] | None = None
) -> dict[str, Any]:
    """Run the program that describes its process."""
    started = start("tests.executor.described", *args, environment=environment or {}, stderr=stderr)
    try:
        started.open()
        with started.file("wb") as said:
            said.write(b"over the channel")
        started.finish()
        found: dict[str, Any] = json.loads(started.file("rb").read())
    finally:
        started.end(patience=PATIENCE)
        started.close()
    return found


@pytest.fixture(autouse=True)
def program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let children import the program of the tests, which is outside of the package."""
    monkeypatch.setattr(isolated, "ROOT", str(ROOT))


def test_only_harmless_variables_are_left_and_plugins_are_off() -> None:
    found = scrub({**HOSTILE, **HARMLESS})

    assert {**HARMLESS, "PYDANTIC_DISABLE_PLUGINS": "__all__"} == found


def test_a_child_sees_no_key_no_setting_and_no_variable_of_python() -> None:
    found = described(environment={**HOSTILE, **HARMLESS})

    # Python itself adds LC_CTYPE where the locale is C (PEP 538).
    assert set() == found["environment"].keys() & HOSTILE.keys()
    assert HARMLESS.items() <= found["environment"].items()


def test_a_child_is_isolated_and_in_a_session_and_a_group_of_its_own() -> None:
    found = described()

    assert (1, True, True) == (found["isolated"], found["session"], found["group"])


def test_a_child_gets_its_arguments_and_its_input() -> None:
    found = described("--one", "two \"quoted\" 'words'\n")

    assert (["--one", "two \"quoted\" 'words'\n"], "over the channel") == (
        found["args"],
        found["stdin"],
    )


def test_a_child_without_arguments_is_given_none() -> None:
    assert described()["args"] is None


def test_a_child_does_not_look_for_modules_where_it_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('hostile')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])

    found = described()

    assert "" not in found["path"]
    assert str(tmp_path) not in found["path"]


def test_standard_error_is_dropped_or_kept(capfd: pytest.CaptureFixture[str]) -> None:
    described(stderr="drop")
    dropped = capfd.readouterr().err
    described(stderr="keep")
    kept = capfd.readouterr().err

    assert ("", "on standard error\n") == (dropped, kept)
