"""One plan's turn in a child: what the parent tells it, hears from it, and makes of its end.

The parent lets each write go, one by one, so it always knows what is in flight: a Ctrl-C in between
stops everything, and one during a write waits a little for its answer.
"""

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from aegis_cli.adapters.exchange_lines import call_as_json, error_from, outcome_from
from aegis_cli.adapters.lines import Broken, read_line, write_line
from aegis_cli.approval import Approved
from aegis_cli.core.call import Call
from aegis_cli.core.secret import Secret
from aegis_cli.errors import (
    AegisError,
    Bug,
    Code,
    Failed,
    Interrupted,
    OutcomeUnknown,
)
from aegis_cli.execution import Outcome, TokenFacts, accounted
from aegis_cli.oauth.exchange import Vault
from aegis_cli.oauth.inspection import Inspection
from aegis_cli.ports import Session

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

    calls: tuple[Call, ...]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    in_flight: str | None = None
    stopped_at: float | None = None
    """When the person pressed Ctrl-C, if they did."""
    is_silent: bool = False
    """Whether the child said nothing for too long."""

    def is_complete(self) -> bool:
        """Tell whether every call has its outcome."""
        return len(self.outcomes) == len(self.calls)

    def is_interrupted_again(self) -> bool:
        """Take note of a Ctrl-C; tell whether it is the second during a write."""
        again = self.stopped_at is not None and self.in_flight is not None
        self.stopped_at = time.monotonic() if self.stopped_at is None else self.stopped_at
        return again

    def ended(self, error: AegisError | None) -> tuple[Outcome, ...]:
        """Fill in what did not run; the first such step carries the error, if there is one."""
        return accounted(self.calls, self.outcomes, self.in_flight, error)


class ChildRun:
    """One plan's turn in the child."""

    def __init__(
        self, child: "subprocess.Popen[bytes]", progress: Progress, observe: Progress
    ) -> None:
        self._child = child
        self._vault: Vault | None = None
        self.token: TokenFacts | None = None
        self._inspection: Inspection | None = None
        self._observe = observe
        self._progress = progress
        self._inbox: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        # A thread reads, because a Ctrl-C inside readline() would lose the line it had begun.
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def begin(self, vault: Vault, base: str, session: Session) -> None:
        """Hand the child what it exchanges, and where it acts."""
        self._vault = vault
        self.say(open=_opening(vault, base, session))

    def end(self) -> None:
        """End the child, and all that listened to it."""
        end(self._child, patience=LAST_WORDS if self._may_derive else 1.0)
        self._listener.join(timeout=1.0)
        close(self._child)

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
        if self._child.stdin is not None:
            with contextlib.suppress(OSError):
                write_line(self._child.stdin, message)

    def _listen(self) -> None:
        pipe = self._child.stdout
        message: dict[str, Any] | None = None
        while pipe is not None:
            try:
                message = read_line(pipe)
            except (Broken, ValueError, OSError):
                message = None
            self._inbox.put(message)
            if message is None:
                return

    def _run(self, calls: tuple[Call, ...], **more: bool) -> tuple[Outcome, ...]:
        at = _Progressing(calls)
        with self._interrupts_as_messages():
            self.say(run=[call_as_json(call) for call in calls], **more)
            while True:
                message = self._next(at)
                if message is None:
                    return at.ended(self._gone(at))
                if "refused" in message:
                    raise error_from(message["refused"])
                if message is _INTERRUPT and at.is_interrupted_again():
                    return at.ended(_unknown("You stopped waiting for its answer"))
                if self._is_over(message, at):
                    return at.ended(None)
                if at.stopped_at is not None and at.in_flight is None:
                    self._give_up()
                    return at.ended(_interrupted())

    @contextlib.contextmanager
    def _interrupts_as_messages(self) -> Iterator[None]:
        """Put each Ctrl-C in the queue with all else, so that none falls between two lines."""
        before = signal.signal(signal.SIGINT, lambda _number, _frame: self._inbox.put(_INTERRUPT))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _is_over(self, message: dict[str, Any], at: _Progressing) -> bool:
        """Take note of one message; tell whether the run is over."""
        if "waiting" in message:
            self._progress(message["waiting"])
        if "asking" in message:
            self._assert()
        if "observed" in message:
            self._observe(message["observed"])
        if "outcome" in message:
            outcome = outcome_from(message["outcome"])
            at.outcomes[outcome.id], at.in_flight = outcome, None
        if "token" in message:
            self.token = TokenFacts(**message["token"])
        if "inspected" in message:
            self._inspection = Inspection(**message["inspected"])
        if "sending" in message and at.stopped_at is None:
            at.in_flight = message["sending"]
            self.say(go=message["sending"])
        return "end" in message or (at.stopped_at is not None and at.is_complete())

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
            self._child.kill()

    def _gone(self, at: _Progressing) -> AegisError:
        if at.in_flight is not None:
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


def _unknown(why: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"{why}; whether GitHub did it is not known.",
        code=Code.OUTCOME_UNKNOWN,
        hint="Look whether it happened before you try again.",
    )


def end(child: "subprocess.Popen[bytes]", *, patience: float = 1.0) -> None:
    """End a child by closing its pipe, and by force if it does not listen."""
    with contextlib.suppress(OSError):
        if child.stdin is not None:
            child.stdin.close()
    ends = time.monotonic() + patience
    # NOTE: an impatient second Ctrl-C must not leave a derived token valid.
    while child.poll() is None and (left := ends - time.monotonic()) > 0:
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            child.wait(timeout=left)
    if child.returncode is None:
        child.kill()
        child.wait()


def close(child: "subprocess.Popen[bytes]") -> None:
    """Close what is left of the pipes of a child that has ended."""
    if child.stdout is not None:
        child.stdout.close()
