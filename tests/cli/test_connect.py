"""`aegis connect`, `accounts` and `disconnect`: through the browser, and by a pasted address."""

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

import httpx
import pytest

from aegis_cli.oauth.pkce import CALLBACK_PORTS
from tests.adapters.auth0.callback import callback_ports
from tests.helpers.console import Console, Running, Terminal, console
from tests.helpers.support import LOOPBACK

pytestmark = pytest.mark.enable_socket

_PAGE = re.compile(r"http://\S+/connected-accounts/connect\?ticket=[\w-]+")
_CODE = re.compile(r"code ([A-Z]{4}-[A-Z]{4})")


@pytest.fixture(scope="module")
def shared() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture
def at(shared: Console) -> Console:
    shared.begin()
    shared.sandbox.set(expiring_tokens=True)
    return shared


@pytest.fixture
def ports() -> Iterator[None]:
    with callback_ports():
        yield


def page_shown(stderr: IO[bytes] | None) -> str:
    """Wait for the address of the page to connect at."""
    assert stderr is not None
    for line in stderr:
        found = _PAGE.search(line.decode())
        if found:
            return found[0]
    raise AssertionError("it ended without a page")


def pressed(page: str, action: str) -> httpx.Response:
    """Do what a person does in a browser: open the page, press a button, and be led back."""
    with httpx.Client(**LOOPBACK) as browser:
        shown = browser.get(page).raise_for_status()
        ticket = re.search(r'name="ticket" value="([^"]+)"', shown.text)
        assert ticket is not None
        headers = {"origin": page.partition("/connected")[0]}
        form = {"ticket": ticket[1], "action": action}
        return browser.post(page.partition("?")[0], data=form, headers=headers)


def signed_in(at: Console, running: Running) -> None:
    at.sandbox.press(running.code_shown(), "confirm")


# Connect


@pytest.mark.usefixtures("ports")
def test_it_connects_tries_it_and_leaves_no_file(at: Console) -> None:
    at.sandbox.set(connected=False)

    before = at.run("do", "users.get_me", "-o", "json")
    ended = at.run("connect", "-o", "json")
    after = at.run("do", "users.get_me", "-o", "json")

    (result,) = ended.document["results"]
    assert (4, "not_signed_in", "not_connected") == before.end
    assert (0, "done", None) == ended.end
    assert (0, "done", None) == after.end
    assert ("connect", "mona", "github") == (
        result["action"],
        result["data"]["login"],
        result["data"]["connection"],
    )
    assert [] == list(at.folder.rglob("*"))


@pytest.mark.usefixtures("ports")
def test_a_browser_goes_through_both_pages_and_ends_on_ours(at: Console) -> None:
    at.sandbox.set(confirm="page", connected=False)

    running = at.start("connect", "github")
    signed_in(at, running)
    page = page_shown(running.process.stderr)
    back = pressed(page, "connect")
    last = httpx.get(back.headers["location"], **LOOPBACK)
    signed_in(at, running)
    ended = running.ended()

    assert 303 == back.status_code
    assert 200 == last.status_code
    assert "You can close this page" in last.text
    assert (0, "connected: mona at GitHub (Auth0 connection: github)\n") == (ended.code, ended.out)
    assert "aegis disconnect" in ended.err


@pytest.mark.usefixtures("ports")
def test_a_request_without_an_account_offers_to_connect_and_goes_on(at: Console) -> None:
    at.sandbox.set(connected=False)
    words = ("do", "issues.create", "-R", "acme/web", "--title", "X", "--no-browser")

    with at.terminal(*words) as terminal:
        terminal.expect("Connect one now? [Y/n] ")
        terminal.type("\r")
        terminal.expect("[y/n] ")
        terminal.answer("y")
        code = terminal.ended()

    assert 0 == code
    assert "Opened acme/web#" in terminal.seen
    assert 1 == terminal.seen.count("[y/n] ")
    assert ["POST /repos/acme/web/issues"] == at.writes()


@pytest.mark.usefixtures("ports")
def test_a_cancel_in_the_browser_ends_it(at: Console) -> None:
    at.sandbox.set(confirm="page")

    running = at.start("connect", "-o", "json")
    signed_in(at, running)
    back = pressed(page_shown(running.process.stderr), "cancel")
    last = httpx.get(back.headers["location"], **LOOPBACK)
    ended = running.ended()

    assert "Nothing was allowed" in last.text
    assert (4, "not_signed_in", "sign_in_denied") == ended.end
    assert [] == [line for line in at.sandbox.lines("auth0") if line.endswith("/complete")]


