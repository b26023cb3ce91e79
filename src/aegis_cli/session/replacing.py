"""Has another program take the place of a locked agent's, so that no memory of a token is left.

Process id, children, terminals and connections stay. What else goes on is one JSON document in a
file without a name, in memory; others could read an argument, an environment or a file in a folder.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aegis_cli import __version__
from aegis_cli.adapters.process.hardening import is_hardened, is_traced
from aegis_cli.adapters.process.json_lines import read_line, write_line
from aegis_cli.adapters.process.replacement import hidden_loader, replace, try_out
from aegis_cli.errors import Bug, Code
from aegis_cli.session.agent import Agent
from aegis_cli.session.start import kept_of
from aegis_cli.wiring.app import App

MODULE = "aegis_cli.cli.session_resumed"
"""The program that goes on; it is given the number of the document's descriptor."""


def replacing(
    app: App, agent: Agent, command: Callable[[], dict[str, Any] | None]
) -> Callable[[], None]:
    """Return what replaces the program of a locked agent; `command` names descriptors to keep.

    It does not return, or ends the session: nobody lives on with tokens in a locked one.
    """

    def replace_program() -> None:
        try:
            loader = hidden_loader()
            try_out(loader)
            agent.fork_servers.end_forks()
            kept = kept_of(app, agent) | {"version": __version__, "command": command()}
            document = write_document(kept)
            descriptors = [document, *_descriptors(kept)]
            replace(loader, MODULE, str(document), kept=descriptors, words=sys.argv[1:])
        except (Bug, OSError):
            agent.stop("it was locked, and its tokens would have stayed in memory here")

    return replace_program if sys.platform == "linux" else lambda: None


def _descriptors(kept: Mapping[str, Any]) -> Iterator[int]:
    """Yield the descriptors that a document names."""
    clients = kept["clients"]
    yield from (clients["listens"], *(number for number, _, _ in clients["lines"]))
    if clients["programs"] is not None:
        yield clients["programs"]
    yield from (each["line"] for each in kept["fork_servers"])
    if kept["command"] is not None:
        yield kept["command"]["master"]
    if kept["sandbox"] is not None:
        yield kept["sandbox"]["line"]


def write_document(kept: dict[str, Any]) -> int:
    """Write a document to memory; return its descriptor."""
    number = os.memfd_create("session", os.MFD_CLOEXEC)
    with os.fdopen(number, "wb", closefd=False) as file:
        write_line(file, kept)
    os.lseek(number, 0, os.SEEK_SET)
    return number


def read(number: int) -> dict[str, Any]:
    """Read the document of a descriptor, and close it."""
    with os.fdopen(number, "rb") as file:
        kept = read_line(file)
    assert kept is not None
    return kept


def check(kept: Mapping[str, Any]) -> None:
    """Raise `Bug` where this program cannot go on with a document, or must not."""
    if is_traced() or not is_hardened():
        raise Bug("Another process reads this one, so the session ended.", code=Code.INTERNAL)
    if kept["version"] != __version__:
        raise Bug(
            f"The session was begun by aegis {kept['version']}, and when it was locked aegis "
            f"{__version__} was there in its place, so it ended.",
            code=Code.INTERNAL,
            hint="Begin it again.",
        )
