"""Guards the embedded executor: it checks the access token, and the proof for what is typed.

It runs in the parent, which can read the access token, before the child learns of any write. A
broker makes its own checks and does not trust these. Source: RFC 9470.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from aegis_cli.actions.call import Call
from aegis_cli.actions.facts import Approval
from aegis_cli.errors import StepUpRequired
from aegis_cli.oauth.grant import ADMIN, MAX_AGE, is_fresh
from aegis_cli.request.approval import Approved
from aegis_cli.request.execution import Outcome, TokenFacts
from aegis_cli.request.ports import Executor, Run, Session

ProvedAt = Callable[[Session], float | None]
"""Returns when the person of a session last authenticated, in Unix seconds."""

Admit = Callable[[Session], None]
"""Raises `Failed` for a session whose token must not be exchanged."""


class _ClosableExecutor(Executor, Protocol):
    """An executor that can be closed."""

    def close(self) -> None:
        """End what was prepared and not used."""
        ...


class FreshExecutor:
    """An executor that needs a fresh proof for actions whose phrase is typed."""

    def __init__(self, inner: _ClosableExecutor, proved_at: ProvedAt, *, admit: Admit) -> None:
        self._inner = inner
        self._admit = admit
        self._proved_at = proved_at

    def prepare(self) -> None:
        """Start early what takes time."""
        self._inner.prepare()

    def close(self) -> None:
        """End what was prepared and not used."""
        self._inner.close()

    @contextmanager
    def open(self, session: Session, *, keep_going: bool = False) -> Iterator[Run]:
        """Begin one plan's turn."""
        self._admit(session)
        with self._inner.open(session, keep_going=keep_going) as run:
            yield _FreshRun(run, session, self._proved_at)


@dataclass(frozen=True, slots=True)
class _FreshRun:
    """One plan's turn, with the check before its writes."""

    run: Run
    session: Session
    proved_at: ProvedAt

    @property
    def tokens(self) -> Mapping[str, TokenFacts]:
        """The tokens that it used."""
        return self.run.tokens

    def read(self, calls: tuple[Call, ...]) -> tuple[Outcome, ...]:
        """Perform actions that only read."""
        return self.run.read(calls)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        """Perform what a person approved; raise `StepUpRequired` before anything is sent."""
        approvals = (call.action.approval() for call in approved.calls)
        if Approval.TYPED in approvals and not self._is_proved():
            raise StepUpRequired(
                "This cannot be undone, and the sign-in is too old for it; nothing was sent.",
                scope=ADMIN,
                max_age=MAX_AGE,
                hint="Sign in with your password or second factor when the page asks for it.",
            )
        return self.run.write(approved)

    def _is_proved(self) -> bool:
        is_admin = ADMIN in self.session.scope
        return is_admin and is_fresh(self.proved_at(self.session), time.time())