@pytest.mark.usefixtures("ports")
def test_a_stray_answer_does_not_end_it(at: Console) -> None:
    at.sandbox.set(confirm="page")

    running = at.start("connect", "-o", "json")
    signed_in(at, running)
    back = pressed(page_shown(running.process.stderr), "connect").headers["location"]
    forged = re.sub(r"state=[\w-]+", "state=forged", back)
    stray = httpx.get(forged, **LOOPBACK)
    httpx.get(back, **LOOPBACK)
    signed_in(at, running)

    assert 400 == stray.status_code
    assert (0, "done", None) == running.ended().end


@pytest.mark.usefixtures("ports")
def test_connected_without_a_refresh_token_is_explained(at: Console) -> None:
    at.sandbox.set(connected=False, expiring_tokens=False)

    ended = at.run("connect", "-o", "json")
    listed = at.run("accounts", "-o", "json")

    error = ended.document["error"]
    assert (4, "not_signed_in", "not_connected") == ended.end
    assert "connected, but the provider issued no refresh token" in error["message"]
    assert "User-to-server token expiration" in error["hint"]
    assert 1 == len(listed.document["results"][0]["data"])


@pytest.mark.usefixtures("ports")
def test_without_a_browser_here_the_address_is_pasted(at: Console) -> None:
    at.sandbox.set(confirm="page")

    with at.terminal("connect", "--no-browser", size=(50, 200)) as terminal:
        confirm(at, terminal)
        shown = terminal.expect("paste that page's address here: ")
        page = _PAGE.search(shown)
        assert page is not None
        back = pressed(page[0], "connect").headers["location"]
        terminal.type("http://127.0.0.1:18484/callback?connect_code=x&state=y\r")
        terminal.expect("does not belong to this request")
        terminal.expect("paste that page's address here: ")
        terminal.type(f"{back}\r")
        terminal.expect("Connected.")
        confirm(at, terminal)
        code = terminal.ended()

    assert 0 == code
    assert "connected: mona at GitHub" in terminal.seen


@pytest.mark.usefixtures("ports")
def test_the_browser_may_come_back_while_the_question_stands(at: Console) -> None:
    at.sandbox.set(confirm="page")

    with at.terminal("connect", "--no-browser", size=(50, 200)) as terminal:
        confirm(at, terminal)
        page = _PAGE.search(terminal.expect("paste that page's address here: "))
        assert page is not None
        httpx.get(pressed(page[0], "connect").headers["location"], **LOOPBACK)
        terminal.expect("Connected.")
        confirm(at, terminal)

        assert 0 == terminal.ended()


@pytest.mark.usefixtures("ports")
def test_who_ends_the_input_still_has_the_browser(at: Console) -> None:
    at.sandbox.set(confirm="page")

    with at.terminal("connect", "--no-browser", size=(50, 200)) as terminal:
        confirm(at, terminal)
        page = _PAGE.search(terminal.expect("paste that page's address here: "))
        assert page is not None
        terminal.type("\x04")
        terminal.expect("Waiting for you in the browser")
        httpx.get(pressed(page[0], "connect").headers["location"], **LOOPBACK)
        terminal.expect("Connected.")
        confirm(at, terminal)

        assert 0 == terminal.ended()


@pytest.mark.usefixtures("ports")
def test_ctrl_c_while_the_browser_is_away_is_an_interrupt(at: Console) -> None:
    at.sandbox.set(confirm="page")

    with at.terminal("connect", "--no-browser", size=(50, 200)) as terminal:
        confirm(at, terminal)
        terminal.expect("paste that page's address here: ")
        terminal.type("\x03")

        assert 130 == terminal.ended()
    assert [] == [line for line in at.sandbox.lines("auth0") if line.endswith("/complete")]


def confirm(at: Console, terminal: Terminal) -> None:
    """Press Confirm for the code that the terminal shows next."""
    terminal.expect("confirm the code ")
    shown = terminal.expect("user_code=")
    code = re.match(r"[A-Z]{4}-[A-Z]{4}", shown)
    assert code is not None
    at.sandbox.press(code[0], "confirm")


