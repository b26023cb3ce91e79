"""One plan's turn in a child: what the parent tells it, hears from it, and makes of its end.

The parent lets each write go, one by one, so it always knows what is in flight: a Ctrl-C in between
stops everything, and one during a write waits a little for its answer.
"""

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from aegis_cli.actions.call import Call
from aegis_cli.adapters.executor.ledger import Ledger
from aegis_cli.adapters.executor.messages import call_as_json, error_from, outcome_from
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.json_lines import Broken, read_line, write_line
from aegis_cli.core.secret import Secret
from aegis_cli.errors import (
    AegisError,
    Bug,
    Code,
    Failed,
    Interrupted,
    OutcomeUnknown,
)
from aegis_cli.oauth.exchange import Vault
from aegis_cli.providers.github.inspection import Inspection
from aegis_cli.request.approval import Approved
from aegis_cli.request.execution import Outcome, TokenFacts
from aegis_cli.request.ports import Session

PATIENCE = 5.0
"""Seconds that a write in flight gets to answer after a Ctrl-C."""

LAST_WORDS = 5.0
"""Seconds that a child gets to delete a derived token before it is ended by force."""

SILENCE = 150.0
"""Seconds without a word after which the child is taken for dead."""

_INTERRUPT: dict[str, Any] = {"waiting": "waiting for what is under way"}

Progress = Callable[[str], None]


@dataclass(slots=True)
class _Progressing:
    """How far a run has come."""

    ledger: Ledger
    stopped_at: float | None = None
    """When the person pressed Ctrl-C, if they did."""
    is_silent: bool = False
    """Whether the child said nothing for too long."""

    @property
    def is_in_flight(self) -> bool:
        """Whether a write was let go and has not been answered."""
        return self.ledger.in_flight is not None

    def is_interrupted_again(self) -> bool:
        """Take note of a Ctrl-C; tell whether it is the second during a write."""
        again = self.stopped_at is not None and self.is_in_flight
        self.stopped_at = time.monotonic() if self.stopped_at is None else self.stopped_at
        return again


