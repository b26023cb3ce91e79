"""A fork server whose forks say what they have, and then wait until their line closes."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from aegis_cli.adapters.process import fork_server
from aegis_cli.adapters.process.fork_server import PLAN, SPARE, Become, serve_forks
from aegis_cli.adapters.process.json_lines import encode, read_line


def main() -> None:
    """Read terms, and fork."""
    serve_forks(prepare)


def prepare(channel: socket.socket) -> Mapping[bytes, Become]:
    with channel.makefile("rb") as pipe:
        terms = read_line(pipe)
    assert terms is not None
    if terms.get("first_fork_fails"):
        fork_server.os = FirstForkFails()  # type: ignore[attr-defined, assignment]
    rehearsed: list[int] = []
    channel.sendall(b"\n")
    return {
        PLAN: lambda descriptors: tell(descriptors, terms["said"], rehearsed),
        SPARE: lambda _: rehearsed.append(os.getpid()),
    }


class FirstForkFails:
    """The module `os` of a system that has too many processes for a moment."""

    has_failed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def fork(self) -> int:
        if self.has_failed:
            return os.fork()
        self.has_failed = True
        raise BlockingIOError


def tell(descriptors: list[int], said: str, rehearsed: list[int]) -> None:
    number, *given = descriptors
    opened = {}
    for each in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # what this list itself had open
            opened[int(each.name)] = str(each.readlink())
    sockets = [at for at, what in opened.items() if what.startswith("socket:")]
    has = {"sockets": sockets == [number], "standard": [opened[at] for at in (0, 1)]}
    read = [os.read(each, 9).decode() for each in given]
    with socket.socket(fileno=number) as line:
        numbers = {"pid": os.getpid(), "parent": os.getppid()}
        has["is_spare"] = rehearsed == [os.getpid()]
        line.sendall(encode({"said": said, **numbers, "read": read, **has}))
        line.recv(1)
