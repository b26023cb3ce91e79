"""Sends the person to a page and waits for the redirect, or for its address pasted here."""

import time
from collections.abc import Callable

from aegis_cli.adapters.auth0.issuer_client import Prompter
from aegis_cli.adapters.auth0.loopback import Loopback, StartPage
from aegis_cli.adapters.terminal import browser
from aegis_cli.adapters.terminal.tty import NoTerminal, Tty
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.pkce import CodeFlow, code_from, is_answer, is_granted

_QUESTION = "If it ends on a page that cannot be reached, paste that page's address here: "
_BACK = "Done here. You can close this page and go back to the terminal."
_REFUSED = "Nothing was allowed. You can close this page and go back to the terminal."


class RoundTrip:
    """Opens a page in the browser and gets the code of its redirect."""

    def __init__(self, person: Prompter, *, opens_browser: Callable[[], bool]) -> None:
        """Take who tells the person, and whether a browser may be opened here."""
        self._person = person
        self._opens_browser = opens_browser

    def code(
        self, page: str | StartPage, flow: CodeFlow, loopback: Loopback, *, name: str
    ) -> Secret:
        """Show a page, wait for the answer to `flow`, and return the code called `name`.

        The page is at an address, or one of ours that the loopback serves. Raises what
        `oauth.pkce.code_from` raises.
        """

        def page_text(redirect: str) -> str | None:
            if not is_answer(flow, redirect):
                return None
            return _BACK if is_granted(flow, redirect, name=name) else _REFUSED

        start = page if isinstance(page, StartPage) else None
        url = page if isinstance(page, str) else loopback.start_url
        loopback.serve(page_text, start)
        self._person.note("Go to this page, and come back:", page=url)
        if self._opens_browser():
            browser.open_page(url)
        redirect = self._redirect(flow, loopback)
        now = flow.ends if redirect is None else time.monotonic()
        return code_from(flow, redirect or "", name=name, now=now)

    def _redirect(self, flow: CodeFlow, loopback: Loopback) -> str | None:
        """Return the URL of the redirect; `None` if the deadline passes first."""
        redirect: str | None = None

        def is_waiting() -> bool:
            nonlocal redirect
            redirect = redirect or loopback.wait(0.0)
            return redirect is None and time.monotonic() < flow.ends

        try:
            while Tty().is_there() and is_waiting():
                pasted = Tty().ask_while(_QUESTION, is_waiting)
                if pasted and is_answer(flow, pasted):
                    return pasted
                if pasted:
                    self._person.note("That address does not belong to this request.")
        except NoTerminal:
            pass
        if redirect is not None:
            return redirect
        self._person.waiting("waiting for you in the browser")
        return loopback.wait(flow.ends - time.monotonic())
