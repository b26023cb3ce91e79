"""No token leaves the agent of a session, and none is left in any process when it has ended.

The agent's memory and its clients' are read from this process, which is root.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.doctor.residue.proc import Watch, descendants, scan
from aegis_cli.doctor.residue.search import Needles
from tests.cli.console import Console, console
from tests.session.held import ASKED, CLOSE, LIST, Held, held
from tests.support import named, until

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0,
        reason="only root can read another process's memory, on Linux",
    ),
]


@pytest.fixture(scope="module")
def at() -> Iterator[Console]:
    with console() as found:
        found.begin()
        yield found


def _issued(at: Console) -> Needles:
    return named(*at.sandbox.tokens(), *at.sandbox.sessions())


def _found(pid: int, needles: Needles) -> dict[str, dict[str, int]]:
    return scan(pid, needles).found


def test_a_token_is_in_the_agent_alone_and_nowhere_once_it_has_ended(at: Console) -> None:
    def ours() -> Iterator[int]:
        yield os.getpid()
        yield from descendants(os.getpid())

    with held(at, from_nothing=True) as session, Watch(ours) as watch:
        agent = session.terminal.process.pid
        assert session.run(*LIST).code == 0
        assert session.answered("ask", "open an issue in acme/web titled 'Residue'").code == 0
        waiting = session.start(*CLOSE)
        session.terminal.expect(ASKED)
        needles = _issued(at)
        (template,) = {*descendants(agent)} - {*_forks(agent)}

        assert len(needles) >= 4
        assert _found(agent, needles) != {}  # so that the search is not blind
        assert _found(template, needles) == {}
        assert _found(waiting.process.pid, needles) == {}
        session.terminal.type("n\r")
        ended = waiting.ended()
        assert session.run("session", "end").code == 0
        session.terminal.ended()
        left = {pid: _found(pid, needles) for pid in descendants(os.getpid())}

    secrets = [secret.reveal().encode() for secret in needles.values()]
    seen = [
        *(text for start in watch.starts.values() for text in start.arguments),
        *(start.environment or b"" for start in watch.starts.values()),
        session.terminal.raw.encode(),
        ended.out.encode() + ended.err.encode(),
    ]
    # The sandbox made every one of them, and has to know them.
    holders = {pid for pid, found in left.items() if found} - _sandboxes()
    assert [text for text in seen for secret in secrets if secret in text] == []
    assert holders == set()


def _forks(agent: int) -> set[int]:
    """Return the forks of an agent's template, which are its children's children."""
    children = {int(pid) for pid in _children(agent)}
    return {*descendants(agent)} - children


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


def _sandboxes() -> set[int]:
    """Return the processes that listen as a sandbox's doors do."""
    return {
        pid for pid in descendants(os.getpid()) if "sandbox" in _said(pid) or _has_listener(pid)
    }


def _said(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _has_listener(pid: int) -> bool:
    sockets = {
        str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir() if path.is_symlink()
    }
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    listening = {f"socket:[{line.split()[9]}]" for line in lines if line.split()[3] == "0A"}
    return bool(sockets & listening)


BARE = ("setpriv", "--bounding-set", "-all", "--no-new-privs")
"""Runs a program without capabilities: as one of root it is then one of an ordinary user."""

_TAKES = """
import ctypes, os, sys
system = ctypes.CDLL(None, use_errno=True)
def tried(pid):
    for name in ("mem", "environ", "fd/0", "maps"):
        try:
            with open(f"/proc/{pid}/{name}", "rb", buffering=0) as file:
                yield name
        except OSError:
            pass
    if system.syscall(438, os.pidfd_open(pid), 0, 0) >= 0:
        yield "pidfd_getfd"
    if system.ptrace(16, pid, 0, 0) == 0:
        system.waitpid(pid, 0, 0)
        system.ptrace(17, pid, 0, 0)
        yield "ptrace"
for word in sys.argv[1:]:
    print(word, *tried(int(word)))
"""


def _taken(*pids: int) -> dict[int, list[str]]:
    """Return by which ways a process of the same user gets into others."""
    command = [*BARE, "/usr/bin/python3", "-I", "-S", "-c", _TAKES, *map(str, pids)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {int(words[0]): words[1:] for words in map(str.split, said.splitlines())}


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not there")
def test_another_process_of_the_user_gets_into_none_of_a_session(at: Console) -> None:
    control = subprocess.Popen([*BARE, "sleep", "60"])
    until(lambda: b"sleep" in Path(f"/proc/{control.pid}/cmdline").read_bytes()[:6])
    open_ways = _taken(control.pid)[control.pid]
    control.kill()
    control.wait()
    if "mem" not in open_ways:
        pytest.skip("this system does not even let a user read their own plain process")
    with at.terminal(line=f"exec {' '.join(BARE)} $AEGIS session") as terminal:
        address = terminal.expect("/s\r\n").rpartition("=")[2].strip()
        session = Held(at, terminal, address)
        running = session.start(*CLOSE)
        terminal.expect(ASKED)
        agent = terminal.process.pid
        taken = _taken(agent, *descendants(agent))
        terminal.type("n\r")
        running.ended()

    assert len(taken) >= 3  # the agent, its template, and the fork that asks
    assert [ways for ways in taken.values() if ways] == []
