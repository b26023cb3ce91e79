"""Settings: the environment over one file, each value checked, and no secret in the file."""

from typing import Any

import pytest

from aegis_cli.actions.facts import Effect
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.gemini.model_names import DEFAULT_MODEL
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.request.policy import Layer
from aegis_cli.settings.known import GEMINI_URL
from aegis_cli.settings.loading import load
from aegis_cli.settings.settings import Settings, VaultSettings
from aegis_cli.settings.vault_credentials import KeyFile, SecretCommand
from tests.helpers.flows import all_that_shows
from tests.helpers.rows import for_each

PATH = "/home/mona/.config/aegis/config.toml"
TENANT = {
    "AEGIS_ISSUER": "https://tenant.example/",
    "AEGIS_CLIENT_ID": "the-cli",
    "AEGIS_AUDIENCE": "https://api.aegis.example",
    "AEGIS_VAULT_CLIENT_ID": "the-vault-client",
    "AEGIS_VAULT_CLIENT_SECRET": "vault-client-secret",
}


def loaded(file: str | None = None, **environment: str) -> Settings:
    return load(environment, file, path=PATH)


def refused(file: str | None = None, **environment: str) -> UsageError:
    """Load settings that are wrong, and return the error that says so."""
    with pytest.raises(UsageError) as caught:
        loaded(file, **environment)
    assert Code.BAD_SETTINGS is caught.value.code
    return caught.value


def test_without_a_word_everything_has_its_default_and_nobody_can_sign_in() -> None:
    settings = loaded()

    assert {
        "connection": "github",
        "github_api": "https://api.github.com",
        "gemini_url": "https://generativelanguage.googleapis.com",
        "gemini_api_version": "v1",
        "gemini_thinking": "low",
        "model": "gemini-3.8-flash",
        "engine": "gemini",
        "auth_time_claim": "auth_time",
        "step_up": "device",
        "fga_issuer": "https://auth.fga.dev",
        "timeout": "30",
        "session.write_minutes": "10",
        "session.idle_minutes": "30",
        "session.hours": "8",
    } == settings.values
    assert ({}, None, None) == (settings.secrets, settings.policy, settings.gemini_key)
    assert ("gemini", "device", ()) == (settings.engine, settings.step_up, settings.hosts())


@for_each(
    ("variable", "name", "value"),
    [
        ("AEGIS_ISSUER", "issuer", "https://tenant.example/"),
        ("AEGIS_CLIENT_ID", "client_id", "the-cli"),
        ("AEGIS_AUDIENCE", "audience", "https://api.aegis.example"),
        ("AEGIS_VAULT_CLIENT_ID", "vault_client_id", "the-vault-client"),
        ("AEGIS_CONNECTION", "connection", "gh-enterprise"),
        ("AEGIS_GITHUB_API", "github_api", "https://api.acme.ghe.com"),
        ("AEGIS_GEMINI_URL", "gemini_url", "http://127.0.0.1:8123"),
        ("AEGIS_GITHUB_APP_CLIENT_ID", "github_app_client_id", "Iv1.app"),
        ("AEGIS_GEMINI_API_VERSION", "gemini_api_version", "v1beta"),
        ("AEGIS_GEMINI_THINKING", "gemini_thinking", "medium"),
        ("AEGIS_GEMINI_TEMPERATURE", "gemini_temperature", "0.7"),
        ("AEGIS_GEMINI_TEMPERATURE", "gemini_temperature", "2"),
        ("AEGIS_MODEL", "model", "gemini-4"),
        ("AEGIS_ENGINE", "engine", "offline"),
        ("AEGIS_STEP_UP", "step_up", "browser"),
        ("AEGIS_BROKER_GEMINI_MODELS", "broker_gemini_models", "gemini-4, gemini-3.8-flash"),
        ("AEGIS_TIMEOUT", "timeout", "12"),
        ("AEGIS_FGA_URL", "fga_url", "https://api.eu1.fga.dev"),
        ("AEGIS_FGA_STORE", "fga_store", "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ("AEGIS_FGA_MODEL", "fga_model", "01ARZ3NDEKTSV4RRFFQ69G5FAW"),
        ("AEGIS_FGA_ISSUER", "fga_issuer", "https://auth.fga.example"),
        ("AEGIS_FGA_AUDIENCE", "fga_audience", "https://api.fga.example/"),
        ("AEGIS_FGA_CLIENT_ID", "fga_client_id", "the-broker"),
        ("AEGIS_AUTH_TIME_CLAIM", "auth_time_claim", "https://aegis.example/auth_time"),
    ],
)
def test_each_setting_comes_from_its_variable_or_from_the_file(
    variable: str, name: str, value: str
) -> None:
    line = f'{name} = "{value}"'

    assert value == loaded(**{variable: value}).values[name]
    assert value == loaded(**{variable: f" {value}\n"}).values[name]
    assert value == loaded(line).values[name]
    assert value == loaded(line.replace(value, f" {value} ")).values[name]


def test_the_environment_comes_before_the_file() -> None:
    settings = loaded('model = "gemini-2"\nengine = "offline"', AEGIS_MODEL="gemini-4")

    assert ("gemini-4", "offline") == (settings.values["model"], settings.engine)


@pytest.mark.parametrize("empty", ["", " ", "\t\n"])
def test_an_empty_variable_says_nothing(empty: str) -> None:
    settings = loaded('model = "gemini-2"', AEGIS_MODEL=empty, GEMINI_API_KEY=empty)

    assert "gemini-2" == settings.values["model"]
    assert settings.gemini_key is None


def test_a_wrong_value_in_the_file_is_no_error_where_the_environment_overrides_it() -> None:
    settings = loaded('engine = "magic"', AEGIS_ENGINE="offline")

    assert "offline" == settings.engine


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"GEMINI_API_KEY": "one"}, "one"),
        ({"GOOGLE_API_KEY": "two"}, "two"),
        ({"GEMINI_API_KEY": "one", "GOOGLE_API_KEY": "two"}, "one"),
        ({"GEMINI_API_KEY": " ", "GOOGLE_API_KEY": " two "}, "two"),
    ],
)
def test_the_gemini_key_has_two_names_of_which_the_first_counts(
    environment: dict[str, str], expected: str
) -> None:
    key = loaded(**environment).gemini_key

    assert key is not None
    assert expected == key.reveal()


