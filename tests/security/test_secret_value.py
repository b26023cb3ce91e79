"""The value of a secret that is set leaves its process over the line to the child alone, and stays nowhere.

A whole command runs under strace, and the memory of every process of a session is read from this
one, which is root.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from aegis_cli.doctor.residue.proc import ENDED, Watch, descendants, scan
from tests.helpers.console import AEGIS, console, environment
from tests.helpers.patience import PATIENCE
from tests.helpers.support import named
from tests.security.test_strace import REASON
from tests.security.trace import COMMAND, problems, read
from tests.session.held import ASKED, held

VALUE = "kR7qpL2vQ9xZhunter2W4mT8bYc1"
SET = ("do", "secrets.set", "--repo", "acme/web", "--secret-name", "API_KEY")
CONFIRM = ("--confirm", "set secret API_KEY of acme/web")

pytestmark = pytest.mark.enable_socket
needs_strace = pytest.mark.skipif(bool(REASON), reason=REASON)
needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="only root can read another process's memory, on Linux",
)


@needs_strace
def test_under_strace_a_value_goes_over_the_line_to_the_child_and_nowhere_else(
    tmp_path: Path,
) -> None:
    path = tmp_path / "trace"
    with console() as at:
        known = environment(tmp_path, {**at.sandbox.environment, "AEGIS_ENGINE": "offline"})
        command = [*COMMAND, "-o", str(path), AEGIS, *SET, *CONFIRM]
        ended = subprocess.run(
            command,
            input=VALUE.encode(),
            env=known,
            cwd=tmp_path,
            capture_output=True,
            start_new_session=True,
            timeout=PATIENCE,
            check=False,
        )
        arrived = at.sandbox.values("acme/web")

    assert (0, {"API_KEY": VALUE.encode()}) == (ended.returncode, arrived)
    assert VALUE.encode() not in ended.stdout + ended.stderr
    seen = read(path)
    carried = {each.target for each in seen if any(VALUE.encode() in text for text in each.texts)}
    assert carried
    assert all(target.startswith("UNIX-STREAM:") for target in carried)
    # And what `problems` misses is that it was on a socket of the network.
    assert [f"secret {VALUE[:4]}… was never seen on a socket"] == problems(seen, [], [VALUE])


def found_in(*pids: int) -> dict[int, object]:
    """Return the copies of the value in each process that has not ended."""
    found: dict[int, object] = {}
    for pid in pids:
        with suppress(*ENDED):
            found[pid] = scan(pid, named(VALUE)).found
    return found


@needs_root
def test_no_process_of_a_session_holds_a_value_and_none_is_started_with_it() -> None:
    def ours() -> Iterator[int]:
        yield os.getpid()
        yield from descendants(os.getpid())

    with console() as at, Watch(ours) as watch, held(at, from_nothing=True) as session:
        running = session.start(*SET)
        assert running.process.stdin is not None
        running.process.stdin.write(VALUE.encode())
        running.process.stdin.close()
        running.process.stdin = None
        session.terminal.expect(ASKED)
        agent = session.terminal.process.pid
        asked = found_in(agent, *descendants(agent))
        in_client = scan(running.process.pid, named(VALUE)).found
        session.terminal.answer("y")
        ended = running.ended()
        after = found_in(agent, *descendants(agent))
        log = session.run("session", "log")
        arrived = at.sandbox.values("acme/web")
        starts = [
            text
            for start in watch.starts.values()
            for text in (*start.arguments, start.environment or b"")
        ]

    assert (0, {"API_KEY": VALUE.encode()}) == (ended.code, arrived)
    assert in_client != {}  # so that the search is not blind
    assert [] == [pid for found in (asked, after) for pid, there in found.items() if there]
    assert [] == [text for text in starts if VALUE.encode() in text]
    assert VALUE not in log.out + ended.out + ended.err + session.terminal.raw
