"""Is the fork server, a process that starts once, and forks into what would take long to start.

It is single-threaded, hardened before it is told anything, and never sees a token. Each message to
it is the kind of a fork, with the descriptors that are for the fork; the first is the fork's end of
a channel to whoever asked for it. A fork is hardened from its first instruction on, like the fork
server, so it needs no challenge. It ends with the fork server, and the fork server with its parent.
Where its parent's program is replaced, the next one of that process goes on with it.
"""

import os
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TypeAlias

from aegis_cli.adapters.process.hardening import die_with_parent, is_traced
from aegis_cli.adapters.process.huge_pages import collapse

REQUEST, PLAN = b"r", b"p"
"""What a fork is for: the request of a session's client, or the execution of one plan."""

END_FORKS = b"e"
"""Asks for no fork, but for the end of all."""
SPARE = b"s"
"""Asks for a fork that is there before it is needed, and is told later what it is for. What it does
until then is a rehearsal, so that the memory which a fork writes to is its own already."""

_MOST_DESCRIPTORS = 5

Become: TypeAlias = Callable[[list[int]], object]
"""What a fork does, with its descriptors; then it ends."""


def serve_forks(prepare: Callable[[socket.socket], Mapping[bytes, Become]]) -> NoReturn:
    """Be a fork server: fork for each message on standard input, until that is closed.

    `prepare` imports what the forks need, and returns what each kind of fork does.
    """
    die_with_parent()
    channel = _own_channel()
    kinds = prepare(channel)
    collapse()
    # The kernel drops the exit codes of the forks, so that nobody has to wait for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    spare: socket.socket | None = None
    while True:
        kind, descriptors, _, _ = socket.recv_fds(channel, 1, _MOST_DESCRIPTORS)
        if not kind:
            os._exit(0)  # the parent has ended
        if kind == SPARE:
            with suppress(OSError):  # too many processes; the next fork may not be one too many
                spare = spare or _fork_spare(channel, kinds)
            continue
        # NOTE: while a spare waits nothing else is forked, which could speak to it.
        is_taken, spare = _hand_over(spare, kind, descriptors), None
        if kind == END_FORKS:
            _end_forks()
            channel.sendall(b"\n")
        elif not is_taken:
            _fork(channel, kinds, kind, descriptors)
        for number in descriptors:
            os.close(number)


def _fork(
    channel: socket.socket, kinds: Mapping[bytes, Become], kind: bytes, descriptors: list[int]
) -> None:
    """Fork into a process that does what its kind does, and ends."""
    fork_server = os.getpid()
    if os.fork() == 0:
        try:
            channel.close()
            _begin(fork_server)
            kinds[kind](descriptors)
        finally:
            os._exit(0)  # whatever went wrong: a stream of a client may be no stream


def _fork_spare(channel: socket.socket, kinds: Mapping[bytes, Become]) -> socket.socket:
    """Fork in advance; return the line on which the fork is told what it is for.

    It is what a later fork would be, since this process does not change.
    """
    ours, theirs = socket.socketpair()

    def wait(nothing: list[int]) -> None:
        ours.close()
        kinds[SPARE](nothing)
        kind, descriptors, _, _ = socket.recv_fds(theirs, 1, _MOST_DESCRIPTORS)
        theirs.close()
        if kind and not is_traced():
            kinds[kind](descriptors)

    with theirs:
        _fork(channel, {SPARE: wait}, SPARE, [])
    return ours


def _hand_over(spare: socket.socket | None, kind: bytes, descriptors: list[int]) -> bool:
    """Tell a spare fork what it is for, if there is one; return whether it takes that."""
    if spare is None:
        return False
    with spare, suppress(OSError):  # somebody has ended it
        if kind != END_FORKS:
            socket.send_fds(spare, [kind], descriptors)
            return True
    return False


def _end_forks() -> None:
    """End every fork of this process, which has one thread, and wait until each has ended.

    NOTE: until it is waited for, what has ended keeps its number; so no other process is killed.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    forks = [int(number) for number in children.split()]
    for fork in forks:
        os.kill(fork, signal.SIGKILL)
    for fork in forks:
        os.waitpid(fork, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def _own_channel() -> socket.socket:
    """Return the channel that standard input and output are, and let no fork have it as those."""
    channel = socket.socket(socket.AF_UNIX, fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return channel


def _begin(fork_server: int) -> None:
    """Be a fork that others cannot read; end where its parent has, or somebody traces it."""
    die_with_parent()
    if os.getppid() != fork_server or is_traced():
        os._exit(3)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
