"""One plan in a child process, as its parent sees it: each write is sent, one by one.

So the parent always knows what is in flight: a Ctrl-C between two writes stops everything, and
after one during a write the parent waits a little for its answer.
"""

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import Inspection, TokenFacts
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.descriptors import close_all, send_with
from aegis_cli.adapters.process.json_lines import read_line, write_line
from aegis_cli.adapters.sender import USUAL
from aegis_cli.core.flow import talks_to_nobody
from aegis_cli.core.text import amount
from aegis_cli.errors import AegisError, Code, Interrupted, UsageError
from aegis_cli.executor.plan_run import PlanRun, RunEnded
from aegis_cli.executor.protocol import ended_with_its_time, no_answer, opening, too_late
from aegis_cli.oauth.exchange import Vault
from aegis_cli.request.approval import Approved
from aegis_cli.request.execution import Outcome
from aegis_cli.request.plan_memory import PlanMemory
from aegis_cli.request.ports import Session
from aegis_cli.request.watching import interruption

PATIENCE = 5.0
"""Seconds that a write in flight gets to answer after a Ctrl-C."""

DELETION_PATIENCE = 5.0
"""Seconds that a child gets to delete a derived token before it is ended by force."""

SILENCE = 150.0
"""Seconds without a message after which the run is given up."""

_MOMENT = 0.001
"""Seconds in which a Ctrl-C, or the end of the child, is noticed while a program is silent."""

_AFTER_STOP = 1.0
"""Seconds for what came while this process was stopped."""

_MOST_WAITING = 16
"""How many messages of a child may wait; it says no more until there is room, so that a Ctrl-C is
not behind them, and memory is not full of them."""

INTERRUPT: dict[str, Any] = {"waiting": "waiting for what is under way"}
"""The message of a Ctrl-C."""

Report = Callable[[str], None]

DescriptorOf = Callable[[Call], int]
"""Returns a descriptor of the file for a call's download, or of the one that a call takes."""

ConverseWith = Callable[[bytes, Callable[[], None]], bytes]
"""Tells a program something, and returns what it asks for next, or nothing at its end. The function
is called while it waits, and may raise."""

ShowInterim = Callable[[Action[Any], Any], None]
"""Shows what was found of a thing that is watched and not at its end."""


def no_place(call: Call) -> int:
    """Refuse a download, and what would be taken: there is no place for it."""
    raise UsageError(f"There is no place here for this: {call.action.says()}", code=Code.BAD_USAGE)


class ParentInbox(SimpleQueue[dict[str, Any] | None]):
    """The messages of one child in their order; `None` once it has ended.

    Each Ctrl-C is one of them, so none interrupts a line that handles a message, and none is lost
    while a child ends.
    """

    @contextlib.contextmanager
    def takes_interrupts(self) -> Iterator[None]:
        """Make a message of each Ctrl-C."""
        before = signal.signal(signal.SIGINT, lambda _number, _frame: self.put(INTERRUPT))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def has_interrupt(self) -> bool:
        """Take the messages that are left; tell whether a Ctrl-C is among them."""
        left = [self.get_nowait() for _ in range(self.qsize())]
        return any(message is INTERRUPT for message in left)


