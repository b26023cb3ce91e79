"""The embedded executor: one child process per plan, which alone ever holds a provider's token."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from aegis_cli.actions.call import Call
from aegis_cli.adapters.auth0.freshness import SessionGuard
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.isolated import start
from aegis_cli.adapters.sender import USUAL, Patience
from aegis_cli.core.flow import talks_to_nobody
from aegis_cli.executor.child_run import (
    ChildRun,
    ConverseWith,
    DescriptorOf,
    Report,
    ShowInterim,
    no_place,
)
from aegis_cli.oauth.exchange import Vault
from aegis_cli.request.ports import Session


def interpreter(environment: Mapping[str, str]) -> Channel:
    """Start a child in an interpreter of its own."""
    module = "aegis_cli.executor.child"
    return start(module, environment=environment, stderr="drop")


@dataclass
class EmbeddedExecutor:
    """Performs plans in a child process, with the vault credentials of this machine."""

    vault: Callable[[], Vault]
    guard: SessionGuard
    child: Callable[[], Channel]
    """Starts a child process."""
    progress: Report
    """Shows each wait."""
    observe: Report = lambda _line: None
    """Shows each request."""
    patience: Patience = USUAL
    """How long a server may say nothing, and who is told that aegis waits for it."""
    place: DescriptorOf = no_place
    show_interim: ShowInterim = lambda _action, _data: None
    converse: ConverseWith = lambda told, _check: talks_to_nobody(told)
    keep: Callable[[], Callable[[], None] | None] = lambda: None
    """Returns what gives a child back to whoever keeps it, where that may be."""
    note_go: Callable[[str], None] = lambda _write: None
    """Takes note of a write, by its id, before it is sent."""
    most_calls: int = 40
    """Between so many, which take some two minutes at GitHub's pace, the session is asked for
    again: it may have ended."""
    _child: Channel | None = field(default=None, init=False)

    def prepare(self) -> None:
        """Start the child, so that its imports run during the planning and the sign-in.

        Another one is started in the place of one that has ended since then.
        """
        if self._child is not None and self._child.process.poll() is not None:
            self.close()
        self._prepare()

    def _prepare(self) -> Channel:
        if self._child is None:
            self._child = self.child()
        return self._child

    def close(self) -> None:
        """End a child that was prepared and never used."""
        if self._child is not None:
            self._child.end()
            self._child.close()
            self._child = None

    def judge(self, session: Session, calls: tuple[Call, ...]) -> None:
        """Allow everything: the person's own policy has judged it."""

    def require_fits(self, calls: tuple[Call, ...]) -> None:
        """Take any number of calls in one run."""

    @contextlib.contextmanager
    def open(self, session: Session, *, keep_going: bool = False) -> Iterator["ChildRun"]:
        """Hand the session to the child; when the context ends, the child has ended.

        A Ctrl-C while the child ends, or right after its last answer, interrupts what follows the
        run.
        """
        self.guard.admit(session)
        check = partial(self.guard.check, session)
        run = ChildRun(self._prepare(), self.progress, self.observe, check, keep_going=keep_going)
        run.patience, run.place = self.patience, self.place
        run.show_interim, run.note_go = self.show_interim, self.note_go
        run.converse, run.keep = self.converse, self.keep()
        self._child = None
        try:
            run.begin(self.vault(), session)
            yield run
        finally:
            run.end()
        if run.inbox.has_interrupt():
            raise KeyboardInterrupt
