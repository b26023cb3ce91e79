"""`docs/first-tenant.md`: its commands are typed on the sandbox's tenant, and show what it says.

`AEGIS_UPDATE_GOLDEN=1` writes the page's outputs anew.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.broker.running import broker
from tests.cli.test_tenant_walk import DOMAIN, TOKEN, Newcomer, install, newcomer
from tests.helpers.golden import agreed

__all__ = ["newcomer"]  # the fixture

pytestmark = [pytest.mark.enable_socket, pytest.mark.whole]

PAGE = Path(__file__).parents[2] / "docs" / "first-tenant.md"
BROKER = "https://aegis.example.com"
_SHOWN = re.compile(
    r"(?<=^```sh\n)(?P<lines>.*?)(?P<between>^```\n.*?^```text\n)(?P<text>.*?)(?=^```$)",
    re.MULTILINE | re.DOTALL,
)
_PASTE = "If it ends on a page that cannot be reached, paste that page's address here:"
_VARYING = (
    (re.compile(r"\b[0-9a-f]{24}\b"), "5f0c1e9a77b24c1d9a330e12"),
    (re.compile(r"\b[A-Z]{4}-[A-Z]{4}\b"), "QTZL-MCBW"),
    (re.compile(r"(AEGIS_VAULT_CLIENT_SECRET=).*"), r"\1…"),
    (re.compile(r"\b[0-9]+ ms\b"), "31 ms"),
    (re.compile(r"\bIv23[0-9A-Za-z]+"), "Iv23liAb12Cd34Ef56Gh"),
    (re.compile(r"\bcac_[0-9a-f]+"), "cac_37b60dce38aa93da"),
    (re.compile(r"(\?ticket=)\S+"), r"\1nFVYrPMgRaFKrXyrPyRxJZ"),
    # Asked for where the browser is slower than the question, which the sandbox's need not be.
    (re.compile(r"(\?ticket=\S+\n)(?!If it)"), rf"\1{_PASTE}\n"),
    (re.compile(r"(?<=aegis )http://127\b"), "YOUR-TENANT"),
    (re.compile(r"http://127\.0\.0\.1:[0-9]+/(?=\n)"), "http://127.0.0.1:18484/"),
)
_ONLY_HERE = re.compile(r"^  GitHub API is at .*\n|^. ok +ptrace: .*\n(?: {10}.*\n)?", re.MULTILINE)
"""What depends on this machine, or is said of a GitHub at another address."""
_TOKEN_IS_NEEDED = re.compile(
    r"A token for the Management API.*?(?=Management API token)", re.DOTALL
)
"""Shown once on the page, though it stands before each question."""


class Reader:
    """Somebody who types what the page says, and does what it has them click."""

    def __init__(self, newcomer: Newcomer, start: Callable[[dict[str, str]], str]) -> None:
        self._newcomer, self._start = newcomer, start
        self.ends: list[int] = []
        self._names = {
            newcomer.base: f"https://{DOMAIN}",
            newcomer.base[7:]: DOMAIN,
            newcomer.github_api: "https://github.com",
        }
        newcomer.settings |= {"AEGIS_PLAIN": "1"}
        self._clicks = {"setup auth0": self._factor, "setup github": self._install}

    def shows(self, match: re.Match[str]) -> str:
        """Type the lines of a block, and return the page's text with what the last one shows."""
        shown = ""
        for line in match["lines"].splitlines():
            if line.startswith("export AEGIS_BROKER="):
                self._has_broker()
                continue
            code, shown = self._newcomer.types(line)
            self.ends.append(code)
            for words, click in self._clicks.items():
                if words in line:
                    click()
        return match["lines"] + match["between"] + self._as_elsewhere(shown)

    def _factor(self) -> None:
        self._newcomer.clicks("PUT", "/guardian/factors/otp", {"enabled": True})

    def _install(self) -> None:
        install(self._newcomer, 0)

    def _has_broker(self) -> None:
        """Know the broker's address and nothing else."""
        settings = self._newcomer.settings
        github = {"AEGIS_GITHUB_API": self._newcomer.github_api}
        url = self._start(settings | self._newcomer.written | github)
        self._names[url] = BROKER
        settings |= {"AEGIS_BROKER": url, "AEGIS_GITHUB_API": ""}

    def _as_elsewhere(self, shown: str) -> str:
        """Return what was shown as it is at another tenant, where ids and codes differ."""
        shown = _ONLY_HERE.sub("", shown.replace(TOKEN, ""))
        if len(self.ends) > 1:
            shown = _TOKEN_IS_NEEDED.sub("", shown)
        for here, there in self._names.items():
            shown = shown.replace(here, there)
        for varying, instead in _VARYING:
            shown = varying.sub(instead, shown)
        return "".join(f"{line.rstrip()}\n" for line in shown.strip().splitlines())


def test_what_stands_below_each_command_is_what_it_writes(
    newcomer: Newcomer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    def start(settings: dict[str, str]) -> str:
        started = broker(settings, tmp_path)
        request.addfinalizer(lambda: started.__exit__(None, None, None))
        return started.__enter__().url

    page, reader = PAGE.read_text(encoding="utf-8"), Reader(newcomer, start)
    shown = _SHOWN.sub(reader.shows, page)

    assert [0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0] == reader.ends
    assert agreed(PAGE, shown) == shown


def test_no_token_secret_or_port_of_the_sandbox_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert not re.search(r"127\.0\.0\.1:(?!18484/)|sandbox-|gh[uo]_", page)