@pytest.mark.parametrize(
    ("environment", "models"),
    [
        ({}, ()),
        ({"AEGIS_BROKER_GEMINI_MODELS": "gemini-4"}, ()),
        ({"AEGIS_BROKER_GEMINI_KEY": "k"}, ("gemini-3.8-flash",)),
        ({"AEGIS_BROKER_GEMINI_KEY": "k", "AEGIS_MODEL": "gemini-4"}, ("gemini-4",)),
        (
            {"AEGIS_BROKER_GEMINI_KEY": "k", "AEGIS_BROKER_GEMINI_MODELS": "gemini-4, b-1,,b-1"},
            ("gemini-4", "b-1"),
        ),
    ],
)
def test_a_broker_plans_where_it_has_a_key_and_with_the_models_that_are_listed(
    environment: dict[str, str], models: tuple[str, ...]
) -> None:
    assert models == loaded(**environment).broker_models


def test_the_brokers_key_is_no_key_of_the_persons_own() -> None:
    settings = loaded(AEGIS_BROKER_GEMINI_KEY="broker-key")

    assert settings.gemini_key is None
    assert settings.broker_gemini_key is not None
    assert "broker-key" not in f"{settings!r} {settings}"


@pytest.mark.parametrize("value", [",", "a b", "gemini-4,../x", "gemini-4;b", "gemini-4,\x1bx"])
def test_a_list_of_models_that_is_none_is_refused(value: str) -> None:
    error = refused(AEGIS_BROKER_GEMINI_MODELS=value)

    assert "AEGIS_BROKER_GEMINI_MODELS" in error.message
    assert "\x1b" not in error.message


def test_no_secret_appears_in_the_settings_as_text() -> None:
    settings = loaded(**TENANT, GEMINI_API_KEY="gemini-key", GOOGLE_API_KEY="google-key")

    shown = f"{settings!r} {settings} {settings.sign_in()!r}"
    assert not any(key in shown for key in ("vault-client-secret", "gemini-key", "google-key"))


