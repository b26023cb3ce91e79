"""From an empty tenant to a merge, as `docs/auth0.md` tells it: its commands, in its order.

The test types what the page says, and does at the sandbox what the page has a person click at Auth0
and GitHub. Nothing else is known to it: the settings are those that aegis wrote, the App is the one
that it had made, and the sandbox lets a token do no more than that App.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.helpers.app_pages import Browser
from tests.helpers.console import Console, Terminal, console
from tests.helpers.support import LOOPBACK

pytestmark = pytest.mark.enable_socket

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "auth0.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOMAIN = "YOUR-TENANT.eu.auth0.com"
TOKEN = "sandbox-management"
SECRET = "AEGIS_VAULT_CLIENT_SECRET"

_STEP = re.compile(r"^## [1-9]\. .*?(?=^## )", re.MULTILINE | re.DOTALL)
_SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (\w+)=(.*)$", re.MULTILINE)
_OURS = ("AEGIS_", "GEMINI_")
_KEPT = ("AEGIS_GITHUB_API",)  # where GitHub is; a person has the real one
_TYPED = {"(it is not shown): ": TOKEN, "[y/n] ": "y", "an organization: ": "acme"}
_PAGE = re.compile(r"http://127\.0\.0\.1:\d+/(?=\s)")
_SETUP = f"aegis setup auth0 {DOMAIN}"
_MAKE = f"aegis setup github {DOMAIN} --profile maintainer"
_STANDS_FOR = {"YOUR-LOGIN": "mona", "OWNER/NAME": "acme/web", "NUMBER": "11"}


def commands() -> list[str]:
    """Return the lines of shell in the page's nine steps, in order."""
    blocks = (block for step in _STEP.findall(PAGE) for block in _SHELL.findall(step))
    return [line for block in blocks for line in block.splitlines()]


class Newcomer:
    """Somebody with an empty tenant who follows the page."""

    def __init__(self, at: Console) -> None:
        self._at = at
        self.base = at.sandbox.environment["AEGIS_ISSUER"].rstrip("/")
        self.github_api = at.sandbox.environment["AEGIS_GITHUB_API"]
        self.github = Browser(self.github_api)
        unset = {n: "" for n in at.sandbox.environment if n.startswith(_OURS) and n not in _KEPT}
        self.settings: dict[str, str] = unset | {"AEGIS_ENGINE": ""}
        self.written: dict[str, str] = {}
        """The settings that aegis wrote on the terminal."""
        self.told: list[str] = []
        """The settings that the page has a person set."""

    def types(self, line: str) -> tuple[int, str]:
        """Type a line, answer each question with what the page says, and return how it ended."""
        for name, value in {DOMAIN: self.base, **_STANDS_FOR}.items():
            line = line.replace(name, value)
        words = shlex.split(line.removeprefix("aegis "))
        with self._at.terminal(*words, size=(200, 240), more=self.settings) as it:
            if words[:2] == ["setup", "github"]:
                self._makes_app(it)
            code, seen = it.answered(_TYPED), it.seen
        self.written |= dict(_EXPORT.findall(seen.replace(TOKEN, "")))
        return code, seen

    def _makes_app(self, it: Terminal) -> None:
        """Go to the page that aegis serves, and on to GitHub; press Create there."""
        for question in (*_TYPED,)[:1] + (*_TYPED,)[2:] + (*_TYPED,)[1:2]:
            it.expect(question)
            it.answer(_TYPED[question], shows=_TYPED[question] != TOKEN)
        (url,) = _PAGE.findall(it.expect("paste that page's address here: "))
        page = self.github.submitted(httpx.get(url, **LOOPBACK).text).text
        httpx.get(self.github.created(page, "Aegis of a newcomer"), **LOOPBACK)

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
    """Somebody whose tenant has no connection, no active My Account API, and no second factor."""
    with console() as at:
        at.begin()
        at.sandbox.set(connected=False)
        found = Newcomer(at)
        for path in ("/connections", "/resource-servers"):
            for thing in found.clicks("GET", path):
                found.clicks("DELETE", f"{path}/{thing['id']}")
        found.clicks("PUT", "/guardian/factors/otp", {"enabled": False})
        yield found


