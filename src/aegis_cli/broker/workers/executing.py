"""Has a plan performed by a fork: sends what it needs, permits its writes, and sees it end.

Each plan has a thread, which runs its actions; the fork sends their requests.
"""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from aegis_cli.actions.call import Call
from aegis_cli.adapters.process.json_lines import decode, encode
from aegis_cli.broker.workers.forks import Forks
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, error_for
from aegis_cli.executor.messages import outcome_as_json
from aegis_cli.executor.plan_run import PlanRun, RunEnded
from aegis_cli.executor.protocol import no_answer, opening, too_late
from aegis_cli.oauth.exchange import Vault
from aegis_cli.request.execution import Outcome, StepStatus

LARGEST = 8 * 1024 * 1024
"""Bytes of the outcomes of one plan; the command line accepts no more than 10 MB."""

LARGEST_ANSWERS = 64 * 1024 * 1024
"""Bytes that a fork may send for one plan: what providers answered, of which outcomes have less."""

PATIENCE = 3.0
"""Seconds that a fork gets to end; a derived token is deleted in that time."""

_PIECE = 64 * 1024
_MEGABYTES = LARGEST // 1024 // 1024
_LEFT_OUT = f"It was done. Its result is left out: the answer is larger than {_MEGABYTES} MB."


@dataclass(frozen=True, slots=True)
class Executing:
    """Where forks come from, and how long one may take."""

    forks: Forks
    bases: Mapping[str, str]
    """The roots of the APIs that the settings name, by the provider's name."""
    seconds: float
    pool: Executor | None = None
    """Where plans are performed; `None` for asyncio's own."""
    in_place: bool = False
    """Whether no redirect is followed, since only the names that were sent were judged."""
    sites: Mapping[str, str] = field(default_factory=dict)
    """The hosts of web pages that the settings name, by the provider's name."""

    async def run(self, run: PlanRun, vault: Vault, session: Secret) -> tuple[Outcome, ...]:
        """Perform a run; the fork has ended, with all it held, when this returns.

        Raises `AegisError` if nothing was begun, and `Problem` 503 if there can be no fork now.
        """
        door = self.forks.begin()
        loop = asyncio.get_running_loop()
        perform = partial(self._perform, door, run, vault, session)
        return await loop.run_in_executor(self.pool, perform)

    def _perform(
        self, door: socket.socket, run: PlanRun, vault: Vault, session: Secret
    ) -> tuple[Outcome, ...]:
        line = _ForkLine(door, run, time.monotonic() + self.seconds)
        try:
            line.say({"open": opening(vault, session) | {"audited": True}}, [])
            outcomes = run.perform(line, vault, in_place=self.in_place)
        finally:
            line.end()
        return _within_limit(run.calls, outcomes)


class _ForkLine:
    """The channel to a fork, in the thread of its plan."""

    def __init__(self, door: socket.socket, run: PlanRun, ends: float) -> None:
        self._door, self._run, self._ends = door, run, ends
        self._reader = door.makefile("rb")
        self._left = LARGEST_ANSWERS

    def say(self, message: dict[str, Any], files: list[int]) -> None:
        """Send a message; if the fork has ended, its missing answer shows that."""
        assert not files
        self.check()
        with contextlib.suppress(OSError):
            self._door.sendall(encode(message))

    def next(self) -> dict[str, Any]:
        """Return the next message of the fork."""
        self.check()
        try:
            line = self._reader.readline(self._left + 1)
        except TimeoutError:
            raise RunEnded(too_late()) from None
        except OSError:
            line = b""
        self._left -= len(line)
        if self._left < 0:
            raise RunEnded(_too_large())
        try:
            return decode(line)
        except ValueError:
            raise RunEnded(no_answer()) from None

    def wait(self, seconds: float) -> None:
        """Let time pass, as far as there is time for the plan."""
        left = self._ends - time.monotonic()
        time.sleep(max(min(seconds, left), 0.0))
        if seconds > left:
            raise RunEnded(too_late())

    def end(self) -> None:
        """Close our side, which ends the fork, and wait until its side closes."""
        with contextlib.suppress(OSError), self._door, self._reader:
            ends = time.monotonic() + PATIENCE
            self._door.shutdown(socket.SHUT_WR)
            while (left := ends - time.monotonic()) > 0:
                self._door.settimeout(left)
                if not self._door.recv(_PIECE):
                    break
        # Else the alarm of the fork ends it.

    def check(self) -> None:
        """Let the next step take what time is left; raise `RunEnded` if there is none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise RunEnded(too_late())
        self._door.settimeout(left)


def _within_limit(calls: tuple[Call, ...], outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Return the outcomes without the results that are too large to send.

    Those of writes have the first place, since a read may be done again.
    """
    writes = {call.id for call in calls if call.seal is not None}
    left, bounded = LARGEST, dict[str, Outcome]()
    for outcome in sorted(outcomes, key=lambda each: each.id not in writes):
        size = len(json.dumps(outcome_as_json(outcome)))
        fits = outcome.data is None or size <= left
        left -= size if fits else 0
        cut = outcome if fits else _without_data(outcome, is_write=outcome.id in writes)
        bounded[outcome.id] = cut
    return tuple(bounded[each.id] for each in outcomes)


def _without_data(outcome: Outcome, *, is_write: bool) -> Outcome:
    """Leave the result out, and say so where no error is told already.

    NOTE: a write that is done stays done, or somebody would do it again.
    """
    bare = replace(outcome, data=None)
    if outcome.error is not None:
        return bare
    if is_write:
        return replace(bare, note=f"{outcome.note} {_LEFT_OUT}".lstrip())
    return replace(bare, status=StepStatus.FAILED, error=_too_large())


def _too_large() -> Any:
    said = f"The answer is larger than {_MEGABYTES} MB."
    return error_for(Code.PROTOCOL, said, hint="Ask for less at once.")
