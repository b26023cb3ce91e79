"""A fork server whose forks say what they have, and then wait until their line closes."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from aegis_cli.adapters.process.fork_server import PLAN, Become, serve_forks
from aegis_cli.adapters.process.json_lines import encode, read_line


def main() -> None:
    """Read terms, and fork."""
    serve_forks(prepare)


def prepare(channel: socket.socket) -> Mapping[bytes, Become]:
    with channel.makefile("rb") as pipe:
        terms = read_line(pipe)
    assert terms is not None
    channel.sendall(b"\n")
    return {PLAN: lambda descriptors: tell(descriptors, terms["said"])}


def tell(descriptors: list[int], said: str) -> None:
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
        line.sendall(encode({"said": said, **numbers, "read": read, **has}))
        line.recv(1)
