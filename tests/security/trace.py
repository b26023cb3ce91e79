"""Reads what strace saw of a process and its children, and names every place where a secret went.

A secret may go to TCP sockets, those that are `shared` also to a channel, which is a UNIX socket;
nothing else may hold one: no file, pipe, path, argument or environment. What strace cannot see into must not be used at all, and each
secret must have been seen on a socket, so that a blind tracer fails.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aegis_cli.core.needles import forms
from aegis_cli.core.secret import Secret

_WRITES = frozenset(
    "write writev pwrite64 pwritev pwritev2 sendto sendmsg sendmmsg mq_timedsend msgsnd".split()
)
_NAMES = frozenset(
    "execve execveat open openat openat2 creat mkdir mkdirat mknod mknodat rename renameat renameat2 "
    "link linkat symlink symlinkat unlink unlinkat truncate setxattr fsetxattr add_key".split()
)
_UNSEEN = frozenset(
    "sendfile copy_file_range splice tee vmsplice io_uring_setup process_vm_writev keyctl".split()
)

COMMAND = (
    *(
        "strace",
        "--seccomp-bpf",
        "-f",
        "-qq",
        "-v",
        "-yy",
        "-xx",
        "-s",
        "1048576",
        "-e",
        "signal=none",
        "-e",
    ),
    "trace=mmap," + ",".join(f"?{call}" for call in sorted(_WRITES | _NAMES | _UNSEEN)),
)
"""How to trace, without `-o FILE` and the command. Only calls that are traced stop a process."""

_CALL = re.compile(r"(?:\[pid +)?(\d+)?\]? *(\w+)\((.*)")
_TARGET = re.compile(r"\d+<(.*?)>(?=[,) ])")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


@dataclass(frozen=True, slots=True)
class Event:
    """One system call, as it began."""

    call: str
    target: str
    """What its first file descriptor is open on."""
    texts: tuple[bytes, ...]
    arguments: str
    is_cut: bool
    """Whether strace left out a part of a text."""


def events(lines: Iterable[str]) -> Iterator[Event]:
    """Read the lines that strace wrote; what a call brought back is left out."""
    for line in lines:
        match = _CALL.match(line)
        if match:
            _, call, rest = match.groups()
            target = _TARGET.match(rest)
            texts = _TEXT.findall(rest)
            yield Event(
                call,
                _described(target[1]) if target else "",
                tuple(_plain(text) for text, _ in texts),
                rest,
                any(cut for _, cut in texts),
            )


def _described(target: str) -> str:
    """Read what a descriptor is open on: a path is in hexadecimal, a socket is not."""
    return re.sub(r"\\x([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), target)


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def problems(
    traced: Sequence[Event], secrets: Sequence[str], shared: Sequence[str] = ()
) -> list[str]:
    """Name every place where a secret went that is none for it; `shared` ones may go to channels."""
    found = [*_hidden(traced)]
    written: dict[str, bytes] = {}
    for event in traced:
        if event.call in _WRITES:
            # A secret that is split over several writes is put together again.
            written[event.target] = written.get(event.target, b"") + b"".join(event.texts)
    for secret in (*secrets, *shared):
        found += _misplaced(traced, written, secret, is_shared=secret in shared)
        if not any(secret.encode() in data for to, data in written.items() if _is_socket(to)):
            found.append(f"secret {secret[:4]}… was never seen on a socket")
    return found


def _hidden(traced: Sequence[Event]) -> Iterator[str]:
    """Name what could carry a secret past strace."""
    for event in traced:
        is_shared_file = "MAP_SHARED" in event.arguments and "PROT_WRITE" in event.arguments
        if event.call in _UNSEEN:
            yield f"{event.call} cannot be seen into"
        if event.call == "mmap" and is_shared_file and "MAP_ANONYMOUS" not in event.arguments:
            yield "mmap of a file for writing cannot be seen into"
        if event.is_cut:
            yield f"{event.call} was cut by strace"


def _misplaced(
    traced: Sequence[Event], written: dict[str, bytes], secret: str, *, is_shared: bool
) -> Iterator[str]:
    pieces = [
        piece
        for form, pieces in forms(Secret(secret)).items()
        if form != "fragment"
        for piece in pieces
    ]
    for target, data in written.items():
        allowed = _is_socket(target) or (is_shared and target.startswith("UNIX-STREAM:"))
        if not allowed and any(piece in data for piece in pieces):
            yield f"secret {secret[:4]}… was written to {target}"
    for event in traced:
        if event.call in _NAMES and any(piece in b"\0".join(event.texts) for piece in pieces):
            yield f"secret {secret[:4]}… is in {event.call}"


def _is_socket(target: str) -> bool:
    return target.startswith(("TCP:", "TCPv6:", "socket:"))


def read(path: Path) -> list[Event]:
    """Read the file that strace wrote."""
    with path.open(encoding="ascii") as lines:
        return [*events(lines)]
