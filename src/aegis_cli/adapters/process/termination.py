"""Turns SIGTERM and SIGHUP into an exception, so that a refresh token is revoked first.

By default they end a process at once, and the tokens in its memory stay valid at the issuer.
"""

import os
import signal
from types import FrameType
from typing import NoReturn

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Terminated(SystemExit):
    """The process received a signal to end; no `except Exception` stops it.

    NOTE: asyncio, which runs the prompt, catches any other exception in its callbacks.
    """

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


def becomes_an_exception() -> None:
    """Have the first such signal raise `Terminated`, unless it is ignored (nohup)."""
    for number in _SIGNALS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _raise)


def end(terminated: Terminated) -> NoReturn:
    """End this process by the signal itself, so that its exit status says so."""
    signal.signal(terminated.number, signal.SIG_DFL)
    os.kill(os.getpid(), terminated.number)
    os._exit(128 + terminated.number)  # the signal is blocked


def _raise(number: int, _frame: FrameType | None) -> NoReturn:
    # NOTE: a second signal may arrive while tokens are revoked, and must not stop that.
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Terminated(number)
