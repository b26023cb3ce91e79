"""`aegis connect slack` and `jira`: with all scopes at once, tried, and at the right site."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.adapters.process.sandbox_process import EVERY
from tests.adapters.auth0.callback import callback_ports
from tests.helpers.console import Console, console

pytestmark = pytest.mark.enable_socket

NAMES = {"slack": "ada", "jira": "Ada Lovelace"}
READ = {"slack": ("do", "slack.team.get"), "jira": ("do", "jira.projects.search")}


@pytest.fixture(scope="module")
def shared() -> Iterator[Console]:
    with console(*EVERY) as found:
        yield found


@pytest.fixture
def at(shared: Console) -> Iterator[Console]:
    shared.begin()
    with callback_ports():
        yield shared
    shared.sandbox.set(unconnected=[], scopes={})


@pytest.mark.parametrize("name", NAMES)
def test_an_account_is_connected_with_the_scopes_of_all_actions(at: Console, name: str) -> None:
    at.sandbox.set(unconnected=[name])

    before = at.run(*READ[name], "-o", "json")
    ended = at.run("connect", name, "-o", "json")
    after = at.run(*READ[name], "-o", "json")

    (result,) = ended.document["results"]
    wanted = sorted(catalog.provider_named(name).scopes({}))
    assert (4, "not_signed_in", "not_connected") == before.end
    assert f"aegis connect {name}" in before.document["error"]["hint"]
    assert (0, "done", None) == ended.end
    assert NAMES[name] == result["data"]["login"]
    assert wanted == sorted(result["data"]["scopes"])
    assert (0, "done", None) == after.end
    assert [] == list(at.folder.rglob("*"))


def test_one_scope_that_the_application_has_not_enabled_refuses_all_and_boards_can_be_left_out(
    at: Console,
) -> None:
    enabled = catalog.provider_named("jira").scopes({"boards": "false"})
    at.sandbox.set(unconnected=["jira"], enabled_scopes={"jira": [*enabled]})

    refused = at.run("connect", "jira", "-o", "json")
    fewer = at.run("connect", "jira", "-o", "json", more={"AEGIS_JIRA_BOARDS": "false"})
    at.sandbox.set(enabled_scopes={})

    hint = refused.document["error"]["hint"]
    assert 7 == refused.code
    assert "not enabled for the application" in refused.document["error"]["message"]
    assert "aegis setup jira --print" in hint
    assert "docs/jira.md" in hint
    assert (0, "done", None) == fewer.end


def test_accounts_lists_each_and_one_can_be_disconnected(at: Console) -> None:
    listed = at.run("accounts", "-o", "json")
    ended = at.run("disconnect", "slack", "--yes", "-o", "json")
    after = at.run(*READ["slack"], "-o", "json")
    other = at.run(*READ["jira"], "-o", "json")

    (result,) = listed.document["results"]
    names = [each["connection"] for each in result["data"]]
    assert {"github", "jira", "sign-in-with-slack"} == {*names}
    assert 0 == ended.code
    assert (4, "not_signed_in", "not_connected") == after.end
    assert (0, "done", None) == other.end


def test_a_scope_that_was_not_granted_says_how_to_connect_again(at: Console) -> None:
    at.sandbox.set(scopes={"slack": ["channels:read"], "jira": ["read:jira-user"]})

    for name in NAMES:
        ended = at.run(*READ[name], "-o", "json")

        assert (7, "failed", "forbidden") == ended.end
        assert f"aegis connect {name}" in ended.document["error"]["hint"]


def test_another_site_than_the_account_reaches_is_found_by_connect_and_doctor(at: Console) -> None:
    wrong = {"AEGIS_JIRA_SITE": "other.atlassian.net"}

    connected = at.run("connect", "jira", "-o", "json", more=wrong)
    looked = at.run("doctor", more=wrong)

    assert (7, "failed", "misconfigured") == connected.end
    assert "acme.atlassian.net" in connected.document["error"]["hint"]
    assert "does not reach other.atlassian.net" in looked.out


def test_a_wrong_cloud_id_is_said_as_that_with_the_command_that_lists_the_right_ones(
    at: Console,
) -> None:
    api = at.sandbox.environment["AEGIS_JIRA_API"]
    root, _, right = api.rpartition("/")
    wrong = {"AEGIS_JIRA_API": f"{root}/{right.replace('1', '2')}"}

    read = at.run(*READ["jira"], "-o", "json", more=wrong)
    listed = at.run("do", "jira.sites.list", "-o", "json", more=wrong)
    connected = at.run("connect", "jira", "-o", "json", more=wrong)

    assert (7, "failed", "misconfigured") == read.end == connected.end
    assert "with the configured `cloud_id` (404)" in read.document["error"]["message"]
    assert "`aegis do jira.sites.list`" in read.document["error"]["hint"]
    assert right in str(listed.document["results"])
    assert f'cloud_id = "{right}"' in connected.document["error"]["hint"]
