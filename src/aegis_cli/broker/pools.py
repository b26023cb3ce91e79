"""Thread pools, one for each kind of work, so that no kind can block another."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pools:
    """The threads of one worker, except those that ask the issuer (`aside`)."""

    tokens: Executor = field(default_factory=lambda: ThreadPoolExecutor(2, "tokens"))
    """Verify signatures: they compute, and wait for nothing."""
    executions: Executor = field(default_factory=lambda: ThreadPoolExecutor(4, "executions"))
    """Make what a plan waits for: the vault's client."""
    plans: Executor = field(default_factory=lambda: ThreadPoolExecutor(64, "plans"))
    """Run the actions of plans, each in one thread; as many as `Limits.concurrent` at once."""
    rules: Executor = field(default_factory=lambda: ThreadPoolExecutor(8, "rules"))
    """Ask the store with the organisation's rules, each for two seconds at most."""

    def close(self) -> None:
        """Start no further work."""
        for pool in (self.tokens, self.executions, self.plans, self.rules):
            pool.shutdown(wait=False, cancel_futures=True)


async def aside(work: Callable[[], T]) -> T:
    """Do work in a thread of its own, for which a shutdown of the process does not wait."""
    result: Future[T] = Future()
    result.set_running_or_notify_cancel()

    def run() -> None:
        try:
            result.set_result(work())
        except BaseException as error:  # noqa: BLE001  # it is raised again where this is awaited
            result.set_exception(error)

    threading.Thread(target=run, name="issuer", daemon=True).start()
    return await asyncio.wrap_future(result)
