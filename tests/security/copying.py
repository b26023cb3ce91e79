"""One process that tells children secrets, and another of the same user that copies what it can.

    python -m tests.security.copying

The attacker has neither capabilities nor a debugger. It looks for new processes every millisecond, as
one takes fifty to start, and takes hold of their standard streams before they are hardened: by
opening them again through /proc (`reopen`), or by duplicating the descriptors where the kernel lets
it attach (`duplicate`). What it reads it writes back, so that the child misses nothing. Says of each
kind of child, and of each round, by which way a secret that was told was copied.
"""

import ctypes
import itertools
import json
import os
import re
import secrets
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TypeAlias

from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.hardening import harden
from aegis_cli.broker.workers.forks import Forks
from aegis_cli.core.secret import Secret
from aegis_cli.doctor.residue.proc import descendants
from aegis_cli.executor.embedded import EmbeddedExecutor, interpreter
from aegis_cli.executor.secret_command import secret_of
from aegis_cli.oauth.exchange import Vault
from tests.helpers.support import UNGUARDED, session, until

_SYSTEM = ctypes.CDLL(None, use_errno=True)
_PIDFD_OPEN, _PIDFD_GETFD = 434, 438
_SECRET = re.compile(rb"(?:session|secret)-[0-9a-f]{32}")
_PAUSE = 0.001  # seconds between two looks
_SETTLED = 0.05  # seconds after which the attacker has read what it can

Told: TypeAlias = Callable[[str, str], AbstractContextManager[None]]
"""Tells a process a token and a secret, and keeps it until the attacker has read what it can."""

_OLD = """\
import sys; sys.path[:] = {path!r}
from aegis_cli.executor.child import act
from aegis_cli.adapters.process.hardening import harden
harden()
act(sys.stdin.buffer, sys.stdout.buffer)
"""


