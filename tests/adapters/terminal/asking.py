"""A program with a controlling terminal: it asks when told to, and says in a file what it heard.

python -m tests.adapters.terminal.asking NOTES WHAT [QUESTION|LINES]

WHAT is ready, ask, decide, decide-ready, secret (which is decided unseen), hidden, value, elsewhere,
withdrawn, descriptor, page, size, there or background. The clock is that of the machine.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from aegis_cli.adapters.process import termination
from aegis_cli.adapters.terminal.tty import NO, YES, NoTerminal, SeveralLines, Tty, Withdrawn
from tests.helpers.prefork import hurry


def main() -> None:
    """Do one thing, and note what came of it."""
    hurry(1.0)
    termination.becomes_an_exception()
    notes, what, more = Path(sys.argv[1]), *sys.argv[2:]
    try:
        found = _done(notes, what, more)
    except KeyboardInterrupt:
        found = "interrupted"
    except NoTerminal:
        found = "no terminal"
    except Withdrawn:
        found = "withdrawn"
    except SeveralLines:
        found = "several lines"
    waiting = notes.with_suffix(".tmp")
    waiting.write_text(found)
    waiting.rename(notes)


def _done(notes: Path, what: str, more: str) -> str:
    tty = Tty()
    match what:
        case "ready" | "decide-ready":
            tty.write("ready\n")
            go = notes.with_suffix(".go")
            while not go.exists():
                time.sleep(0.01)
            return repr(tty.ask(more) if what == "ready" else _decided(notes, tty, more))
        case "page":
            return str(tty.page([f"line {at}" for at in range(1, int(more) + 1)]))
        case "background":
            os.setpgid(0, 0)
            return str(tty.is_there())
    return repr(_QUICK[what](notes, tty, more))


def _decided(_: Path, tty: Tty, more: str) -> str | None:
    return tty.decide(more, lambda said: said.lower() in YES | NO)


def _withdrawn(notes: Path, _: Tty, more: str) -> str:
    withdrawn = os.open(notes.with_suffix(".withdrawn"), os.O_RDONLY | os.O_NONBLOCK)
    tty = Tty(withdrawn=withdrawn)
    if more.endswith("[y/n] "):
        return str(_decided(notes, tty, more))
    return tty.ask_hidden(more) if more == "Code: " else tty.ask(more)


def _elsewhere(_: Path, tty: Tty, more: str) -> str:
    """Ask while the kernel hands Ctrl-C to another thread."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return tty.ask(more)


def _descriptor(_: Path, __: Tty, more: str) -> tuple[bool, tuple[int, ...], str]:
    with Path("/dev/tty").open("r+b", buffering=0) as device:
        tty = Tty(device.fileno())
        found = tty.is_there(), tuple(tty.size()), tty.ask(more)
        os.fstat(device.fileno())
        return found


_QUICK: dict[str, Callable[[Path, Tty, str], object]] = {
    "ask": lambda _, tty, more: tty.ask(more),
    "decide": _decided,
    "secret": lambda _, tty, more: tty.decide(more, bool, shows=False),
    "hidden": lambda _, tty, more: tty.ask_hidden(more),
    "value": lambda _, tty, more: tty.ask_value(more),
    "size": lambda _, tty, __: tuple(tty.size()),
    "there": lambda _, tty, __: tty.is_there(),
    "elsewhere": _elsewhere,
    "withdrawn": _withdrawn,
    "descriptor": _descriptor,
}


if __name__ == "__main__":
    main()
