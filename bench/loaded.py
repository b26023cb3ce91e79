"""What each process of a command has loaded: `python -m bench.loaded [process]`.

Real commands run on a sandbox under strace (Linux, root): a sentence by itself, a command in a
session, and a plan at a broker. A module counts where its file was opened; a fork has what its
parent had until then. With the name of a process each module of it is listed. Exits 1 if the
child or the fork that holds a token has loaded more than it may.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import source_from_cache
from pathlib import Path
from signal import SIGHUP, SIGTERM, Signals
from tempfile import TemporaryDirectory

import httpx

import aegis_cli
from bench.broker import PLAN, free_port, serving, signed_in
from bench.path import BIN, sandbox
from bench.session import session

MOST_LINES = 5_000
"""How many lines of ours the child may load, as docs/adr/0020 says."""

_AEGIS = str(BIN / "aegis")
_OURS = Path(aegis_cli.__file__).parent
_STRACE = (
    "strace", "-ff", "--seccomp-bpf", "-qq", "-s", "4096", "-e", "signal=none", "-e",
    "trace=?open,openat,execve,recvmsg,?fork,?vfork,clone,?clone3", "-o",
)  # fmt: skip
_ROLES = {
    "aegis ask": "planner",
    "aegis_cli.executor.child": "child",
    "aegis do": "client",
    "aegis session": "agent",
    "aegis_cli.cli.session_fork": "fork server",
    "aegis_cli.cli.session_fork s": "fork",
    "aegis_cli.cli.session_fork r": "fork",
    "aegis broker": "broker's worker",
    "aegis_cli.executor.plan_fork": "plans' fork server",
    "aegis_cli.executor.plan_fork s": "fork with the token",
    "aegis_cli.executor.plan_fork p": "fork with the token",
}
"""The processes, by what was executed and what they were forked for."""

_OPENED = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+\.(?:pyc?|so))", .* = \d')
_EXECUTED = re.compile(r"execve\(.* = 0$")
_MAIN = re.compile(r"from (aegis_cli[\w.]+) import main|/(aegis)\", \"(\w+)\"")
_FORKED = re.compile(r"^(?:v?fork|clone3?)\(.* = (\d+)$", re.MULTILINE)
_ASKED = re.compile(r'recvmsg\(.*iov_base="(\w)"')


@dataclass(frozen=True)
class Process:
    """A process, and the files that it has loaded."""

    role: str
    files: frozenset[Path]

    @cached_property
    def modules(self) -> dict[str, int]:
        """How many lines each module of ours has that is loaded."""
        ours = (file for file in self.files if file.is_relative_to(_OURS))
        return {str(file.relative_to(_OURS)): _lines(file) for file in sorted(ours)}

    @property
    def lines(self) -> int:
        """How many lines of ours are loaded."""
        return sum(self.modules.values())

    @property
    def rooms(self) -> Counter[str]:
        """How many lines of each room are loaded, the largest first."""
        found = Counter[str]()
        for name, lines in self.modules.items():
            found[name.partition("/")[0]] += lines
        return Counter(dict(found.most_common()))

    @property
    def packages(self) -> list[str]:
        """The third-party packages of which something is loaded."""
        parts = (file.parts for file in self.files if "site-packages" in file.parts)
        tops = {each[each.index("site-packages") + 1].partition(".")[0] for each in parts}
        return sorted(tops - {"_distutils_hack", "distutils-precedence"})


@cache
def _lines(file: Path) -> int:
    return len(file.read_text().splitlines())


class Trace:
    """What strace wrote of a process and of all that it started, in a file for each thread."""

    def __init__(self, folder: Path) -> None:
        self._threads = {file.suffix[1:]: file.read_text() for file in folder.glob("trace.*")}

    @cached_property
    def first(self) -> str:
        """The number of the process that no other has started.

        A fork writes before its parent has noted it, so of several it is the one with the lowest.
        """
        started = {pid for text in self._threads.values() for pid in _FORKED.findall(text)}
        return min((pid for pid in self._threads if pid not in started), key=int)

    def processes(self) -> Iterator[Process]:
        """Return every process with something of ours, by its role."""
        yield from self._process(self.first, "", set())

    def _process(self, pid: str, executed: str, files: set[Path]) -> Iterator[Process]:
        names = [executed]
        yield from self._thread(pid, names, files)
        if names[0] in _ROLES:
            yield Process(_ROLES[names[0]], frozenset(files))

    def _thread(self, pid: str, names: list[str], files: set[Path]) -> Iterator[Process]:
        """Note what one thread of a process opens, and return the processes that it starts."""
        wanted = ""
        for line in self._threads.get(pid, "").splitlines():
            if opened := _OPENED.match(line):
                files.add(_source(opened[1]))
            elif asked := _ASKED.match(line):
                wanted = asked[1]
            elif _EXECUTED.match(line):
                files.clear()
                names[0] = _executed(line)
            elif (forked := _FORKED.match(line)) and "CLONE_THREAD" in line:
                yield from self._thread(forked[1], names, files)
            elif forked:
                yield from self._process(forked[1], f"{names[0]} {wanted or 'fork'}", {*files})


def _source(opened: str) -> Path:
    """Return the file of a module, for what was opened of it."""
    is_compiled = opened.endswith(".pyc") and "__pycache__" in opened
    return Path(source_from_cache(opened) if is_compiled else opened).resolve()


def _executed(line: str) -> str:
    """Return which program of ours was executed."""
    found = _MAIN.search(line.replace('\\"', '"'))
    return " ".join(filter(None, found.groups())) if found else ""


@dataclass(frozen=True)
class Strace:
    """The strace of one program and of all that it starts."""

    folder: Path

    @property
    def words(self) -> list[str]:
        """The words that stand before the program."""
        return [*_STRACE, f"{self.folder}/trace"]

    def end(self, number: Signals) -> None:
        """Send the program the signal that ends it, which strace does not pass on."""
        os.kill(int(Trace(self.folder).first), number)


def _traced(act: Callable[[Strace], None]) -> list[Process]:
    """Do what starts a program under a strace, and return the processes that there were."""
    with TemporaryDirectory() as folder:
        act(Strace(Path(folder)))
        return [*Trace(Path(folder)).processes()]


def by_itself(known: Mapping[str, str]) -> list[Process]:
    """Return the processes of a sentence that no session serves."""
    return _traced(_run("ask", "list the issues of acme/web", "--engine", "gemini", known=known))


def _run(*words: str, known: Mapping[str, str]) -> Callable[[Strace], None]:
    """Return what runs a command to its end."""
    environment = {**os.environ, "AEGIS_SESSION": "", **known}

    def act(strace: Strace) -> None:
        command = [*strace.words, _AEGIS, *words]
        subprocess.run(command, env=environment, check=True, capture_output=True)

    return act


def in_session(known: Mapping[str, str]) -> list[Process]:
    """Return the processes of a command in a session."""
    clients = list[Process]()

    def act(strace: Strace) -> None:
        with session({**os.environ, **known, "AEGIS_SESSION": ""}, strace.words) as address:
            named = {**known, "AEGIS_SESSION": address}
            clients.extend(_traced(_run("do", "issues.list", "-R", "acme/web", known=named)))
            strace.end(SIGHUP)

    return [*_traced(act), *clients]


def at_broker(known: dict[str, str]) -> list[Process]:
    """Return the processes of a broker that has performed a plan."""
    port = free_port()
    headers = {"authorization": f"Bearer {signed_in(known)}"}

    def act(strace: Strace) -> None:
        command = [*strace.words, _AEGIS, "broker", "--port", str(port)]
        with serving(command, port, {**os.environ, **known}):
            url = f"http://127.0.0.1:{port}/v2/plans"
            answer = httpx.post(url, json=PLAN, headers=headers, trust_env=False, timeout=60)
            answer.raise_for_status()
            strace.end(SIGTERM)

    return _traced(act)


def measured() -> dict[str, Process]:
    """Return the processes of all three by their roles; of several, the one that has most."""
    with sandbox() as known:
        found = [*by_itself(known), *in_session(known), *at_broker(known)]
    largest = {each.role: each for each in sorted(found, key=lambda each: len(each.files))}
    return {role: largest[role] for role in _ROLES.values()}


def too_much(child: Process) -> str:
    """Say what the child has loaded beyond what it may, and what to do; nothing if it has not."""
    if child.lines <= MOST_LINES:
        return ""
    return (
        f"The child, which holds a token, has loaded {child.lines:,} lines of ours, and may load"
        f" {MOST_LINES:,}: {dict(child.rooms)}. `python -m bench.loaded child` lists the modules:"
        " import the new one where no token is, or say in docs/adr/0020 why the child needs it,"
        " with the new number."
    )


def main() -> int:
    """Print a table of the processes, and then one of them by its rooms and its packages."""
    found = measured()
    print(f"{'process':30} {'modules':>8} {'lines':>7} {'packages':>9}")
    for role, process in found.items():
        numbers = f"{len(process.modules):8} {process.lines:7,} {len(process.packages):9}"
        print(f"{role:30} {numbers}")
    one = found[sys.argv[1] if len(sys.argv) > 1 else "child"]
    print(f"\n{one.role}: " + ", ".join(f"{room} {lines:,}" for room, lines in one.rooms.items()))
    print(f"third-party packages: {', '.join(one.packages) or 'none'}")
    if len(sys.argv) > 1:
        print("\n".join(f"{lines:6,}  {name}" for name, lines in one.modules.items()))
    problems = [*filter(None, map(too_much, (found["child"], found["fork with the token"])))]
    print(*problems, sep="\n\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