@for_each(
    "line",
    [
        'vault_client_secret = "hunter2"',
        'gemini_api_key = "hunter2"',
        'github_app_client_secret = "hunter2"',
        'AEGIS_GITHUB_APP_CLIENT_SECRET = "hunter2"',
        'google_api_key = "hunter2"',
        'broker_gemini_key = "hunter2"',
        'AEGIS_BROKER_GEMINI_KEY = "hunter2"',
        'GEMINI_API_KEY = "hunter2"',
        'Gemini_Api_Key = "hunter2"',
        'AEGIS_VAULT_CLIENT_SECRET = "hunter2"',
        'client_secret = "hunter2"',
        'token = "hunter2"',
        'github_token = "hunter2"',
        '[secrets]\nvault = "hunter2"',
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_shown(line: str) -> None:
    error = refused(f'model = "gemini-4"\n{line}\n')

    assert "a secret" in error.message
    assert "leaked" in (error.hint or "")
    assert "hunter2" not in all_that_shows(error)


@pytest.mark.parametrize("key", ["AEGIS_CLIENT_SECRET", "Token", "ACCESS_TOKEN", "api_key"])
def test_a_secret_by_another_name_is_refused_and_not_shown_either(key: str) -> None:
    error = refused(f'{key} = "hunter2"')

    assert repr(key) in error.message
    assert "hunter2" not in all_that_shows(error)


@for_each("key", ["isuer", "AEGIS_ISSUER", "Issuer", "debug", "policies", "'a b'"])
def test_an_unknown_key_is_an_error_that_lists_the_known_ones(key: str) -> None:
    error = refused(f'{key} = "x"')

    assert "unknown key" in error.message
    assert "issuer, client_id, audience" in (error.hint or "")


@for_each(
    "file",
    [
        "issuer = ",
        "= 1",
        "a = 1\na = 2",
        "[policy",
        '\x00 = "x"',
        f"a = {'9' * 5_000}",
        f"a = {'[' * 5_000}",
    ],
)
def test_a_file_that_is_no_toml_is_an_error_that_names_it(file: str) -> None:
    error = refused(file)

    assert error.message.startswith(f"{PATH} is not valid TOML: ")
    assert error.__cause__ is None


@for_each("value", ["7", "true", '[""]', '""', '"  "', "{}", "2026-11-24"])
def test_a_value_that_is_no_text_is_an_error(value: str) -> None:
    error = refused(f"model = {value}")

    assert f"{PATH}: model must be a text in quotes." == error.message


@for_each("variable", ["AEGIS_ISSUER", "AEGIS_GITHUB_API", "AEGIS_GEMINI_URL"])
@for_each(
    "url",
    [
        "http://tenant.example/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://0.0.0.0/",
        "HTTP://tenant.example/",
        "ftp://tenant.example/",
        "file:///etc/passwd",
        "tenant.example",
        "//tenant.example",
        "https://",
        "https:///path",
        "https://me@tenant.example/",
        "https://[",
        "https://[::1",
        "https://tenant.example:none/",
        "https://tenant.example:99999/",
    ],
)
def test_a_url_that_may_not_carry_a_token_is_refused(variable: str, url: str) -> None:
    error = refused(**{variable: url})

    assert variable in error.message
    assert "https" in error.message


@for_each("url", ["https://tenant.example/?a=b", "https://tenant.example/#there"])
@for_each("variable", ["AEGIS_ISSUER", "AEGIS_GITHUB_API", "AEGIS_GEMINI_URL"])
def test_a_url_to_which_no_path_can_be_added_is_refused(variable: str, url: str) -> None:
    assert variable in refused(**{variable: url}).message


@for_each("variable", ["AEGIS_ISSUER", "AEGIS_GITHUB_API", "AEGIS_GEMINI_URL"])
@for_each(
    "url",
    [
        "https://mona:hunter2@tenant.example/",
        "https://hunter2@tenant.example/",
        "http://mona:hunter2@tenant.example/",
        "https://mona:hunter2@tenant.example:99999/",
        "https://mona:hunter2@[",
        "https://mona:hunter2/x@tenant.example/",
        "mona:hunter2@tenant.example",
        "http://tenant.example/?token=hunter2",
    ],
)
def test_a_password_in_a_url_is_refused_and_not_shown(variable: str, url: str) -> None:
    error = refused(**{variable: url})

    assert variable in error.message
    assert "hunter2" not in all_that_shows(error)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8123",
        "http://localhost:8123/",
        "http://[::1]:8123",
        "https://api.acme.ghe.com",
    ],
)
def test_https_is_good_anywhere_and_http_on_loopback(url: str) -> None:
    settings = loaded(AEGIS_ISSUER=url, AEGIS_GITHUB_API=url, AEGIS_GEMINI_URL=url)

    assert url.rstrip("/") == settings.base


