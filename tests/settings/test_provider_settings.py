"""A provider beside GitHub exists where its table or one of its variables is; the tests' own is."""

from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.described import SettingSource, describe
from aegis_cli.settings.file_table import providers_in
from aegis_cli.settings.loading import load
from aegis_cli.settings.settings import Settings
from tests.helpers.rows import for_each

PATH = "/home/mona/.config/aegis/config.toml"
GITHUB = VaultConnection("github", "https://api.github.com")
USUAL = VaultConnection("notice-board", "https://board.example/api")
ELSEWHERE = VaultConnection("ours", "https://board.acme.example")
TABLE = '[providers.board]\napi = "https://board.acme.example/"\nconnection = "ours"\n'
VARIABLES = {"AEGIS_BOARD_API": "https://board.acme.example", "AEGIS_BOARD_CONNECTION": "ours"}


def loaded(file: str | None = None, **environment: str) -> Settings:
    return load(environment, file, path=PATH)


@for_each(
    ("file", "environment", "connection"),
    [
        ("[providers.board]", {}, USUAL),
        (TABLE, {}, ELSEWHERE),
        (None, VARIABLES, ELSEWHERE),
        (None, {"AEGIS_BOARD_CONNECTION": "ours"}, VaultConnection("ours", USUAL.base)),
        (TABLE, {"AEGIS_BOARD_CONNECTION": "mine"}, VaultConnection("mine", ELSEWHERE.base)),
    ],
)
def test_a_provider_exists_where_its_table_or_a_variable_of_it_is(
    file: str | None, environment: dict[str, str], connection: VaultConnection
) -> None:
    settings = loaded(file, **environment)

    assert ("board",) == settings.providers == providers_in(environment, file)
    assert {"github": GITHUB, "board": connection} == settings.connections()
    assert {"github": GITHUB.base, "board": connection.base} == settings.bases


@for_each(("file", "environment"), [(None, {}), ("", {}), (None, {"AEGIS_BOARD_API": " "})])
def test_without_a_word_of_it_there_is_github_alone(
    file: str | None, environment: dict[str, str]
) -> None:
    settings = loaded(file, **environment)

    assert () == settings.providers == providers_in(environment, file)
    assert {"github": GITHUB} == settings.connections()


def test_the_app_of_github_is_the_app_of_no_other_provider() -> None:
    app = {"AEGIS_GITHUB_APP_CLIENT_ID": "Iv1.a", "AEGIS_GITHUB_APP_CLIENT_SECRET": "app-secret"}
    connections = loaded(TABLE, **app).connections()

    assert ProviderApp("Iv1.a", Secret("app-secret")) == connections["github"].app
    assert connections["board"].app is None


@for_each(
    ("file", "message", "hint"),
    [
        ("providers = 1", "[providers.NAME] is a table for each provider", None),
        ("[providers]\nboard = 1", "[providers.NAME] is a table for each provider", None),
        ("[providers.pigeon]", "[providers.pigeon] is the table of no other provider", "board"),
        ("[providers.github]", "is the table of no other provider", "`github_api`"),
        ('[providers.board]\nurl = "x"', "has the unknown key 'url'", "api and connection"),
        ('[providers.board]\ntoken = "x"', "holds 'token', which is a secret", "leaked"),
        ("[providers.board]\napi = 1", "providers.board.api must be a text", None),
        ('[providers.board]\napi = "http://b.example"', "it must be an https URL", None),
        ('[providers.board]\nconnection = "a b"', "AEGIS_BOARD_CONNECTION", None),
    ],
)
def test_a_table_that_is_none_is_refused_with_what_is_known(
    file: str, message: str, hint: str | None
) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(file)

    assert Code.BAD_SETTINGS is caught.value.code
    assert message in str(caught.value)
    assert (hint or "") in (caught.value.hint or "")


@for_each(
    ("file", "environment"),
    [("[providers.board", {}), ("[providers.pigeon]", {}), ("providers = 1", {})],
)
def test_what_is_wrong_lets_no_provider_exist_and_is_told_where_the_settings_are_read(
    file: str, environment: dict[str, str]
) -> None:
    assert () == providers_in(environment, file)


@for_each(
    ("file", "environment"),
    [(None, {"AEGIS_BROKER": "https://b.example"}), ('broker = "https://b.example"', {})],
)
def test_with_a_broker_every_provider_may_exist_until_it_is_asked(
    file: str | None, environment: dict[str, str]
) -> None:
    assert ("board", "jira", "slack") == providers_in(environment, file)


