"""Pushes of which something is killed: `python -m bench.killed_pushes [moments] [seed]`.

At a random moment of a push (at its question, or from the yes to the end) one is killed: the git
that pushes, the fork that serves it, the child that has a token, or the agent of the session. Each
push must be at GitHub once or never, and what the log says of it, or without an agent what git
was told, must be so. Exits 1 where one is not. Linux, root.
"""

import os
import random
import re
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from aegis_cli.doctor.residue.proc import descendants
from tests.helpers.console import Console, Terminal, console
from tests.session.held import ASKED
from tests.session.test_git_push import KILLED, kept_push, pushes, pushing

VICTIMS = ("git", "fork", "child", "agent")
_AT_QUESTION, _SIDE_BY_SIDE, _ARRIVED = 0.25, 2, 1.0
"""The share that is killed at the question, and the seconds in which what was sent arrives."""
_DONE = re.compile(r"done: (Push topic|git-door push topic)")
_OPEN = re.compile(r"(outcome_unknown|its answer never came): Push topic")


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return []


class Moments:
    """Pushes of which something was killed, and what was wrong then."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # the same moments each time
        self.lasts = 0.0
        """The seconds from the yes to the end of a push that nobody kills."""
        self.ends: Counter[str] = Counter()
        self.wrong: list[str] = []

    def run(self, at: Console, victim: str) -> None:
        """Push, and kill something; "" for nothing."""
        at.begin()
        (at.folder / "code").unlink(missing_ok=True)
        with pushing(at, f"rm -rf one\n{KILLED}", from_nothing=True) as terminal:
            terminal.expect(ASKED)
            kept = kept_push(terminal.process.pid)
            fork, agent = int(kept.parts[2]), terminal.process.pid
            at_question = victim and self.chance.random() < _AT_QUESTION
            if not at_question:
                terminal.answer("y", shows=False)
            began = time.monotonic()
            time.sleep(self.chance.uniform(0, self.lasts) if victim else 0)
            self._kill(at, victim, agent, fork)
            if at_question and victim == "child":
                terminal.answer("y", shows=False)
            if not victim:
                terminal.expect("WAITED")
                self.lasts = time.monotonic() - began
            terminal.ended()
        time.sleep(_ARRIVED)
        self._compare(at, victim or "nothing", terminal, "question" if at_question else "yes")

    def _kill(self, at: Console, victim: str, agent: int, fork: int) -> None:
        if not victim:
            return
        pids = {"git": [int((at.folder / "git").read_text())], "fork": [fork], "agent": [agent]}
        servers = {*_children(agent)} - _holding(agent, fork)
        pids["child"] = [pid for server in servers for pid in _children(server)]
        for pid in pids[victim]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _compare(self, at: Console, victim: str, terminal: Terminal, stage: str) -> None:
        count, seen = len(pushes(at)), terminal.seen
        code = (at.folder / "code").read_text().strip() if (at.folder / "code").exists() else ""
        is_done, is_open = bool(_DONE.search(seen)), bool(_OPEN.search(seen))
        if victim == "agent":
            is_done, is_open = code == "0", code != "0"
        is_right = count <= 1 and (is_done or is_open if count else not is_done)
        says = "done" if is_done else "unknown" if is_open else "not done"
        self.ends[f"{victim} after the {stage}: {count} pushed, {says}"] += 1
        if not is_right:
            self.wrong.append(f"{victim} after the {stage}: {count}, {code}\n{seen[-1500:]}")


def _holding(agent: int, fork: int) -> set[int]:
    """Return the children of the agent that are no server of children: those above the fork."""
    return {pid for pid in _children(agent) if fork in {pid, *descendants(pid)}}


def kill(seed: str, moments: range) -> Moments:
    """Kill at these moments, one after another; how long a push takes is told by the first."""
    found = Moments(seed)
    with console("--latency", "github=200") as at:
        found.run(at, "")
        for moment in moments:
            found.run(at, VICTIMS[moment % len(VICTIMS)])
    return found


def main() -> int:
    """Kill, compare, print, and judge."""
    moments, seed = map(int, [*sys.argv[1:], *("100", "46")[len(sys.argv) - 1 :]])
    each = -(-moments // _SIDE_BY_SIDE)
    parts = [range(at, min(at + each, moments)) for at in range(0, moments, each)]
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        found = [*pool.map(lambda part: kill(f"{seed}.{part.start}", part), parts)]
    ends = sum((part.ends for part in found), Counter[str]())
    wrong = [each for part in found for each in part.wrong]
    print("from the yes to the end:", ", ".join(f"{part.lasts:.1f} s" for part in found))
    print("\n".join(f"{count:>5}  {end}" for end, count in sorted(ends.items())))
    print("\n".join(wrong) or "nothing was pushed twice, and nothing but what was said")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
