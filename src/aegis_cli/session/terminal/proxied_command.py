"""The command of a session, and the person's terminal in front of it."""

import os
import selectors
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aegis_cli.adapters.process.inherited import InheritedChild
from aegis_cli.adapters.pseudo_terminal.command import Command
from aegis_cli.adapters.pseudo_terminal.outer_terminal import OuterTerminal
from aegis_cli.adapters.pseudo_terminal.proxy import PtyProxy


@dataclass(frozen=True, slots=True)
class ProxiedCommand:
    """A command that runs, with the terminal that it is shown on."""

    command: Command
    outer: OuterTerminal
    goes_on: Mapping[str, Any] | None = None
    """What a proxy before it has kept, in another program of this process."""

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "ProxiedCommand":
        """Return the command that was `kept`; raise `NoTerminal` if the terminal is gone."""
        outer = OuterTerminal(before=kept["before"])
        os.set_inheritable(kept["master"], False)  # noqa: FBT003  # it has no name
        command = Command(InheritedChild(kept["pid"]), kept["master"])
        return cls(command, outer, kept["proxy"])

    def state_to_keep(self, proxy: PtyProxy) -> dict[str, Any]:
        """Return what another program of this process needs to go on, for JSON."""
        return {
            "pid": self.command.process.pid,
            "master": self.command.master,
            "before": self.outer.before,
            "proxy": proxy.kept,
        }

    def proxy(self, selector: selectors.BaseSelector, menu: Callable[[bytes], None]) -> PtyProxy:
        """Return what stands between both, as a guest in a selector."""
        proxy = PtyProxy(self.command, self.outer, selector, menu)
        if self.goes_on is not None:
            proxy.resume(self.goes_on)
        return proxy
