"""A domain and the settings describe one tenant: its address, and only its own settings."""

import pytest

from aegis_cli.errors import Code, UsageError
from aegis_cli.setup.desired import base_of, wanted_of
from tests.helpers.rows import for_each

BASE = "https://acme.eu.auth0.com"
OWN = {
    "issuer": f"{BASE}/",
    "audience": "https://api.acme.example",
    "client_id": "cli",
    "vault_client_id": "vault",
    "connection": "gh",
}


@pytest.mark.parametrize(
    ("domain", "base"),
    [
        ("acme.eu.auth0.com", BASE),
        (" https://acme.eu.auth0.com/ ", BASE),
        ("http://127.0.0.1:8484/", "http://127.0.0.1:8484"),
    ],
)
def test_a_domain_or_an_issuer_names_a_tenant(domain: str, base: str) -> None:
    assert base == base_of(domain)


@for_each(
    "domain",
    ["", "http://acme.eu.auth0.com", "https://u:p@acme.example", "acme/x", "acme?x", "a b"],
)
def test_an_invalid_domain_is_refused(domain: str) -> None:
    with pytest.raises(UsageError) as caught:
        base_of(domain)

    assert Code.BAD_USAGE is caught.value.code


def test_the_settings_of_this_tenant_are_used() -> None:
    wanted = wanted_of(BASE, OWN, "")

    assert ("https://api.acme.example", "gh", "cli", "vault") == (
        wanted.audience,
        wanted.connection,
        wanted.client_id,
        wanted.vault_client_id,
    )


def test_the_settings_of_another_tenant_are_not() -> None:
    wanted = wanted_of("https://other.auth0.com", OWN, "")

    assert ("https://aegis.other.auth0.com", "", "") == (
        wanted.audience,
        wanted.client_id,
        wanted.vault_client_id,
    )


@pytest.mark.parametrize("path", ["api/v2/", "me/", "userinfo"])
def test_an_audience_of_the_tenant_itself_is_refused(path: str) -> None:
    with pytest.raises(UsageError) as caught:
        wanted_of(BASE, {}, f"{BASE}/{path}")

    assert Code.BAD_USAGE is caught.value.code


def test_a_given_audience_comes_before_the_settings() -> None:
    assert "https://mine.example" == wanted_of(BASE, OWN, "https://mine.example").audience


@pytest.mark.parametrize(
    ("audience", "typed"),
    [
        ("", "acme.eu.auth0.com"),
        ("https://aegis.acme.eu.auth0.com", "acme.eu.auth0.com"),
        ("https://mine.example", "acme.eu.auth0.com --audience https://mine.example"),
        ("it's", "acme.eu.auth0.com --audience 'it'\"'\"'s'"),
    ],
)
def test_the_command_that_comes_next_is_about_the_same_api(audience: str, typed: str) -> None:
    assert typed == wanted_of(BASE, {"connection": "github"}, audience).typed
