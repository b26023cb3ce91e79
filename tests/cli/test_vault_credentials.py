"""How the vault's client proves itself, all the way: a command's secret, or a private key."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from tests.cli.console import Console, Ended, console

pytestmark = pytest.mark.enable_socket

LIST = ("do", "labels.list", "-R", "acme/web", "--output", "json")
WITHOUT = {"AEGIS_VAULT_CLIENT_SECRET": ""}


@pytest.fixture(scope="module")
def started() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture
def at(started: Console) -> Console:
    started.begin()
    return started


def with_command(at: Console, code: str) -> Ended:
    command = [sys.executable, "-I", "-S", "-c", code]
    (at.folder / "command.toml").write_text(f"vault_secret_command = {command!r}\n")
    return at.run("--config", "command.toml", *LIST, more=WITHOUT)


def test_the_secret_that_a_command_prints_is_used(at: Console) -> None:
    secret = at.sandbox.environment["AEGIS_VAULT_CLIENT_SECRET"]

    ended = with_command(at, f"print({secret!r})")

    assert (0, "done", None) == ended.end


def test_a_command_that_fails_ends_the_request_in_its_own_words(at: Console) -> None:
    ended = with_command(at, "import sys; sys.exit('not signed in to the manager')")

    assert (2, "usage", "bad_settings") == ended.end
    assert "failed with 1: not signed in to the manager" in ended.document["error"]["message"]


def keyed(at: Console, folder: Path, mode: int) -> Ended:
    path = folder / "the key.pem"
    path.write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    path.chmod(mode)
    return at.run(*LIST, more=WITHOUT | {"AEGIS_VAULT_PRIVATE_KEY_FILE": str(path)})


def test_a_private_key_is_used_and_one_that_the_tenant_does_not_know_is_refused(
    at: Console, tmp_path: Path
) -> None:
    ended = keyed(at, tmp_path, 0o600)

    # The sandbox knows no assertions; that the exchange is refused shows that one was sent.
    assert (7, "failed", "misconfigured") == ended.end
    assert (
        "does not accept the vault application's credentials"
        in (ended.document["error"]["message"])
    )


def test_a_private_key_that_everyone_can_read_is_not_used(at: Console, tmp_path: Path) -> None:
    ended = keyed(at, tmp_path, 0o644)

    assert (2, "usage", "bad_settings") == ended.end
    assert "chmod 600" in ended.document["error"]["hint"]
