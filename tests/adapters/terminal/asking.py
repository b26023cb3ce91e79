"""A program with a controlling terminal: it asks when told to, and says in a file what it heard.

python -m tests.adapters.terminal.asking NOTES ready|ask|hidden|page|size|there|background [QUESTION|LINES]
"""

import os
import sys
import time
from pathlib import Path

from aegis_cli.adapters.terminal import tty


def main(notes: Path, what: str, more: str) -> None:
    """Do one thing, and note what came of it."""
    try:
        found = _done(notes, what, more)
    except KeyboardInterrupt:
        found = "interrupted"
    except tty.NoTerminal:
        found = "no terminal"
    waiting = notes.with_suffix(".tmp")
    waiting.write_text(found)
    waiting.rename(notes)


def _done(notes: Path, what: str, more: str) -> str:
    match what:
        case "ready":
            tty.write("ready\n")
            go = notes.with_suffix(".go")
            while not go.exists():
                time.sleep(0.01)
            return repr(tty.ask(more))
        case "ask":
            return repr(tty.ask(more))
        case "hidden":
            return repr(tty.ask_hidden(more))
        case "page":
            return str(tty.page([f"line {at}" for at in range(1, int(more) + 1)]))
        case "size":
            return str(tuple(tty.size()))
        case "background":
            os.setpgid(0, 0)
    return str(tty.is_there())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
