"""Sends the person to a page and waits until the browser is back, here or by a pasted address."""

import time
from collections.abc import Callable
from typing import Protocol

from aegis_cli.adapters.auth0.loopback import Loopback
from aegis_cli.adapters.terminal import browser, tty
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.pkce import CodeFlow, code_from, is_answer, is_granted

_QUESTION = "If it ends on a page that cannot be reached, paste that page's address here: "
_BACK = "Done here. You can close this page and go back to the terminal."
_REFUSED = "Nothing was allowed. You can close this page and go back to the terminal."


class Companion(Protocol):
    """Whoever tells the person what goes on."""

    def note(self, text: str, *, page: str = "") -> None:
        """Tell something that is good to know, with the address of a page to open."""
        ...

    def waiting(self, reason: str) -> None:
        """Say what is being waited for."""
        ...


class RoundTrip:
    """One way out through the browser, and back."""

    def __init__(self, companion: Companion, *, opens_browser: Callable[[], bool]) -> None:
        """Take who speaks, and whether a browser may be opened here."""
        self._companion = companion
        self._opens_browser = opens_browser

    def code(self, url: str, flow: CodeFlow, back: Loopback, *, name: str) -> Secret:
        """Show a page, wait for the answer to `flow`, and return the code called `name`.

        Raises what `oauth.pkce.code_from` raises.
        """

        def said(came: str) -> str | None:
            if not is_answer(flow, came):
                return None
            return _BACK if is_granted(flow, came, name=name) else _REFUSED

        back.serve(said)
        self._companion.note("Go to this page, and come back:", page=url)
        if self._opens_browser():
            browser.open_page(url)
        came = self._came_back(flow, back)
        if came is None:
            return code_from(flow, "", name=name, now=flow.ends)
        return code_from(flow, came, name=name, now=time.monotonic())

    def _came_back(self, flow: CodeFlow, back: Loopback) -> str | None:
        """Return the address that the browser came back to; `None` where the time is over."""
        came: list[str] = []

        def is_waiting() -> bool:
            found = back.wait(0.0)
            came.extend([found] if found else [])
            return not came and time.monotonic() < flow.ends

        try:
            while tty.is_there() and is_waiting():
                pasted = tty.ask_while(_QUESTION, is_waiting)
                if pasted and is_answer(flow, pasted):
                    return pasted
                if pasted:
                    self._companion.note("That address does not belong to this request.")
        except tty.NoTerminal:
            pass
        if came:
            return came[0]
        self._companion.waiting("waiting for you in the browser")
        return back.wait(flow.ends - time.monotonic())
