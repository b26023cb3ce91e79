"""Out through the browser and back: what is told, what is opened, and how it ends."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from aegis_cli.adapters.auth0.loopback import Loopback
from aegis_cli.adapters.auth0.round_trip import RoundTrip
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, NotSignedIn
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.oauth.pkce import CodeFlow, begin
from tests.helpers.support import LOOPBACK, until

pytestmark = pytest.mark.enable_socket

PAGE = "https://tenant.example/connect?ticket=t"


class Companion:
    """Whoever tells the person; here, nobody."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str, *, page: str = "") -> None:
        self.notes.append(f"{text}\n  {page}".strip())

    def waiting(self, reason: str) -> None:
        self.notes.append(reason)

    def can_ask(self) -> bool:
        return False

    def show_code(self, code: DeviceCode, host: str) -> None:
        pass

    def wants_new_code(self) -> bool:
        return False


def comes_back(flow: CodeFlow) -> threading.Thread:
    """Have a browser come back soon."""
    url = f"{flow.redirect_uri}?code=the-code&state={flow.state}"
    browser = threading.Thread(target=lambda: httpx.get(url, **LOOPBACK))
    browser.start()
    return browser


def test_the_page_is_told_and_opened_and_the_code_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes, program = tmp_path / "notes", tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" > {notes}.tmp\nmv {notes}.tmp {notes}\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(program))
    companion = Companion()
    with Loopback(ports=(0,)) as back:
        flow = begin(back.redirect_uri, now=time.monotonic())
        browser = comes_back(flow)

        code = RoundTrip(companion, opens_browser=lambda: True).code(PAGE, flow, back, name="code")
        browser.join()

    until(notes.exists)
    assert Secret("the-code") == code
    assert f"{PAGE}\n" == notes.read_text()
    assert f"  {PAGE}" in companion.notes[0]


def test_nobody_who_comes_back_is_an_end_in_time() -> None:
    with Loopback(ports=(0,)) as back:
        flow = begin(back.redirect_uri, now=time.monotonic())
        flow = replace(flow, ends=time.monotonic() + 0.3)
        trip = RoundTrip(Companion(), opens_browser=lambda: False)

        with pytest.raises(NotSignedIn) as caught:
            trip.code(PAGE, flow, back, name="code")

    assert Code.SIGN_IN_EXPIRED is caught.value.code
