"""The settings of the store with an organisation's rules: whole, or none of them."""

import pytest

from aegis_cli.errors import UsageError
from aegis_cli.settings.fga_settings import FgaSettings
from aegis_cli.settings.loading import load
from tests.helpers.rows import for_each

STORE = {"AEGIS_FGA_URL": "https://api.eu1.fga.dev/", "AEGIS_FGA_STORE": "01STORE"}
CLIENT = {"AEGIS_FGA_CLIENT_ID": "id", "AEGIS_FGA_CLIENT_SECRET": "secret"}
KEY = {"AEGIS_FGA_KEY": "key"}
OWN = STORE | {"AEGIS_FGA_URL": "http://127.0.0.1:8080"}


def fga(**environment: str) -> FgaSettings | None:
    """Return what these variables say."""
    return load(environment, None, path="config.toml").fga()


def test_nothing_is_asked_where_nothing_is_set() -> None:
    assert fga() is None
    assert fga(AEGIS_FGA_ISSUER="https://auth.fga.example") is None


def test_a_client_of_auth0_fga_has_its_issuer_and_audience() -> None:
    found = fga(**STORE, **CLIENT, AEGIS_FGA_MODEL="01MODEL")

    assert found is not None
    assert ("https://api.eu1.fga.dev", "01STORE", "01MODEL") == (
        found.url,
        found.store,
        found.model,
    )
    assert ("https://auth.fga.dev", "https://api.eu1.fga.dev/") == (found.issuer, found.audience)
    assert found.client is not None
    assert "id" == found.client[0]
    assert "secret" not in repr(found)


def test_a_store_of_ones_own_takes_a_key_or_is_on_this_machine() -> None:
    for known in (STORE | KEY, OWN, OWN | KEY, OWN | CLIENT):
        assert fga(**known) is not None


@for_each(
    "part",
    [
        {"AEGIS_FGA_URL": "https://api.eu1.fga.dev"},
        {"AEGIS_FGA_STORE": "01STORE"},
        {"AEGIS_FGA_MODEL": "01MODEL"},
        CLIENT,
        KEY,
        STORE,
        STORE | {"AEGIS_FGA_CLIENT_ID": "id"},
        STORE | {"AEGIS_FGA_CLIENT_SECRET": "secret"},
        STORE | CLIENT | KEY,
        OWN | CLIENT | KEY,
    ],
)
def test_who_wants_rules_is_never_left_without(part: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        fga(**part)


def test_an_id_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot be the id of a store"):
        fga(**STORE | CLIENT | {"AEGIS_FGA_STORE": "../x"})
