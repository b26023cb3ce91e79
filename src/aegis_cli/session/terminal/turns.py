"""Whose turn it is to ask at the agent's terminal, or to write: one at a time, in line; pure.

Every question that stands here was asked by a program, so a flood of them must not be possible, and
one that was just refused is not asked again at once.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from aegis_cli.errors import AegisError, Code, error_for

MOST = 8
"""Questions that may wait, besides those of doors."""
REFUSED = 60.0
"""Seconds in which a refused request is refused again without a question."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A wish to ask, or to write."""

    owner: Hashable
    begin: Callable[[], None]
    """Called when it is its turn; it may end that at once."""
    process: int = 0
    """The asking process; each may have one question."""
    digest: str = ""
    """Of what is asked; "" for a sign-in, or a write."""
    is_of_door: bool = False
    """Whether it is for a program that knows no "ask again": the places of doors bound these."""


@dataclass(slots=True)
class Turns:
    """The line of those who wait for one thing."""

    current: Turn | None = None
    began: float = 0.0
    """When the current turn began, in seconds of the caller's clock."""
    waiting: list[Turn] = field(default_factory=list)
    refused: dict[str, float] = field(default_factory=dict)

    def ask(self, turn: Turn, now: float) -> None:
        """Give a turn, now or later; raise `AegisError` if it may not ask."""
        if turn.digest:
            self._check(turn, now)
        if self.current is None:
            self._begin(turn, now)
        else:
            self.waiting.append(turn)

    @property
    def everybody(self) -> list[Turn]:
        """All who wait, and the one whose turn it is."""
        return [*self.waiting, *([self.current] if self.current else [])]

    def _check(self, turn: Turn, now: float) -> None:
        others = self.everybody
        if any(other.digest == turn.digest for other in others):
            raise _busy("The same question waits for an answer already.")
        if any(other.process == turn.process and other.digest for other in others):
            raise _busy("This program has a question that waits for an answer already.")
        if not turn.is_of_door and sum(not each.is_of_door for each in self.waiting) >= MOST:
            raise _busy("Too many questions wait for an answer.")
        if now - self.refused.get(turn.digest, now - REFUSED) < REFUSED:
            raise error_for(
                Code.DECLINED,
                "The same request was refused or taken back less than a minute ago, so it was not "
                "asked again.",
                hint="Ask for it again only when the person says so.",
            )

    def end(self, owner: Hashable, now: float, *, refused: bool = False) -> None:
        """End a turn, or leave the line; `refused` tells that the person said no."""
        self.waiting = [turn for turn in self.waiting if turn.owner != owner]
        if self.current is None or self.current.owner != owner:
            return
        if refused and self.current.digest:
            recent = {each: at for each, at in self.refused.items() if now - at < REFUSED}
            self.refused = recent | {self.current.digest: now}
        self.current = None
        if self.waiting:
            self._begin(self.waiting.pop(0), now)

    def overdue(self, seconds: float, now: float) -> Turn | None:
        """Return the turn that has taken longer than this; `None` if it has not."""
        return self.current if now - self.began > seconds else None

    def forget_refusals(self, now: float) -> bool:
        """Forget what was refused; tell whether anything of it was recent."""
        counts = any(now - at < REFUSED for at in self.refused.values())
        self.refused = {}
        return counts

    def _begin(self, turn: Turn, now: float) -> None:
        self.current, self.began = turn, now
        turn.begin()


def _busy(message: str) -> AegisError:
    return error_for(Code.BUSY, message, hint="Wait until it was answered, then ask again.")
