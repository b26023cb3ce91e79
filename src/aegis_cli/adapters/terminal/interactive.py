"""The person at the terminal: shown the plan and the code on standard error, asked on /dev/tty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TextIO

from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.rows import address, rows, shortened, widest
from aegis_cli.adapters.render.sheet import render_plan_brief, render_sheet
from aegis_cli.adapters.terminal import browser, tty
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.core.text import one_line
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.planning.plan import Step
from aegis_cli.request.approval import Reply, Sheet

_YES = frozenset({"y", "yes"})
_LONGEST_NAME = 40
"""Columns of a name in a question; the sheet has it in full."""
_BELOW = "  "
_NO_OTHER = (
    "Confirm only this code, and only at {host}: one from anywhere else, such as an issue, lets "
    "somebody else act as you."
)


@dataclass(frozen=True, slots=True)
class TerminalOptions:
    """How to deal with the person."""

    opens_browser: bool
    """Whether a browser may be opened for the sign-in."""
    hosts: Callable[[], tuple[tuple[str, str], ...]] = tuple
    """Names every host that is not the default, and its use, as known when it is shown."""
    note: str = ""
    """What to add below the code, such as who confirms it on the sandbox."""


def question(count: int, identity: str | None) -> str:
    """Ask for a yes to so many writes, by somebody."""
    what = "Do this" if count == 1 else f"Do all {count}"
    return f"{what} as {shortened(one_line(identity or 'you'), _LONGEST_NAME)}? [y/N] "


class InteractiveTerminal:
    """Shows, greets and asks."""

    def __init__(
        self,
        stderr: TextIO,
        device: Callable[[], Device],
        progress: Progress,
        manner: TerminalOptions,
        environment: Mapping[str, str],
    ) -> None:
        self._stderr = stderr
        self._device = device
        self._progress = progress
        self._manner = manner
        self._environment = environment

    def can_ask(self) -> bool:
        """Tell whether a question would reach a person."""
        return tty.is_there()

    def show(self, sheet: Sheet, *, in_full: bool) -> None:
        """Show the plan before anybody signs in: in full, or in a line for each step."""
        device = self._device()
        if not device.is_terminal:
            return
        if in_full:
            self._say(render_sheet(sheet, device))
        else:
            # The hosts are named at the sign-in, and again with the question.
            self._say(render_plan_brief(replace(sheet, hosts=()), device))

    def ask(self, sheet: Sheet, asked: tuple[Step, ...]) -> Reply:
        """Ask on the controlling terminal; whatever is not a clear yes is a no."""
        self._progress.clear()
        if not tty.page(self._lines(sheet)):
            return Reply()
        typed: dict[str, str] = {}
        for step in asked:
            phrase = step.action.phrase()
            if phrase is not None:
                typed[step.id] = tty.ask(
                    f"{one_line(step.action.says())}.\nType {one_line(phrase)} to confirm: "
                )
        plain = [step for step in asked if step.action.phrase() is None]
        if not plain:
            return Reply(typed=typed)
        answer = tty.ask(question(len(plain), sheet.identity))
        return Reply(yes=answer.lower() in _YES, typed=typed)

    def show_code(self, code: DeviceCode, host: str) -> None:
        """Print code and URL, always; open a browser only where a person sits."""
        device = self._device()
        fits = not device.is_terminal or widest(code.url) + len(_BELOW) <= device.columns
        hosts = ((use, url) for use, url in self._manner.hosts() if use != "Sign-in")
        where = one_line(host)
        lines = [
            f"Sign in at {where}: confirm the code {one_line(code.user_code)} at",
            _BELOW + one_line(code.url if fits else code.verification_uri),
            *(f"{_BELOW}{use} is at {one_line(url)}" for use, url in hosts),
            _NO_OTHER.format(host=where),
            self._manner.note,
        ]
        self._say("".join(f"{line}\n" for line in lines if line))
        may_open = self._manner.opens_browser and device.is_terminal
        if may_open and browser.is_there(self._environment):
            browser.open_page(code.url)

    def waiting(self, reason: str) -> None:
        """Say what is being waited for."""
        self._progress.say(reason)

    def note(self, text: str, *, page: str = "") -> None:
        """Tell something that is good to know, with the address of a page to open."""
        self._say(text)
        if page:
            self._write(address(page, self._device()))

    def wants_new_code(self) -> bool:
        """Ask whether to go on with a new code."""
        self._progress.clear()
        if not tty.is_there():
            return False
        answer = tty.ask("The code has expired. Get a new one? [Y/n] ")
        return answer.lower() in _YES | {""}

    def wants_to_connect(self) -> bool:
        """Ask whether to connect the account that is missing."""
        self._progress.clear()
        if not tty.is_there():
            return False
        answer = tty.ask("No GitHub account is connected. Connect one now? [Y/n] ")
        return answer.lower() in _YES | {""}

    def _lines(self, sheet: Sheet) -> list[str]:
        device = replace(self._device(), is_terminal=True, width=tty.size().columns)
        return render_sheet(sheet, device).splitlines()

    def _say(self, text: str) -> None:
        self._progress.clear()
        self._write(rows(text.removesuffix("\n"), self._device()))

    def _write(self, text: str) -> None:
        self._stderr.write(f"{text}\n")
        self._stderr.flush()