class ChildRun:
    """One plan's turn in the child."""

    def __init__(self, child: Channel, progress: Progress, observe: Progress) -> None:
        self._child = child
        self._vault: Vault | None = None
        self.token: TokenFacts | None = None
        self._inspection: Inspection | None = None
        self._observe = observe
        self._progress = progress
        self._inbox: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        # A thread reads, because a Ctrl-C inside readline() would lose the line it had begun.
        self._listener = threading.Thread(target=self._listen, daemon=True)

    def begin(self, vault: Vault, base: str, session: Session) -> None:
        """Send the child what it exchanges and where it acts, once it is hardened."""
        self.listen()
        self._vault = vault
        self.say(open=_opening(vault, base, session))

    def listen(self) -> None:
        """Open the channel to the child and start to listen; raise `Bug` if it is not hardened."""
        self._child.open()
        self._told = self._child.file("wb")
        self._listener.start()

    def end(self) -> None:
        """End the child, and all that listened to it."""
        self._child.end(patience=LAST_WORDS if self._may_derive else 1.0)
        if self._listener.ident is not None:
            self._listener.join(timeout=1.0)
        self._child.close()

    def read(self, calls: tuple[Call, ...]) -> tuple[Outcome, ...]:
        """Perform actions that only read."""
        if any(call.seal is not None for call in calls):
            raise ValueError("a write needs an Approved")
        return self._run(calls)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        """Perform an approved plan."""
        return self._run(approved.calls)

    def inspect(self, call: Call) -> tuple[Outcome, Inspection | None]:
        """Perform a read, and find out what can be told of the vault's token."""
        (outcome,) = self._run((call,), inspect=True)
        return outcome, self._inspection

    def say(self, **message: Any) -> None:
        """Send the child one message; a child that is gone is noticed when it does not answer."""
        with contextlib.suppress(OSError):
            write_line(self._told, message)

    def _listen(self) -> None:
        pipe = self._child.file("rb")
        while True:
            try:
                message = read_line(pipe)
            except (Broken, ValueError, OSError):
                message = None
            self._inbox.put(message)
            if message is None:
                return

    def _run(self, calls: tuple[Call, ...], **more: bool) -> tuple[Outcome, ...]:
        at = _Progressing(Ledger(calls))
        with self._interrupts_as_messages():
            self.say(run=[call_as_json(call) for call in calls], **more)
            while True:
                message = self._next(at)
                if message is None:
                    return at.ledger.ended(self._gone(at))
                if message is _INTERRUPT and at.is_interrupted_again():
                    return at.ledger.ended(_unknown("You stopped waiting for its answer"))
                try:
                    is_over = self._is_over(message, at)
                except (KeyError, TypeError, ValueError):
                    self._give_up()
                    return at.ledger.ended(_strange(at))
                if is_over:
                    return at.ledger.ended(None)
                if at.stopped_at is not None and not at.is_in_flight:
                    self._give_up()
                    return at.ledger.ended(_interrupted())

    @contextlib.contextmanager
    def _interrupts_as_messages(self) -> Iterator[None]:
        """Put each Ctrl-C in the queue with all else, so that none falls between two lines."""
        before = signal.signal(signal.SIGINT, lambda _number, _frame: self._inbox.put(_INTERRUPT))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _is_over(self, message: dict[str, Any], at: _Progressing) -> bool:
        """Take note of one message; tell whether the run is over.

        Raises the executor's refusal, and `KeyError`, `TypeError` or `ValueError` for an invalid
        message.
        """
        if "refused" in message:
            raise error_from(message["refused"])
        self._note(message)
        if "asking" in message:
            self._assert()
        if "outcome" in message:
            at.ledger.take(outcome_from(message["outcome"]))
        if "sending" in message and at.stopped_at is None:
            self.say(go=at.ledger.let_go(message["sending"]))
        if "end" in message:
            at.ledger.end()
        return "end" in message or (at.stopped_at is not None and at.ledger.is_complete())

    def _note(self, message: dict[str, Any]) -> None:
        """Take note of progress, debug lines, and facts about the token."""
        if "waiting" in message:
            self._progress(message["waiting"])
        if "observed" in message:
            self._observe(message["observed"])
        if "token" in message:
            self.token = TokenFacts(**message["token"])
        if "inspected" in message:
            self._inspection = Inspection(**message["inspected"])

    def _assert(self) -> None:
        """Make the assertion that the child asks for; the private key stays here."""
        if self._vault is not None and not isinstance(self._vault.credential, Secret):
            self.say(assertion=self._vault.credential().reveal())

    def _next(self, at: _Progressing) -> dict[str, Any] | None:
        patience = SILENCE
        if at.stopped_at is not None:
            patience = max(at.stopped_at + PATIENCE - time.monotonic(), 0.0)
        try:
            return self._inbox.get(timeout=patience)
        except Empty:
            at.is_silent = True
            self._give_up()
            return None

    @property
    def _may_derive(self) -> bool:
        return self._vault is not None and self._vault.app is not None

    def _give_up(self) -> None:
        """End the child at once; `end` does it where it may have a derived token to delete."""
        if not self._may_derive:
            self._child.process.kill()

    def _gone(self, at: _Progressing) -> AegisError:
        if at.is_in_flight:
            return _unknown("The answer to what was sent did not come")
        if at.is_silent:
            return Failed("The executor did not answer in time.", code=Code.NETWORK)
        return Bug("The executor ended without an answer.", code=Code.INTERNAL)


def _opening(vault: Vault, base: str, session: Session) -> dict[str, str]:
    opening = {
        "token_endpoint": vault.token_endpoint,
        "vault_client_id": vault.client_id,
        "connection": vault.connection,
        "github_api": base,
        "session": session.access_token.reveal(),
    }
    if isinstance(vault.credential, Secret):
        opening["vault_client_secret"] = vault.credential.reveal()
    if vault.app is not None:
        opening["app_client_id"] = vault.app.client_id
        opening["app_client_secret"] = vault.app.client_secret.reveal()
    return opening


def _interrupted() -> Interrupted:
    return Interrupted("Interrupted; no write was in flight.", code=Code.INTERRUPTED)


def _strange(at: _Progressing) -> AegisError:
    if at.is_in_flight:
        return _unknown("The executor sent an invalid message")
    return Bug(
        "The executor sent an invalid message, or asked for a write that was not approved; it was "
        "stopped.",
        code=Code.INTERNAL,
    )


def _unknown(why: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"{why}; whether GitHub did it is not known.",
        code=Code.OUTCOME_UNKNOWN,
        hint="Look whether it happened before you try again.",
    )
