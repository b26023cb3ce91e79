"""What git and gh cost through a session: `python -m bench.doors [rounds [megabytes]]`.

In one session on one sandbox, in turn with the same git that has a token: a fetch of nothing, which
may cost beyond that what `aegis do repos.get` costs there; a clone of 50 MB, 1.5 times; and a push
of 15 MB, which is looked at before it is sent, twice as much. So may
`gh api user` beyond the same gh at a socket that adds the token and hands it on. A command asks for
a token once; forty at once all read; and no process of ours grows by more than a tenth for a large
clone. Linux, with gh. Exits 1 if a bar is missed.
"""

import json
import os
import pty
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, Self

from aegis_cli.session.line.peers import descendants
from bench.path import BIN, sandbox_that_takes
from bench.session import Services
from tests.sandbox.github.gh_program import gh_at

CLONE, PUSH, GROWTH, AT_ONCE = 1.5, 2.0, 1.10, 40
"""The bars: of a clone, of a push, of the memory of a process, and how many read at once."""
_PUSHED = 15
"""The megabytes of a push, which a grant covers up to 20."""
_WEB, _LARGE = "acme/web", "mona/scratch"
_GET = (str(BIN / "aegis"), "do", "repos.get", "-R", _WEB, "--output", "json")
_USER = ("gh", "api", "user")
_SETTLED = 0.3
"""Seconds in which a session forks in advance."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One bar."""

    what: str
    found: float
    most: float

    def told(self) -> str:
        """Return its row."""
        verdict = "" if self.found <= self.most else "  MISSED"
        return f"{self.what:58}{self.found:10.2f}{self.most:10.2f}{verdict}"


