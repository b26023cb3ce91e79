"""A loop that is broken off: `python -m bench.killed_loops [moments] [seed]`.

A list of 24 issues, each commented and closed, on a terminal, at the sandbox: two portions. At a
random moment after the answer the command is killed, or somebody presses Ctrl-C. No write may be at
the sandbox's door twice, nor one that was not on the screen; what the command said of each, where
it still could, must be so. Exits 1 where one of these is not so. The moments are the same with the
same seed, but for how long a command takes. Most of each is waiting, so that four are broken off
side by side, each at a sandbox of its own.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from tests.helpers.console import GEMINI, Console, Terminal, console

ROWS, WRITES = 24, 48
SAID = "comment 'Stale.' on every issue of acme/web and close it"
_READING = 1.2
"""The seconds without a key after which a long question takes an answer."""
_ARRIVED = 0.5
"""The seconds after which what a killed command had sent has arrived."""
_AT_ONE_SANDBOX = 40
"""Moments of 100 requests each: one takes 5,000 an hour, as GitHub does."""
_SIDE_BY_SIDE = 4
HOW = ("SIGKILL", "Ctrl-C")


def _step(number: int, action: str, over: str = "", **args: tuple[str, str]) -> dict[str, Any]:
    told = [
        {"name": name, "source": source, "value": value} for name, (source, value) in args.items()
    ]
    return {"id": f"s{number}", "action": action, "args": told, "where": [], "each": over}


_ROW = ("row", "")
PLAN = {
    "args": {
        "steps": [
            _step(1, "issues.list", repo=("literal", "acme/web")),
            _step(2, "issues.add_comment", "s1", issue_number=_ROW, body=("literal", "Stale.")),
            _step(3, "issues.close", "s1", issue_number=_ROW),
        ],
        "question": "",
        "unsupported": "",
    }
}


class Moments:
    """Commands that are broken off, and what was wrong with what they did."""

    at: Console

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # the same moments each time
        self.token = ""
        self.lasts = 0.0
        """The seconds from the answer to the end of a command that nobody breaks off."""
        self.ends: Counter[str] = Counter()
        self.arrived: Counter[int] = Counter()
        """How often so many tenths of the writes had arrived."""
        self.wrong: list[str] = []

    def move_to(self, at: Console) -> None:
        """Go on at another sandbox."""
        self.at, self.token = at, ""

    def fill(self) -> tuple[int, ...]:
        """Have 24 open issues in the sandbox; return their numbers."""
        if not self.token:
            self.at.run("do", "issues.list", "-R", "acme/web")
            self.token = self.at.sandbox.tokens()[-1]
        self.at.begin()
        headers, page = {"authorization": f"Bearer {self.token}"}, "/repos/acme/web/issues"
        with httpx.Client(base_url=self.at.sandbox.github, headers=headers) as github:
            there = github.get(page, params={"per_page": 100}).raise_for_status().json()
            found = [each["number"] for each in there if "pull_request" not in each]
            while len(found) < ROWS:
                made = github.post(page, json={"title": f"Issue {len(found)}"}).raise_for_status()
                found.append(made.json()["number"])
        return tuple(found)

    def run(self, how: str) -> None:
        """Run the command, and break it off in one way; "" for not at all."""
        numbers, said = self.fill(), self.at.folder / "said.json"
        before = len(self.at.writes())
        self.at.sandbox.script(PLAN)
        words = ("ask", "--output", "json", "--max-writes", str(WRITES), SAID)
        with (
            said.open("wb") as file,
            self.at.terminal(
                *words, size=(500, 100), more=GEMINI, streams={1: file.fileno()}
            ) as terminal,
        ):
            terminal.expect("[y/n] ")
            time.sleep(_READING)
            terminal.answer(f"yes {WRITES}", shows=False)
            began = time.monotonic()
            self._break_off(how, terminal)
            code = terminal.ended()
            if not how:
                self.lasts = time.monotonic() - began
        time.sleep(_ARRIVED)
        self._compare(how or "nothing", code, numbers, self.at.writes()[before:], said)

    def _break_off(self, how: str, terminal: Terminal) -> None:
        """Break a command off at a random moment."""
        if how:
            time.sleep(self.chance.uniform(0, self.lasts))
        if how == "SIGKILL":
            with suppress(ProcessLookupError):
                os.kill(terminal.process.pid, signal.SIGKILL)
        elif how:
            terminal.type("\x03")

    def _compare(
        self, how: str, code: int, numbers: tuple[int, ...], writes: list[str], said: Path
    ) -> None:
        count, paths = Counter(writes), [f"/repos/acme/web/issues/{each}" for each in numbers]
        approved = {f"POST {path}/comments" for path in paths} | {f"PATCH {path}" for path in paths}
        self.wrong += [f"{how}: {write} {n} times" for write, n in count.items() if n > 1]
        self.wrong += [
            f"{how}: {write} was not approved" for write in count if write not in approved
        ]
        told = said.read_text(encoding="utf-8")
        if told:
            self.wrong += [f"{how}: {each}" for each in _contradictions(json.loads(told), count)]
        elif how != "SIGKILL":
            self.wrong.append(f"{how}: it ended with {code} and said nothing")
        self.ends[f"{how}: exit {code}"] += 1
        self.arrived[10 * len(writes) // WRITES] += 1


def _contradictions(document: dict[str, Any], count: Counter[str]) -> Iterator[str]:
    """Yield what a command said of its writes that is not so."""
    if not document["results"]:
        if document["status"] != "outcome_unknown" and count:
            yield f"{document['status']}, and {count.total()} writes arrived"
        return
    numbers = {step["id"]: step["arguments"]["issue_number"] for step in document["plan"]["steps"]}
    for each in document["results"]:
        path = f"/repos/acme/web/issues/{numbers[each['id']]}"
        is_close = each["action"] == "issues.close"
        arrived = count[f"PATCH {path}" if is_close else f"POST {path}/comments"]
        if each["status"] == "done" and arrived != 1:
            yield f"{each['id']} is done, and arrived {arrived} times"
        if each["status"] == "skipped" and arrived:
            yield f"{each['id']} is skipped, and arrived"


def break_off(seed: str, moments: range) -> Moments:
    """Break commands off one after another; how long one takes is told by the first, which ends."""
    broken = Moments(seed)
    for first in moments[::_AT_ONE_SANDBOX]:
        with console("--latency", "github=5") as at:
            broken.move_to(at)
            if first == moments[0]:
                broken.run("")
            for moment in range(first, min(first + _AT_ONE_SANDBOX, moments.stop)):
                broken.run(HOW[moment % len(HOW)])
    return broken


def main() -> int:
    """Break off, compare, print, and judge."""
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 45  # noqa: PLR2004  # the second argument
    began, each = time.monotonic(), -(-moments // _SIDE_BY_SIDE)
    parts = [range(at, min(at + each, moments)) for at in range(0, moments, each)]
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        found = [*pool.map(lambda part: break_off(f"{seed}.{part.start}", part), parts)]
    ends = sum((part.ends for part in found), Counter[str]())
    arrived = sum((part.arrived for part in found), Counter[int]())
    wrong = [each for part in found for each in part.wrong]
    lasts = ", ".join(f"{part.lasts:.1f}" for part in found)
    print(f"{moments} moments in {time.monotonic() - began:.0f} s")
    print(f"not broken off, it takes {lasts} s from the answer")
    print("\n".join(f"{count:>5}  {end}" for end, count in sorted(ends.items())))
    tenths = ", ".join(f"{n} of 10: {arrived[n]}" for n in range(11))
    print(f"writes that had arrived: {tenths}")
    print("\n".join(wrong) or "nothing was done twice, and nothing that was not approved")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
