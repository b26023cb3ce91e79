"""`aegis setup slack` and `jira`: what to click, and a connection from an id and a secret."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from aegis_cli.adapters.process.sandbox_process import EVERY
from aegis_cli.providers import SET_UP_BY_HAND
from tests.adapters.auth0.callback import callback_ports
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


def _api(at: Console, method: str, path: str, body: Any = None) -> Any:
    base = at.sandbox.environment["AEGIS_ISSUER"]
    headers = {"authorization": f"Bearer {TOKEN}"}
    url = f"{base}api/v2{path}"
    answer = httpx.request(method, url, headers=headers, json=body, **LOOPBACK)
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
        terminal.paste(TOKEN)
        said += terminal.expect("Client ID of the application")
        terminal.answer("an-id")
        said += terminal.expect(HIDDEN)
        terminal.paste(SECRET)
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
    assert ("oauth2", {"active": False}) == (made["strategy"], made["authentication"])


def test_nothing_is_made_after_a_no_and_an_odd_secret_is_refused(at: Console) -> None:
    for secret, answer, code in ((SECRET, "n", 6), ("two words\x07", "", 2)):
        with at.terminal("setup", "slack") as terminal:
            terminal.expect(HIDDEN)
            terminal.paste(TOKEN)
            terminal.expect("Client ID of the application")
            terminal.answer("an-id")
            terminal.expect(HIDDEN)
            terminal.paste(secret)
            if answer:
                terminal.expect("[y/n] ")
                terminal.answer(answer)
            assert code == terminal.ended()
    assert [] == connections(at)


def typed(at: Console, name: str, *words: str, more: Any = None) -> tuple[int, str]:
    """Run the set-up on a terminal; type the token, an id, a secret, and these words at [y/n]."""
    answers = {
        "Management API token (it is not shown): ": TOKEN,
        "Client ID of the application": "an-id",
        "Client Secret (it is not shown): ": SECRET,
        "[y/n] ": words[0] if words else "",
    }
    with at.terminal("setup", name, more=more or {}) as terminal:
        return terminal.answered(answers), terminal.seen


def broken(at: Console, **changes: Any) -> dict[str, Any]:
    """Make a connection to Jira that lacks what it needs, and return it as it is."""
    sent = {
        "name": "jira",
        "strategy": "oauth2",
        "options": {"client_id": "theirs", "client_secret": "their-s3cret", "scope": "read:me"},
    }
    made: dict[str, Any] = _api(at, "POST", "/connections", sent | changes)
    return made


def test_in_a_tenant_without_applications_what_can_be_changed_is_asked_about_once(
    at: Console,
) -> None:
    broken(at)

    code, first = typed(at, "jira", "y")
    again_code, second = typed(at, "jira", "y")

    (mended,) = connections(at)
    options = mended["options"]
    assert (0, 7) == (code, again_code)
    assert (1, 0) == (first.count("[y/n] "), second.count("[y/n] "))
    assert "has a connection 'jira' already" in first
    assert "options.useOauthSpecScope" in first
    assert ("theirs", "their-s3cret") == (options["client_id"], options["client_secret"])
    assert options["useOauthSpecScope"] is True
    assert {"active": False} == mended["authentication"]
    assert "aegis setup auth0" in first.rpartition("Type next: ")[2]
    assert "aegis setup jira" in second.rpartition("Type next: ")[2]
    assert "their-s3cret" not in first + second


def test_a_no_leaves_a_connection_as_it_is(at: Console) -> None:
    before = broken(at)

    code, _ = typed(at, "jira", "n")

    assert 6 == code
    assert [before] == connections(at)


def test_nobody_who_could_type_the_secret_is_said_to_be_missing(at: Console) -> None:
    ended = at.run("setup", "slack")

    assert 2 == ended.code
    assert "typed by a person" in ended.err
    assert "aegis setup slack --print" in ended.err


# On a tenant that was set up, with the applications and the person that it has


@pytest.fixture(scope="module")
def tenant() -> Iterator[tuple[Console, dict[str, str]]]:
    """A tenant that `aegis setup auth0` made, a person who may write, and their settings."""
    with console(*EVERY) as found, callback_ports():
        found.begin()
        stdin = f"{TOKEN}\n".encode()
        words = ("setup", "auth0", "--token-stdin", "--yes")
        made = found.run(*words, "--show-secret", stdin=stdin)
        written = dict(re.findall(r"^export (\w+)='?([^'\n]*)'?$", made.out, re.MULTILINE))
        found.run("whoami", more=written)
        found.run(*words, "--person", "mona@example.com", stdin=stdin)
        yield found, written


@pytest.mark.parametrize("name", SET_UP_BY_HAND)
def test_a_connection_that_was_made_connects_an_account_that_reads_and_writes(
    tenant: tuple[Console, dict[str, str]], name: str
) -> None:
    at, settings = tenant
    at.sandbox.set(unconnected=[name])

    code, seen = typed(at, name, "y", more=settings)
    connected = at.run("connect", name, "-o", "json", more=settings)
    read = at.run(*READ[name], "-o", "json", more=settings)
    written = at.run(*WRITE[name], "--yes", "-o", "json", more=settings)

    assert 0 == code, seen
    assert f"Next: aegis connect {name}" in seen
    assert (0, "done", None) == connected.end, connected.document
    assert (0, "done", None) == read.end
    assert (0, "done", None) == written.end, written.document


READ = {"jira": ("ask", "show WEB-3"), "slack": ("do", "slack.team.get")}
WRITE = {
    "jira": ("ask", "comment on WEB-3: looks good"),
    "slack": ("ask", "send 'deploy done' to #releases"),
}
PLANTED = {
    "options.useOauthSpecScope": {"useOauthSpecScope": False},
    "options.scope": {"scope": "offline_access read:jira-work"},
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_fault_of_the_connection_is_found_by_the_doctor_and_mended_by_the_set_up(
    tenant: tuple[Console, dict[str, str]], fault: str
) -> None:
    at, settings = tenant
    typed(at, "jira", "y", more=settings)
    (jira,) = (each for each in connections(at) if each["name"] == "jira")
    options = {"options": jira["options"] | PLANTED[fault]}
    _api(at, "PATCH", f"/connections/{jira['id']}", options)
    stdin = f"{TOKEN}\n".encode()

    looked = at.run("doctor", "--token-stdin", "-o", "json", stdin=stdin, more=settings)
    code, seen = typed(at, "jira", "y", more=settings)
    after = at.run("doctor", "--token-stdin", "-o", "json", stdin=stdin, more=settings)

    (result,) = looked.document["results"]
    (found,) = (each for each in result["data"] if each["check"] == "tenant: jira connection")
    assert fault in found["message"]
    assert "`aegis setup jira` mends it." == found["hint"]
    assert 0 == code, seen
    assert "tenant: jira connection" not in after.out
