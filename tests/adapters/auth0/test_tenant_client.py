"""Flows against the Management API run over real HTTP, with real waits, and say what they do."""

from typing import Any

import pytest

from aegis_cli.adapters.auth0.tenant_client import Management
from aegis_cli.core.flow import Flow, Show, Wait
from aegis_cli.core.secret import Secret
from aegis_cli.setup.finding import Change
from aegis_cli.setup.management import call
from tests.helpers.support import answering, server

pytestmark = pytest.mark.enable_socket


def test_a_call_goes_out_with_the_token_and_progress_is_told() -> None:
    said: list[str] = []

    with server(answering('{"id": "1"}')) as host:
        management = Management(host.url, Secret("management-token"), progress=said.append)

        def flow() -> Flow[Any]:
            found = yield from call(management.api, "GET", "/clients")
            yield Wait(0.01, "waiting")
            yield Show(Change("POST", "/clients"))
            yield Show("of no interest")
            return found

        found = management.run(flow())
        management.close()

    (heard,) = host.heard
    assert {"id": "1"} == found
    assert ("/api/v2/clients", "Bearer management-token") == (
        heard.target,
        heard.headers["authorization"],
    )
    assert ["waiting", "sent POST /clients"] == said
