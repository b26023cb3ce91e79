"""What `aegis config` tells of a setting: its value and who says it, and of a secret no value."""

from aegis_cli.settings.described import SettingRow, SettingSource, describe
from aegis_cli.settings.loading import load

PATH = "/home/mona/.config/aegis/config.toml"


def rows(file: str | None = None, **environment: str) -> dict[str, SettingRow]:
    return {row.name: row for row in describe(load(environment, file, path=PATH))}


def test_each_setting_says_where_it_comes_from() -> None:
    found = rows(
        'engine = "offline"\nmodel = "gemini-4"\n[session]\nrefresh = true\n', AEGIS_MODEL="other"
    )

    told = {
        name: (found[name].value, found[name].source, found[name].where)
        for name in ("engine", "model", "session.refresh", "step_up", "issuer")
    }
    assert {
        "engine": ("offline", SettingSource.FILE, PATH),
        "model": ("other", SettingSource.VARIABLE, "AEGIS_MODEL"),
        "session.refresh": ("true", SettingSource.FILE, PATH),
        "step_up": ("device", SettingSource.DEFAULT, None),
        "issuer": (None, SettingSource.NONE, None),
    } == told
    assert [True, False] == [found[name].is_set for name in ("step_up", "issuer")]


def test_of_a_secret_only_that_it_is_set_is_told() -> None:
    found = rows('vault_secret_command = ["op", "read-this"]', GEMINI_API_KEY="k-1")

    assert ("op …", SettingSource.FILE) == (
        found["vault_secret_command"].value,
        found["vault_secret_command"].source,
    )
    key = found["gemini_api_key"]
    assert (None, True, "GEMINI_API_KEY") == (key.value, key.is_set, key.where)
    assert not found["vault_client_secret"].is_set
    assert "k-1" not in repr(found)
    assert "read-this" not in repr(found)


def test_what_a_broker_says_is_not_told_as_if_it_counted() -> None:
    found = rows(
        AEGIS_BROKER="https://broker.example", AEGIS_CONNECTION="mine", AEGIS_CLIENT_ID="c"
    )

    assert {"issuer", "audience", "github_api", "connection"} == {
        name for name, row in found.items() if row.source is SettingSource.BROKER
    }
    assert "c" == found["client_id"].value
    assert SettingSource.BROKER is rows(AEGIS_BROKER="https://b.example")["client_id"].source


def test_the_rules_of_the_policy_are_told_as_they_stand() -> None:
    found = rows('[policy]\nallow = []\ndeny = ["repos.delete"]\nmax_effect = "write"\n')

    told = {name: row.value for name, row in found.items() if name.startswith("policy.")}
    assert {
        "policy.allow": "nothing",
        "policy.deny": "repos.delete",
        "policy.max_effect": "write",
    } == told
