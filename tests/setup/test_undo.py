"""What aegis made in a tenant is taken away, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.errors import Code
from aegis_cli.sandbox.auth0.management.schemas import ACTION, CLIENT, SERVER
from aegis_cli.sandbox.auth0.management.tenant_settings import TenantSettings
from aegis_cli.setup import undo
from aegis_cli.setup.pieces import read
from tests.helpers.canned import answer
from tests.setup.tenants import AUDIENCE, BASE, WANTED, Sandboxed


@pytest.fixture(scope="module")
def ready() -> TenantSettings:
    """What a tenant holds once it is set up."""
    tenant = Sandboxed()
    tenant.repaired()
    return tenant.settings


def found(tenant: Sandboxed) -> tuple[undo.Removal, ...]:
    return undo.removals(WANTED, tenant.run(read(tenant.api, WANTED)))


def test_all_that_was_made_is_gone_and_a_second_run_finds_nothing(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)

    removed = found(tenant)
    tenant.run(undo.take_away(tenant.api, removed))

    assert 5 == len(removed)
    assert () == found(tenant)
    assert ({}, {}, {}, []) == (
        tenant.settings.clients,
        tenant.settings.grants,
        tenant.settings.actions,
        tenant.settings.bound,
    )
    assert [f"{BASE}/me/"] == [each["identifier"] for each in tenant.settings.servers.values()]


def test_what_others_made_stays_and_runs_after_a_login_as_before(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)
    settings = tenant.settings
    app = settings.add(CLIENT, {"name": "shop", "app_type": "native"}, quirk=False)
    server = settings.add(SERVER, {"name": "shop", "identifier": "https://shop"}, quirk=False)
    body = {"name": "greet", "supported_triggers": [{"id": "post-login", "version": "v3"}]}
    action = settings.add(ACTION, {**body, "code": "x"}, quirk=False)
    action["all_changes_deployed"] = True
    settings.bound.insert(1, (action["id"], "greet"))

    tenant.run(undo.take_away(tenant.api, found(tenant)))

    assert [app["client_id"]] == [*settings.clients]
    assert server["id"] in settings.servers
    assert [action["id"]] == [*settings.actions]
    assert [(action["id"], "greet")] == settings.bound


def test_what_bears_another_name_is_left_alone(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)
    for each in (*tenant.settings.clients.values(), *tenant.settings.servers.values()):
        each["name"] = f"our {each['name']}"
    wanted = WANTED
    (native,) = (c for c in tenant.settings.clients.values() if c["app_type"] == "native")
    native["name"] = "shop"

    says = [each.says for each in undo.removals(wanted, tenant.run(read(tenant.api, wanted)))]

    assert ["The Action 'aegis step-up'", "The Action 'aegis step-up claims'"] == says


@pytest.mark.parametrize(
    "change",
    [
        {"callbacks": ["https://shop.example/callback"]},
        {"app_type": None},
    ],
    ids=["returns elsewhere", "of no type"],
)
def test_an_application_called_aegis_that_serves_another_program_stays(
    ready: TenantSettings, change: dict[str, Any]
) -> None:
    tenant = Sandboxed(ready)
    (native,) = (c for c in tenant.settings.clients.values() if c["app_type"] == "native")
    native.update(change)
    wanted = replace(WANTED, client_id=native["client_id"]) if not native["app_type"] else WANTED

    says = [each.says for each in undo.removals(wanted, tenant.run(read(tenant.api, wanted)))]

    assert [] == [each for each in says if "native application" in each]
    assert 4 == len(says)


def test_an_api_called_aegis_with_permissions_of_another_program_stays(
    ready: TenantSettings,
) -> None:
    tenant = Sandboxed(ready)
    (api,) = (s for s in tenant.settings.servers.values() if s["identifier"] == AUDIENCE)
    api["scopes"].append({"value": "orders:read", "description": "Read orders"})

    says = [each.says for each in found(tenant)]

    assert [] == [each for each in says if "The API" in each]
    assert 4 == len(says)


def test_in_a_tenant_of_others_there_is_nothing_to_take_away() -> None:
    assert () == found(Sandboxed())


def test_a_request_that_auth0_refuses_ends_it_and_a_second_run_goes_on(
    ready: TenantSettings,
) -> None:
    tenant = Sandboxed(ready)
    removed = found(tenant)
    path = next(c.path for each in removed for c in each.changes if c.path.startswith("/clients/"))
    tenant.faults[f"DELETE /api/v2{path}"] = answer({"message": "Insufficient scope"}, 403)

    error = tenant.fails(undo.take_away(tenant.api, removed))
    left = found(tenant)
    tenant.run(undo.take_away(tenant.api, left))

    assert error.code is Code.ACCESS_DENIED
    assert 0 < len(left) < len(removed)
    assert () == found(tenant)
