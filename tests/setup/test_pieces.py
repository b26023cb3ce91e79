"""A tenant's responses are data: a hostile tenant can change nothing but its own checklist."""

from typing import Any

import pytest

from aegis_cli.errors import Code, Failed
from aegis_cli.setup.compare import compare
from aegis_cli.setup.pieces import path_of
from aegis_cli.setup.repair import look
from aegis_cli.setup.report import settings_of
from tests.helpers.rows import for_each
from tests.setup.tenants import AUDIENCE, WANTED, Sandboxed

ODD: list[Any] = [None, 7, {}, [], "\x1b[2J", "a b", "$(id)", "x" * 1000, ".."]


@for_each("odd", ODD)
def test_an_application_with_an_invalid_id_is_ignored(odd: Any) -> None:
    tenant = Sandboxed()
    tenant.settings.clients["x"] = {"client_id": odd, "name": "aegis", "app_type": "native"}

    pieces = tenant.look().pieces

    assert pieces.native is None
    assert "AEGIS_CLIENT_ID" not in settings_of(WANTED, pieces)


@for_each("odd", ODD)
def test_values_of_other_types_are_differences_and_not_errors(odd: Any) -> None:
    tenant = Sandboxed()
    tenant.repaired()
    (api,) = (s for s in tenant.settings.servers.values() if s["identifier"] == AUDIENCE)
    api.update(scopes=[odd, {"value": odd}], subject_type_authorization=odd, token_lifetime=odd)
    for client in tenant.settings.clients.values():
        client.update(grant_types=odd, callbacks=[odd])
    for grant in tenant.settings.grants.values():
        grant.update(scope=odd)
    for action in tenant.settings.actions.values():
        action.update(status=odd, code=odd)
    tenant.settings.connections.popitem()[1].update(connected_accounts=odd)

    pieces = tenant.look().pieces

    assert "api" in {f.name for f in compare(WANTED, pieces) if f.state.value == "wrong"}


@pytest.mark.parametrize("odd", ["", ".", ".."])
def test_an_invalid_id_is_an_error_with_a_message(odd: str) -> None:
    tenant = Sandboxed()
    (connection,) = tenant.settings.connections.values()
    connection["id"] = odd

    error = tenant.fails(look(tenant.api, WANTED))

    assert Code.PROTOCOL is error.code


def test_an_id_cannot_change_the_path() -> None:
    assert "/clients/a%2Fx%3Fy" == path_of("/clients/{id}", {"id": "a/x?y"})
    for strange in ("../../x?y", "$/.."):
        with pytest.raises(Failed, match="cannot be one") as refused:
            path_of("/clients/{id}", {"id": strange})
        assert strange not in refused.value.message
    assert "/clients/$ASK_ACTION_ID" == path_of("/clients/{id}", {"id": "$ASK_ACTION_ID"})
