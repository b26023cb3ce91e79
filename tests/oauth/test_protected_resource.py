"""A broker describes itself, and may name nothing that sends a token elsewhere (RFC 9728)."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.broker.routes import metadata
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import AegisError, Code
from aegis_cli.oauth.protected_resource import PROTOCOL, ProtectedResource, describe
from tests.helpers.canned import REFUSED, answer
from tests.helpers.flows import Player
from tests.helpers.rows import for_each

BROKER = "https://aegis.acme.example"
LOCAL = "http://127.0.0.1:8400"
KNOWN = ("github", "board")
DOCUMENT: dict[str, Any] = {
    "resource": BROKER,
    "authorization_servers": ["https://acme.auth0.example/"],
    "scopes_supported": ["aegis:read"],
    "bearer_methods_supported": ["header"],
    "aegis_client_id": "cli123",
    "aegis_github_api": "https://api.github.com/",
    "aegis_connection": "github",
}


def described(*, at: str = BROKER, pinned: str | None = None, **document: Any) -> ProtectedResource:
    found = Player(answer(DOCUMENT | document)).run(describe(at, issuer=pinned, known=KNOWN))
    assert isinstance(found, ProtectedResource)
    return found


def error_of(*, at: str = BROKER, pinned: str | None = None, **document: Any) -> AegisError:
    return Player(answer(DOCUMENT | document)).fails(describe(at, issuer=pinned, known=KNOWN))


def test_its_origin_is_all_that_a_person_needs() -> None:
    expected = ProtectedResource(
        audience=BROKER,
        issuer="https://acme.auth0.example/",
        client_id="cli123",
        base="https://api.github.com",
        connection="github",
    )

    assert expected == described()


@for_each("spoken", [[PROTOCOL], [1, PROTOCOL, 9]])
def test_a_broker_that_speaks_the_clients_protocol_is_taken(spoken: list[int]) -> None:
    assert BROKER == described(aegis_protocols=spoken).audience


@for_each(("spoken", "named"), [([1], "1"), ([7, 8], "7 and 8"), ([], "none")])
def test_a_broker_of_another_protocol_ends_with_one_sentence(spoken: list[int], named: str) -> None:
    error = error_of(aegis_protocols=spoken)

    assert Code.MISCONFIGURED is error.code
    assert (
        f"The broker {BROKER} speaks protocol {named} of aegis, and this command {PROTOCOL}."
        == error.message
    )


@for_each("spoken", [2, "2", None, {}, ["2"], [True], [2.0]])
def test_protocols_that_are_no_numbers_are_refused(spoken: object) -> None:
    assert "aegis_protocols" in error_of(aegis_protocols=spoken).message


def test_a_broker_that_plans_names_its_models() -> None:
    assert ("gemini-3.8-flash", "gemini-4") == described(
        aegis_gemini_models=["gemini-3.8-flash", "gemini-4"]
    ).models
    assert () == described(aegis_gemini_models=[]).models


def test_what_a_broker_says_of_other_providers_is_what_its_client_reads() -> None:
    others = {"board": VaultConnection("notice-board", "https://board.example/api")}
    resource = replace(described(), others=others)

    assert resource == described(**metadata(resource))
    assert {"board": {"api": "https://board.example/api", "connection": "notice-board"}} == (
        metadata(resource)["aegis_providers"]
    )
    assert "aegis_providers" not in metadata(described())
    assert {} == described(aegis_providers={"pigeon": {"api": "coo"}}).others


def test_the_document_is_read_from_its_well_known_place_without_a_token() -> None:
    player = Player(answer(DOCUMENT))

    player.run(describe(BROKER, issuer=None, known=KNOWN))

    (request,) = player.requests
    assert f"{BROKER}/.well-known/oauth-protected-resource" == request.url
    assert request.bearer is None


@pytest.mark.parametrize(
    "resource",
    [
        "https://other.example",
        f"{BROKER}.evil.example",
        f"{BROKER}/api",
        "http://aegis.acme.example",
    ],
)
def test_a_broker_for_another_audience_is_refused(resource: str) -> None:
    error = error_of(resource=resource)

    assert Code.MISCONFIGURED is error.code
    assert resource in error.message


def test_on_loopback_the_audience_may_be_another_one() -> None:
    found = described(at=LOCAL, resource="https://sandbox.aegis.example")

    assert "https://sandbox.aegis.example" == found.audience


def test_a_pinned_issuer_stays_whatever_the_order_of_the_list() -> None:
    servers = ["https://other.example/", "https://acme.auth0.example/"]

    found = described(pinned="https://acme.auth0.example", authorization_servers=servers)

    assert "https://acme.auth0.example" == found.issuer


def test_metadata_cannot_change_a_pinned_issuer() -> None:
    error = error_of(pinned="https://mine.example/")

    assert Code.MISCONFIGURED is error.code
    assert "https://mine.example/" in error.message
    assert error.hint
    assert "AEGIS_ISSUER" in error.hint


@for_each(
    "document",
    [
        {"authorization_servers": []},
        {"authorization_servers": None},
        {"authorization_servers": "https://acme.auth0.example/"},
        {"authorization_servers": [7]},
        {"authorization_servers": ["http://acme.auth0.example/"]},
        {"aegis_client_id": None},
        {"aegis_client_id": ""},
        {"aegis_client_id": "two words"},
        {"aegis_client_id": "x" * 201},
        {"aegis_github_api": "http://api.example"},
        {"aegis_github_api": "https://user@api.example"},
        {"aegis_connection": "\x1b[2J"},
        {"resource": 7},
        {"aegis_gemini_models": "gemini-3.8-flash"},
        {"aegis_gemini_models": None},
        {"aegis_gemini_models": [7]},
        {"aegis_gemini_models": ["../../v2/plans"]},
        {"aegis_gemini_models": ["gemini-3.8-flash\x1b[2J"]},
        {"aegis_gemini_models": ["gemini-4"] * 51},
        {"aegis_providers": []},
        {"aegis_providers": {"board": "https://board.example/api"}},
        {"aegis_providers": {"board": {"api": "http://board.example", "connection": "board"}}},
        {"aegis_providers": {"board": {"api": "https://board.example/api"}}},
        {"aegis_providers": {"board": {"api": "https://board.example", "connection": "\x1b[2J"}}},
    ],
    ids=str,
)
def test_what_is_missing_or_unsafe_is_refused(document: dict[str, Any]) -> None:
    error = error_of(**document)

    assert Code.MISCONFIGURED is error.code
    assert "\x1b" not in error.message


def test_a_broker_that_is_not_there_is_a_matter_of_the_network() -> None:
    error = Player(REFUSED, REFUSED, REFUSED).fails(describe(BROKER, issuer=None, known=KNOWN))

    assert Code.NETWORK is error.code
    assert error.message.startswith(f"The broker {BROKER} could not be reached")
    assert "Check the connection and AEGIS_BROKER." == error.hint
