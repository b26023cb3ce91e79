"""Every page of the sandbox's Auth0, and those for an App, clicked through in a real Chromium."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.adapters.auth0.callback import callback_ports
from tests.helpers.chromium import Browser, chromium, requires_chromium
from tests.helpers.console import Console, Running, console
from tests.helpers.support import LOOPBACK

pytestmark = [pytest.mark.enable_socket, requires_chromium]

TOKEN = "sandbox-management"


@pytest.fixture(scope="module")
def shared() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture
def at(shared: Console) -> Iterator[Console]:
    shared.begin()
    shared.sandbox.set(confirm="page", expiring_tokens=True)
    with callback_ports():
        yield shared


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def address_shown(running: Running, pattern: str) -> str:
    """Wait for an address on standard error."""
    assert running.process.stderr is not None
    for line in running.process.stderr:
        found = re.search(pattern, line.decode())
        if found:
            return found[0]
    raise AssertionError("it ended without an address")


def signs_in(running: Running, browser: Browser) -> None:
    browser.open(address_shown(running, r"http://\S+/activate\?\S+"))
    browser.click("Confirm")
    browser.shows("You can close this page")


def test_a_person_connects_an_account(at: Console, browser: Browser) -> None:
    at.sandbox.set(connected=False)

    running = at.start("connect", "-o", "json")
    signs_in(running, browser)
    browser.open(address_shown(running, r"http://\S+/connect\?ticket=\S+"))
    browser.click("Connect")
    ended_at = browser.shows("You can close this page and go back to the terminal.")
    signs_in(running, browser)

    assert re.match(r"http://127\.0\.0\.1:1848[456]/callback\?connect_code=", ended_at)
    assert (0, "done", None) == running.ended().end


def test_a_person_cancels(at: Console, browser: Browser) -> None:
    running = at.start("connect", "-o", "json")
    signs_in(running, browser)
    browser.open(address_shown(running, r"http://\S+/connect\?ticket=\S+"))
    browser.click("Cancel")
    browser.shows("Nothing was allowed.")

    assert (4, "not_signed_in", "sign_in_denied") == running.ended().end


def test_a_person_denies_the_sign_in(at: Console, browser: Browser) -> None:
    running = at.start("whoami", "-o", "json")
    browser.open(address_shown(running, r"http://\S+/activate\?\S+"))
    browser.click("Deny")
    browser.shows("was not signed in")

    assert (4, "not_signed_in", "sign_in_denied") == running.ended().end


def logs_in_anew(at: Console, browser: Browser, button: str) -> int:
    """Ask for what destroys, with an old login, and press a button at the new one."""
    at.sandbox.set(auth_age=3600)
    words = ("do", "repos.delete", "--repo", "mona/empty", "--step-up", "browser", "--no-browser")
    with at.terminal(*words, size=(50, 500)) as terminal:
        terminal.expect("/activate?user_code=")
        code = terminal.expect("\n").strip()
        browser.open(f"{at.sandbox.environment['AEGIS_ISSUER']}activate?user_code={code}")
        browser.click("Confirm")
        browser.shows("You can close this page")
        terminal.expect("to confirm: ")
        terminal.answer("mona/empty")
        page = re.search(r"http://\S+/authorize\?\S+", terminal.expect("address here: "))
        assert page is not None
        browser.open(page[0])
        browser.click(button)
        browser.shows("You can close this page and go back to the terminal.")
        return terminal.ended()


def test_a_person_logs_in_anew_for_what_cannot_be_undone(at: Console, browser: Browser) -> None:
    assert 5 == logs_in_anew(at, browser, "Deny")
    assert [] == at.writes()

    assert 0 == logs_in_anew(at, browser, "Confirm")
    assert ["DELETE /repos/mona/empty"] == at.writes()


def test_a_person_has_the_github_app_made(browser: Browser) -> None:
    """The page of aegis may send its form to GitHub, and GitHub's leads back to it."""
    with console() as at:
        at.begin()
        tenant = at.sandbox.environment["AEGIS_ISSUER"].rstrip("/")
        api = {"headers": {"authorization": f"Bearer {TOKEN}"}, **LOOPBACK}
        for each in httpx.get(f"{tenant}/api/v2/connections", **api).json():
            httpx.delete(f"{tenant}/api/v2/connections/{each['id']}", **api).raise_for_status()
        words = ("setup", "github", tenant, "--owner", "mona", "--no-browser")
        with at.terminal(*words, size=(80, 200), more={"AEGIS_ISSUER": ""}) as terminal:
            terminal.expect("(it is not shown): ")
            terminal.answer(TOKEN, shows=False)
            terminal.expect("in your browser? [y/n] ")
            terminal.answer("y")
            page = re.search(r"http://127\S+(?=\s+If it ends)", terminal.expect("address here: "))
            assert page is not None
            browser.open(page[0])
            browser.click("Go to GitHub")
            browser.click("Create GitHub App")
            ended_at = browser.shows("You can close this page and go back to the terminal.")
            terminal.expect("with it? [y/n] ")
            terminal.answer("n")
            code = terminal.ended()

    assert ended_at.startswith(f"{page[0]}callback?code=")
    assert 6 == code
