"""Shows the person the plan and the sign-in code on standard error, and asks on /dev/tty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TextIO

from aegis_cli.actions.facts import Approval
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.rows import address, rows, shortened, widest
from aegis_cli.adapters.render.sheet import render_plan_brief, render_sheet
from aegis_cli.adapters.terminal import browser, tty
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.core.text import one_line
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.planning.expansion import Act
from aegis_cli.providers.default import DEFAULT
from aegis_cli.request.approval import Reply
from aegis_cli.request.plan_sheet import Sheet

_YES = frozenset({"y", "yes"})
_LONGEST_NAME = 40
"""Columns of a name in a question; the sheet has it in full."""
_INDENT = "  "
_WARNING = (
    "Confirm only this code, and only at {host}: one from anywhere else, such as an issue, lets "
    "somebody else act as you."
)


@dataclass(frozen=True, slots=True)
class TerminalOptions:
    """Options for showing the sign-in code."""

    opens_browser: bool
    """Whether a browser may be opened for the sign-in."""
    hosts: Callable[[], tuple[tuple[str, str], ...]] = tuple
    """Returns the use and the URL of every host that is not the default."""
    note: str = ""
    """A line to add below the code, such as who confirms it on the sandbox."""


def question(count: int, identity: str | None) -> str:
    """Return the question that asks to approve `count` writes."""
    writes = "Do this" if count == 1 else f"Do all {count}"
    return f"{writes} as {shortened(one_line(identity or 'you'), _LONGEST_NAME)}? [y/N] "


class InteractiveTerminal:
    """The person at a terminal."""

    def __init__(
        self,
        stderr: TextIO,
        device: Callable[[], Device],
        progress: Progress,
        options: TerminalOptions,
        environment: Mapping[str, str],
    ) -> None:
        self._stderr = stderr
        self._device = device
        self._progress = progress
        self._options = options
        self._environment = environment

    def can_ask(self) -> bool:
        """Tell whether a question would reach a person."""
        return tty.is_there()

    def show(self, sheet: Sheet, *, in_full: bool) -> None:
        """Show the plan before the sign-in: in full, or with one line for each step."""
        device = self._device()
        if not device.is_terminal:
            return
        if in_full:
            self._say(render_sheet(sheet, device))
        else:
            # The sign-in shows the hosts, and so does the question.
            self._say(render_plan_brief(replace(sheet, hosts=()), device))

    def ask(self, sheet: Sheet, asked: tuple[Act, ...]) -> Reply:
        """Ask on the controlling terminal; any answer but a clear yes is a no."""
        self._progress.clear()
        if not tty.page(self._lines(sheet)):
            return Reply()
        typed: dict[str, str] = {}
        for step in asked:
            if step.approval is Approval.TYPED:
                phrase = one_line(step.action.phrase() or "")
                typed[step.id] = tty.ask(
                    f"{one_line(step.action.says())}.\nType {phrase} to confirm: "
                )
        count = len(asked) - len(typed)
        if not count:
            return Reply(typed=typed)
        answer = tty.ask(question(count, sheet.identity))
        return Reply(yes=answer.lower() in _YES, typed=typed)

    def show_code(self, code: DeviceCode, host: str) -> None:
        """Print code and URL; open a browser if standard error is a terminal."""
        device = self._device()
        fits = not device.is_terminal or widest(code.url) + len(_INDENT) <= device.columns
        hosts = ((use, url) for use, url in self._options.hosts() if use != "Sign-in")
        host = one_line(host)
        lines = [
            f"Sign in at {host}: confirm the code {one_line(code.user_code)} at",
            _INDENT + one_line(code.url if fits else code.verification_uri),
            *(f"{_INDENT}{use} is at {one_line(url)}" for use, url in hosts),
            _WARNING.format(host=host),
            self._options.note,
        ]
        self._say("".join(f"{line}\n" for line in lines if line))
        may_open = self._options.opens_browser and device.is_terminal
        if may_open and browser.is_there(self._environment):
            browser.open_page(code.url)

    def waiting(self, reason: str) -> None:
        """Show the reason of a wait."""
        self._progress.say(reason)

    def note(self, text: str, *, page: str = "") -> None:
        """Show information, with the address of a page to open."""
        self._say(text)
        if page:
            self._write(address(page, self._device()))

    def wants_new_code(self) -> bool:
        """Ask whether to go on with a new code."""
        return self._agrees("The code has expired. Get a new one?")

    def wants_to_connect(self) -> bool:
        """Ask whether to connect the missing account."""
        return self._agrees(f"No {DEFAULT.title} account is connected. Connect one now?")

    def _agrees(self, question: str) -> bool:
        self._progress.clear()
        return tty.is_there() and tty.ask(f"{question} [Y/n] ").lower() in _YES | {""}

    def _lines(self, sheet: Sheet) -> list[str]:
        device = replace(self._device(), is_terminal=True, width=tty.size().columns)
        return render_sheet(sheet, device).splitlines()

    def _say(self, text: str) -> None:
        self._progress.clear()
        self._write(rows(text.removesuffix("\n"), self._device()))

    def _write(self, text: str) -> None:
        self._stderr.write(f"{text}\n")
        self._stderr.flush()
