"""Shows the person the plan and the sign-in code on standard error, and asks on /dev/tty."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TextIO

from aegis_cli.actions.facts import Approval
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.rows import address, rows, shortened, widest
from aegis_cli.adapters.render.sheet import render_plan_brief, render_sheet
from aegis_cli.adapters.terminal import browser
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.core.text import one_line
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.planning.expansion import Act
from aegis_cli.providers.default import DEFAULT
from aegis_cli.request.approval import Reply
from aegis_cli.request.plan_sheet import Sheet

_YES = frozenset({"y", "yes"})
_NUMBERS = re.compile(r"[0-9]+(?:[ ,]+[0-9]+)*")
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


def question(numbers: Sequence[int], identity: str | None, left_out: Sequence[int] = ()) -> str:
    """Return the question that asks to approve writes, by their numbers on the sheet."""
    count, hint = len(numbers), ""
    if left_out:
        hint = f"Left out: {', '.join(map(str, left_out))}.\n"
    elif count > 1:
        hint = f"To leave some out, answer with their numbers, such as {numbers[-1]}.\n"
    all_of = "Do the other" if left_out else "Do all"
    writes = f"{all_of} {count}" if count > 1 else "Do the other one" if left_out else "Do this"
    return f"{hint}{writes} as {shortened(one_line(identity or 'you'), _LONGEST_NAME)}? [y/N] "


def _agreed(tty: Tty, sheet: Sheet, asked: tuple[Act, ...]) -> Reply:
    """Ask until the person agrees to what is left, or does not.

    NOTE: numbers only take away, and what is left is asked about again: no number is a yes.
    """
    ids = {number: item.id for number, item in enumerate(sheet.items, start=1)}
    left = {number: ids[number] for number in ids if ids[number] in {act.id for act in asked}}
    out: dict[int, str] = {}
    while left:
        answer = tty.ask(question([*left], sheet.identity, sorted(out))).lower()
        if not _NUMBERS.fullmatch(answer):
            return Reply(yes=answer in _YES, left_out=frozenset(out.values()))
        named = set(map(int, answer.replace(",", " ").split()))
        if named <= left.keys():
            out |= {number: left.pop(number) for number in named}
    return Reply(left_out=frozenset(out.values()))


@dataclass(frozen=True, slots=True, repr=False)
class InteractiveTerminal:
    """The person at a terminal."""

    stderr: TextIO
    device: Callable[[], Device]
    progress: Progress
    options: TerminalOptions
    environment: Mapping[str, str]
    tty: Tty = Tty()  # noqa: RUF009  # it cannot change
    """Where the person is asked."""
    named: set[tuple[str, str]] = field(default_factory=set)
    """The hosts that the person was told of here, each once."""

    def can_ask(self) -> bool:
        """Tell whether a question would reach a person."""
        return self.tty.is_there()

    def show(self, sheet: Sheet, *, in_full: bool) -> None:
        """Show the plan before the sign-in: in full, or with one line for each step."""
        device = self.device()
        if not device.is_terminal:
            return
        if in_full:
            self._say(render_sheet(self._with_new_hosts(sheet), device))
        else:
            self._say(render_plan_brief(sheet, device))

    def ask(self, sheet: Sheet, asked: tuple[Act, ...]) -> Reply:
        """Ask on the controlling terminal; any answer but a clear yes is a no."""
        self.progress.clear()
        if not self.tty.page(self._lines(sheet)):
            return Reply()
        reply = Reply()
        if len(asked) > 1 or asked[0].approval is not Approval.TYPED:
            reply = _agreed(self.tty, sheet, asked)
            if not reply.yes:
                return reply
        typed = {
            act.id: self.tty.ask(f"{one_line(act.action.says())}.\nType {phrase} to confirm: ")
            for act in asked
            if act.approval is Approval.TYPED and act.id not in reply.left_out
            for phrase in [one_line(act.action.phrase() or "")]
        }
        return replace(reply, typed=typed)

    def show_code(self, code: DeviceCode, host: str) -> None:
        """Print code and URL; open a browser if standard error is a terminal."""
        device = self.device()
        fits = not device.is_terminal or widest(code.url) + len(_INDENT) <= device.columns
        hosts = self._new(self.options.hosts(), is_seen=device.is_terminal)
        host = one_line(host)
        lines = [
            f"Sign in at {host}: confirm the code {one_line(code.user_code)} at",
            _INDENT + one_line(code.url if fits else code.verification_uri),
            *(f"{_INDENT}{use} is at {one_line(url)}" for use, url in hosts),
            _WARNING.format(host=host),
            self.options.note,
        ]
        self._say("".join(f"{line}\n" for line in lines if line))
        may_open = self.options.opens_browser and device.is_terminal
        if may_open and browser.is_there(self.environment):
            browser.open_page(code.url)

    def waiting(self, reason: str) -> None:
        """Show the reason of a wait."""
        self.progress.say(reason)

    def note(self, text: str, *, page: str = "") -> None:
        """Show information, with the address of a page to open."""
        self._say(text)
        if page:
            self._write(address(page, self.device()))

    def wants_new_code(self) -> bool:
        """Ask whether to go on with a new code."""
        return self._agrees("The code has expired. Get a new one?")

    def wants_to_connect(self) -> bool:
        """Ask whether to connect the missing account."""
        return self._agrees(f"No {DEFAULT.title} account is connected. Connect one now?")

    def _agrees(self, question: str) -> bool:
        self.progress.clear()
        return self.tty.is_there() and self.tty.ask(f"{question} [Y/n] ").lower() in _YES | {""}

    def _lines(self, sheet: Sheet) -> list[str]:
        device = replace(self.device(), is_terminal=True, width=self.tty.size().columns)
        return render_sheet(self._with_new_hosts(sheet), device).splitlines()

    def _with_new_hosts(self, sheet: Sheet) -> Sheet:
        return replace(sheet, hosts=self._new(sheet.hosts))

    def _new(
        self, hosts: tuple[tuple[str, str], ...], *, is_seen: bool = True
    ) -> tuple[tuple[str, str], ...]:
        """Return the hosts that the person was not told of before; from now on they were.

        NOTE: what goes to a file is not seen, and the question may be on a terminal all the same.
        """
        new = tuple(host for host in hosts if host not in self.named)
        if is_seen:
            self.named.update(new)
        return new

    def _say(self, text: str) -> None:
        self.progress.clear()
        self._write(rows(text.removesuffix("\n"), self.device()))

    def _write(self, text: str) -> None:
        self.stderr.write(f"{text}\n")
        self.stderr.flush()