class Inside:
    """The command of the session."""

    def __init__(self, said: Mapping[str, Any], folder: Path, rounds: int) -> None:
        self._services, self._folder, self._rounds = Services(said), folder, rounds
        self._api = said["environment"]["AEGIS_GITHUB_API"]
        user = f"x-access-token:{self._services.github_token}"
        self._with_token = f"http://{user}@{self._api.removeprefix('http://')}"

    def measure(self, megabytes: int) -> list[Measured]:
        """Measure all."""
        self._fill(megabytes)
        return [
            self._fetch(),
            self._exchanges("a clone", "clone", "-q", f"https://github.com/{_WEB}", "once"),
            self._exchanges("a fetch", "-C", "door", "fetch", "-q"),
            *self._clones(),
            self._push(),
            self._at_once("git", "ls-remote", f"https://github.com/{_WEB}"),
            self._gh(),
            self._gh_exchanges(),
            self._at_once("gh", "api", "user"),
        ]

    def _gh(self) -> Measured:
        """Measure a request of gh beyond the same with a token, by pairs."""
        with gh_at("gh", self._api, self._folder, self._services.github_token) as gh:
            own = f"GH_CONFIG_DIR={gh.folder / 'gh'}"
            runs: tuple[Callable[[], float], ...] = (
                lambda: self._run(_USER),
                lambda: self._run(("env", own, *_USER)),
                lambda: self._run(_GET),
            )
            rows = [[_settled(run) for run in runs] for _ in range(self._rounds)]
        door, token, get = (statistics.median(column) for column in zip(*rows, strict=True))
        beyond = statistics.median(row[0] - row[1] for row in rows)
        print(f"gh api user: {door:.0f} ms, with a token {token:.0f} ms; repos.get {get:.0f}")
        return Measured("gh api user beyond one with a token, ms", beyond, get)

    def _gh_exchanges(self) -> Measured:
        """Count the tokens of one gh that asks six times, for a page each."""
        words = ("api", "--paginate", "repos/acme/web/labels?per_page=1")
        asked = self._asked_by("gh", *words)
        reads = [each for each in asked if "/labels" in each["path"]]
        tokens = [each for each in asked if each["path"] == "/oauth/token"]
        print(f"one gh asked {len(reads)} times")
        return Measured("tokens that a gh of several requests asks for", len(tokens), 1)

    def _asked_by(self, *words: str) -> list[Any]:
        """Return what the services were asked for by a command."""
        self._services.requests()
        self._run(words)
        return self._services.requests()

    def _git(self, *words: str) -> float:
        """Run git, and return the milliseconds that it took."""
        return self._run(("git", *words))

    def _run(self, words: Sequence[str]) -> float:
        started = time.perf_counter()
        done = subprocess.run(words, cwd=self._folder, capture_output=True, check=False)
        took = (time.perf_counter() - started) * 1000
        if done.returncode:
            raise SystemExit(f"{words} failed: {done.stderr.decode(errors='replace')}")
        return took

    def _fill(self, megabytes: int) -> None:
        """Push so many megabytes that nobody can compress."""
        large = self._folder / "large"
        self._git("init", "-q", "-b", "main", "large")
        _write(large, megabytes)
        self._commit("large")
        self._git("-C", "large", "push", "-q", f"{self._with_token}/{_LARGE}", "main:large")

    def _commit(self, name: str) -> None:
        person = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        self._git("-C", name, "add", ".")
        self._git("-C", name, *person, "commit", "-q", "-m", "Large")

    def _push(self) -> Measured:
        """Push a new branch, of what nobody can compress; a grant stands for the answer."""
        urls = {"door": f"https://github.com/{_WEB}", "token": f"{self._with_token}/{_WEB}"}
        took: dict[str, list[float]] = {name: [] for name in urls}
        for at in range(max(self._rounds // 3, 3)):
            for name, url in urls.items():
                _write(self._folder / "door", _PUSHED)
                self._commit("door")
                words = ("-C", "door", "push", "-q", url, f"HEAD:refs/heads/{name}{at}")
                took[name].append(self._git(*words))
        door, token = (statistics.median(took[name]) for name in ("door", "token"))
        print(f"push of {_PUSHED} MB: {door:.0f} ms, with a token {token:.0f} ms")
        return Measured(f"a push of {_PUSHED} MB, times one with a token", door / token, PUSH)

    def _fetch(self) -> Measured:
        self._git("clone", "-q", f"https://github.com/{_WEB}", "door")
        self._git("clone", "-q", f"{self._with_token}/{_WEB}", "token")
        runs: tuple[Callable[[], float], ...] = (
            lambda: self._git("-C", "door", "fetch", "-q"),
            lambda: self._git("-C", "token", "fetch", "-q"),
            lambda: self._run(_GET),
        )
        rows = [[_settled(run) for run in runs] for _ in range(self._rounds)]
        door, token, get = (statistics.median(column) for column in zip(*rows, strict=True))
        beyond = statistics.median(row[0] - row[1] for row in rows)
        print(f"fetch of nothing: {door:.0f} ms, with a token {token:.0f} ms; repos.get {get:.0f}")
        return Measured("a fetch of nothing beyond one with a token, ms", beyond, get)

    def _exchanges(self, what: str, *words: str) -> Measured:
        asked = [each for each in self._asked_by("git", *words) if each["path"] == "/oauth/token"]
        return Measured(f"tokens that {what} asks for", len(asked), 1)

    def _clones(self) -> list[Measured]:
        urls = {"door": f"https://github.com/{_LARGE}", "token": f"{self._with_token}/{_LARGE}"}
        with Peaks() as small:
            self._clone(f"https://github.com/{_WEB}", "main")
        took: dict[str, list[float]] = {name: [] for name in urls}
        with Peaks() as large:
            for _ in range(max(self._rounds // 3, 3)):
                for name, url in urls.items():
                    took[name].append(self._clone(url, "large"))
        door, token = (statistics.median(took[name]) for name in ("door", "token"))
        print(f"clone: {door:.0f} ms, with a token {token:.0f} ms")
        peaks = ", ".join(f"{peak // 1000}" for peak in sorted(large.by_parent.values()))
        print(f"the peaks of our processes, by what they do, in MB: {peaks}")
        return [
            Measured("a large clone, times one with a token", door / token, CLONE),
            Measured("a process, times that of a small clone", large.times(small), GROWTH),
        ]

    def _clone(self, url: str, branch: str) -> float:
        took = self._git("clone", "-q", "--bare", "--single-branch", "-b", branch, url, "cloned")
        subprocess.run(["rm", "-rf", "cloned"], cwd=self._folder, check=True)
        return took

    def _at_once(self, *words: str) -> Measured:
        def read(_at: int) -> int:
            return subprocess.run(words, capture_output=True, check=False).returncode

        with ThreadPoolExecutor(AT_ONCE) as pool:
            failed = sum(map(bool, pool.map(read, range(AT_ONCE))))
        return Measured(f"of {AT_ONCE} {words[0]} at once failed", failed, 0)


class Peaks:
    """The peak of memory of the processes of the session, while something runs."""

    def __init__(self, agent: int = 0, but: Callable[[int], bool] = lambda _pid: False) -> None:
        """Look at what descends from an agent, that above this process if none is said.

        What this process started, and what is as `but` says, does not count.
        """
        self.by_parent: dict[int, int] = {}
        """The largest, by the process that forked or started them: what has one parent does one
        thing."""
        self._ended, self._agent, self._but = Event(), agent or os.getppid(), but
        self._own = () if agent else (os.getpid(),)

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def times(self, other: "Peaks") -> float:
        """Return how many times another's the peak is, of those that grew most."""
        both = self.by_parent.keys() & other.by_parent.keys()
        return max(self.by_parent[each] / other.by_parent[each] for each in both)

    def _look(self) -> None:
        while not self._ended.wait(0.01):
            own = {pid for each in self._own for pid in (each, *descendants(each))}
            for pid in descendants(self._agent) - own:
                if self._but(pid):
                    continue
                parent, peak = _peak(pid)
                self.by_parent[parent] = max(peak, self.by_parent.get(parent, 1))


def _peak(pid: int) -> tuple[int, int]:
    """Return the parent of a process, and its peak in kB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0, 0
    told = dict(line.split(":", 1) for line in lines)
    return int(told["PPid"]), int(told.get("VmHWM", "0 kB").split()[0])


def _write(folder: Path, megabytes: int) -> None:
    for at in range(megabytes):
        (folder / f"{at}").write_bytes(os.urandom(1_000_000))


def _settled(run: Callable[[], float]) -> float:
    time.sleep(_SETTLED)
    return run()


def _hold(said: Mapping[str, Any], folder: Path, arguments: Sequence[str]) -> None:
    """Hold a session whose command measures, and drop what its terminal shows."""
    (folder / "said").write_text(json.dumps(said))
    pid, terminal = pty.fork()
    if pid == 0:
        inside = [sys.executable, "-m", "bench.doors", "--inside", str(folder), *arguments]
        granted = ("--grant", f"git.push@{_WEB}", "--grant-writes", "40")
        words = [str(BIN / "aegis"), "session", "--git", "--gh", *granted, "--", *inside]
        os.execve(words[0], words, os.environ | said["environment"])  # noqa: S606  # no shell
    shown = b""
    while True:
        try:
            shown += os.read(terminal, 65536)
        except OSError:
            break
    os.waitpid(pid, 0)
    print(shown.decode(errors="replace").partition("MEASURED")[2].partition("ENDED")[0])


def main() -> int:
    """Measure in a session; return 1 if a bar is missed."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--inside"]:
        within, (rounds, megabytes) = Path(arguments[1]), map(int, arguments[2:])
        print("MEASURED")
        said = json.loads((within / "said").read_text())
        rows = Inside(said, within, rounds).measure(megabytes)
        print("\n".join(each.told() for each in rows), "\nENDED")
        (within / "missed").write_text(str(sum(each.found > each.most for each in rows)))
        return 0
    with sandbox_that_takes({}) as said, TemporaryDirectory() as folder:
        _hold(said, Path(folder), [*arguments, *("15", "50")[len(arguments) :]])
        missed = Path(folder) / "missed"
        return int(not missed.exists() or missed.read_text() != "0")


if __name__ == "__main__":
    sys.exit(main())
