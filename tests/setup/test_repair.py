"""A tenant is repaired in rounds, from empty or from any one fault; a second run does nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.errors import Code
from aegis_cli.oauth.pkce import CALLBACKS
from aegis_cli.sandbox.auth0.management.schemas import ACTION, CLIENT
from aegis_cli.sandbox.auth0.management.service import QUIRK
from aegis_cli.sandbox.auth0.management.tenant_settings import TenantSettings
from aegis_cli.setup.desired import ASK, CLAIM
from aegis_cli.setup.repair import PATIENCE, look, look_again, repair
from tests.helpers.canned import LOST, answer
from tests.setup.tenants import AUDIENCE, BASE, WANTED, Sandboxed, off


@pytest.fixture(scope="module")
def ready() -> TenantSettings:
    """What a tenant holds once it is set up."""
    tenant = Sandboxed()
    tenant.repaired()
    return tenant.settings


def one(shelf: dict[str, dict[str, Any]], **fields: Any) -> dict[str, Any]:
    (thing,) = (t for t in shelf.values() if fields.items() <= t.items())
    return thing


def test_an_empty_tenant_gets_every_piece_and_only_the_new_client_has_a_secret() -> None:
    tenant = Sandboxed()

    before = tenant.look()
    after = tenant.repaired()

    assert "my-account" not in off(before)
    assert 12 == len(off(before))
    assert [] == off(after)
    assert after.secret is not None
    assert before.secret is None


def test_the_created_pieces_are_as_in_the_reference(ready: TenantSettings) -> None:
    api = one(ready.servers, identifier=AUDIENCE)
    native = one(ready.clients, app_type="native")
    vault = one(ready.clients, app_type="resource_server")

    assert ("RS256", True, 600) == (
        api["signing_alg"],
        api["enforce_policies"],
        api["token_lifetime"],
    )
    assert "rfc9068_profile_authz" == api["token_dialect"]
    assert {
        "user": {"policy": "require_client_grant"},
        "client": {"policy": "deny_all"},
    } == api["subject_type_authorization"]
    assert ["aegis:read", "aegis:write", "aegis:admin"] == [s["value"] for s in api["scopes"]]
    assert ("none", list(CALLBACKS)) == (native["token_endpoint_auth_method"], native["callbacks"])
    assert AUDIENCE == vault["resource_server_identifier"]
    assert 1 == len(vault["grant_types"])
    assert {("user", AUDIENCE), ("user", f"{BASE}/me/")} == {
        (grant["subject_type"], grant["audience"]) for grant in ready.grants.values()
    }
    assert [ASK, CLAIM] == [name for _, name in ready.bound]


def test_a_second_run_sends_only_reads(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)

    after = tenant.repaired()

    assert ([], ()) == (tenant.writes, after.sent)
    assert [] == off(after)


def test_a_grant_that_auth0_stores_as_another_kind_is_created_again() -> None:
    tenant = Sandboxed(token=QUIRK)

    after = tenant.repaired()

    assert [] == off(after)
    assert 1 == len([line for line in tenant.writes if line.startswith("DELETE /api/v2/client-gr")])
    assert {"user"} == {grant["subject_type"] for grant in tenant.settings.grants.values()}


Break = Callable[[TenantSettings], object]


def server(**fields: Any) -> Break:
    return lambda has: one(has.servers, identifier=AUDIENCE).update(fields)


def client(kind: str, **fields: Any) -> Break:
    return lambda has: one(has.clients, app_type=kind).update(fields)


def grant(audience: str, **fields: Any) -> Break:
    return lambda has: one(has.grants, audience=audience).update(fields)


def action(name: str, **fields: Any) -> Break:
    return lambda has: one(has.actions, name=name).update(fields)


def without_grant(audience: str) -> Break:
    return lambda has: has.grants.pop(one(has.grants, audience=audience)["id"])


def switched_off(kind: str) -> Break:
    def break_it(has: TenantSettings) -> None:
        (clients,) = has.enabled.values()
        clients.remove(one(has.clients, app_type=kind)["client_id"])

    return break_it


def without_client(kind: str) -> Break:
    def break_it(has: TenantSettings) -> None:
        client_id = one(has.clients, app_type=kind)["client_id"]
        del has.clients[client_id]
        has.grants = {k: g for k, g in has.grants.items() if g["client_id"] != client_id}
        for clients in has.enabled.values():
            clients.remove(client_id)

    return break_it


def without_my_account(has: TenantSettings) -> None:
    has.servers.pop(one(has.servers, identifier=ME)["id"])
    without_grant(ME)(has)


def without_action(name: str) -> Break:
    def break_it(has: TenantSettings) -> None:
        action_id = one(has.actions, name=name)["id"]
        del has.actions[action_id]
        has.bound = [bound for bound in has.bound if bound[0] != action_id]

    return break_it


ME = f"{BASE}/me/"
ONLY_READ = [{"value": "aegis:read"}]
OPEN = {"user": {"policy": "allow_all"}, "client": {"policy": "deny_all"}}
NATIVE_PIECES = ["native", "api-access", "my-account-access", "connection-native"]

ROWS: dict[str, tuple[Break, list[str]]] = {
    "no API": (lambda has: has.servers.pop(one(has.servers, identifier=AUDIENCE)["id"]), ["api"]),
    "API signs with HS256": (server(signing_alg="HS256"), ["api"]),
    "API without RBAC": (server(enforce_policies=False), ["api"]),
    "API with long tokens": (server(token_lifetime=86_400), ["api"]),
    "API with long tokens for pages": (
        server(token_lifetime=86_400, token_lifetime_for_web=7_200),
        ["api"],
    ),
    "API without a scope": (server(scopes=ONLY_READ), ["api"]),
    "API in another dialect": (server(token_dialect="access_token"), ["api"]),
    "API open to all applications": (server(subject_type_authorization=OPEN), ["api"]),
    "API without offline access": (server(allow_offline_access=False), ["api"]),
    "no native application": (without_client("native"), NATIVE_PIECES),
    "native application with a secret": (
        client("native", token_endpoint_auth_method="client_secret_post"),
        ["native"],
    ),
    "native application without the device flow": (client("native", grant_types=[]), ["native"]),
    "native application not conformant": (client("native", oidc_conformant=False), ["native"]),
    "native application without a callback": (
        client("native", callbacks=list(CALLBACKS[1:])),
        ["native"],
    ),
    "no Custom API Client": (without_client("resource_server"), ["vault", "connection-vault"]),
    "Custom API Client without Token Vault": (
        client("resource_server", grant_types=["client_credentials"]),
        ["vault"],
    ),
    "Custom API Client without a secret": (
        client("resource_server", token_endpoint_auth_method="none"),
        ["vault"],
    ),
    "no access to the API": (without_grant(AUDIENCE), ["api-access"]),
    "access to the API for machines": (grant(AUDIENCE, subject_type="client"), ["api-access"]),
    "access to the API without a scope": (grant(AUDIENCE, scope=["aegis:read"]), ["api-access"]),
    "no access to My Account": (without_grant(ME), ["my-account-access"]),
    "access to My Account for machines": (grant(ME, subject_type="client"), ["my-account-access"]),
    "access to My Account without a scope": (grant(ME, scope=[]), ["my-account-access"]),
    "connection without the purpose": (
        lambda has: one(has.connections, name="github").pop("connected_accounts"),
        ["connection"],
    ),
    "connection off for the native application": (switched_off("native"), ["connection-native"]),
    "connection off for the Custom API Client": (
        switched_off("resource_server"),
        ["connection-vault"],
    ),
    "My Account API not active": (without_my_account, ["my-account", "my-account-access"]),
    "Actions that may not choose factors": (
        lambda has: has.flags.update(customize_mfa_in_postlogin_action=False),
        ["mfa-by-actions"],
    ),
    "no Action that asks": (without_action(ASK), ["action-ask", "binding"]),
    "no Action that claims": (without_action(CLAIM), ["action-claim", "binding"]),
    "Action with other code": (action(ASK, code="exports.x = 1"), ["action-ask"]),
    "Action not deployed": (action(CLAIM, all_changes_deployed=False), ["action-claim"]),
    "Actions not bound": (lambda has: has.bound.clear(), ["binding"]),
    "Actions bound in the wrong order": (lambda has: has.bound.reverse(), ["binding"]),
}


@pytest.mark.parametrize("row", ROWS)
def test_each_single_fault_is_found_and_repaired(ready: TenantSettings, row: str) -> None:
    break_it, pieces = ROWS[row]
    tenant = Sandboxed(ready)
    break_it(tenant.settings)

    before = tenant.look()
    after = tenant.run(repair(tenant.api, WANTED, before))

    assert pieces == off(before)
    assert [] == off(after)
    assert [] == off(Sandboxed(tenant.settings).look())


BY_HAND: dict[str, tuple[Break, list[str]]] = {
    "no connection": (
        lambda has: has.connections.clear(),
        ["connection", "connection-native", "connection-vault"],
    ),
    "no second factor": (lambda has: has.factors.update(otp=False), ["factor"]),
    "no second factor but e-mail": (
        lambda has: has.factors.update(otp=False, email=True),
        ["factor"],
    ),
    "Action that Auth0 failed to build": (
        action(CLAIM, status="failed", all_changes_deployed=False),
        ["action-claim"],
    ),
}


@pytest.mark.parametrize("row", BY_HAND)
def test_a_fault_that_only_a_person_can_repair_is_found_and_nothing_is_sent(
    ready: TenantSettings, row: str
) -> None:
    break_it, pieces = BY_HAND[row]
    tenant = Sandboxed(ready)
    break_it(tenant.settings)

    after = tenant.repaired()
    findings = {finding.name: finding for finding in after.findings}

    assert [] == tenant.writes
    assert pieces == off(after)
    assert [] == [piece for piece in pieces if not findings[piece].hint]


def test_other_values_and_actions_of_the_tenant_stay(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)
    has = tenant.settings
    native = one(has.clients, app_type="native")
    native["callbacks"] = ["https://acme.example/back"]
    api = one(has.servers, identifier=AUDIENCE)
    api["scopes"] = [{"value": "acme:own"}, {"value": "aegis:read", "description": "Ours"}]
    other = has.add(ACTION, {"name": "acme", "supported_triggers": [], "code": "x"})
    other["all_changes_deployed"] = True
    has.bound = [(other["id"], "Acme's own"), has.bound[1]]

    after = tenant.repaired()

    assert [] == off(after)
    assert ["https://acme.example/back", *CALLBACKS] == native["callbacks"]
    assert [{"value": "acme:own"}, {"value": "aegis:read", "description": "Ours"}] == api["scopes"][
        :2
    ]
    assert ["Acme's own", ASK, CLAIM] == [name for _, name in has.bound]


def test_a_patch_sends_only_what_differs(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)
    one(tenant.settings.servers, identifier=AUDIENCE)["enforce_policies"] = False

    (change,) = tenant.repaired().sent

    assert ("PATCH", {"enforce_policies": True}) == (change.method, change.body)


def test_the_application_that_the_settings_name_is_repaired(
    ready: TenantSettings,
) -> None:
    tenant = Sandboxed(ready)
    named = tenant.settings.add(CLIENT, {"name": "by hand", "app_type": "native"})
    wanted = replace(WANTED, client_id=named["client_id"])

    after = tenant.repaired(wanted)

    assert after.pieces.native is not None
    assert named["client_id"] == after.pieces.native["client_id"]
    assert CALLBACKS == tuple(named["callbacks"])


@pytest.mark.parametrize(
    "other", [{"app_type": "regular_web"}, {"app_type": "native", "is_first_party": False}]
)
def test_an_application_that_is_not_native_or_not_first_party_is_refused(
    ready: TenantSettings, other: dict[str, Any]
) -> None:
    tenant = Sandboxed(ready)
    named = tenant.settings.add(CLIENT, {"name": "other", **other})

    error = tenant.fails(look(tenant.api, replace(WANTED, client_id=named["client_id"])))

    assert Code.BAD_SETTINGS is error.code
    assert named["client_id"] in error.message


def test_a_third_party_application_with_the_name_aegis_is_ignored() -> None:
    tenant = Sandboxed()
    theirs = tenant.settings.add(
        CLIENT, {"name": "aegis", "app_type": "native", "is_first_party": False}
    )

    after = tenant.repaired()

    assert after.pieces.native is not None
    assert theirs["client_id"] != after.pieces.native["client_id"]
    assert [] == theirs["grant_types"]
    assert theirs["client_id"] not in {g["client_id"] for g in tenant.settings.grants.values()}


def test_a_grant_of_all_permissions_is_as_it_should_be(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)
    one(tenant.settings.grants, audience=AUDIENCE).update(scope=[], allow_all_scopes=True)

    assert [] == off(tenant.look())


def test_an_action_that_is_never_built_is_waited_for_two_minutes(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)
    one(tenant.settings.actions, name=ASK).update(status="pending", all_changes_deployed=False)

    after = tenant.repaired()

    assert ["action-ask"] == off(after)
    assert PATIENCE == sum(tenant.waits)
    assert [] == tenant.writes


@pytest.mark.parametrize("seconds", [30.0, 45.0, 110.0])
def test_an_action_that_takes_its_time_is_deployed_when_it_is_built(seconds: float) -> None:
    tenant = Sandboxed()
    tenant.settings.builds_for = seconds

    after = tenant.repaired()

    assert [] == off(after)
    assert seconds <= sum(tenant.waits) <= PATIENCE


def test_an_action_whose_build_is_tried_again_is_not_deployed_before_it_is_built(
    ready: TenantSettings,
) -> None:
    tenant = Sandboxed(ready)
    action(ASK, status="retrying", all_changes_deployed=False)(tenant.settings)
    tenant.settings.builds_for = 10.0

    assert [] == off(tenant.repaired())


def test_where_auth0_makes_no_my_account_api_the_rest_is_set_up_and_a_person_is_told(
    ready: TenantSettings,
) -> None:
    tenant = Sandboxed(ready)
    without_my_account(tenant.settings)
    server(enforce_policies=False)(tenant.settings)
    tenant.settings.makes_system_apis = False

    after = tenant.repaired()

    findings = {finding.name: finding for finding in after.findings}
    assert ["my-account", "my-account-access"] == off(after)
    assert "Applications, APIs" in (findings["my-account"].hint or "")
    assert 1 == len(after.sent)
    assert 1 == tenant.writes.count("POST /api/v2/resource-servers")


def test_the_lifetime_for_pages_is_left_out_where_auth0_refuses_it() -> None:
    tenant = Sandboxed()
    tenant.settings.unknown_fields = frozenset({"token_lifetime_for_web"})

    after = tenant.repaired()

    assert [] == off(after)
    assert 600 == one(tenant.settings.servers, identifier=AUDIENCE)["token_lifetime"]


def test_the_lifetime_for_pages_of_an_api_that_is_there_is_left_out_where_it_is_refused(
    ready: TenantSettings,
) -> None:
    tenant = Sandboxed(ready)
    server(token_lifetime=86_400, token_lifetime_for_web=7_200)(tenant.settings)
    tenant.settings.unknown_fields = frozenset({"token_lifetime_for_web"})

    assert [] == off(tenant.repaired())


def test_actions_are_bound_only_after_both_were_built_and_deployed() -> None:
    tenant = Sandboxed()

    tenant.repaired()

    deployed = [at for at, line in enumerate(tenant.writes) if line.endswith("/deploy")]
    assert 2 == len(deployed)
    assert tenant.writes.index(BIND) > max(deployed)
    assert 1 == tenant.writes.count(BIND)


BIND = "PATCH /api/v2/actions/triggers/post-login/bindings"


def test_an_application_that_is_not_listed_yet_is_not_created_twice() -> None:
    tenant = Sandboxed()
    tenant.lag = lambda has: has.clients.clear()

    after = tenant.repaired()

    assert 2 == tenant.writes.count("POST /api/v2/clients")
    assert {"native", "vault"} <= set(off(after))


def test_a_change_that_auth0_does_not_store_is_sent_twice(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)
    tenant.lag = lambda has: one(has.servers, identifier=AUDIENCE).update(enforce_policies=False)
    tenant.lag(tenant.settings)

    after = tenant.repaired()

    assert ["api"] == off(after)
    assert 2 == len(tenant.writes)


def test_an_error_counts_the_changes_before_it_and_a_second_run_continues() -> None:
    tenant = Sandboxed()
    tenant.faults["POST /api/v2/clients"] = LOST

    lost = tenant.fails(repair(tenant.api, WANTED, tenant.look()))
    tenant.faults["POST /api/v2/client-grants"] = answer({"message": "no"}, 500)
    refused = tenant.fails(repair(tenant.api, WANTED, tenant.look()))
    tenant.faults[BIND] = LOST
    unsure = tenant.fails(repair(tenant.api, WANTED, tenant.look()))
    after = tenant.repaired()

    assert Code.OUTCOME_UNKNOWN is lost.code
    assert "One change was made before." in lost.message
    assert "One change was made before." in refused.message
    assert "changes were made before." in unsure.message
    assert [] == off(after)
    assert 2 == len(tenant.settings.clients)


def test_an_error_before_the_first_change_counts_none(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)
    server(enforce_policies=False)(tenant.settings)
    shown = tenant.look()
    api_id = one(tenant.settings.servers, identifier=AUDIENCE)["id"]
    tenant.faults[f"PATCH /api/v2/resource-servers/{api_id}"] = answer({"message": "no"}, 403)

    error = tenant.fails(repair(tenant.api, WANTED, shown))

    assert Code.ACCESS_DENIED is error.code
    assert "before" not in error.message


def test_a_change_made_before_the_approval_is_not_overwritten(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)
    has = tenant.settings
    native = one(has.clients, app_type="native")
    native["callbacks"] = []
    shown = tenant.look()
    still = tenant.run(look_again(tenant.api, WANTED, shown))
    native["callbacks"] = ["https://acme.example/new"]

    error = tenant.fails(look_again(tenant.api, WANTED, shown))

    assert shown.findings == still.findings
    assert Code.CHANGED is error.code
