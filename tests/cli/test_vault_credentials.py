"""How the vault's client proves itself, all the way: a command's secret, or a private key."""

import json
import sys
from functools import cache
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from aegis_cli.providers.github.nouns.context.users import GetMe
from tests.broker.running import body, broker, token_of
from tests.helpers.console import Console, Ended
from tests.helpers.support import reads

pytestmark = pytest.mark.enable_socket

LIST = ("do", "labels.list", "-R", "acme/web", "--output", "json")
WITHOUT = {"AEGIS_VAULT_CLIENT_SECRET": ""}


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


@cache
def key() -> RSAKey:
    return RSAKey.generate_key(2048)


def registered(at: Console, found: RSAKey) -> None:
    """Give the vault's client this key at the tenant, in place of its secret."""
    at.sandbox.set(vault_public_key=found.as_pem(private=False).decode())


def kept(folder: Path, mode: int = 0o600) -> dict[str, str]:
    path = folder / "the key.pem"
    path.write_bytes(key().as_pem(private=True))
    path.chmod(mode)
    return WITHOUT | {"AEGIS_VAULT_PRIVATE_KEY_FILE": str(path)}


def test_a_private_key_proves_the_client_each_time_anew(at: Console, tmp_path: Path) -> None:
    registered(at, key())
    settings = kept(tmp_path)

    ends = [at.run(*LIST, more=settings) for _ in range(2)]

    assert [(0, "done", None)] * 2 == [ended.end for ended in ends]


def test_a_private_key_that_the_tenant_does_not_know_is_refused(
    at: Console, tmp_path: Path
) -> None:
    registered(at, RSAKey.generate_key(2048))

    ended = at.run(*LIST, more=kept(tmp_path))

    assert (7, "failed", "misconfigured") == ended.end
    assert (
        "does not accept the credentials of the Custom API Client"
        in (ended.document["error"]["message"])
    )
    assert [] == at.sandbox.lines()


def test_a_broker_proves_itself_by_its_private_key_for_each_plan(
    at: Console, tmp_path: Path
) -> None:
    registered(at, key())
    token, plan = token_of(at.sandbox), body(*reads(GetMe()))

    with broker(at.sandbox.environment, tmp_path, **kept(tmp_path)) as found:
        good = [found.plan(token, plan).status_code for _ in range(2)]
        registered(at, RSAKey.generate_key(2048))
        bad = found.plan(token, plan)

    assert [200, 200] == good
    assert (502, "misconfigured") == (bad.status_code, bad.json()["code"])
    assert ["GET /user"] * 2 == at.sandbox.lines()


def test_a_private_key_that_everyone_can_read_is_not_used(at: Console, tmp_path: Path) -> None:
    ended = at.run(*LIST, more=kept(tmp_path, 0o644))

    assert (2, "usage", "bad_settings") == ended.end
    assert "chmod 600" in ended.document["error"]["hint"]


def test_a_token_that_is_not_fit_for_the_api_is_not_exchanged(at: Console) -> None:
    opaque = {"access_token": "opaque", "token_type": "Bearer", "scope": "aegis:read"}
    at.sandbox.fault("auth0", "POST", "/oauth/token", status=200, body=json.dumps(opaque), times=2)

    before = at.sandbox.tokens()
    ended, told = at.run(*LIST), at.run("whoami", "--github", "--output", "json")

    assert [(7, "failed", "misconfigured")] * 2 == [ended.end, told.end]
    assert 2 == at.sandbox.lines("auth0").count("POST /oauth/token")
    assert before == at.sandbox.tokens()