@for_each(
    "variable",
    ["AEGIS_CLIENT_ID", "AEGIS_AUDIENCE", "AEGIS_CONNECTION", "AEGIS_ISSUER", "AEGIS_MODEL"],
)
@for_each("value", ["a b", "a\nb", "a\x1b[2Jb", "a\u202eb", "\u00e9", "a\x00b"])
def test_a_value_with_a_space_or_a_control_character_is_refused(variable: str, value: str) -> None:
    error = refused(**{variable: value})

    assert "a space or a control character" in error.message
    assert error.message.isprintable()


@for_each(
    ("variable", "value", "word"),
    [
        ("AEGIS_MODEL", "models/gemini-4", "model's name"),
        ("AEGIS_MODEL", "../gemini", "model's name"),
        ("AEGIS_MODEL", "gemini:4", "model's name"),
        ("AEGIS_MODEL", "g" * 100, "model's name"),
        ("AEGIS_GEMINI_API_VERSION", "1beta", "v1beta"),
        ("AEGIS_GEMINI_API_VERSION", "v1/..", "v1beta"),
        ("AEGIS_GEMINI_THINKING", "LOW", "minimal or low or medium or high"),
        ("AEGIS_GEMINI_TEMPERATURE", "-1", "from 0 to 2"),
        ("AEGIS_GEMINI_TEMPERATURE", "2.1", "from 0 to 2"),
        ("AEGIS_GEMINI_TEMPERATURE", "1e999", "from 0 to 2"),
        ("AEGIS_GEMINI_TEMPERATURE", "nan", "from 0 to 2"),
        ("AEGIS_ENGINE", "openai", "gemini or offline or strict"),
        ("AEGIS_ENGINE", "Offline", "gemini or offline or strict"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_can_be(
    variable: str, value: str, word: str
) -> None:
    error = refused(**{variable: value})

    assert variable in error.message
    assert word in error.message


@for_each("name", ["GEMINI_API_KEY", "GOOGLE_API_KEY"])
@for_each("value", ["hun\nter2", "hun\x00ter2", "hun\u2019ter2", "hun ter2"])
def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(name: str, value: str) -> None:
    error = refused(**{name: value})

    assert name in error.message
    assert "ter2" not in all_that_shows(error)


def test_what_the_command_line_says_comes_last_and_is_checked_the_same() -> None:
    settings = loaded(AEGIS_MODEL="gemini-2")

    assert "gemini-4" == settings.with_values({"model": "gemini-4"}).values["model"]
    assert "offline" == settings.with_values({"engine": "offline"}).engine
    assert settings == settings.with_values({})
    with pytest.raises(UsageError):
        settings.with_values({"model": "../x"})


def test_signing_in_needs_the_tenant_and_both_applications() -> None:
    settings = loaded(**TENANT)

    needed, vault = settings.sign_in(), settings.vault()

    assert "https://tenant.example/" == needed.issuer
    assert ("the-cli", "https://api.aegis.example") == (needed.client_id, needed.audience)
    assert "the-vault-client" == vault.client_id
    assert Secret("vault-client-secret") == vault.credential


def test_with_a_broker_no_credentials_of_the_vault_are_needed() -> None:
    own = ("AEGIS_ISSUER", "AEGIS_CLIENT_ID", "AEGIS_AUDIENCE")
    settings = loaded(AEGIS_BROKER="https://aegis.acme.example/", **{n: TENANT[n] for n in own})

    assert "https://aegis.acme.example" == settings.broker
    assert "the-cli" == settings.sign_in().client_id
    assert ("Broker", "https://aegis.acme.example/") in settings.hosts()
    with pytest.raises(UsageError, match=r"AEGIS_VAULT_CLIENT_ID, AEGIS_VAULT_CLIENT_SECRET\.$"):
        settings.vault()


WITHOUT_SECRET = {n: v for n, v in TENANT.items() if n != "AEGIS_VAULT_CLIENT_SECRET"}
KEY = "/etc/aegis/my key.pem"
COMMAND = 'vault_secret_command = ["op", "read", "op://vault/aegis/secret"]'


def test_a_private_key_or_a_command_stands_in_the_place_of_the_secret() -> None:
    with_key = loaded(**WITHOUT_SECRET, AEGIS_VAULT_PRIVATE_KEY_FILE=KEY)
    with_command = loaded(COMMAND, **WITHOUT_SECRET)

    assert VaultSettings("the-vault-client", KeyFile(KEY)) == with_key.vault()
    assert SecretCommand(("op", "read", "op://vault/aegis/secret")) == (
        with_command.vault().credential
    )
    assert PATH == with_command.sources["vault_secret_command"]
    assert "the-cli" == with_key.sign_in().client_id == with_command.sign_in().client_id


@pytest.mark.parametrize(
    ("file", "environment", "names"),
    [
        (COMMAND, {}, "AEGIS_VAULT_CLIENT_SECRET and vault_secret_command are set"),
        (None, {"AEGIS_VAULT_PRIVATE_KEY_FILE": KEY}, "AEGIS_VAULT_PRIVATE_KEY_FILE are set"),
    ],
)
def test_two_credentials_are_refused_for_nobody_knows_which_is_meant(
    file: str | None, environment: dict[str, str], names: str
) -> None:
    settings = loaded(file, **TENANT, **environment)

    for needed in (settings.sign_in, settings.vault):
        with pytest.raises(UsageError, match=names) as caught:
            needed()
        assert Code.BAD_SETTINGS is caught.value.code


@for_each(
    "value",
    ['"op read x"', "[]", '""', "1", "[1]", '["op", ""]', '["op", "\\u0000"]', str(["x"] * 33)],
)
def test_a_command_that_is_not_a_list_of_texts_is_refused(value: str) -> None:
    failed = refused(f"vault_secret_command = {value}")

    assert "vault_secret_command must be a list of texts" in failed.message


def test_the_command_comes_from_the_file_only() -> None:
    settings = loaded(**WITHOUT_SECRET, AEGIS_VAULT_SECRET_COMMAND="op read x")

    with pytest.raises(UsageError, match="AEGIS_VAULT_CLIENT_SECRET"):
        settings.vault()


def test_the_path_of_a_key_holds_no_control_character() -> None:
    assert "control character" in refused(AEGIS_VAULT_PRIVATE_KEY_FILE="/a\nb").message


@pytest.mark.parametrize("missing", TENANT)
def test_what_is_missing_for_the_sign_in_is_named(missing: str) -> None:
    there = {name: value for name, value in TENANT.items() if name != missing}

    with pytest.raises(UsageError) as caught:
        loaded(**there).sign_in()

    assert f"To sign in, aegis needs {missing}." == caught.value.message
    assert Code.BAD_SETTINGS is caught.value.code
    assert "--sandbox" in (caught.value.hint or "")


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        loaded().sign_in()

    assert all(name in caught.value.message for name in TENANT)


APP = {"AEGIS_GITHUB_APP_CLIENT_ID": "Iv1.app", "AEGIS_GITHUB_APP_CLIENT_SECRET": "app-secret"}


def test_the_github_app_is_its_id_and_its_secret_or_nothing() -> None:
    found = loaded(**APP).provider_app()

    assert found is not None
    assert ("Iv1.app", "app-secret") == (found[0], found[1].reveal())
    assert loaded().provider_app() is None


@pytest.mark.parametrize("given", list(APP))
def test_one_half_of_the_github_app_is_an_error_that_names_the_other(given: str) -> None:
    (missing,) = (name for name in APP if name != given)

    with pytest.raises(UsageError) as caught:
        loaded(**{given: APP[given]}).provider_app()

    assert f"{given} is set without {missing}." == caught.value.message
    assert "app-secret" not in f"{caught.value} {caught.value.hint}"


@for_each(
    ("environment", "expected"),
    [
        ({}, ()),
        ({"AEGIS_GITHUB_API": GITHUB.base + "/", "AEGIS_GEMINI_URL": GEMINI_URL + "/"}, ()),
        (
            {"AEGIS_ISSUER": "https://tenant.example/"},
            (),
        ),
        (
            {"AEGIS_GITHUB_API": "https://api.github.com.evil.example"},
            (("GitHub API", "https://api.github.com.evil.example"),),
        ),
        (
            {"AEGIS_GITHUB_API": GITHUB.base + "/v3"},
            (("GitHub API", "https://api.github.com/v3"),),
        ),
        (
            {"AEGIS_GEMINI_URL": "http://127.0.0.1:8123", "AEGIS_ISSUER": "https://t.example"},
            (("Gemini", "http://127.0.0.1:8123"),),
        ),
        # Of a sandbox none is, but what is elsewhere, or comes through a broker.
        (
            {"AEGIS_GEMINI_URL": "http://127.0.0.1:8123", "AEGIS_ISSUER": "http://127.0.0.1:81/"},
            (),
        ),
        (
            {"AEGIS_GITHUB_API": "https://evil.example", "AEGIS_ISSUER": "http://127.0.0.1:81/"},
            (("GitHub API", "https://evil.example"),),
        ),
        (
            {
                "AEGIS_GITHUB_API": "http://127.0.0.1:82",
                "AEGIS_ISSUER": "http://127.0.0.1:81/",
                "AEGIS_BROKER": "https://b.example",
            },
            (("Broker", "https://b.example"), ("GitHub API", "http://127.0.0.1:82")),
        ),
    ],
)
def test_every_host_that_is_not_the_default_is_named(
    environment: dict[str, str], expected: tuple[tuple[str, str], ...]
) -> None:
    assert expected == loaded(**environment).hosts()


def test_a_file_may_move_a_host_and_that_is_named_too() -> None:
    settings = loaded('github_api = "https://api.acme.ghe.com/"')

    assert (("GitHub API", "https://api.acme.ghe.com/"),) == settings.hosts()
    assert "https://api.acme.ghe.com" == settings.base


@for_each("url", ["https://ghe.example/api/v3", "https://ghe.example:8443/api/v3/"])
def test_an_enterprise_server_is_refused_before_anything_is_sent(url: str) -> None:
    error = refused(AEGIS_GITHUB_API=url)

    assert f"is '{url}', a GitHub Enterprise Server, for which aegis is not made" in error.message
    assert "https://api.SUBDOMAIN.ghe.com" in error.message


def test_an_enterprise_server_of_a_broker_is_refused_too() -> None:
    with pytest.raises(UsageError, match="a GitHub Enterprise Server"):
        loaded().with_values({"github_api": "https://ghe.example/api/v3"})


@for_each(
    ("table", "expected"),
    [
        ("", Layer(PATH)),
        ('allow = ["issues.*"]', Layer(PATH, allow=("issues.*",))),
        ("allow = []", Layer(PATH, allow=())),
        ('deny = ["*.delete", "repos.create"]', Layer(PATH, deny=("*.delete", "repos.create"))),
        ('repos = ["acme/*"]', Layer(PATH, places=("acme/*",))),
        ("repos = []", Layer(PATH, places=())),
        ('max_effect = "read"', Layer(PATH, max_effect=Effect.READ)),
        ('max_effect = "write"', Layer(PATH, max_effect=Effect.WRITE)),
        ('max_effect = "asked"', Layer(PATH, max_effect=Effect.ASKED)),
        ('max_effect = "destructive"', Layer(PATH, max_effect=Effect.DESTRUCTIVE)),
    ],
)
def test_the_policy_table_becomes_a_layer_named_after_the_file(table: str, expected: Layer) -> None:
    assert expected == loaded(f"[policy]\n{table}").policy


def test_the_environment_cannot_touch_the_policy() -> None:
    settings = loaded('[policy]\nmax_effect = "read"', AEGIS_POLICY="", AEGIS_MAX_EFFECT="write")

    assert Layer(PATH, max_effect=Effect.READ) == settings.policy


@for_each(
    ("file", "words"),
    [
        ("policy = 1", "[policy]"),
        ("policy = false", "[policy]"),
        ('policy = "read"', "[policy]"),
        ("[[policy]]", "[policy]"),
        ('[policy]\nallowed = ["x"]', "unknown key 'allowed'"),
        ("[policy]\nread_only = true", "unknown key 'read_only'"),
        ('[policy]\nallow = "issues.*"', "allow"),
        ("[policy]\nallow = [1]", "allow"),
        ('[policy]\ndeny = {x = "y"}', "deny"),
        ("[policy]\nrepos = true", "repos"),
        ("[policy]\nmax_effect = 0", "max_effect"),
        ("[policy]\nmax_effect = true", "max_effect"),
        ('[policy]\nmax_effect = "Read"', "max_effect"),
        ('[policy]\nmax_effect = ["read"]', "max_effect"),
        ('[policy]\nmax_effect = ""', "max_effect"),
    ],
)
def test_a_policy_that_is_not_understood_is_an_error_and_never_no_policy(
    file: str, words: str
) -> None:
    error = refused(file)

    assert PATH in error.message
    assert words in error.message


def test_the_settings_are_frozen() -> None:
    settings: Any = loaded()

    with pytest.raises(AttributeError):
        settings.policy = None
    assert DEFAULT_MODEL == settings.values["model"]


@for_each(
    ("file", "environment", "expected"),
    [
        (None, {}, None),
        ("[session]", {}, None),
        ("[session]\nrefresh = true", {}, True),
        ("session.refresh = false", {}, False),
        (None, {"AEGIS_SESSION_REFRESH": "true"}, True),
        ("[session]\nrefresh = true", {"AEGIS_SESSION_REFRESH": "false"}, False),
    ],
)
def test_whether_a_session_is_renewed_can_be_said_or_left_open(
    file: str | None, environment: dict[str, str], *, expected: bool | None
) -> None:
    assert expected is loaded(file, **environment).refresh


@pytest.mark.parametrize(
    ("file", "environment", "expected"),
    [
        (None, {}, (10, 30, 8)),
        ("[session]\nwrite_minutes = 0\nidle_minutes = 1\nhours = 24", {}, (0, 1, 24)),
        ("[session]\nwrite_minutes = 60", {"AEGIS_SESSION_HOURS": "1"}, (60, 30, 1)),
        ("[session]\nwrite_minutes = 60", {"AEGIS_SESSION_WRITE_MINUTES": "5"}, (5, 30, 8)),
        (None, {"AEGIS_SESSION_IDLE_MINUTES": "1440"}, (10, 1440, 8)),
    ],
)
def test_how_long_a_session_lasts_and_may_write_is_a_setting(
    file: str | None, environment: dict[str, str], expected: tuple[int, int, int]
) -> None:
    settings = loaded(file, **environment)

    minutes = (settings.write_minutes, settings.idle_minutes, settings.session_hours)
    assert expected == minutes


def test_the_file_is_the_source_of_what_its_table_says() -> None:
    assert "session.hours" in loaded("[session]\nhours = 2").sources


@for_each(
    ("file", "environment"),
    [
        ("session = true", {}),
        ("[session]\nwrite_minutes = true", {}),
        ("[session]\nwrite_minutes = 61", {}),
        ("[session]\nwrite_minutes = -1", {}),
        ("[session]\nwrite_minutes = 7.5", {}),
        ('[session]\nwrite_minutes = "7"', {}),
        ("[session]\nidle_minutes = 0", {}),
        ("[session]\nhours = 25", {}),
        (None, {"AEGIS_SESSION_WRITE_MINUTES": "ten"}),
        (None, {"AEGIS_SESSION_WRITE_MINUTES": "٣"}),
        (None, {"AEGIS_SESSION_HOURS": "0"}),
        (None, {"AEGIS_SESSION_IDLE_MINUTES": "99999999999999999999"}),
        ("[session]\nrefresh = 1", {}),
        ('[session]\nrefresh = "true"', {}),
        ("[session]\nkeep = true", {}),
        (None, {"AEGIS_SESSION_REFRESH": "yes"}),
    ],
)
def test_a_session_setting_that_cannot_be_read_is_an_error(
    file: str | None, environment: dict[str, str]
) -> None:
    with pytest.raises(UsageError, match=r"(?i)session"):
        loaded(file, **environment)


@pytest.mark.parametrize(
    ("file", "environment", "expected"),
    [
        (None, {}, False),
        ("[prompt]", {}, False),
        ("[prompt]\nhistory = true", {}, True),
        (None, {"AEGIS_PROMPT_HISTORY": "true"}, True),
        ("[prompt]\nhistory = true", {"AEGIS_PROMPT_HISTORY": "false"}, False),
    ],
)
def test_the_lines_of_the_prompt_are_kept_only_if_that_is_said(
    file: str | None, environment: dict[str, str], *, expected: bool
) -> None:
    assert expected is loaded(file, **environment).keeps_history


@pytest.mark.parametrize(
    ("file", "environment"),
    [
        ("prompt = true", {}),
        ("[prompt]\nhistory = 1", {}),
        ("[prompt]\nrefresh = true", {}),
        (None, {"AEGIS_PROMPT_HISTORY": "yes"}),
    ],
)
def test_a_prompt_setting_that_cannot_be_read_is_an_error(
    file: str | None, environment: dict[str, str]
) -> None:
    with pytest.raises(UsageError, match=r"(?i)prompt"):
        loaded(file, **environment)