@for_each(
    ("file", "environment"),
    [
        (None, {"AEGIS_BOARD_CONNECTION": "github"}),
        (None, {"AEGIS_BOARD_API": "https://b.example", "AEGIS_CONNECTION": "notice-board"}),
        ('[providers.board]\nconnection = "github"', {}),
    ],
)
def test_two_providers_never_have_one_connection(
    file: str | None, environment: dict[str, str]
) -> None:
    with pytest.raises(UsageError, match="github and board have one connection"):
        loaded(file, **environment)


def test_a_broker_gives_no_two_providers_one_connection() -> None:
    with pytest.raises(UsageError, match="github and board have one connection"):
        loaded().with_providers({"board": VaultConnection("github", "https://b.example")})


def test_exactly_the_values_that_are_said_are_the_settings() -> None:
    settings = loaded(TABLE).with_exactly(loaded().values)

    assert ((), loaded().values) == (settings.providers, settings.values)


def test_another_host_of_a_provider_is_named_before_a_question() -> None:
    assert (("Board API", "https://board.acme.example/"),) == loaded(TABLE).hosts()
    assert () == loaded("[providers.board]").hosts()


def test_the_rows_of_a_provider_are_shown_where_it_exists() -> None:
    def rows(**environment: str) -> dict[str, Any]:
        found = describe(loaded(**environment))
        return {row.name: (row.value, row.source) for row in found if "board" in row.name}

    assert {} == rows()
    assert {
        "providers.board.api": ("https://board.acme.example", SettingSource.VARIABLE),
        "providers.board.connection": ("notice-board", SettingSource.DEFAULT),
    } == rows(AEGIS_BOARD_API="https://board.acme.example")
    assert {
        "providers.board.api": (None, SettingSource.BROKER),
        "providers.board.connection": (None, SettingSource.BROKER),
    } == rows(AEGIS_BOARD_API="https://board.acme.example", AEGIS_BROKER="https://b.example")


def test_a_broker_says_at_which_providers_it_acts_and_by_which_connection() -> None:
    others = {"board": ELSEWHERE, "pigeon": USUAL}

    assert {"github": GITHUB, "board": ELSEWHERE} == loaded().with_providers(others).connections()
    assert ELSEWHERE == loaded("[providers.board]").with_providers(others).connections()["board"]
    assert () == loaded(TABLE).with_providers({}).providers


JIRA = """[providers.jira]
site = "acme.atlassian.net"
cloud_id = "1f2e3d4c-0000-4000-8000-0123456789ab"
"""


def test_the_site_of_a_jira_is_configured_and_leads_to_its_api() -> None:
    connection = loaded(JIRA).connections()["jira"]

    assert (
        VaultConnection(
            "jira",
            "https://api.atlassian.com/ex/jira/1f2e3d4c-0000-4000-8000-0123456789ab",
            site="acme.atlassian.net",
        )
        == connection
    )
    assert connection == loaded().with_providers({"jira": connection}).connections()["jira"]
    assert () == loaded(JIRA).hosts()


@for_each(
    ("file", "variables", "message"),
    [
        (
            '[providers.jira]\nsite = "acme.atlassian.net"',
            {},
            "lacks cloud_id, the id of your site",
        ),
        (JIRA.replace("1f2e", "zzzz"), {}, "which cannot be the id of a site"),
        (JIRA.replace("acme.", "https://acme."), {}, "it is the host of your site"),
        (JIRA, {"AEGIS_JIRA_SITE": "acme"}, "it is the host of your site"),
        (f"{JIRA}\nboards = 1", {}, "boards must be a text in quotes"),
        (f'{JIRA}\nboards = "no"', {}, "it is true or false"),
        (JIRA, {"AEGIS_JIRA_BOARDS": "no"}, "it is true or false"),
        ('[providers.slack]\nsite = "x.slack.com"', {}, "has the unknown key 'site'"),
    ],
)
def test_a_site_that_cannot_be_one_is_refused(
    file: str, variables: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        loaded(file, **variables)


@pytest.mark.parametrize(
    ("line", "asks"), [("", True), ("boards = true", True), ("boards = false", False)]
)
def test_the_scopes_of_boards_are_left_out_where_the_file_says_so(line: str, asks: bool) -> None:  # noqa: FBT001  # a row
    settings = loaded(f"{JIRA}\n{line}")

    scopes = settings.scopes_of(catalog.provider_named("jira"))

    assert asks is ("read:sprint:jira-software" in scopes)
    assert "read:jira-work" in scopes
