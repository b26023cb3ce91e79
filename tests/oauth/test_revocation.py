"""Giving a refresh token back: one request of a public client, and an answer, not an error."""

from dataclasses import replace

import pytest

from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.device import Client
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.oauth.revocation import revoke
from tests.canned import LOST, REFUSED, answer
from tests.flows import Player, form_of, html

PROVIDER = ServerMetadata(
    issuer="https://tenant.example/",
    device_authorization_endpoint="https://tenant.example/oauth/device/code",
    token_endpoint="https://tenant.example/oauth/token",
    jwks_uri="https://tenant.example/.well-known/jwks.json",
    revocation_endpoint="https://tenant.example/oauth/revoke",
)
CLIENT = Client("the-cli", "https://api.aegis.example")


def test_the_token_is_sent_with_the_client_and_nothing_else() -> None:
    player = Player(answer())

    assert True is player.run(revoke(PROVIDER, CLIENT, Secret("a-refresh-token")))
    (request,) = player.requests
    assert "https://tenant.example/oauth/revoke" == request.url
    assert [("client_id", "the-cli"), ("token", "a-refresh-token")] == form_of(request)


@pytest.mark.parametrize("said", [LOST, REFUSED, html(503), answer({"error": "x"}, 400)])
def test_a_failure_is_an_answer_and_is_not_tried_again(said: Response | Unreachable) -> None:
    player = Player(said)

    assert False is player.run(revoke(PROVIDER, CLIENT, Secret("a-refresh-token")))
    assert 1 == len(player.requests)


def test_an_issuer_without_the_endpoint_is_not_asked() -> None:
    player = Player()

    nowhere = replace(PROVIDER, revocation_endpoint=None)

    assert False is player.run(revoke(nowhere, CLIENT, Secret("a-refresh-token")))
    assert [] == player.requests
