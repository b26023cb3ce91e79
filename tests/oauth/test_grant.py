"""What lasts, what is renewed, what is asked for, and how fresh a proof is."""

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.oauth.grant import GrantUse, Lease, is_fresh, lasts, next_step, requested

READ = ("openid", "profile", "aegis:read")
WRITE = (*READ, "aegis:write")
ADMIN = (*WRITE, "aegis:admin")
NOW = 1000.0
TOKEN = Secret("a-refresh-token")


def lease(scope: tuple[str, ...], left: float, token: Secret | None = None) -> Lease:
    return Lease(frozenset(scope), NOW + left, token)


@pytest.mark.parametrize(
    ("kept", "scope", "expected"),
    [
        (None, READ, GrantUse.SIGN_IN),
        (lease(READ, 600), READ, GrantUse.USE),
        (lease(READ, 30.1), READ, GrantUse.USE),
        (lease(READ, 30), READ, GrantUse.SIGN_IN),
        (lease(READ, 30, TOKEN), READ, GrantUse.RENEW),
        (lease(READ, -9999, TOKEN), READ, GrantUse.RENEW),
        (lease(READ, 600, TOKEN), WRITE, GrantUse.SIGN_IN),
        (lease(WRITE, 600), READ, GrantUse.USE),
        (lease(WRITE, 600), ADMIN, GrantUse.SIGN_IN),
        (lease((), 600), ("openid",), GrantUse.USE),
    ],
)
def test_a_grant_is_used_while_it_suffices_and_lives_and_renewed_if_that_is_possible(
    kept: Lease | None, scope: tuple[str, ...], expected: GrantUse
) -> None:
    assert expected is next_step(kept, scope, NOW)


@pytest.mark.parametrize(
    ("scope", "expected"), [(("openid",), True), (READ, True), (WRITE, False), (ADMIN, False)]
)
def test_only_what_reads_lasts_and_can_be_renewed(
    scope: tuple[str, ...], *, expected: bool
) -> None:
    assert expected is lasts(scope)
    assert expected is ("offline_access" in requested(scope, renewable=True))
    assert scope == requested(scope, renewable=False)


@pytest.mark.parametrize(
    ("proved_at", "expected"),
    [
        (None, False),
        (NOW, True),
        (NOW - 300, True),
        (NOW - 300.1, False),
        (NOW + 60, True),
        (NOW + 61, False),
        (0.0, False),
        (float("nan"), False),
        (float("inf"), False),
    ],
)
def test_a_proof_is_fresh_for_five_minutes(proved_at: float | None, *, expected: bool) -> None:
    assert expected is is_fresh(proved_at, NOW)


def test_a_lease_does_not_show_its_refresh_token() -> None:
    assert "refresh" not in repr(lease(READ, 600, TOKEN))
