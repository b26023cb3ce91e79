"""The connection to the provider: made with the App's secret, which no message and no repr has."""

import json
from dataclasses import replace

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code
from aegis_cli.setup.app_connection import Credentials, connect_app, is_connected
from tests.helpers.canned import LOST, Canned, answer
from tests.setup.tenants import BASE, WANTED, Sandboxed, off

APP = Credentials("github", "Iv23liabc", Secret("c1ient-s3cret-of-the-app"))

NOTHING_THERE = [
    *(answer({key: []}) for key in ("resource_servers", "clients", "connections")),
    answer({}),
    answer([]),
    *(answer({key: []}) for key in ("actions", "bindings")),
]
"""What an empty tenant answers to a look."""


def empty() -> Sandboxed:
    """Return a tenant that was set up but for the connection."""
    tenant = Sandboxed()
    tenant.settings.connections.clear()
    tenant.repaired()
    return tenant


def test_a_connection_is_made_with_the_app_and_switched_on_for_both_applications() -> None:
    tenant = empty()
    before = [*tenant.writes]

    made = tenant.run(connect_app(tenant.api, WANTED, APP))

    (connection,) = tenant.settings.connections.values()
    assert {"client_id": "Iv23liabc", "client_secret": "c1ient-s3cret-of-the-app"} == connection[
        "options"
    ]
    assert {"active": True} == connection["connected_accounts"]
    assert 2 == len(tenant.settings.enabled[connection["id"]])
    assert [] == off(made)
    path = f"PATCH /api/v2/connections/{connection['id']}/clients"
    assert ["POST /api/v2/connections", path, path] == tenant.writes[len(before) :]


def test_nothing_but_the_connection_is_set_up() -> None:
    tenant = Sandboxed()
    tenant.settings.connections.clear()

    made = tenant.run(connect_app(tenant.api, WANTED, APP))

    assert ["POST /api/v2/connections"] == tenant.writes
    assert "connection" not in off(made)
    assert "connection-native" in off(made)


def test_a_connection_that_somebody_else_made_meanwhile_is_not_taken_for_this_apps() -> None:
    tenant = Sandboxed()
    before = {name: {**each} for name, each in tenant.settings.connections.items()}

    error = tenant.fails(connect_app(tenant.api, WANTED, APP))

    assert Code.CHANGED is error.code
    assert before == tenant.settings.connections
    assert [] == tenant.writes


def test_what_a_try_before_may_have_made_is_only_switched_on() -> None:
    tenant = Sandboxed()

    tenant.run(connect_app(tenant.api, WANTED, APP, was_tried=True))

    assert "POST /api/v2/connections" not in tenant.writes


def test_only_a_connection_of_that_name_counts() -> None:
    tenant = Sandboxed()

    assert is_connected(tenant.look())
    assert not is_connected(tenant.look(replace(WANTED, connection="other")))


def test_a_refusal_of_auth0_holds_no_secret_even_where_auth0_repeats_it() -> None:
    told = {"statusCode": 400, "message": "bad client_secret c1ient-s3cret-of-the-app"}
    canned = Canned(*NOTHING_THERE, answer(told, 400))

    error = canned.fails(connect_app(Sandboxed().api, WANTED, APP))

    request = canned.requests[-1]
    assert Code.INVALID is error.code
    assert "c1ient-s3cret" not in f"{error.message} {error.hint} {request!r}"
    assert f"{BASE}/api/v2/connections" == request.url


def test_an_answer_that_never_came_is_not_sent_again() -> None:
    assert (
        Code.OUTCOME_UNKNOWN
        is Canned(*NOTHING_THERE, LOST).fails(connect_app(Sandboxed().api, WANTED, APP)).code
    )


@pytest.mark.parametrize("part", [repr(APP), json.dumps({"name": APP.strategy})])
def test_the_credentials_are_not_shown(part: str) -> None:
    assert "s3cret" not in part
