"""After a lock no process of a session holds a token, and neither a code that gives one.

The memory of its processes is read from this process, which is root.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.doctor.residue.proc import ENDED, descendants, scan
from aegis_cli.doctor.residue.search import Needles
from tests.helpers.console import AEGIS, Console
from tests.helpers.on_one_sandbox import at, served
from tests.helpers.support import named, until
from tests.security import in_the_open
from tests.security.test_session_residue import BARE
from tests.session import clocked
from tests.session.held import ASKED, CLOSE, LIST, OPEN, Held, address_in
from tests.session.test_pin import APPROVED, WRONG, typed

__all__ = ["at", "served"]

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0,
        reason="only root can read another process's memory, on Linux",
    ),
]

PIN = "pin of this test 4711"
SLEPT, IDLE = [60.0, 0.0], [1900.0, 1900.0]
"""By how many seconds the clocks are ahead: that which counts sleep, and that which does not."""


@contextmanager
def session(at: Console, *words: str) -> Iterator[Held]:
    """Hold a session whose clocks the test moves, and which asks for a PIN."""
    line = [sys.executable, "-P", clocked.__file__, str(at.folder / "ahead"), "session", "--pin"]
    with at.terminal(line=f"exec {shlex.join([*line, *words])}") as terminal:
        for question in ("characters: ", "again: "):
            typed(terminal, question, PIN)
        yield Held(at, terminal, address_in(terminal.expect("/s\r\n")))
    (at.folder / "ahead").unlink(missing_ok=True)


def secrets(at: Console) -> Needles:
    """Name all that the sandbox has handed out, and the PIN."""
    return {
        f"{kind} {number}": secret
        for kind, values in at.sandbox.issued().items()
        for number, secret in named(*values).items()
    } | {"pin": Secret(PIN)}


def holders(held: Held, needles: Needles) -> dict[int, set[str]]:
    """Return which of a session's processes hold which secrets."""
    agent = held.terminal.process.pid
    found = {}
    for pid in (agent, *descendants(agent)):
        try:
            found[pid] = {*scan(pid, needles).found}
        except ENDED:
            continue
    return {pid: names for pid, names in found.items() if names}


def write(held: Held, *words: str) -> None:
    """Have a write asked for, and approve it with the PIN."""
    running = held.start(*words)
    held.terminal.expect(ASKED)
    held.terminal.answer("y")
    typed(held.terminal, "PIN: ", PIN, APPROVED)
    ended = running.ended()
    assert ended.code == 0, f"{ended}\n{held.run('session', 'log').out}"


def by_command(held: Held) -> None:
    assert "is locked." in held.run("session", "lock").out


def by_wrong_pins(held: Held) -> None:
    running = held.start(*CLOSE)
    held.terminal.expect(ASKED)
    held.terminal.answer("y")
    for _ in range(3):
        typed(held.terminal, "PIN: ", "0000", WRONG)
    assert running.ended().code in {4, 6, 130}


def _ahead(held: Held, seconds: list[float]) -> None:
    (held.at.folder / "ahead").write_text(json.dumps(seconds))


def by_idling(held: Held) -> None:
    _ahead(held, IDLE)


def by_sleeping(held: Held) -> None:
    _ahead(held, SLEPT)


@pytest.mark.parametrize(
    "lock",
    [
        by_command,
        *(
            pytest.param(lock, marks=pytest.mark.whole)
            for lock in (by_wrong_pins, by_idling, by_sleeping)
        ),
    ],
)
def test_after_a_lock_no_process_of_a_session_holds_a_token_or_a_code(
    at: Console, lock: Callable[[Held], None]
) -> None:
    with session(at) as held:
        agent = held.terminal.process.pid
        assert held.run(*LIST).code == 0
        write(held, *OPEN, "One")
        before = holders(held, secrets(at))
        lock(held)
        until(lambda: held.state() == "locked")
        after = holders(held, secrets(at))

        held.unlock()
        assert held.run(*LIST).code == 0
        write(held, *OPEN, "Two")
        again = holders(held, secrets(at))
        held.run("session", "lock")
        at_last = holders(held, secrets(at))

    kinds = {name.partition(" ")[0] for name in before[agent]}
    assert {"access", "refresh"} <= kinds  # so that the search is not blind
    assert again.keys() == {agent}
    assert (after, at_last) == ({}, {})
    assert at.sandbox.lines("auth0").count("POST /oauth/revoke") == 2
    assert len(at.writes()) == 2


_RACES = """
import ctypes, os, sys
from pathlib import Path
system = ctypes.CDLL(None, use_errno=True)
agent, ends = int(sys.argv[1]), Path(sys.argv[2])
got = set()
def tried(pid):
    for name in ("mem", "maps", "environ", "fd/0"):
        try:
            with open(f"/proc/{pid}/{name}", "rb", buffering=0) as file:
                if name != "maps" or file.read(1):  # a zombie has an empty one
                    got.add(name)
        except OSError:
            pass
    try:
        process = os.pidfd_open(pid)
    except OSError:
        return
    copy = system.syscall(438, process, 0, 0)
    if copy >= 0:
        got.add("pidfd_getfd")
        os.close(copy)
    os.close(process)
while not ends.exists():
    tried(agent)
    for child in Path(f"/proc/{agent}/task/{agent}/children").read_text().split():
        tried(int(child))
print(*sorted(got))
"""


@contextmanager
def raced(agent: int, folder: Path) -> Iterator[list[str]]:
    """Have another process of the user try to get into an agent and its children all the time.

    The list has the ways by which it got in, at the end.
    """
    ends, ways = folder / "ends", list[str]()
    command = [*BARE, sys.executable, "-I", "-c", _RACES, str(agent), str(ends)]
    attacker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield ways
    finally:
        ends.touch()
        said, _ = attacker.communicate(timeout=60)
        ends.unlink()
    ways += said.split()


@pytest.mark.skipif(shutil.which(BARE[0]) is None, reason="setpriv is not there")
def test_nobody_of_the_same_user_gets_into_a_session_while_it_is_locked(at: Console) -> None:
    def got_in(*program: str, locks: int) -> list[str]:
        line = shlex.join(["exec", *BARE, *program, "session"])
        with at.terminal(line=line) as terminal:
            held = Held(at, terminal, address_in(terminal.expect("/s\r\n")))
            with raced(terminal.process.pid, at.folder) as ways:
                for number in range(locks):
                    if number:
                        held.unlock()
                    by_command(held)
        return ways

    plainly = got_in(sys.executable, "-P", in_the_open.__file__, locks=1)
    if "mem" not in plainly:
        pytest.skip("this system does not even let a user read their own plain process")

    assert got_in(AEGIS, locks=3) == []
