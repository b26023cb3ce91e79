"""The text for people: a line for each piece, settings without a secret, steps in order."""

import subprocess
from dataclasses import replace

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.sandbox.auth0.management.service import TOKEN
from aegis_cli.setup.finding import Change, Finding, State
from aegis_cli.setup.pieces import TenantPieces, read_secret, secret_in
from aegis_cli.setup.repair import TenantSnapshot
from aegis_cli.setup.report import (
    SECRET,
    changes_since,
    checklist,
    document,
    export_lines,
    fault,
    permissions,
    remaining,
    settings_of,
    steps,
    unready,
)
from tests.helpers.rows import for_each
from tests.setup.tenants import AUDIENCE, BASE, WANTED, Sandboxed

PATCH = Change("PATCH", "/clients/1", {})
OK = Finding("api", State.OK, "The API is as it should be")
WRONG = Finding("vault", State.WRONG, "It says \x1b[2J\nno", changes=(PATCH,))
BY_HAND = Finding("connection", State.MISSING, "It is missing", hint="Make it.")


def test_the_checklist_has_a_line_for_each_piece_and_says_what_to_do() -> None:
    assert (
        "ok       The API is as it should be.\n"
        "wrong    It says \\x1b[2J no. `aegis setup auth0` mends it.\n"
        "missing  It is missing. Make it.\n"
    ) == checklist((OK, WRONG, BY_HAND))
    assert (WRONG, BY_HAND) == unready((OK, WRONG, BY_HAND))


def test_after_a_repair_only_what_is_new_is_written_and_the_rest_is_counted() -> None:
    now = (OK, replace(WRONG, state=State.OK, message="It is deployed"))

    assert "ok       It is deployed.\nAll 2 pieces are as they should be.\n" == changes_since(
        now, (OK, WRONG)
    )
    assert "1 of 2 pieces are as they should be.\n" == changes_since((OK, WRONG), (OK, WRONG))


def test_before_a_repair_the_checklist_does_not_name_the_command() -> None:
    assert ("wrong    It says \\x1b[2J no.\nmissing  It is missing. Make it.\n") == checklist(
        (WRONG, BY_HAND), before_repair=True
    )


def test_the_json_document_has_the_same_findings() -> None:
    tenant = TenantSnapshot(TenantPieces(), (OK, BY_HAND), (PATCH,))

    said = document(WANTED, tenant, {"AEGIS_CLIENT_ID": "cli"})

    assert BASE == said["tenant"]
    assert [("ok", None), ("missing", "Make it.")] == [
        (finding["state"], finding["way_out"]) for finding in said["findings"]
    ]
    assert ["PATCH /api/v2/clients/1"] == said["sent"]
    assert {"AEGIS_CLIENT_ID": "cli"} == said["settings"]
    assert list(steps(WANTED)) == said["steps"]


def test_settings_that_are_not_known_are_left_out() -> None:
    assert {
        "AEGIS_ISSUER": f"{BASE}/",
        "AEGIS_AUDIENCE": AUDIENCE,
        "AEGIS_CONNECTION": "github",
        "AEGIS_AUTH_TIME_CLAIM": "https://aegis/auth_time",
    } == settings_of(WANTED, TenantPieces(native={"client_id": 7}))


def test_the_steps_name_the_tenant_and_its_connection() -> None:
    said = " ".join(steps(replace(WANTED, connection="gh")))

    assert f"{BASE}/login/callback" in said
    assert "'gh'" in said


def test_settings_are_quoted_for_the_shell_and_a_secret_comes_with_a_warning() -> None:
    said = export_lines({"A": "it's", SECRET: "s3cret"})

    assert f"""export A='it'"'"'s'\nexport {SECRET}=s3cret\n""" == said
    assert "in no file" in remaining(WANTED, {SECRET: "s3cret"})
    assert export_lines({}).startswith(f"# {SECRET} is in the dashboard")
    assert "in no file" not in remaining(WANTED, {})


@pytest.mark.parametrize("columns", [70, 80, 100, 200])
def test_a_setting_that_is_too_long_for_a_terminal_is_assigned_in_several_lines(
    columns: int,
) -> None:
    value = "x" * 30 + "Y-_.4" * 20
    said = export_lines({SECRET: value}, columns)

    shell = ["sh", "-c", f'{said}printf %s "${SECRET}"']
    assert value == subprocess.run(shell, check=True, capture_output=True, text=True).stdout
    assert all(len(line) <= columns for line in said.splitlines())
    assert all(line.removeprefix("export ").startswith(SECRET) for line in said.splitlines())


@pytest.mark.parametrize("value", ["x" * 90 + " it's", "x" * 300])
def test_a_setting_that_cannot_be_split_is_one_line(value: str) -> None:
    assert 1 == export_lines({SECRET: value}, 30).count("\n")


@for_each("found", ["two\nlines", "a b", "\x1b[2J", "", 7, "\u00e9"])
def test_an_invalid_client_id_is_no_setting(found: object) -> None:
    assert "AEGIS_CLIENT_ID" not in settings_of(WANTED, TenantPieces(native={"client_id": found}))


def test_a_token_for_reading_needs_no_permission_to_change() -> None:
    looking, changing = (permissions(only_reads=x) for x in (True, False))

    assert {"read"} == {word.partition(":")[0] for word in looking.split()}
    assert {"read", "create", "update", "delete"} == {
        word.partition(":")[0] for word in changing.split()
    }
    more = ("read:client_keys", "update:users")
    assert "read:client_keys" in permissions(only_reads=True, more=more)
    assert "update:users" not in permissions(only_reads=True, more=more)
    assert "read:client_keys" not in changing


def test_the_error_counts_the_pieces_to_repair() -> None:
    one, two = fault((OK, WRONG), "go on"), fault((BY_HAND, WRONG), "go on")

    assert fault((OK,), "go on") is None
    assert one is not None
    assert "Type next: go on" == one.hint
    assert "one of its pieces is missing or wrong" in str(one)
    assert "2 of its 2 pieces are missing or wrong" in str(two)


def test_the_secret_is_read_if_the_token_allows_it() -> None:
    tenant = Sandboxed()
    made = tenant.repaired()
    assert made.pieces.vault is not None

    read = tenant.run(read_secret(tenant.api, made.pieces.vault["client_id"]))

    assert made.secret == read
    assert TOKEN not in repr(made)
    unusable = ["", 7, "two\nlines", "\x1b[2J"]
    assert [None] * 4 == [secret_in({"client_secret": value}) for value in unusable]
    assert secret_in(None) is None
    assert secret_in({}) is None
    assert Secret("x") == secret_in({"client_secret": "x"})
