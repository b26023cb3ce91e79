"""No token leaves the agent of a session, and none is left in any process when it has ended.

The agent's memory and its clients' are read from this process, which is root.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.doctor.residue.proc import Watch, descendants, scan
from aegis_cli.doctor.residue.search import Needles
from tests.helpers.console import console
from tests.helpers.person import PYTHON
from tests.helpers.support import is_alive, named, until
from tests.session.held import ASKED, CLOSE, LIST, Held, address_in

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0,
        reason="only root can read another process's memory, on Linux",
    ),
]


def _found(pid: int, needles: Needles) -> dict[str, dict[str, int]]:
    return scan(pid, needles).found


BARE = ("setpriv", "--bounding-set", "-all", "--no-new-privs")
"""Runs a program without capabilities: as one of root it is then one of an ordinary user."""


@dataclass
class Served:
    """What was seen of a session, from nothing until every process of it had ended."""

    needles: Needles
    in_agent: dict[str, Any]
    in_others: dict[str, Any]
    shown: list[bytes]
    """What processes were started with, and wrote."""
    taken: dict[int, list[str]]
    """By which ways another process of the user gets into each of the session's."""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    def ours() -> Iterator[int]:
        yield os.getpid()
        yield from descendants(os.getpid())

    bare = BARE if shutil.which(BARE[0]) else ()
    line = f'exec {" ".join(bare)} "$AEGIS" session'
    with console() as at, Watch(ours) as watch, at.terminal(line=line) as terminal:
        session = Held(at, terminal, address_in(terminal.expect("/s\r\n")))
        assert session.run(*LIST).code == 0
        assert session.answered("ask", "open an issue in acme/web titled 'Residue'").code == 0
        waiting = session.start(*CLOSE)
        terminal.expect(ASKED)
        needles = named(*at.sandbox.tokens(), *at.sandbox.sessions())
        processes = [agent := terminal.process.pid, *descendants(terminal.process.pid)]
        requests, plans = {*processes} - {agent, *_forks(agent)}
        taken = _taken(*processes) if bare else {}
        in_agent = _found(agent, needles)
        others = (requests, plans, waiting.process.pid)
        in_others = {name: at for pid in others for name, at in _found(pid, needles).items()}
        terminal.answer("n")
        ended = waiting.ended()
        assert session.run("session", "end").code == 0
        terminal.ended()
        until(lambda: not any(map(is_alive, processes)))
        shown = [
            *(text for start in watch.starts.values() for text in start.arguments),
            *(start.environment or b"" for start in watch.starts.values()),
            terminal.raw.encode(),
            ended.out.encode() + ended.err.encode(),
        ]
        yield Served(needles, in_agent, in_others, shown, taken)


def test_a_token_is_in_the_agent_alone_and_nowhere_once_it_has_ended(served: Served) -> None:
    secrets = [secret.reveal().encode() for secret in served.needles.values()]

    assert len(secrets) >= 4
    assert served.in_agent != {}  # so that the search is not blind
    assert served.in_others == {}
    assert [text for text in served.shown for secret in secrets if secret in text] == []


def _forks(agent: int) -> set[int]:
    """Return the forks of an agent's fork servers, which are its children's children."""
    children = {int(pid) for pid in _children(agent)}
    return {*descendants(agent)} - children


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


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
    command = [*BARE, PYTHON, "-I", "-S", "-c", _TAKES, *map(str, pids)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {int(words[0]): words[1:] for words in map(str.split, said.splitlines())}


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not there")
def test_another_process_of_the_user_gets_into_none_of_a_session(served: Served) -> None:
    control = subprocess.Popen([*BARE, "sleep", "60"])
    until(lambda: b"sleep" in Path(f"/proc/{control.pid}/cmdline").read_bytes()[:6])
    open_ways = _taken(control.pid)[control.pid]
    control.kill()
    control.wait()
    if "mem" not in open_ways:
        pytest.skip("this system does not even let a user read their own plain process")

    assert len(served.taken) >= 3  # the agent, its template, and the fork that asks
    assert [ways for ways in served.taken.values() if ways] == []