class ChildRun:
    """One plan in the child, in one run or more: reads before the question, then the plan."""

    def __init__(
        self,
        child: Channel,
        progress: Report,
        observe: Report,
        check: Callable[[Approved], None],
        *,
        keep_going: bool = False,
    ) -> None:
        """Take what raises `StepUpRequired`, before the child learns of a write."""
        self._child = child
        self._check = check
        self._keep_going = keep_going
        self._vault: Vault | None = None
        self._may_derive = False
        """Whether the child may have a derived token, which it deletes before it ends."""
        self.patience = USUAL
        self.place: DescriptorOf = no_place
        self.show_interim: ShowInterim = lambda _action, _data: None
        self.converse: ConverseWith = lambda told, _check: talks_to_nobody(told)
        self.note_go: Callable[[str], None] = lambda _write: None
        self.keep: Callable[[], None] | None = None
        """Gives the child back to whoever keeps it; `None` where it ends with this run."""
        self.tokens: dict[str, TokenFacts] = {}
        self._inspection: Inspection | None = None
        self._observe = observe
        self._progress = progress
        self._stopped_at: float | None = None
        """When the person pressed Ctrl-C, if they did."""
        self.inbox = ParentInbox()
        self._is_ending = self._lets_go = self._is_let_go = False
        self._memory = PlanMemory()
        self._plan_run = PlanRun(())
        # A thread reads, because a Ctrl-C inside readline() would lose what it had read.
        self._listener = threading.Thread(target=self._listen, daemon=True)

    def begin(self, vault: Vault, session: Session) -> None:
        """Send the child what it exchanges and where it acts, once it is hardened."""
        self.listen()
        self._vault, self._may_derive = vault, vault.may_derive
        if not self._child.is_begun:
            opened = opening(vault, session.access_token, silence=self.patience.silence)
            self.say({"open": opened}, [])

    def listen(self) -> None:
        """Open the channel to the child and start to listen; raise `Bug` if it is not hardened."""
        try:
            self._child.open()
        except KeyboardInterrupt:
            self._child.kill()  # it was told nothing, so it has nothing to delete
            raise
        self._to_child = self._child.file("wb")
        self._listener.start()

    def end(self) -> None:
        """End the child, and the thread that listens to it, unless the child stays."""
        if self.keep is not None and self._let_go():
            self._child.close()
            self.keep()
            return
        self._is_ending = True
        with self.inbox.takes_interrupts():
            self._child.end(patience=DELETION_PATIENCE if self._may_derive else 1.0)
            if self._listener.ident is not None:
                self._listener.join(timeout=1.0)
            self._child.close()

    def _let_go(self) -> bool:
        """Listen to the child no longer, so that another process can; tell whether it is idle.

        NOTE: its answer to the last message is the last that is read here. Whoever read on would
        take an answer that is another's.
        """
        is_busy = self._plan_run.awaits_reply or self._stopped_at is not None
        if is_busy or self._child.process.poll() is not None:
            return False
        self._is_ending = self._lets_go = True
        self.say({"do": "begin", "approvals": {}, "beside": []}, [])
        self._listener.join(timeout=1.0)
        return not self._listener.is_alive() and self._is_let_go

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        """Perform actions that only read; `anew` remembers nothing that was found before."""
        if any(call.seal is not None for call in calls):
            raise ValueError("a write needs an Approved")
        return self._run(calls, anew=anew)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        """Perform an approved plan."""
        self._check(approved)
        return self._run(approved.calls)

    def inspect(self, call: Call) -> tuple[Outcome, Inspection | None]:
        """Perform a read, and find out what may be shown of the vault's token."""
        (outcome,) = self._run((call,), inspect=True)
        return outcome, self._inspection

    def _place(self, calls: tuple[Call, ...]) -> list[tuple[Call, int]]:
        """Return a descriptor for each call that has something go in or out beside it."""
        placed: list[tuple[Call, int]] = []
        try:
            placed.extend(
                (call, self.place(call)) for call in calls if call.action.facts.needs_descriptor
            )
        except BaseException:
            close_all(_lines(placed))
            raise
        return placed

    def _listen(self) -> None:
        pipe = self._child.file("rb")
        message: dict[str, Any] | None = {}
        while message is not None:
            try:
                message = read_line(pipe)
            except (ValueError, OSError):
                message = None
            while self.inbox.qsize() >= _MOST_WAITING and not self._is_ending:
                time.sleep(0.005)
            self.inbox.put(message)
            if self._lets_go and message is not None and "reply" in message:
                self._is_let_go = True
                return

    def _run(
        self, calls: tuple[Call, ...], *, anew: bool = False, inspect: bool = False
    ) -> tuple[Outcome, ...]:
        if anew:
            self._memory.forget()
        self._stopped_at = None
        run = self._plan_run = PlanRun(
            calls,
            keep_going=self._keep_going,
            note_go=self.note_go,
            progress=self._progress,
            tell=self._tell,
            show_interim=self.show_interim,
            converse=lambda told: self.converse(told, lambda: self.wait(_MOMENT)),
            memory=self._memory,
        )
        assert self._vault is not None
        with self.inbox.takes_interrupts():
            placed = self._place(calls)
            try:
                outcomes = run.perform(self, self._vault, files=placed, inspect=inspect)
            finally:
                close_all(_lines(placed))  # the child alone reads one, and each run has another
        if self._stopped_at is not None and run.is_complete:
            self.inbox.put(INTERRUPT)  # no outcome of this run says that Ctrl-C was pressed
        self.tokens |= run.tokens
        self._inspection = run.inspection
        return outcomes

    # The line to the child, as a run sees it

    def say(self, message: dict[str, Any], files: list[int]) -> None:
        """Send the child one message; if it has ended, its missing answer shows that.

        After a Ctrl-C it has nothing more to do but what ends a write, or the run.
        """
        if message.get("do", "end") != "end":
            self._end_if_stopped()
        with contextlib.suppress(OSError):
            if files:
                send_with(self._child.line, message, files)
            else:
                write_line(self._to_child, message)

    def next(self) -> dict[str, Any]:
        """Return the next message of the child; raise `RunEnded` if the run has to end."""
        while True:
            try:
                message = self._next_message()
            except Empty:
                self._give_up()
                raise RunEnded(too_late()) from None
            if message is None:
                raise RunEnded(self._no_answer())
            if message is not INTERRUPT:
                self._end_if_stopped()
                return message
            self._take_interrupt()

    def _no_answer(self) -> AegisError:
        """Return the error of a child that has ended; one that stayed has no more time than any."""
        return ended_with_its_time() if self._child.is_begun else no_answer()

    def wait(self, seconds: float) -> None:
        """Let time pass, in which a Ctrl-C counts; the child says nothing then."""
        ends = time.monotonic() + seconds
        self._end_if_stopped()
        while (left := ends - time.monotonic()) > 0:
            try:
                message = self.inbox.get(timeout=left)
            except Empty:
                return
            if message is None:
                raise RunEnded(self._no_answer())
            if message is INTERRUPT:
                self._take_interrupt()

    def check(self) -> None:
        """Raise `RunEnded` after a Ctrl-C."""
        self._end_if_stopped()

    def _take_interrupt(self) -> None:
        """Take a Ctrl-C: a write in flight gets a little time to answer, at the first one."""
        run = self._plan_run
        if self._stopped_at is not None and run.in_flight is not None:
            raise RunEnded(run.unknown("You stopped waiting for its answer"))
        self._stopped_at = self._stopped_at or time.monotonic()
        if run.is_uploading:
            self.say({"stop": run.in_flight}, [])
        self._tell(INTERRUPT)
        self._end_if_stopped()

    def _end_if_stopped(self) -> None:
        """End a run that a Ctrl-C ends, unless a write is in flight."""
        run = self._plan_run
        if self._stopped_at is None or run.in_flight is not None or run.is_complete:
            return
        self._give_up()
        watched = run.current if run.has_interim else None
        if watched is not None and (error := interruption(watched.action)) is not None:
            raise RunEnded(error)
        raise RunEnded(Interrupted("Interrupted; no write was in flight.", code=Code.INTERRUPTED))

    def _next_message(self) -> dict[str, Any] | None:
        """Return the next message; raise `Empty` if none comes in time.

        A process that was stopped by a Ctrl-Z has used up its time without having listened.
        """
        try:
            return self.inbox.get(timeout=self._patience())
        except Empty:
            if self._stopped_at is not None:
                raise
        return self.inbox.get(timeout=_AFTER_STOP)

    def _patience(self) -> float:
        """Return how many seconds to wait for the next message."""
        if self._stopped_at is None:
            return SILENCE
        return max(self._stopped_at + PATIENCE - time.monotonic(), 0.0)

    def _tell(self, message: dict[str, Any]) -> None:
        """Tell the person what the child does, or whom it waits for."""
        doing = self._plan_run.doing
        if "waiting" in message:
            self._progress(": ".join(filter(None, (doing, message["waiting"]))))
        if "moved" in message:
            self._progress(f"{doing}: {amount(message['moved'], message['of'])}")
        if "slow" in message:
            self.patience.tell(message["slow"])
        if "observed" in message:
            self._observe(message["observed"])

    def _give_up(self) -> None:
        """End the child at once, unless it first has to delete a token: then `end` ends it."""
        if not self._may_derive:
            self._child.kill()


def _lines(placed: list[tuple[Call, int]]) -> list[int]:
    """Return the descriptors of the values of secrets."""
    return [file for call, file in placed if call.action.facts.takes == "secret"]
