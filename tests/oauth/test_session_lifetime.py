"""What lasts, what is renewed, what is asked for, and how fresh a proof is."""

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.oauth.session_lifetime import (
    GrantUse,
    Keeping,
    Validity,
    expires_at,
    is_fresh,
    keeping,
    lasts,
    next_step,
    scope_to_request,
)
from tests.helpers.rows import for_each

READ = ("openid", "profile", "aegis:read")
WRITE = (*READ, "aegis:write")
ADMIN = (*WRITE, "aegis:admin")
NOW = 1000.0
TOKEN = Secret("a-refresh-token")


def validity(scope: tuple[str, ...], left: float, token: Secret | None = None) -> Validity:
    return Validity(frozenset(scope), NOW + left, token)


@for_each(
    ("kept", "scope", "expected"),
    [
        (None, READ, GrantUse.SIGN_IN),
        (validity(READ, 600), READ, GrantUse.USE),
        (validity(READ, 0.1), READ, GrantUse.USE),
        (validity(READ, 0), READ, GrantUse.SIGN_IN),
        (validity(READ, 0, TOKEN), READ, GrantUse.RENEW),
        (validity(READ, -9999, TOKEN), READ, GrantUse.RENEW),
        (validity(READ, 600, TOKEN), WRITE, GrantUse.SIGN_IN),
        (validity(WRITE, 600), READ, GrantUse.USE),
        (validity(WRITE, 600), ADMIN, GrantUse.SIGN_IN),
        (validity((), 600), ("openid",), GrantUse.USE),
    ],
)
def test_a_grant_is_used_while_it_suffices_and_lives_and_renewed_if_that_is_possible(
    kept: Validity | None, scope: tuple[str, ...], expected: GrantUse
) -> None:
    assert expected is next_step(kept, scope, NOW)


@pytest.mark.parametrize(
    ("scope", "expected"), [(("openid",), True), (READ, True), (WRITE, False), (ADMIN, False)]
)
def test_only_what_reads_lasts_and_can_be_renewed(
    scope: tuple[str, ...], *, expected: bool
) -> None:
    assert expected is lasts(scope)
    assert expected is ("offline_access" in scope_to_request(scope, renewable=True))
    assert scope == scope_to_request(scope, renewable=False)


@for_each(
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


def test_a_validity_does_not_show_its_refresh_token() -> None:
    assert "refresh" not in repr(validity(READ, 600, TOKEN))


@for_each(
    ("asked", "granted", "expected"),
    [
        (READ, READ, Keeping.LASTING),
        (("openid",), READ, Keeping.LASTING),
        (READ, ("openid",), Keeping.LASTING),
        (READ, (*READ, "offline_access"), Keeping.LASTING),
        (WRITE, WRITE, Keeping.WINDOW),
        (WRITE, (*WRITE, "email"), Keeping.WINDOW),
        (READ, WRITE, Keeping.REQUEST),
        (WRITE, ADMIN, Keeping.REQUEST),
        (ADMIN, ADMIN, Keeping.REQUEST),
        (ADMIN, WRITE, Keeping.REQUEST),
        (
            ("openid", "read:me:connected_accounts"),
            ("read:me:connected_accounts",),
            Keeping.REQUEST,
        ),
    ],
)
def test_a_grant_of_more_than_was_asked_or_than_a_plain_write_needs_ends_with_its_request(
    asked: tuple[str, ...], granted: tuple[str, ...], expected: Keeping
) -> None:
    assert expected is keeping(asked, frozenset(granted))


@pytest.mark.parametrize(("expires_in", "expected"), [(600.0, 1600.0), (None, 1300.0)])
def test_a_token_of_an_unknown_life_is_taken_for_a_short_one(
    expires_in: float | None, expected: float
) -> None:
    assert expected == expires_at(1000.0, expires_in)
