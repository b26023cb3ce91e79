"""Every fault of the settings at once, each with its line and its key."""

import pytest

from aegis_cli.settings.faults import SettingFault, faults, lines_of

FILE = """\
# What I use
issuer = "http://tenant.example/"
wrong = 3
timeout = 400
vault_client_secret = "not-for-files"

[ policy ]
allow = ["issues.*", "nope.*"]
"max_effect" = "huge"
repos = ["acme"]

[session]
refresh = "yes"
"""


def found(file: str | None, **environment: str) -> tuple[SettingFault, ...]:
    return faults(environment, file)


def test_every_fault_of_a_file_is_found_with_its_line_and_key() -> None:
    told = {fault.key: fault.line for fault in found(FILE)}

    assert {
        "issuer": 2,
        "wrong": 3,
        "timeout": 4,
        "vault_client_secret": 5,
        "policy.allow": 8,
        "policy.max_effect": 9,
        "policy.repos": 10,
        "session.refresh": 13,
    } == told


def test_no_fault_shows_what_may_be_a_secret() -> None:
    told = found(FILE, AEGIS_ISSUER="https://me:hunter2@x.example", GEMINI_API_KEY="hunter2 x")

    assert {"AEGIS_ISSUER", "GEMINI_API_KEY"} <= {fault.key for fault in told}
    assert "hunter2" not in repr(told)
    assert "not-for-files" not in repr(told)


def test_a_file_that_is_no_toml_is_one_fault_and_the_variables_are_looked_at_all_the_same() -> None:
    broken, variable = found('issuer = "x"\nmodel = \n', AEGIS_ENGINE="magic")

    assert ("", 2) == (broken.key, broken.line)
    assert ("AEGIS_ENGINE", None) == (variable.key, variable.line)


@pytest.mark.parametrize("file", [None, "", 'model = "gemini-4"\ntimeout = 12\n[policy]\n'])
def test_what_can_be_used_has_no_fault(file: str | None) -> None:
    assert () == found(file, AEGIS_CONNECTION="github", UNKNOWN="x")


def test_settings_that_are_good_alone_and_not_together_are_a_fault() -> None:
    both = found('vault_private_key_file = "/key"', AEGIS_VAULT_CLIENT_SECRET="s")
    half = found('github_app_client_id = "Iv1.app"')

    assert ["vault" in fault.message.lower() for fault in both] == [True]
    assert ["without" in fault.message for fault in half] == [True]


def test_a_policy_that_is_no_table_is_one_fault() -> None:
    assert [("policy", 1)] == [(fault.key, fault.line) for fault in found("policy = 3")]


def test_a_key_that_stands_inside_another_has_the_line_of_that() -> None:
    (fault,) = found('\npolicy = {max_effect = "huge"}')

    assert ("policy.max_effect", 2) == (fault.key, fault.line)


def test_lines_are_found_by_dotted_names_too() -> None:
    text = 'a = 1\n"b" = 2\npolicy.allow = []\n[x]  # y\nc.d = 3\n'

    assert {"a": 1, "b": 2, "policy.allow": 3, "x": 4, "x.c.d": 5} == lines_of(text)
