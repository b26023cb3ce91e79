"""The permissions, advance approvals and destinations of a request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aegis_cli.planning.plan import Origin
from aegis_cli.planning.row_references import ListedRows
from aegis_cli.request.consent import Preapproval
from aegis_cli.request.plan_state import ReadBefore
from aegis_cli.request.policy import Policy
from aegis_cli.request.selection import Selection


def _no_clock() -> datetime:
    raise ValueError("nobody told the time")


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """The permissions, advance approvals and destinations of a request."""

    policy: Policy
    preapproval: Preapproval
    bases: Mapping[str, str]
    """The roots of the APIs that the settings name, by the provider's name."""
    hosts: tuple[tuple[str, str], ...] = ()
    dry_run: bool = False
    keep_going: bool = False
    """Whether the acts after a failed one are tried too."""
    speaker: Origin = Origin.USER
    """Whose words a request is: the person's, or those of a program of their session."""
    listed: ListedRows = field(default_factory=ListedRows)
    """The rows of the list before, which the sentence may name."""
    answers_once: bool = False
    """Whether requests go to a broker, which answers each once."""
    is_watched: bool = False
    """Whether the result is text on the terminal at which it was typed."""
    selection: Selection | None = None
    """What is written in place of the whole result; `None` for all of it."""
    sites: Mapping[str, str] = field(default_factory=dict)
    """The hosts of web pages that the settings name, by the provider's name."""

    max_writes: int = 50
    """Writes that a sentence about each of many may come to."""
    before: ReadBefore = field(default_factory=ReadBefore)
    now: Callable[[], datetime] = _no_clock
    """Tells the time, for what is said to be older than an age."""

    @property
    def runs_guess(self) -> bool:
        """Whether a guess that only reads runs at once. NOTE: only before the person's own eyes."""
        return self.is_watched and self.speaker is Origin.USER
