"""Makes SIGTERM and SIGHUP unwind the program, so that a refresh token is given back first.

By default they end a process at once, and what it holds in memory stays valid at the issuer.
"""

import os
import signal
from types import FrameType
from typing import NoReturn

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Terminated(SystemExit):
    """The process was told to end; no handler of errors stops it.

    NOTE: asyncio, which the prompt runs on, swallows any other exception in a callback of its own.
    """

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


def becomes_an_exception() -> None:
    """Have the first such signal raise `Terminated`; one that is ignored stays so (nohup)."""
    for number in _SIGNALS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _raise)


def end(terminated: Terminated) -> NoReturn:
    """End this process as the signal would have: whoever sent it sees that it was obeyed."""
    signal.signal(terminated.number, signal.SIG_DFL)
    os.kill(os.getpid(), terminated.number)
    os._exit(128 + terminated.number)  # where the signal is blocked


def _raise(number: int, _frame: FrameType | None) -> NoReturn:
    # NOTE: the second one comes while tokens are given back, and must not stop that.
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Terminated(number)