@dataclass
class Attacker:
    """Holds what it could get of each process, and reads it."""

    victim: int
    ways: Sequence[str]
    held: dict[tuple[str, int, int], int] = field(default_factory=dict)
    copied: set[tuple[str, bytes]] = field(default_factory=set)

    def go_on(self, told: int) -> None:
        """Attack until it is killed, and tell each secret once."""
        while True:
            for pid in descendants(self.victim):
                if pid != os.getpid():
                    self._grab(pid)
            for way, found in self._read() - self.copied:
                self.copied.add((way, found))
                os.write(told, b"%s %s\n" % (way.encode(), found))
            time.sleep(_PAUSE)

    def _grab(self, pid: int) -> None:
        for way, number in itertools.product(self.ways, (0, 1, 3, 4)):
            with suppress(OSError):
                fd = self._got(way, pid, number)
                facts = os.fstat(fd)
                is_channel = stat.S_ISFIFO(facts.st_mode) or stat.S_ISSOCK(facts.st_mode)
                kept = (way, number, facts.st_ino)
                if is_channel and kept not in self.held:
                    self.held[kept] = fd
                else:
                    os.close(fd)

    def _got(self, way: str, pid: int, number: int) -> int:
        if way == "reopen":
            return os.open(f"/proc/{pid}/fd/{number}", os.O_RDWR | os.O_NONBLOCK)
        process = _SYSTEM.syscall(_PIDFD_OPEN, pid, 0)
        try:
            found = int(_SYSTEM.syscall(_PIDFD_GETFD, process, number, 0))
        finally:
            os.close(process)
        if found < 0:
            raise OSError(ctypes.get_errno(), "pidfd_getfd")
        return found

    def _read(self) -> set[tuple[str, bytes]]:
        found: set[tuple[str, bytes]] = set()
        for kept, fd in [*self.held.items()]:
            try:
                data = self._looked(fd)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                os.close(self.held.pop(kept))
            found.update((kept[0], secret) for secret in _SECRET.findall(data))
        return found

    def _looked(self, fd: int) -> bytes:
        """Read without taking anything away."""
        if stat.S_ISSOCK(os.fstat(fd).st_mode):
            with socket.socket(socket.AF_UNIX, fileno=os.dup(fd)) as held:
                return held.recv(1 << 20, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        os.set_blocking(fd, False)
        data = os.read(fd, 1 << 16)
        with suppress(OSError):
            os.write(fd, data)
        return data


def _vault(secret: str) -> Vault:
    return Vault("http://127.0.0.1:9/oauth/token", "vault", Secret(secret), {})


@contextmanager
def old(token: str, secret: str) -> Iterator[None]:
    """Tell a child of the old kind, behind pipes and at once."""
    command = [sys.executable, "-I", "-c", _OLD.format(path=sys.path)]
    opening = {"session": token, "vault_client_secret": secret}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        child.stdin.write(json.dumps({"wait": opening}).encode() + b"\n")
        child.stdin.flush()
        yield
        child.kill()


@contextmanager
def embedded(token: str, secret: str) -> Iterator[None]:
    """Tell the executor's child."""
    made = EmbeddedExecutor(
        lambda: _vault(secret),
        guard=UNGUARDED,
        child=partial(interpreter, os.environ),
        progress=lambda _reason: None,
    )
    with made.open(session(token)) as run:
        channel = run._child
        assert isinstance(channel, Channel)
        _refused(channel.process.pid)
        yield
        channel.kill()  # what was not copied yet stays in a socket that is closed now


@contextmanager
def forked(token: str, secret: str) -> Iterator[None]:
    """Tell a fork of the broker's template, which starts as the executor's child does."""
    with _template().begin() as door:
        opening = {"session": token, "vault_client_secret": secret}
        door.sendall(json.dumps({"wait": opening}).encode() + b"\n")
        yield


@cache
def _template() -> Forks:
    forks = Forks(os.environ, longest=30)
    forks.start()
    template = forks.pid
    assert template is not None
    _refused(template)
    with forks.begin():
        until(lambda: [*descendants(template)])  # from now on it forks at once
    return forks


@contextmanager
def printed(_token: str, secret: str) -> Iterator[None]:
    """Have a program print the secret, as a password manager does."""
    code = f"import time; time.sleep(0.05); print({secret!r}, flush=True); time.sleep(0.05)"
    secret_of([sys.executable, "-I", "-c", code], {})
    yield


def _refused(pid: int) -> None:
    """Make sure that a process has been hardened by now."""
    for name in ("mem", "environ", "fd/0"):
        try:
            os.close(os.open(f"/proc/{pid}/{name}", os.O_RDONLY))
        except PermissionError:
            continue
        raise AssertionError(f"{name} can be read although nothing but the secret is to come")


BOTH = ("reopen", "duplicate")
ROUNDS = 20
PLANS: dict[str, tuple[Told, int, Sequence[str]]] = {
    "old": (old, 5, BOTH),
    "embedded": (embedded, ROUNDS, BOTH),
    "forked": (forked, ROUNDS, BOTH),
    "printed": (printed, ROUNDS, ("reopen",)),  # a duplicate would only keep its output open
}
"""How each kind is told a secret, how often, and by which ways it is attacked."""


def main() -> None:
    """Tell secrets under attack, for each kind in a process of its own."""
    for kind in PLANS:
        if (pid := os.fork()) == 0:
            tell(kind)
            sys.stdout.flush()
            os._exit(0)
        if os.waitpid(pid, 0)[1] != 0:
            sys.exit(f"{kind} failed")


def tell(kind: str) -> None:
    """Tell one kind of child secrets under attack."""
    told_to, rounds, ways = PLANS[kind]
    victim = os.getpid()
    telling, told = os.pipe()
    attacker = os.fork()
    if attacker == 0:
        Attacker(victim, ways).go_on(told)
    harden()
    os.set_blocking(telling, False)
    try:
        for _ in range(rounds):
            token, secret = (f"{name}-{secrets.token_hex(16)}" for name in ("session", "secret"))
            with told_to(token, secret):
                time.sleep(_SETTLED)
            copied: list[list[str]] = []
            with suppress(BlockingIOError):
                copied = [line.split() for line in os.read(telling, 1 << 16).decode().splitlines()]
            worked = sorted({way for way, found in copied if found in {token, secret}})
            sys.stdout.write(json.dumps([kind, worked]) + "\n")
    finally:
        os.kill(attacker, signal.SIGKILL)
        os.waitpid(attacker, 0)


if __name__ == "__main__":
    main()
