"""Each kind of work has threads of its own, and an end waits for none that hangs."""

import asyncio
import subprocess
import sys
import threading

import pytest

from aegis_cli.broker.pools import Pools, aside
from tests.helpers.patience import PATIENCE


def test_work_aside_brings_its_result_or_its_error() -> None:
    async def both() -> int:
        with pytest.raises(ZeroDivisionError):
            await aside(lambda: 1 // 0)
        return await aside(lambda: 7)

    assert 7 == asyncio.run(both())


def test_one_kind_of_work_cannot_fill_the_room_of_another() -> None:
    pools, go_on = Pools(), threading.Event()

    async def fill() -> str:
        loop = asyncio.get_running_loop()
        hanging = [loop.run_in_executor(pools.executions, go_on.wait) for _ in range(40)]
        await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE):
            name = await loop.run_in_executor(pools.tokens, lambda: threading.current_thread().name)
        go_on.set()
        await asyncio.gather(*hanging)
        return name

    try:
        assert asyncio.run(fill()).startswith("tokens")
    finally:
        pools.close()


def test_an_end_does_not_wait_for_what_hangs() -> None:
    program = """
import asyncio, threading
from aegis_cli.broker.pools import aside
async def main():
    hanging = asyncio.ensure_future(aside(threading.Event().wait))
    await asyncio.sleep(0.05)
asyncio.run(main())
"""

    done = subprocess.run(
        [sys.executable, "-c", program], timeout=PATIENCE, capture_output=True, check=True
    )

    assert (b"", b"") == (done.stdout, done.stderr)
