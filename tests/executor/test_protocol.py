"""What the child is told before it is asked for anything."""

from dataclasses import replace

import pytest

from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.executor.protocol import assertion_for, opening
from aegis_cli.oauth.exchange import Vault

CONNECTIONS = {
    "github": VaultConnection("github-app", "https://api.github.com"),
    "board": VaultConnection(
        "notice-board", "https://b.example", ProviderApp("Iv1.app", Secret("app-secret"))
    ),
}
VAULT = Vault("https://i.example/oauth/token", "vault", Secret("vault-secret"), CONNECTIONS)


def test_the_child_is_told_each_connection_and_the_secret_or_asks_for_an_assertion() -> None:
    told = {
        "token_endpoint": "https://i.example/oauth/token",
        "vault_client_id": "vault",
        "connections": {
            "github": {
                "name": "github-app",
                "base": "https://api.github.com",
                "uploads": "https://uploads.github.com",
            },
            "board": {
                "name": "notice-board",
                "base": "https://b.example",
                "uploads": "",
                "app_client_id": "Iv1.app",
                "app_client_secret": "app-secret",
            },
        },
        "session": "session-token",
        "silence": 30.0,
    }
    signing = replace(VAULT, credential=lambda: Secret("signed"))

    with_secret, without = (opening(vault, Secret("session-token")) for vault in (VAULT, signing))

    assert told | {"vault_client_secret": "vault-secret"} == with_secret
    assert told == without
    assert "signed" == assertion_for(signing)
    with pytest.raises(TypeError, match="needs no assertion"):
        assertion_for(VAULT)
