"""Standard error, and the person who may read it; it needs no settings."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aegis_cli.settings.cli_options import CliOptions

if TYPE_CHECKING:
    from aegis_cli.adapters.sender import Patience, Sender
    from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
    from aegis_cli.adapters.terminal.progress import Progress
    from aegis_cli.core.flow import Wait


@dataclass
class Screen:
    """What is shown while a request is under way, and to whom."""

    options: CliOptions
    variables: Mapping[str, str]
    """The environment variables."""

    @cached_property
    def has_terminal(self) -> bool:
        """Whether standard error is a terminal."""
        return sys.stderr.isatty()

    @cached_property
    def can_press(self) -> bool:
        """Whether a person can reach the sandbox's verification page."""
        from aegis_cli.adapters.terminal import browser

        has_browser = self.options.no_browser or browser.is_there(self.variables)
        return self.has_terminal and has_browser

    @cached_property
    def progress(self) -> "Progress":
        """The line of progress on standard error."""
        from aegis_cli.adapters.terminal.progress import Progress

        return Progress(
            sys.stderr,
            is_terminal=self.has_terminal,
            debug=self.options.debug,
            where="Sandbox" if self.options.sandbox else "",
        )

    def person(self, hosts: Callable[[], tuple[tuple[str, str], ...]]) -> "InteractiveTerminal":
        """Return the person at the terminal; `hosts` is called when they are to be shown."""
        from datetime import UTC, datetime

        from aegis_cli.adapters.render.capabilities import device_of
        from aegis_cli.adapters.terminal.interactive import InteractiveTerminal, TerminalOptions

        note = "(This is a sandbox: nothing is real.)" if self.options.sandbox else ""
        if self.options.sandbox and not self.can_press:
            note = (
                "(This is a sandbox: nothing is real. "
                "Nobody can press Confirm here, so it confirms by itself.)"
            )
        return InteractiveTerminal(
            sys.stderr,
            lambda: device_of(sys.stderr, self.variables, datetime.now(UTC)),
            self.progress,
            TerminalOptions(opens_browser=not self.options.no_browser, hosts=hosts, note=note),
            self.variables,
        )

    def sender(self, patience: "Patience") -> "Sender":
        """Return a sender for requests that belong to no adapter; they are shown as progress."""
        from aegis_cli.adapters.sender import Sender

        return Sender(observe=self.progress.observe, patience=patience)

    def wait(self, wait: "Wait") -> None:
        """Wait, and show the reason as progress."""
        import time

        self.progress.say(wait.reason)
        time.sleep(wait.seconds)
