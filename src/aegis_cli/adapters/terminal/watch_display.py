"""Shows what is watched on standard error: a picture in place, or a line for each change."""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.adapters.render import watched
from aegis_cli.adapters.terminal.progress import Progress


class WatchDisplay:
    """Shows what was found of one thing, each time in place of what was found before."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._action: Action[Any] | None = None
        self._told: set[str] = set()

    def show(self, action: Action[Any], data: Any) -> None:
        """Show what a look found."""
        if self._progress.can_draw:
            self._progress.draw(
                lambda device, height: watched.picture(action, data, device, height)
            )
            return
        if action is not self._action:
            self._action, self._told = action, set()
        for line in watched.lines(action, data, self._progress.device()):
            if line not in self._told:
                self._told.add(line)
                self._progress.tell(line)
