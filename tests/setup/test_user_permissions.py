"""Permissions for one person: only for whom the login names for certain, and only what lacks."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.core.http import Response
from aegis_cli.errors import Code, UsageError
from aegis_cli.setup.compare import compare
from aegis_cli.setup.desired import LEVELS, Wanted
from aegis_cli.setup.finding import Finding, State
from aegis_cli.setup.pieces import TenantPieces
from aegis_cli.setup.repair import look, unseen
from aegis_cli.setup.user_permissions import check_login
from tests.helpers.rows import for_each
from tests.setup.tenants import AUDIENCE, WANTED, Sandboxed

MONA: dict[str, Any] = {
    "sub": "github|583231",
    "nickname": "mona",
    "email": "mona@example.com",
    "email_verified": True,
}
PERMISSIONS = "/api/v2/users/github%7C583231/permissions"


def named(login: str, level: str = "write") -> Wanted:
    return replace(WANTED, person=login, permissions=LEVELS[level])


def with_people(*more: dict[str, Any], connection: str = "github") -> Sandboxed:
    """A tenant that is set up, and where these people have signed in."""
    tenant = Sandboxed()
    tenant.repaired()
    for person in (MONA, *more):
        tenant.settings.signed_in(person, connection)
    tenant.lines.clear()
    return tenant


def person_of(tenant: Sandboxed, wanted: Wanted) -> Finding:
    found: Finding = tenant.look(wanted).findings[-1]
    assert "person" == found.name
    return found


@pytest.mark.parametrize("login", ["mona", "MONA", "mona@example.com", "github|583231"])
def test_a_login_an_address_and_an_id_name_a_person_who_gets_what_lacks(login: str) -> None:
    tenant = with_people()
    wanted = named(login)

    lacks = person_of(tenant, wanted)
    has = tenant.repaired(wanted).findings[-1]

    assert "github|583231 (mona, mona@example.com) lacks aegis:read, aegis:write" == lacks.message
    assert [f"POST {PERMISSIONS}"] == tenant.writes
    assert (State.OK, ()) == (has.state, has.changes)
    assert [(AUDIENCE, "aegis:read"), (AUDIENCE, "aegis:write")] == tenant.settings.permissions[
        "github|583231"
    ]


def test_more_is_added_and_nothing_is_taken_away() -> None:
    tenant = with_people()
    tenant.repaired(named("mona", "admin"))

    assert State.OK is person_of(tenant, named("mona", "read")).state
    assert 3 == len(tenant.settings.permissions["github|583231"])


def test_permissions_of_another_api_do_not_count() -> None:
    tenant = with_people()
    tenant.settings.permissions["github|583231"] = [("https://other.example", "aegis:read")]

    assert "lacks aegis:read" in person_of(tenant, named("mona", "read")).message


@pytest.mark.parametrize("login", ["lisa", "lisa@example.com", "github|1"])
def test_somebody_who_never_signed_in_is_told_to(login: str) -> None:
    finding = person_of(with_people(), named(login))

    assert (State.MISSING, ()) == (finding.state, finding.changes)
    assert "`aegis whoami`" in str(finding.hint)


def test_if_a_login_names_two_people_neither_gets_anything() -> None:
    tenant = with_people(MONA | {"sub": "github|2"})

    finding = person_of(tenant, named("mona"))

    assert (State.WRONG, ()) == (finding.state, finding.changes)
    assert "names 2 people" in finding.message
    assert "github|583231, github|2" in str(finding.hint)


def test_an_address_that_nobody_verified_names_nobody_for_certain() -> None:
    tenant = with_people({"sub": "auth0|7", "email": "lisa@example.com", "email_verified": False})

    finding = person_of(tenant, named("lisa@example.com"))
    by_id = person_of(tenant, named("auth0|7"))

    assert (State.WRONG, ()) == (finding.state, finding.changes)
    assert "'auth0|7'" in str(finding.hint)
    assert by_id.changes


def test_a_nickname_that_somebody_chose_elsewhere_is_no_login() -> None:
    tenant = with_people(connection="Username-Password-Authentication")
    linked = tenant.settings.users["github|583231"]["identities"]
    linked.append({"connection": "github", "provider": "github", "user_id": "1"})

    assert State.MISSING is person_of(tenant, named("mona")).state


def test_a_person_without_a_name_is_known_by_the_id() -> None:
    tenant = with_people({"sub": "auth0|7"})

    assert person_of(tenant, named("auth0|7")).message.startswith("auth0|7 lacks ")


def test_nobody_is_looked_up_if_nobody_is_to_get_permissions() -> None:
    tenant = with_people()

    findings = tenant.look().findings

    assert "person" not in [finding.name for finding in findings]
    assert not [line for line in tenant.lines if "users" in line]


@pytest.mark.parametrize("body", [b"{}", b'["mona"]'], ids=["object", "texts"])
def test_an_answer_that_is_no_list_of_users_is_an_error(body: bytes) -> None:
    tenant = with_people()
    tenant.faults["GET /api/v2/users-by-email"] = Response(200, {}, body)

    assert Code.PROTOCOL is tenant.fails(look(tenant.api, named("mona@example.com"))).code


def test_a_refusal_to_show_a_person_is_no_missing_person() -> None:
    tenant = with_people()
    tenant.faults["GET /api/v2/users/github%7C583231"] = Response(403, {}, b"{}")

    assert Code.ACCESS_DENIED is tenant.fails(look(tenant.api, named("github|583231"))).code


@for_each("login", ["", "a b", 'mona" OR nickname:"x', "mona*", "m\u00f6na", "x\n"])
def test_what_cannot_be_a_login_is_refused(login: str) -> None:
    with pytest.raises(UsageError):
        check_login(login)


def test_without_a_look_everything_is_missing_and_an_id_gets_what_was_asked_for() -> None:
    by_id, nobody = unseen(named("github|583231", "read")), unseen(WANTED)

    assert {State.MISSING} == {finding.state for finding in by_id.findings}
    assert f"{PERMISSIONS}" == f"/api/v2{by_id.changes[-1].path}"
    assert compare(WANTED, TenantPieces()) == nobody.findings
