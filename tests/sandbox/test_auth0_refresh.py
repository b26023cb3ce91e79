"""Refresh tokens of the Auth0 tenant: one use each, a family that ends with reuse, revocation."""

from typing import Any

import pytest

from tests.sandbox.test_auth0 import EVERYTHING, Tenant, refusal

OFFLINE = f"{EVERYTHING} offline_access"
INVALID = (403, "invalid_grant")


@pytest.fixture
def tenant() -> Tenant:
    return Tenant()


def refresh(tenant: Tenant, token: str, **changes: str) -> Any:
    form = {"grant_type": "refresh_token", "client_id": "cli", "refresh_token": token}
    return tenant.http.post("/oauth/token", data=form | changes)


def revoke(tenant: Tenant, token: str) -> Any:
    return tenant.http.post("/oauth/revoke", data={"client_id": "cli", "token": token})


def test_a_refresh_token_is_exchanged_for_new_tokens(tenant: Tenant) -> None:
    granted = tenant.sign_in(scope=OFFLINE)
    tenant.time += 500

    renewed = refresh(tenant, granted["refresh_token"]).json()
    again = refresh(tenant, renewed["refresh_token"])

    claims = tenant.claims(renewed["access_token"]).claims
    assert OFFLINE == renewed["scope"]
    assert (int(tenant.time), int(tenant.time) + 600) == (claims["iat"], claims["exp"])
    assert 200 == again.status_code
    assert 3 == len(
        {t["refresh_token"] for t in (granted, renewed, again.json())},
    )


def test_a_renewal_does_not_change_the_time_of_the_login(tenant: Tenant) -> None:
    tenant.state.auth_age = 60
    granted = tenant.sign_in(scope=OFFLINE)
    tenant.time += 500

    renewed = refresh(tenant, granted["refresh_token"]).json()

    times = [tenant.claims(t["access_token"]).claims["auth_time"] for t in (granted, renewed)]
    assert [int(tenant.time) - 560] * 2 == times


def test_using_a_token_twice_ends_its_whole_family_and_no_other(tenant: Tenant) -> None:
    other = tenant.sign_in(scope=OFFLINE)["refresh_token"]
    first = tenant.sign_in(scope=OFFLINE)["refresh_token"]
    second = refresh(tenant, first).json()["refresh_token"]

    assert INVALID == refusal(refresh(tenant, first))
    assert INVALID == refusal(refresh(tenant, second))
    assert 200 == refresh(tenant, other).status_code


def test_a_revoked_token_is_refused(tenant: Tenant) -> None:
    token = tenant.sign_in(scope=OFFLINE)["refresh_token"]

    assert 200 == revoke(tenant, token).status_code
    assert 200 == revoke(tenant, token).status_code
    assert INVALID == refusal(refresh(tenant, token))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"refresh_token": "v1.unknown"}, INVALID),
        ({"refresh_token": ""}, (400, "invalid_request")),
        ({"client_id": "vault"}, (401, "unauthorized_client")),
        ({"scope": "aegis:root"}, (400, "invalid_scope")),
    ],
)
def test_a_wrong_refresh_is_refused(
    tenant: Tenant, changes: dict[str, str], expected: tuple[int, str]
) -> None:
    token = tenant.sign_in(scope=OFFLINE)["refresh_token"]

    assert expected == refusal(refresh(tenant, token, **changes))


def test_a_renewal_can_ask_for_less_and_never_returns_a_lost_permission(tenant: Tenant) -> None:
    token = tenant.sign_in(scope=OFFLINE)["refresh_token"]

    less = refresh(tenant, token, scope="openid aegis:read").json()
    tenant.state.permissions = ("aegis:read",)
    taken = refresh(tenant, less["refresh_token"]).json()

    assert "openid aegis:read" == less["scope"]
    assert "openid profile email aegis:read offline_access" == taken["scope"]
