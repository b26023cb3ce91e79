"""`aegis setup slack` and `jira`: what to click, and a connection from an id and a secret."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from aegis_cli.providers import SET_UP_BY_HAND
from tests.helpers.console import Console, console
from tests.helpers.support import LOOPBACK

pytestmark = pytest.mark.enable_socket

TOKEN, SECRET = "sandbox-management", "s3cret-of-the-application"
HIDDEN = "(it is not shown): "
NAMES = {"slack": "sign-in-with-slack", "jira": "jira"}
HERE = {"AEGIS_ISSUER": ""}


@pytest.fixture(scope="module")
def shared() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture
def at(shared: Console) -> Console:
    """A tenant without a connection."""
    shared.begin()
    for thing in connections(shared):
        _api(shared, "DELETE", f"/connections/{thing['id']}")
    shared.sandbox.reset()
    return shared


def _api(at: Console, method: str, path: str) -> Any:
    base = at.sandbox.environment["AEGIS_ISSUER"]
    headers = {"authorization": f"Bearer {TOKEN}"}
    answer = httpx.request(method, f"{base}api/v2{path}", headers=headers, **LOOPBACK)
    return answer.raise_for_status().json() if answer.content else None


def connections(at: Console) -> list[Any]:
    found: list[Any] = _api(at, "GET", "/connections")
    return found


@pytest.mark.parametrize("name", SET_UP_BY_HAND)
def test_what_to_do_is_printed_without_a_tenant_or_with_one(at: Console, name: str) -> None:
    printed = at.run("setup", name, "--print", more=HERE)
    of_ours = at.run("setup", name, "acme.eu.auth0.com", "--print", more=HERE)

    assert 0 == printed.code
    assert "https://YOUR-TENANT.eu.auth0.com/login/callback" in printed.out
    assert "https://acme.eu.auth0.com/login/callback" in of_ours.out
    assert NAMES[name] in printed.out
    assert [] == at.sandbox.lines("auth0")


@pytest.mark.parametrize("name", SET_UP_BY_HAND)
def test_the_connection_is_made_of_an_id_and_a_secret_after_a_yes(at: Console, name: str) -> None:
    with at.terminal("setup", name) as terminal:
        said = terminal.expect(HIDDEN)
        terminal.answer(TOKEN, shows=False)
        said += terminal.expect("Client ID of the application")
        terminal.answer("an-id")
        said += terminal.expect(HIDDEN)
        terminal.answer(SECRET, shows=False)
        said += terminal.expect("[y/n] ")
        before = connections(at)
        terminal.answer("y")
        terminal.ended()
        said += terminal.seen

    (made,) = connections(at)
    assert [] == before
    assert NAMES[name] == made["name"]
    assert {"active": True} == made["connected_accounts"]
    assert SECRET not in said
    assert {"slack": "slack", "jira": "oauth2"}[name] == made["strategy"]


def test_nothing_is_made_after_a_no_and_an_odd_secret_is_refused(at: Console) -> None:
    for secret, answer, code in ((SECRET, "n", 6), ("two words\x07", "", 2)):
        with at.terminal("setup", "slack") as terminal:
            terminal.expect(HIDDEN)
            terminal.answer(TOKEN, shows=False)
            terminal.expect("Client ID of the application")
            terminal.answer("an-id")
            terminal.expect(HIDDEN)
            terminal.answer(secret, shows=False)
            if answer:
                terminal.expect("[y/n] ")
                terminal.answer(answer)
            assert code == terminal.ended()
    assert [] == connections(at)


def test_a_connection_that_is_there_is_left_as_it_is(at: Console) -> None:
    base = at.sandbox.environment["AEGIS_ISSUER"]
    sent = {"name": "jira", "strategy": "oauth2", "options": {"client_id": "theirs"}}
    headers = {"authorization": f"Bearer {TOKEN}"}
    httpx.post(f"{base}api/v2/connections", json=sent, headers=headers, **LOOPBACK)
    with at.terminal("setup", "jira") as terminal:
        terminal.expect(HIDDEN)
        terminal.answer(TOKEN, shows=False)
        terminal.ended()
        said = terminal.seen

    assert "has a connection 'jira' already" in said
    assert ["theirs"] == [each["options"]["client_id"] for each in connections(at)]


def test_nobody_who_could_type_the_secret_is_said_to_be_missing(at: Console) -> None:
    ended = at.run("setup", "slack")

    assert 2 == ended.code
    assert "typed by a person" in ended.err
    assert "aegis setup slack --print" in ended.err
