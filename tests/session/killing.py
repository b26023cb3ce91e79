"""Clients that are interrupted, killed or stopped while they wait for a session."""

import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.console import Running
from tests.helpers.patience import NEVER
from tests.helpers.support import until
from tests.session.held import ASKED, OPEN, Held

HOW = (signal.SIGINT, signal.SIGKILL, signal.SIGSTOP)
STAGES = ("connect", "plan", "waiting", "approved", "in flight", "answered")

_PATH = "/repos/acme/web/issues"
_WRITTEN = ", done: Open issue "
"""What the log says of a write that has its answer."""


@dataclass(frozen=True, slots=True)
class Struck:
    """What came of one client's write."""

    title: str
    writes: int
    """Requests that arrived at GitHub's door."""
    lines: tuple[str, ...]
    """Of the log, about this client."""

    @property
    def is_right(self) -> bool:
        """Whether the log says what arrived: once or never."""
        done = sum(_WRITTEN in line for line in self.lines)
        open_ends = sum("outcome_unknown" in line for line in self.lines)
        return self.writes <= 1 and (done + open_ends >= self.writes) and done <= self.writes


def struck(session: Held, stage: str, how: signal.Signals, title: str) -> Struck:
    """Have a client ask for a write, and strike it at a stage."""
    before = _start(session, f"before {title}") if stage == "approved" else None
    agent, connected = session.terminal.process, _connections(session.address)
    if stage == "connect":
        agent.send_signal(signal.SIGSTOP)  # it accepts what connected once it goes on
    running = session.start(*OPEN, title, *(["--body", "-"] if stage == "plan" else []))
    if stage == "connect":
        until(lambda: _connections(session.address) > connected)
    else:
        _REACHED[stage](session, title)
    with suppress(ProcessLookupError):  # what was answered may have ended
        running.process.send_signal(how)
    agent.send_signal(signal.SIGCONT)
    if stage == "in flight":
        session.at.sandbox.release()
    _settle(session, running, how)
    if before is not None:
        until(lambda: requests(session) == 1)  # that one alone: the other was seen to go
        session.at.sandbox.release()
        before.ended()
    if stage == "in flight":
        _await_answer(session, title)
    until(lambda: requests(session) == 0)
    return Struck(title, _arrived(session, title), tuple(_lines(session, title)))


def struck_at_once(session: Held, how: signal.Signals, titles: Sequence[str]) -> list[Struck]:
    """Have several clients connect, no more than may wait for that, and strike them all."""
    agent, connected = session.terminal.process, _connections(session.address)
    agent.send_signal(signal.SIGSTOP)
    running = [session.start(*OPEN, title) for title in titles]
    until(lambda: _connections(session.address) >= connected + len(titles))
    for each in running:
        each.process.send_signal(how)
    agent.send_signal(signal.SIGCONT)
    if how is signal.SIGSTOP:
        assert session.run("session", "status").code == 0
        for each in running:
            each.process.kill()
    for each in running:
        each.ended()
    until(lambda: requests(session) == 0)
    told = log(session)
    return [Struck(each, _arrived(session, each), tuple(_about(told, each))) for each in titles]


def _plans(session: Held, _title: str) -> None:
    until(lambda: requests(session) >= 1)


def _waits(session: Held, _title: str) -> None:
    session.terminal.expect(ASKED)


def _is_approved(session: Held, title: str) -> None:
    _approve(session)
    until(lambda: f"approved: {_says(title)}" in log(session), every=0.25)


def _is_in_flight(session: Held, title: str) -> None:
    session.at.sandbox.fault("github", "POST", _PATH, delay=NEVER)
    _approve(session)
    until(lambda: _arrived(session, title) == 1)


def _is_answered(session: Held, title: str) -> None:
    _approve(session)
    _await_answer(session, title)


def _await_answer(session: Held, title: str) -> None:
    until(lambda: any(_WRITTEN in line for line in _lines(session, title)))


_REACHED = {
    "plan": _plans,
    "waiting": _waits,
    "approved": _is_approved,
    "in flight": _is_in_flight,
    "answered": _is_answered,
}
"""How each stage but the first is reached."""


def _start(session: Held, title: str) -> Running:
    """Have another write in flight, for which an approved one waits."""
    session.at.sandbox.fault("github", "POST", _PATH, delay=NEVER)
    running = session.start(*OPEN, title)
    _approve(session)
    until(lambda: _arrived(session, title) == 1)
    return running


def _approve(session: Held) -> None:
    session.terminal.expect(ASKED)
    session.terminal.answer("y")


def _settle(session: Held, running: Running, how: signal.Signals) -> None:
    """End it; one that is stopped gets a while first, in which nothing may happen by itself."""
    if how is signal.SIGSTOP:
        assert session.run("session", "status").code == 0
        running.process.kill()
    running.ended()


def _connections(address: str) -> int:
    """Return how many sockets have this address: the agent's own, and those of its clients."""
    lines = Path("/proc/net/unix").read_text(encoding="ascii", errors="replace").splitlines()
    return sum(line.endswith(f" {address}") for line in lines)


def log(session: Held) -> str:
    """Return what the session says of what happened."""
    return session.run("session", "log").out


def requests(session: Held) -> int:
    """Return how many programs have asked for something that has not ended."""
    return int(session.status()["requests"])


def _lines(session: Held, title: str) -> list[str]:
    return _about(log(session), title)


def _about(told: str, title: str) -> list[str]:
    words = f": {' '.join(OPEN)} {title} "
    return [
        line for line in told.splitlines() if words in f"{line} " or line.endswith(_says(title))
    ]


def _says(title: str) -> str:
    return f'Open issue "{title}" in acme/web'


def _arrived(session: Held, title: str) -> int:
    seen = session.at.sandbox.seen("github")
    return sum(
        each["method"] == "POST" and (each["body"] or {}).get("title") == title for each in seen
    )
