"""Opening a page: in a graphical browser only, web pages only, with none of our keys around."""

import sys
from pathlib import Path

import pytest

from aegis_cli.adapters.terminal import browser
from tests.helpers.support import until

PAGE = "https://tenant.example/activate?user_code=BCDF-GHJK&x='\"$(id)"


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has a browser")
@pytest.mark.parametrize(
    ("environment", "there"),
    [
        ({}, False),
        ({"DISPLAY": ""}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"BROWSER": "firefox"}, True),
        ({"TERM": "xterm"}, False),
    ],
    ids=str,
)
def test_a_browser_is_expected_where_there_is_a_screen(
    environment: dict[str, str], *, there: bool
) -> None:
    assert there is browser.is_there(environment)


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a browser that notes its argument and its environment."""
    notes = tmp_path / "notes"
    program = tmp_path / "browser"
    program.write_text(
        f'#!/bin/sh\necho noise; echo noise >&2\nenv > {notes}.tmp\necho "URL=$1" >> {notes}.tmp\n'
        f"mv {notes}.tmp {notes}\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(program))
    monkeypatch.setenv("GEMINI_API_KEY", "AQ.key")
    monkeypatch.setenv("AEGIS_VAULT_CLIENT_SECRET", "vault")
    return notes


def test_a_page_is_opened_as_one_argument_quietly_and_without_our_keys(
    noted: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert browser.open_page(PAGE)

    until(noted.exists)
    lines = noted.read_text().splitlines()
    assert f"URL={PAGE}" in lines
    assert not [line for line in lines if "KEY" in line or "SECRET" in line]
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://tenant.example/",
        "-new-window",
        "--help",
        "tenant.example",
        "",
        "data:text/html,hello",
        "http:",
        "https://",
        "https://[tenant.example/",
    ],
)
def test_nothing_but_a_web_page_is_opened(url: str, noted: Path) -> None:
    assert not browser.open_page(url)

    assert not noted.exists()


def test_a_browser_that_cannot_be_started_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    assert not browser.open_page(PAGE)
