"""The person at the agent's terminal, as a sign-in of the agent reaches them."""

from collections.abc import Callable
from dataclasses import dataclass, fields

from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
from aegis_cli.oauth.device import DeviceCode


def _nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True, repr=False)
class SessionPerson(InteractiveTerminal):
    """Shows and asks only while the terminal is held for it, and stops when that is cancelled."""

    hold: Callable[[], None] = _nothing
    """Waits until the terminal is this thread's."""
    holds: Callable[[], bool] = lambda: False
    """Tells whether the terminal is this thread's."""
    check: Callable[[], None] = _nothing
    """Raises `AegisError` if nobody waits for this sign-in any more."""
    meanwhile: Callable[[], None] = _nothing
    """Called when a code was shown; the person needs some time to confirm it."""

    @classmethod
    def at(
        cls,
        person: InteractiveTerminal,
        *,
        hold: Callable[[], None],
        holds: Callable[[], bool],
        check: Callable[[], None],
        meanwhile: Callable[[], None] = _nothing,
    ) -> "SessionPerson":
        """Return a person who is reached like another, by these rules."""
        parts = {field.name: getattr(person, field.name) for field in fields(person)}
        return cls(**parts, hold=hold, holds=holds, check=check, meanwhile=meanwhile)

    def can_ask(self) -> bool:
        """Tell that the terminal is there."""
        return True

    def show_code(self, code: DeviceCode, host: str) -> None:
        """Show code and URL."""
        self.hold()
        InteractiveTerminal.show_code(self, code, host)
        self.meanwhile()

    def waiting(self, reason: str) -> None:
        """Show the reason of a wait, where the screen is not the command's."""
        self.check()
        if self.holds():
            InteractiveTerminal.waiting(self, reason)

    def note(self, text: str, *, page: str = "") -> None:
        """Show information."""
        self.hold()
        InteractiveTerminal.note(self, text, page=page)

    def wants_new_code(self) -> bool:
        """Ask whether to go on with a new code."""
        self.hold()
        return InteractiveTerminal.wants_new_code(self)

    def wants_to_connect(self, title: str) -> bool:
        """Ask whether to connect the missing account at a provider."""
        self.hold()
        return InteractiveTerminal.wants_to_connect(self, title)
