"""Thread pools, one for each kind of work, so that no kind can block another."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


def _pool(kind: str, threads: int) -> Executor:
    return ThreadPoolExecutor(threads, thread_name_prefix=kind)


@dataclass(frozen=True, slots=True)
class Pools:
    """The threads of one worker, but for those that ask the issuer (`aside`)."""

    tokens: Executor = field(default_factory=lambda: _pool("tokens", 2))
    """Verify signatures: computes, and never waits for anybody."""
    executions: Executor = field(default_factory=lambda: _pool("executions", 4))
    """What a plan of a known caller waits for: the vault's client, and its assertion."""

    def close(self) -> None:
        """Begin nothing more."""
        for pool in (self.tokens, self.executions):
            pool.shutdown(wait=False, cancel_futures=True)


async def within(pool: Executor, work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """Do work in a pool, and return what it returns."""
    return await asyncio.get_running_loop().run_in_executor(pool, lambda: work(*args, **more))


async def aside(work: Callable[[], T]) -> T:
    """Do work in a thread of its own, for whose end no shutdown of the process waits."""
    ended: Future[T] = Future()
    ended.set_running_or_notify_cancel()

    def run() -> None:
        try:
            ended.set_result(work())
        except BaseException as error:  # noqa: BLE001  # it is raised again where this is awaited
            ended.set_exception(error)

    threading.Thread(target=run, name="issuer", daemon=True).start()
    return await asyncio.wrap_future(ended)
