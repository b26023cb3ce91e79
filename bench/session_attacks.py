"""Attacks on a session by programs of the same user; `bench.attacks` counts them.

A session of the sandbox is held once for each kind. What gets through is a write that nobody
approved, or somebody else who is not served; a control is what must get through.
"""

import os
import shlex
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

from aegis_cli.session.line.frames import EXIT
from bench.path import BIN
from tests.helpers.console import Console, Terminal, console
from tests.helpers.person import PYTHON
from tests.helpers.support import until
from tests.security.test_session_residue import BARE
from tests.security.test_session_terminal import ATTACKS, BEGIN, succeeds
from tests.session.at_socket import Impostor, handed_on, streams
from tests.session.held import ASKED, CLOSE, LIST, OPEN, Held, held
from tests.session.killing import HOW, STAGES, struck
from tests.session.raw_client import HARMLESS_OR_REFUSED, answer, forged, order, send, sent

Count = tuple[str, int, int, bool]
"""What was tried, how often, how much got through, and whether that is as it must be."""

_CLIENTS, _READS = 16, 50


def frames(count: int) -> Iterator[Count]:
    """Send forged frames, after an honest write that must arrive."""
    with console() as at, held(at) as session:
        at.begin()
        code = session.answered(*OPEN, "Honest").code
        yield "an honest write that the person approves", 1, len(at.writes()), True
        assert code == 0
        at.sandbox.reset()
        for what in islice(cycle((*forged(), *HARMLESS_OR_REFUSED)), count):
            sent(session.address, what)
        yield "forged frames: writes", count, len(at.writes()), False
        others = [session.run(*LIST).code for _ in range(10)]
        yield "reads of others afterwards that fail", 10, sum(map(bool, others)), False


def sockets(count: int) -> Iterator[Count]:
    """Hand connections on, and take the session's place; the person says no to what is asked."""
    with console() as at, held(at) as session:
        at.begin()
        for ends in (False, True):
            served, tries = 0, count if ends else 1
            for number, line in enumerate(handed_on(session.address, tries, ends=ends)):
                words = LIST if number % 4 < 2 else CLOSE  # noqa: PLR2004  # as half of them end
                with streams() as given:
                    send(line, order(words), given)
                    served += answer(line) == [EXIT, b"0"]
            of = "has ended" if ends else "lives"
            yield f"a connection that is handed on by a process which {of}", tries, served, not ends
        impostor = Impostor(session.address)
        session.answered(*LIST)
        yield (
            "an order in the session's place, to which the person says yes",
            1,
            len(at.writes()),
            True,
        )
        at.sandbox.reset()
        for number in range(count):
            impostor.title = f"Number {number}"
            session.answered(*LIST, reply="n")
        impostor.close()
        writes = len(at.writes())
        yield (
            "orders in the session's place, to which the person says no: writes",
            count,
            writes,
            False,
        )
        issued = [*at.sandbox.tokens(), *at.sandbox.sessions()]
        found = sum(token.encode() in impostor.heard for token in issued)
        yield f"tokens in what the clients say there, of {len(issued)}", count, found, False


def killed(count: int) -> Iterator[Count]:
    """Strike clients at each stage; wrong is a second write, an early one, or a log that lies."""
    with console() as at, held(at) as session:
        at.begin()
        each = max(count // (len(HOW) * len(STAGES)), 1)
        for how in HOW:
            for stage in STAGES:
                told = [struck(session, stage, how, f"{how.name} {stage} {n}") for n in range(each)]
                late = stage in {"in flight", "answered"}
                wrong = sum(not one.is_right or one.writes != late for one in told)
                yield f"{how.name} while {stage}: not as the log says", each, wrong, False


def crowd(count: int) -> Iterator[Count]:
    """Have sixteen clients read beside a question that stands; none may wait for it, or fail."""
    with console() as at, held(at) as session:
        at.begin()
        running = session.start(*OPEN, "Standing")
        session.terminal.expect(ASKED)
        agent, reads = session.terminal.process.pid, min(count // _CLIENTS, _READS)
        _read(session, 2)
        before = _resident(agent)
        with ThreadPoolExecutor(_CLIENTS - 1) as pool:
            # The one that asks has the sixteenth place.
            failed = sum(pool.map(lambda _: _read(session, reads), range(_CLIENTS - 1)))
        yield "reads beside a question that fail", (_CLIENTS - 1) * reads, failed, False
        grown = _resident(agent) - before
        yield f"MB that the agent grew by ({before} kB before)", 1, grown // 1024, False
        session.terminal.answer("n")
        running.ended()


def _read(session: Held, times: int) -> int:
    return sum(session.run(*LIST).code != 0 for _ in range(times))


def _resident(pid: int) -> int:
    """Return the resident memory of a process, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


def terminal(count: int) -> Iterator[Count]:
    """Have the command of a session attack each question about what a client of it asks for."""
    for name, code in ATTACKS.items():
        yield f"{name}, on a shared terminal", 1, int(succeeds(name)), True
        with console() as at:
            at.begin()
            yield f"{name}, in a session", count, _attacked(at, code, count), False


# A session with a command serves what that starts, so the command asks for the writes too.
_ASKS = f"""
import subprocess, threading
def ask():
    while True:
        if os.path.exists("order"):
            words = [{str(BIN / "aegis")!r}, *{OPEN!r}, Path("order").read_text()]
            os.unlink("order")
            code = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True).returncode
            Path("code").write_text(str(code))
        time.sleep(0.005)
threading.Thread(target=ask, daemon=True).start()
"""


def _attacked(at: Console, code: str, count: int) -> int:
    """Ask so often, have the command attack the question, say no; return how often it was a yes."""
    words = [*BARE, os.environ.get("AEGIS", "$AEGIS"), "session", "--", PYTHON, "-c"]
    line = f"exec {' '.join(words)} {shlex.quote(BEGIN + _ASKS + code)}"
    with at.terminal(line=line) as person:
        person.expect("ready")
        said_yes = sum(_asked(at.folder, person, number) for number in range(count))
        return said_yes + len(at.writes())


def _asked(folder: Path, person: Terminal, number: int) -> bool:
    whole, order, sign, code = (folder / name for name in ("whole", "order", "go", "code"))
    whole.write_text(f"Number {number}")
    whole.rename(order)
    person.expect(ASKED)
    sign.touch()
    until(lambda: not sign.exists())
    person.answer("n")
    until(code.exists)
    ended = code.read_text()
    code.unlink()
    return ended == "0"
