"""Shows the person the plan and the sign-in code on standard error, and asks on /dev/tty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TextIO

from aegis_cli.actions.facts import Approval
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.rows import address, rows, widest
from aegis_cli.adapters.terminal import browser
from aegis_cli.adapters.terminal.approving import ApprovalQuestion
from aegis_cli.adapters.terminal.preview import render_plan_brief, render_preview
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.adapters.terminal.tty import NO, Tty
from aegis_cli.core.http import split_url
from aegis_cli.core.text import one_line
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.planning.expansion import Act
from aegis_cli.request.approval import Reply, is_yes
from aegis_cli.request.edits import Edits
from aegis_cli.request.plan_preview import Preview

_INDENT = "  "
_WARNING = (
    "Confirm only this code, and only at {host}: one from anywhere else, such as an issue, lets "
    "somebody else act as you"
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

    def show(self, preview: Preview, *, in_full: bool) -> None:
        """Show the plan before the sign-in: in full, or with one line for each step."""
        device = self.device()
        if not device.is_terminal:
            return
        if in_full:
            self._say(render_preview(self._with_new_hosts(preview), device))
        else:
            self._say(render_plan_brief(preview, device))

    def ask(self, preview: Preview, asked: tuple[Act, ...]) -> Reply | Edits:
        """Ask on the controlling terminal; nothing but a clear yes approves.

        NOTE: a terminal that became narrower has broken the rows by itself, so a row may begin with
        text from outside. In that case the plan is shown and asked about again.
        """
        self.progress.clear()
        while True:
            laid_out_for = self.tty.size().columns
            reply = self._ask_once(preview, asked)
            if isinstance(reply, Edits) or not is_yes(asked, reply):
                return reply
            if self.tty.size().columns >= laid_out_for:
                return reply
            self.tty.write("Your terminal is narrower now. All of it is shown again.\n")

    def _ask_once(self, preview: Preview, asked: tuple[Act, ...]) -> Reply | Edits:
        """Show the preview and ask about it once."""
        if not self.tty.page(self._lines(preview)):
            return Reply()
        if preview.notice:
            self.tty.write(f"{one_line(preview.notice)}\n")
        reply = Reply()
        if len(asked) > 1 or asked[0].approval is not Approval.TYPED:
            question = ApprovalQuestion(
                self.tty, preview, asked, self.environment, self._page, self._open_page
            )
            answer = question.answer()
            if isinstance(answer, Edits) or not answer.yes:
                return answer
            reply = answer
        typed = dict[str, str]()
        for act in asked:
            if act.approval is Approval.TYPED and act.id not in reply.left_out:
                phrase = self._read_phrase(act)
                if phrase is None:
                    break
                typed[act.id] = phrase
        return replace(reply, typed=typed)

    def _read_phrase(self, act: Act) -> str | None:
        """Return the phrase that the person types where a yes is not enough; `None` for a no."""
        phrase = one_line(act.action.phrase() or "")

        def is_answer(said: str) -> bool:
            return act.action.is_target(said) or said.lower() in NO | {"?", "w"}

        question = f"{one_line(act.action.says())}.\nType {phrase} to confirm: "
        while (said := self.tty.decide(question, is_answer)) is not None:
            if act.action.is_target(said):
                return said
            match said.lower():
                case "w":
                    self._open_page(act)
                case "?":
                    more = "; w opens its page" if self._page(act) else ""
                    self.tty.write(f"To do it, type {phrase}{more}. To refuse it, type n.\n")
                case _:
                    break
        return None

    def _page(self, act: Act) -> str | None:
        """Return the address of the page of what an act is about; `None` where there is none.

        NOTE: only a page of the provider's own website is one, whatever an act is about.
        """
        provider = act.action.provider
        page = provider.page(act.action, act.base)
        parts = split_url(page) if page else None
        is_its_own = parts is not None and parts.hostname == provider.web_host(act.base)
        return page if is_its_own else None

    def _open_page(self, act: Act) -> None:
        """Open the page of an act, and show its address, which may be all that can be done."""
        page = self._page(act)
        if page is None:
            self.tty.write("There is no page to open.\n")
            return
        self.tty.write(f"{address(page, self.device())}\n")
        if self.options.opens_browser and browser.is_there(self.environment):
            browser.open_page(page)

    def show_code(self, code: DeviceCode, host: str) -> None:
        """Print code and URL; open a browser if standard error is a terminal."""
        device = self.device()
        fits = not device.is_terminal or widest(code.url) + len(_INDENT) <= device.columns
        hosts = self._new(self.options.hosts(), is_seen=device.is_terminal)
        host = one_line(host)
        lines = [
            f"Sign in at {host}: confirm the code {one_line(code.user_code)}, and no other, at",
            _INDENT + one_line(code.url if fits else code.verification_uri),
            *(f"{_INDENT}{use} is at {one_line(url)}" for use, url in hosts),
            self.options.note,
        ]
        self._say("".join(f"{line}\n" for line in lines if line))
        self.progress.observe(_WARNING.format(host=host))
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
        return self._agrees("The code has expired.\nGet a new one?")

    def wants_to_connect(self, title: str) -> bool:
        """Ask whether to connect the missing account at a provider."""
        return self._agrees(f"No {title} account is connected.\nConnect one now?")

    def _agrees(self, question: str) -> bool:
        self.progress.clear()
        return self.tty.is_there() and self.tty.agrees(f"{question} [Y/n] ", enter=True)

    def _lines(self, preview: Preview) -> list[str]:
        device = replace(self.device(), is_terminal=True, width=self.tty.size().columns)
        return render_preview(self._with_new_hosts(preview), device).splitlines()

    def _with_new_hosts(self, preview: Preview) -> Preview:
        return replace(preview, hosts=self._new(preview.hosts))

    def _new(
        self, hosts: tuple[tuple[str, str], ...], *, is_seen: bool = True
    ) -> tuple[tuple[str, str], ...]:
        """Return the hosts that the person was not told of before, and note that they are told now.

        NOTE: standard error may go to a file, which nobody sees, while the question is on a
        terminal.
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