ENDS = [
    (f"{_SETUP} --print", 0),
    (_SETUP, 0),
    (_MAKE, 0),
    (_SETUP, 0),
    ("aegis whoami", 5),
    (f"{_SETUP} --person YOUR-LOGIN", 0),
    ("aegis connect", 0),
    ("aegis doctor", 0),
    ("aegis ask \"open an issue in OWNER/NAME titled 'Written by aegis'\"", 0),
    ('aegis ask "merge pull request #NUMBER in OWNER/NAME"', 0),
]
"""Each command with its exit code."""


Walk = list[tuple[str, int, str]]
"""Each command that was typed, its exit code, and what it showed."""


@pytest.fixture(scope="module")
def walked(newcomer: Newcomer) -> Walk:
    """Type each command of the page, in its order, from an empty tenant to a merge."""
    ended: Walk = []
    for line in commands():
        if line.startswith("export "):
            newcomer.exports(line)
            continue
        ended.append((line, *newcomer.types(line)))
        if line in BY_HAND:
            BY_HAND[line](newcomer, len(ended))
    return ended


def test_the_page_leads_from_an_empty_tenant_to_a_merge(newcomer: Newcomer, walked: Walk) -> None:
    """Each command ends as the page says, in the order in which the page has them."""
    ended = walked

    assert ENDS == [each[:2] for each in ended]
    assert {*newcomer.written} == {*newcomer.told} - {"AEGIS_ENGINE"}
    assert SECRET in newcomer.written
    shown = [" ".join(each[2].split()) for each in ended]
    for (line, _), part, seen in zip(ENDS, SEEN, shown, strict=True):
        assert part in seen, line
    assert "(it is not shown)" not in shown[0]
    assert 14 == ended[3][2].count("\nok  ")
    assert "What only a person can do" not in shown[5]


SEEN = (
    "#!/bin/sh",
    "The tenant is not ready",
    "The connection 'github' is made.",
    "All 14 pieces are as they should be.",
    "aegis:read is missing",
    "ok github|583231 (mona, mona@example.com) has aegis:read, aegis:write",
    "connected: mona at GitHub",
    "All is well (13 ok, 1 skipped).",
    "Opened acme/web#",
    "Merged acme/web#11",
)
"""What each of them shows."""


def switch_on(newcomer: Newcomer, commands_before: int) -> None:
    """Do step 2: switch a factor on, after the first time that the tenant is set up."""
    if commands_before == 2:
        newcomer.clicks("PUT", "/guardian/factors/otp", {"enabled": True})


def install(newcomer: Newcomer, _: int) -> None:
    """Do the end of step 3: install the App."""
    path = "/apps/aegis-of-a-newcomer/installations/new"
    newcomer.github.press(path, "install", account="acme")


BY_HAND: dict[str, Callable[[Newcomer, int], None]] = {_SETUP: switch_on, _MAKE: install}
"""What a person clicks behind a command."""


@pytest.mark.usefixtures("walked")
def test_without_a_permission_of_the_profile_the_merge_is_refused_by_its_name(
    newcomer: Newcomer,
) -> None:
    settings = "/settings/apps/aegis-of-a-newcomer/permissions"
    newcomer.github.press(settings, "save", contents="read")
    install(newcomer, 0)

    code, seen = newcomer.types('aegis ask "merge pull request #17 in OWNER/NAME"')
    _, doctor = newcomer.types("aegis doctor")

    assert 7 == code
    assert "Resource not accessible by integration" in seen
    assert "lacks Contents (Read and write), for" in doctor
    assert "pulls" in doctor.partition("lacks Contents (Read and write), for")[2]


def test_the_readme_tells_the_same_steps_in_the_same_order() -> None:
    told = README[README.index("## Connect your own Auth0 tenant") :]
    section = told[: told.index("\n## ", 3)]
    quoted = re.findall(r"`(aegis [^`]+)`", section)
    wanted = [line for line in commands() if line.startswith("aegis ")]

    assert wanted[:1] + wanted[2:] == [line for line in quoted if line in wanted]
