"""`aegis setup`: one command from an empty tenant to the first write, each step after a yes."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import httpx
import pytest

from tests.helpers.app_pages import Browser
from tests.helpers.console import Console, Terminal, console
from tests.helpers.support import LOOPBACK

pytestmark = pytest.mark.enable_socket

TOKEN = "sandbox-management"
_PAGE = re.compile(r"http://127\.0\.0\.1:\d+/(?=\s)")
OURS = ("AEGIS_", "GEMINI_")
KEPT = ("AEGIS_GITHUB_API", "AEGIS_SESSION")
SEND = "[y/n] "


class Newcomer:
    """Somebody whose tenant has no connection, no active My Account API, and no second factor."""

    def __init__(self, at: Console) -> None:
        self.at = at
        environment = at.sandbox.environment
        self.base = environment["AEGIS_ISSUER"].rstrip("/")
        self.browser = Browser(environment["AEGIS_GITHUB_API"])
        self.settings = {
            name: "" for name in environment if name.startswith(OURS) and name not in KEPT
        } | {"AEGIS_ENGINE": ""}

    def terminal(self, *words: str) -> AbstractContextManager[Terminal]:
        typed = ("setup", "--domain", self.base, *words)
        return self.at.terminal(*typed, size=(200, 220), more=self.settings)

    def clicks(self, method: str, path: str, body: object = None) -> object:
        headers = {"authorization": f"Bearer {TOKEN}"}
        url = f"{self.base}/api/v2{path}"
        answer = httpx.request(method, url, headers=headers, json=body, **LOOPBACK)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def switches(self, *, enabled: bool) -> None:
        """Switch One-time Password on or off in the dashboard."""
        self.clicks("PUT", "/guardian/factors/otp", {"enabled": enabled})

    def makes_app(self, shown: str, name: str) -> None:
        """Go to the page that is shown, press Create, and come back."""
        page = httpx.get(_PAGE.findall(shown)[-1], **LOOPBACK).text
        location = self.browser.created(self.browser.submitted(page).text, name)
        httpx.get(location, **LOOPBACK)


@pytest.fixture
def newcomer() -> Iterator[Newcomer]:
    with console() as at:
        at.begin()
        at.sandbox.set(connected=False)
        found = Newcomer(at)
        for path in ("/connections", "/resource-servers"):
            for thing in found.clicks("GET", path):  # type: ignore[attr-defined]
                found.clicks("DELETE", f"{path}/{thing['id']}")
        found.switches(enabled=False)
        yield found


def test_one_command_leads_from_an_empty_tenant_to_the_first_write(newcomer: Newcomer) -> None:
    def install(_shown: str) -> None:
        path = "/apps/aegis-of-acme/installations/new"
        newcomer.browser.press(path, "install", account="acme")

    steps: list[tuple[str, Callable[[str], None] | None, str]] = [
        # What is asked, what the person does elsewhere, and what they type.
        ("(it is not shown): ", None, TOKEN),
        (SEND, None, "y"),  # the tenant
        ("done now? [y/n] ", lambda _shown: newcomer.switches(enabled=True), "y"),
        ("in your browser? [y/n] ", None, "y"),
        ("address here: ", lambda shown: newcomer.makes_app(shown, "Aegis of acme"), ""),
        ("with it? [y/n] ", None, "y"),
        ("installed? [y/n] ", install, "y"),
        (SEND, None, "y"),  # the permissions of the person
        ("in your browser? [y/n] ", None, "y"),  # connecting
        ("(Enter leaves it out): ", None, "acme/web"),
        (SEND, None, "y"),  # the first write
    ]
    with newcomer.terminal("--owner", "acme", "--name", "Aegis of acme", "--public") as it:
        for question, act, typed in steps:
            shown = it.expect(question)
            if act is not None:
                act(shown)
            if typed:
                it.answer(typed, shows=typed != TOKEN)
        code, seen = it.ended(), it.seen

    issued = newcomer.at.sandbox.issued()
    assert 0 == code, seen
    for part in (
        "export AEGIS_VAULT_CLIENT_SECRET=",
        "Mona Lisa may read and write.",
        "Connected: mona at GitHub.",
        "aegis-of-acme has all of the profile maintainer on acme",
        "All is well",
        "Opened acme/web#",
    ):
        assert part in seen
    assert 1 == seen.count("'aegis step-up claims' is deployed")  # nothing is said twice
    left = seen.partition("What only a person can do, where it is not done yet:")[2].partition(
        "Is that done"
    )[0]
    assert ["1.", "2.", "3."] == re.findall(r"^\d\.", left, re.MULTILINE)
    assert "refresh token rotation" in left
    assert ["1", "2", "3", "4", "5", "6", "7"] == re.findall(r"^(\d) of 7: ", seen, re.MULTILINE)
    secrets = (TOKEN, *issued["app_secret"], *issued["app_key"], *issued["access"])
    assert not [each for each in secrets if each in it.raw]


def test_what_is_unfinished_ends_with_the_command_that_goes_on(newcomer: Newcomer) -> None:
    ends = []
    for done, changes in (("n", "n"), ("n", "y"), ("n", "y")):
        with newcomer.terminal() as it:
            replies = {"(it is not shown): ": TOKEN, "done now? [y/n] ": done, SEND: changes}
            ends.append((it.answered(replies), it.seen.rstrip().rpartition("Type next: ")[2]))

    following = f"aegis setup --domain {newcomer.base}"
    assert [(6, following), (7, following), (7, following)] == ends


def test_ctrl_c_ends_it_with_the_command_that_goes_on_too(newcomer: Newcomer) -> None:
    with newcomer.terminal("--profile", "everything", "--name", "My own", "--public") as it:
        it.expect("(it is not shown): ")
        it.paste(TOKEN)
        it.expect(SEND)
        it.type("\x03")
        code, end = it.ended(), it.seen.rstrip().rpartition("Type next: ")[2]

    typed = "--profile everything --name 'My own' --public"
    assert (130, f"aegis setup --domain {newcomer.base} {typed}") == (code, end)


def test_its_options_are_not_lost_before_a_command(newcomer: Newcomer) -> None:
    ended = newcomer.at.run("setup", "--owner", "acme", "auth0", "--check", "-o", "json")

    assert (2, "usage", "bad_usage") == ended.end
