"""From an empty tenant to the first write, as `docs/auth0.md` tells it: its commands, in its order.

The test types what the page says, and does at the sandbox's Management API what the page has a
person click at Auth0. Nothing else is known to it: the settings are those that aegis wrote.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app_pages import Browser
from tests.cli.console import Console, console
from tests.support import LOOPBACK

pytestmark = pytest.mark.enable_socket

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "auth0.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOMAIN = "YOUR-TENANT.eu.auth0.com"
TOKEN = "sandbox-management"
SECRET = "AEGIS_VAULT_CLIENT_SECRET"

_STEP = re.compile(r"^## [1-8]\. .*?(?=^## )", re.MULTILINE | re.DOTALL)
_SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (\w+)=(.*)$", re.MULTILINE)
_OURS = ("AEGIS_", "GEMINI_")
_KEPT = ("AEGIS_GITHUB_API",)  # where GitHub is; a person has the real one
_TYPED = {"(it is not shown): ": TOKEN, "[y/n] ": "y"}
_SETUP = f"aegis setup auth0 {DOMAIN}"


def commands() -> list[str]:
    """Return the lines of shell in the page's eight steps, in order."""
    blocks = (block for step in _STEP.findall(PAGE) for block in _SHELL.findall(step))
    return [line for block in blocks for line in block.splitlines()]


BEFORE_BY_HAND = [(f"{_SETUP} --print", 0), (_SETUP, 7)]
"""The commands before what a person clicks, and their exit codes."""


class Newcomer:
    """Somebody with an empty tenant who follows the page."""

    def __init__(self, at: Console) -> None:
        self._at = at
        self.base = at.sandbox.environment["AEGIS_ISSUER"].rstrip("/")
        self.github = Browser(at.sandbox.environment["AEGIS_GITHUB_API"])
        unset = {n: "" for n in at.sandbox.environment if n.startswith(_OURS) and n not in _KEPT}
        self.settings: dict[str, str] = unset | {"AEGIS_ENGINE": ""}
        self.written: dict[str, str] = {}
        """The settings that aegis wrote on the terminal."""
        self.told: list[str] = []
        """The settings that the page has a person set."""

    def types(self, line: str) -> tuple[int, str]:
        """Type a line, answer each question with what the page says, and return how it ended."""
        typed = line.replace(DOMAIN, self.base).replace("YOUR-LOGIN", "mona")
        words = shlex.split(typed.replace("OWNER/NAME", "acme/web").removeprefix("aegis "))
        with self._at.terminal(*words, size=(200, 240), more=self.settings) as it:
            code, seen = it.answered(_TYPED), it.seen
        self.written |= dict(_EXPORT.findall(seen.replace(TOKEN, "")))
        return code, seen

    def exports(self, line: str) -> None:
        """Set a variable, to the value that aegis wrote where the page leaves it open."""
        ((name, value),) = _EXPORT.findall(line)
        self.told.append(name)
        value = value.replace(f"https://{DOMAIN}", self.base).replace(DOMAIN, self.base[7:])
        if value != "…":
            assert value == self.written.get(name, value)
        self.settings[name] = self.written[name] if value == "…" else value

    def clicks(self, method: str, path: str, body: Any = None) -> Any:
        """Do in the dashboard what only a person can do."""
        headers = {"authorization": f"Bearer {TOKEN}"}
        url = f"{self.base}/api/v2{path}"
        answer = httpx.request(method, url, headers=headers, json=body, **LOOPBACK)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


@pytest.fixture(scope="module")
def newcomer() -> Iterator[Newcomer]:
    """Somebody whose tenant has neither a connection nor an active My Account API."""
    with console() as at:
        at.begin()
        at.sandbox.set(connected=False)
        found = Newcomer(at)
        for path in ("/connections", "/resource-servers"):
            for thing in found.clicks("GET", path):
                found.clicks("DELETE", f"{path}/{thing['id']}")
        yield found


def test_the_page_leads_from_an_empty_tenant_to_the_first_write(newcomer: Newcomer) -> None:
    """Each command ends as the page says, in the order in which the page has them."""
    ended: list[tuple[str, int, str]] = []
    for line in commands():
        if line.startswith("export "):
            newcomer.exports(line)
            continue
        ended.append((line, *newcomer.types(line)))
        if len(ended) == len(BEFORE_BY_HAND):
            by_hand(newcomer)

    printed, first, second, unknown, person, connect, doctor, write = (each[2] for each in ended)
    assert [each[:2] for each in ended] == [
        *BEFORE_BY_HAND,
        (_SETUP, 0),
        ("aegis whoami", 5),
        (f"{_SETUP} --person YOUR-LOGIN", 0),
        ("aegis connect", 0),
        ("aegis doctor", 0),
        ("aegis ask \"open an issue in OWNER/NAME titled 'Written by aegis'\"", 0),
    ]
    assert {*newcomer.written} == {*newcomer.told} - {"AEGIS_ENGINE"}
    assert SECRET in newcomer.written
    assert "#!/bin/sh" in printed
    assert "(it is not shown)" not in printed
    assert "The tenant is not ready" in first
    assert "All 12 pieces are as they should be." in second
    assert 4 == second.partition("Now:")[2].count("\nok  ")
    assert "aegis:read is missing" in unknown
    assert "ok       github|583231 (mona, mona@example.com) has aegis:read, aegis:write" in person
    assert "What only a person can do" not in person
    assert "connected: mona at GitHub" in connect
    assert "All is well (12 ok, 1 skipped)." in doctor
    assert "Opened acme/web#" in write


def by_hand(newcomer: Newcomer) -> None:
    """Do steps 2 and 3: the connection with the GitHub App's secret, and the My Account API."""
    app = newcomer.github.app_made(
        {
            "name": "Aegis of a newcomer",
            "url": newcomer.base,
            "callback_urls": [f"{newcomer.base}/login/callback"],
            "redirect_url": "http://127.0.0.1:1/callback",
            "default_permissions": {"issues": "write", "metadata": "read"},
            "public": True,
        }
    )
    told = newcomer.github.converted(app)
    options = {"client_id": told["client_id"], "client_secret": told["client_secret"]}
    connection = {"name": "github", "strategy": "github", "options": options}
    newcomer.clicks("POST", "/connections", connection)
    newcomer.github.press(f"/apps/{told['slug']}/installations/new", "install", account="acme")
    scopes = [{"value": f"{verb}:me:connected_accounts"} for verb in ("create", "read", "delete")]
    my_account = {"name": "Auth0 My Account API", "identifier": f"{newcomer.base}/me/"}
    newcomer.clicks("POST", "/resource-servers", my_account | {"scopes": scopes})


def test_the_readme_tells_the_same_steps_in_the_same_order() -> None:
    told = README[README.index("## Connect your own Auth0 tenant") :]
    section = told[: told.index("\n## ", 3)]
    quoted = re.findall(r"`(aegis [^`]+)`", section)
    wanted = [line for line in commands() if line.startswith("aegis ")]

    assert wanted[:1] + wanted[2:] == [line for line in quoted if line in wanted]
