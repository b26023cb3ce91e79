"""The person at the terminal: shown the plan and the code on standard error, asked on /dev/tty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TextIO

from aegis_cli.adapters import browser, tty
from aegis_cli.adapters.progress import Progress
from aegis_cli.adapters.render.device import Device
from aegis_cli.adapters.render.sheet import render_plan_brief, render_sheet
from aegis_cli.approval import Reply, Sheet
from aegis_cli.core.text import one_line
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.planning.plan import Step

_YES = frozenset({"y", "yes"})


@dataclass(frozen=True, slots=True)
class Manner:
    """How to deal with the person."""

    opens_browser: bool
    """Whether a browser may be opened for the sign-in."""
    hosts: Callable[[], tuple[tuple[str, str], ...]] = tuple
    """Names every host that is not the default, and its use, as known when it is shown."""
    note: str = ""
    """What to add below the code, such as who confirms it on the sandbox."""


class Person:
    """Shows, greets and asks."""

    def __init__(
        self,
        stderr: TextIO,
        device: Device,
        progress: Progress,
        manner: Manner,
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
        if not self._device.is_terminal:
            return
        if in_full:
            self._say(render_sheet(sheet, self._device))
        else:
            # The hosts are named at the sign-in, and again with the question.
            self._say(render_plan_brief(replace(sheet, hosts=()), self._device))

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
        what = "Do this" if len(plain) == 1 else f"Do all {len(plain)}"
        answer = tty.ask(f"{what} as {one_line(sheet.identity or 'you')}? [y/N] ")
        return Reply(yes=answer.lower() in _YES, typed=typed)

    def show_code(self, code: DeviceCode, host: str) -> None:
        """Print code and URL, always; open a browser only where a person sits."""
        lines = [
            f"Sign in at {host}: confirm the code {code.user_code} at",
            f"  {one_line(code.url)}",
            *(f"  {use} is at {url}" for use, url in self._manner.hosts() if use != "Sign-in"),
            self._manner.note,
        ]
        self._say("".join(f"{line}\n" for line in lines if line))
        may_open = self._manner.opens_browser and self._device.is_terminal
        if may_open and browser.is_there(self._environment):
            browser.open_page(code.url)

    def waiting(self, reason: str) -> None:
        """Say what is being waited for."""
        self._progress.say(reason)

    def note(self, text: str) -> None:
        """Tell something that is good to know."""
        self._say(text)

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
        device = replace(self._device, is_terminal=True, width=tty.size().columns)
        return render_sheet(sheet, device).splitlines()

    def _say(self, text: str) -> None:
        self._progress.clear()
        self._stderr.write(text if text.endswith("\n") else text + "\n")
        self._stderr.flush()
