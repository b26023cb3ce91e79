"""A connection to a provider at which nobody logs in: each fault is found, and mended with its secret."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.providers.jira.jira_connection import SETUP as JIRA
from aegis_cli.providers.slack.slack_connection import SETUP as SLACK
from aegis_cli.sandbox.auth0.management.tenant_settings import TenantSettings
from aegis_cli.setup.app_connection import Credentials, connect_app
from aegis_cli.setup.desired import CONNECTED_ONLY, Wanted
from aegis_cli.setup.repair import repair
from tests.setup.tenants import WANTED, Sandboxed, off

AT_JIRA = replace(
    WANTED,
    connection="jira",
    maker="jira",
    connection_fields=CONNECTED_ONLY,
    connection_options=JIRA.required,
)
AT_SLACK = replace(
    AT_JIRA, connection="sign-in-with-slack", maker="slack", connection_options=SLACK.required
)
SECRET = "s3cret-of-the-app"
SETUPS = {"jira": (AT_JIRA, JIRA), "slack": (AT_SLACK, SLACK)}


def made(name: str) -> Sandboxed:
    """Return a tenant with everything, and the connection that `aegis setup` makes."""
    wanted, setup = SETUPS[name]
    tenant = Sandboxed()
    tenant.repaired()
    app = Credentials(setup.strategy, "an-id", Secret(SECRET), setup.options)
    tenant.run(connect_app(tenant.api, wanted, app))
    return tenant


@pytest.fixture(scope="module")
def ready() -> dict[str, TenantSettings]:
    return {name: made(name).settings for name in SETUPS}


def connection_of(settings: TenantSettings, wanted: Wanted) -> dict[str, Any]:
    found = settings.connection(wanted.connection)
    assert found is not None
    return found


@pytest.mark.parametrize("name", SETUPS)
def test_what_is_made_is_as_it_should_be_and_no_button_where_people_log_in(
    name: str, ready: dict[str, TenantSettings]
) -> None:
    wanted, _ = SETUPS[name]
    tenant = Sandboxed(ready[name])

    found = connection_of(tenant.settings, wanted)

    assert [] == off(tenant.look(wanted))
    assert ("oauth2", {"active": False}) == (found["strategy"], found["authentication"])
    assert 2 == len(tenant.settings.enabled[found["id"]])


def test_github_stays_a_button_where_people_log_in(ready: dict[str, TenantSettings]) -> None:
    tenant = Sandboxed(ready["jira"])

    assert [] == off(tenant.look())
    assert {"active": True} == connection_of(tenant.settings, WANTED)["authentication"]


Break = Callable[[dict[str, Any]], object]


def options(**changes: Any) -> Break:
    return lambda connection: connection["options"].update(changes)


def scope_without(word: str) -> Break:
    return lambda c: options(scope=c["options"]["scope"].replace(word, ""))(c)


FAULTS: dict[str, tuple[str, Break, str]] = {
    "a button of Jira": ("jira", lambda c: c.update(authentication={"active": True}), "button"),
    "a button of Slack": ("slack", lambda c: c.update(authentication={"active": True}), "button"),
    "not said to be no button": ("jira", lambda c: c.pop("authentication"), "button"),
    "another purpose": ("slack", lambda c: c.pop("connected_accounts"), "Connected Accounts"),
    "scopes by commas": ("jira", options(useOauthSpecScope=False), "useOauthSpecScope"),
    "scopes by commas, not said": (
        "jira",
        lambda c: c["options"].pop("useOauthSpecScope"),
        "useOauthSpecScope",
    ),
    "no scope of the profile": ("jira", scope_without("read:me"), "options.scope"),
    "no scope that lasts": ("jira", scope_without("offline_access"), "options.scope"),
    "a list of scopes": (
        "jira",
        lambda c: options(scope=c["options"]["scope"].split())(c),
        "options.scope",
    ),
    "no scope": ("jira", lambda c: c["options"].pop("scope"), "options.scope"),
}


@pytest.mark.parametrize("row", FAULTS)
def test_each_fault_of_a_connection_is_found_and_mended(
    row: str, ready: dict[str, TenantSettings]
) -> None:
    name, break_it, word = FAULTS[row]
    wanted, setup = SETUPS[name]
    tenant = Sandboxed(ready[name])
    whole = deepcopy(connection_of(tenant.settings, wanted))
    break_it(connection_of(tenant.settings, wanted))

    before = tenant.look(wanted)
    after = tenant.run(repair(tenant.api, wanted, before))

    (finding,) = (each for each in before.findings if each.name == "connection")
    found = connection_of(tenant.settings, wanted)
    assert ["connection"] == off(before)
    assert word in finding.message
    assert [] == off(after)
    assert 1 == len(tenant.writes)
    assert SECRET == found["options"]["client_secret"]
    assert {*setup.options} <= {*found["options"]}
    assert whole["options"].keys() == found["options"].keys()


def test_further_scopes_and_options_of_a_connection_stay(ready: dict[str, TenantSettings]) -> None:
    tenant = Sandboxed(ready["jira"])
    options(scope="write:sprint:jira-software read:me", freeform_scopes=["x"])(
        connection_of(tenant.settings, AT_JIRA)
    )

    tenant.repaired(AT_JIRA)

    found = connection_of(tenant.settings, AT_JIRA)["options"]
    assert found["scope"].startswith("write:sprint:jira-software read:me offline_access ")
    assert ["x"] == found["freeform_scopes"]


def test_where_auth0_does_not_show_the_secret_nothing_is_sent_that_would_drop_it(
    ready: dict[str, TenantSettings],
) -> None:
    tenant = Sandboxed(ready["jira"])
    broken = connection_of(tenant.settings, AT_JIRA)["options"]
    del broken["client_secret"], broken["useOauthSpecScope"]

    after = tenant.repaired(AT_JIRA)

    (finding,) = (each for each in after.findings if each.name == "connection")
    assert [] == tenant.writes
    assert "Authentication, Social" in (finding.hint or "")


def test_the_secret_of_an_application_is_in_nothing_that_is_shown(
    ready: dict[str, TenantSettings],
) -> None:
    tenant = Sandboxed(ready["jira"])
    options(useOauthSpecScope=False)(connection_of(tenant.settings, AT_JIRA))

    looked = tenant.look(AT_JIRA)

    assert SECRET not in f"{looked!r}"
    assert SECRET not in f"{looked.changes!r}"