@pytest.mark.usefixtures("ports")
def test_without_a_free_port_nobody_signs_in(at: Console) -> None:
    with ExitStack() as taken:
        for port in CALLBACK_PORTS:
            listener = taken.enter_context(socket.socket())
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", port))
            listener.listen()
        ended = at.run("connect", "-o", "json")

    assert (7, "failed", "network") == ended.end
    assert 0 == at.sign_ins()


@pytest.mark.usefixtures("ports")
def test_a_connection_that_the_application_does_not_have_is_said(at: Console) -> None:
    ended = at.run("connect", "-o", "json", more={"AEGIS_CONNECTION": "github-enterprise"})

    assert (7, "failed", "misconfigured") == ended.end
    assert "enable the connection" in ended.document["error"]["hint"]


def test_another_provider_is_refused_before_anything(at: Console) -> None:
    ends = at.run_all({word: (word, "slack", "-o", "json") for word in ("connect", "disconnect")})

    assert {(2, "usage", "bad_usage")} == {ended.end for ended in ends.values()}
    assert 0 == at.sign_ins()


def test_a_tenant_without_the_my_account_api_is_told_so(at: Console) -> None:
    body = '{"error": "access_denied", "error_description": "Service not found: /me/"}'
    headers = {"content-type": "application/json"}
    at.sandbox.fault("auth0", "POST", "/oauth/device/code", status=403, headers=headers, body=body)

    ended = at.run("accounts", "-o", "json")

    assert (7, "failed", "misconfigured") == ended.end
    assert "activate the My Account API" in ended.document["error"]["hint"]


# Accounts


def test_accounts_are_lines_in_a_pipe_and_a_table_on_a_terminal(at: Console) -> None:
    ended = at.run("accounts")
    with at.terminal("accounts") as terminal:
        assert 0 == terminal.ended()

    row = r"github\tcac_[0-9a-f]+\t\d{4}-\d\d-\d\dT\S+Z\t\n"
    assert re.fullmatch(row, ended.out)
    assert re.search(r"  CONNECTION +ID +CONNECTED +ENDS\n\| github +cac_", terminal.seen)


def test_no_account_is_an_empty_list_and_a_hint(at: Console) -> None:
    at.sandbox.set(connected=False)

    ends = at.run_all({"text": ("accounts",), "json": ("accounts", "-o", "json")})

    assert (0, "") == (ends["text"].code, ends["text"].out)
    assert "aegis connect" in ends["text"].err
    assert [] == ends["json"].document["results"][0]["data"]


# Disconnect


def test_disconnect_deletes_at_auth0_and_says_what_github_still_has(at: Console) -> None:
    ended = at.run("disconnect", "github", "--yes", "-o", "json")
    after = at.run("do", "users.get_me", "-o", "json")

    (result,) = ended.document["results"]
    assert (0, "done", None) == ended.end
    assert ["github"] == [each["connection"] for each in result["data"]]
    assert "https://github.com/settings/apps/authorizations" in ended.err
    assert (4, "not_signed_in", "not_connected") == after.end


@pytest.mark.parametrize("answer", ["", "n", "maybe"])
def test_nothing_but_a_yes_disconnects(at: Console, answer: str) -> None:
    with at.terminal("disconnect") as terminal:
        terminal.expect("Disconnect github (cac_")
        terminal.expect("? [y/n] ")
        terminal.answer(answer)
        if answer != "n":
            terminal.expect("? [y/n] ")
            terminal.answer(answer)

        assert 6 == terminal.ended()
    assert [] == [line for line in at.sandbox.lines("auth0") if line.startswith("DELETE")]


def test_yes_is_yes(at: Console) -> None:
    with at.terminal("disconnect") as terminal:
        terminal.expect("? [y/n] ")
        terminal.answer("y")

        assert 0 == terminal.ended()
    assert "disconnected: github (cac_" in terminal.seen


def test_where_nobody_can_be_asked_nobody_signs_in(at: Console) -> None:
    ended = at.run("disconnect", "-o", "json")

    assert (6, "needs_approval", "needs_approval") == ended.end
    assert 0 == at.sign_ins()


def test_with_nothing_connected_nobody_is_asked(at: Console) -> None:
    at.sandbox.set(connected=False)

    with at.terminal("disconnect") as terminal:
        assert 0 == terminal.ended()
    assert "No account was connected" in terminal.seen
