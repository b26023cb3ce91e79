"""Runs `aegis` as people do: as a process of its own, with pipes or on a terminal, on a sandbox.

Nothing of the person who runs the tests gets in: neither their settings nor their home, and
processes with pipes have no terminal at all, not even a controlling one.
"""

import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pexpect import EOF, TIMEOUT  # type: ignore[import-untyped]  # it has no types
from pexpect.fdpexpect import fdspawn  # type: ignore[import-untyped]  # as above

AEGIS = Path(sys.executable).parent / "aegis"
PATIENCE = 60
"""Seconds after which a process on the slowest machine is taken for stuck."""

KEYS = ["schema", "status", "exit_code", "request", "plan", "results", "error"]
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# Makes the terminal of the new session its own: what a fork in a threaded process cannot do.
_ON_A_TERMINAL = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment without a setting of anybody, but for `more`."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "TERM": "xterm-256color"}
    return {"LANG": "C.UTF-8"} | kept | own | more


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process with pipes ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on standard output; anything beside it fails."""
        document = json.loads(self.out)
        assert list(document) == KEYS
        assert document["schema"] == "aegis.result/1"
        assert document["exit_code"] == self.code
        return dict(document)


class Running:
    """A process with pipes and without a terminal."""

    def __init__(
        self, command: Sequence[str], *, environment: Mapping[str, str], cwd: Path, stdin: bytes
    ) -> None:
        self._sent = stdin
        self.process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def ended(self) -> Ended:
        """Wait for its end."""
        with self.process:
            try:
                out, err = self.process.communicate(self._sent, timeout=PATIENCE)
            except BaseException:
                self.process.kill()
                raise
        return Ended(self.process.returncode, out.decode(), err.decode())


class Terminal:
    """A process on a terminal of its own, with somebody who reads and types."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        cwd: Path,
        size: tuple[int, int],
    ) -> None:
        self._master, slave = os.openpty()
        subprocess.run(
            ["stty", "rows", str(size[0]), "cols", str(size[1])], stdin=slave, check=True
        )
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _ON_A_TERMINAL, *command],
            env=dict(environment),
            cwd=cwd,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self._screen = fdspawn(self._master, timeout=PATIENCE, encoding="utf-8")
        self._seen = ""

    def expect(self, text: str) -> str:
        """Wait until a text appears; return what was shown since the last one, without colours."""
        self._screen.expect_exact(text)
        shown = self._screen.before + self._screen.after
        self._seen += shown
        return plain(shown)

    def type(self, keys: str) -> None:
        """Press keys; a line ends with `\\r`."""
        self._screen.send(keys)

    def has_nothing_to_say(self) -> bool:
        """Tell whether nothing waits to be read."""
        return not select.select([self._master], [], [], 0)[0]

    def ended(self) -> int:
        """Wait for the end of the process and return its exit code."""
        self._screen.expect(EOF)
        self._seen += self._screen.before
        return self.process.wait(PATIENCE)

    @property
    def seen(self) -> str:
        """All that was shown so far, without colours."""
        return plain(self._seen)

    @property
    def raw(self) -> str:
        """All that was shown so far, with every control character."""
        return self._seen

    def close(self) -> None:
        """End it, whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        with suppress(OSError, TIMEOUT):
            os.close(self._master)


def plain(text: str) -> str:
    """Return text as a terminal would keep it, without colours and carriage returns."""
    return _COLOURS.sub("", text).replace("\r", "")


class World:
    """A sandbox, and everything to run `aegis` on it and to look at what came of it."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        self.process = process
        self.folder = folder
        self.settings: dict[str, str] = told["environment"]
        self._control = httpx.Client(base_url=told["control"], trust_env=False, timeout=PATIENCE)

    def start(
        self,
        *words: str,
        stdin: bytes = b"",
        cwd: Path | None = None,
        **variables: str,
    ) -> Running:
        """Start `aegis` with pipes."""
        known = environment(self.folder, **{**self.settings, **variables})
        return Running([str(AEGIS), *words], environment=known, cwd=cwd or self.folder, stdin=stdin)

    def run(self, *words: str, stdin: bytes = b"", **variables: str) -> Ended:
        """Run `aegis` with pipes to its end."""
        return self.start(*words, stdin=stdin, **variables).ended()

    @contextmanager
    def terminal(
        self, *words: str, size: tuple[int, int] = (50, 100), shell: str = "", **variables: str
    ) -> Iterator[Terminal]:
        """Run `aegis`, or a line of shell with `aegis` in it as `$AEGIS`, on a terminal."""
        known = environment(self.folder, **{**self.settings, "AEGIS": str(AEGIS), **variables})
        command = ["/bin/sh", "-c", shell] if shell else [str(AEGIS), *words]
        terminal = Terminal(command, environment=known, cwd=self.folder, size=size)
        try:
            yield terminal
        finally:
            terminal.close()

    def begin(self) -> None:
        """Forget what tests before did to the sandbox's answers and journal."""
        for path in ("/journal", "/faults"):
            self._control.delete(path).raise_for_status()
        everything = ["aegis:read", "aegis:write", "aegis:admin"]
        self.change(confirm="auto", connected=True, permissions=everything)

    def journal(self, door: str) -> list[dict[str, Any]]:
        """Return what one door was asked, in order."""
        seen = self._control.get("/journal").json()
        return [request for request in seen if request["door"] == door]

    def writes(self) -> list[str]:
        """Return method and path of each request to GitHub that could change something."""
        seen = self.journal("github")
        return [f"{r['method']} {r['path']}" for r in seen if r["method"] in WRITES]

    def sign_ins(self) -> int:
        """Return how many device codes were asked for."""
        return sum(r["path"] == "/oauth/device/code" for r in self.journal("auth0"))

    def tokens(self) -> list[str]:
        """Return every GitHub token that was handed out."""
        return list(self._control.get("/tokens").json())

    def change(self, **settings: Any) -> None:
        """Change settings of the sandbox."""
        self._control.put("/settings", json=settings).raise_for_status()

    def fault(self, door: str, method: str, path: str, **what: Any) -> None:
        """Have a door answer the next such request with a fault."""
        fault = {"door": door, "method": method, "path": path, **what}
        self._control.post("/faults", json=[fault]).raise_for_status()

    def script(self, *answers: Any) -> None:
        """Have Gemini give these answers before it thinks for itself."""
        self._control.post("/script", json=list(answers)).raise_for_status()

    def close(self) -> None:
        """End the sandbox."""
        self._control.close()


@contextmanager
def sandbox(*options: str) -> Iterator[World]:
    """Keep a sandbox running that confirms sign-ins by itself."""
    command = [sys.executable, "-m", "aegis_cli.sandbox", "--until-eof", "--confirm", "auto"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [*command, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(Path(folder)),
        ) as process,
    ):
        try:
            world = World(process, Path(folder))
            yield world
            world.close()
        finally:
            process.send_signal(signal.SIGTERM)


def plan(*steps: tuple[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Write a scripted answer: the model calls `submit_plan` with these actions and arguments."""
    return {
        "args": {
            "steps": [
                {"id": f"s{at}", "action": action, "args": list(_arguments(given))}
                for at, (action, given) in enumerate(steps, start=1)
            ],
            "question": "",
            "unsupported": "",
        }
    }


def _arguments(given: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for name, value in given.items():
        for item in value if isinstance(value, list) else [value]:
            yield {"name": name, "source": "literal", "value": str(item)}


def says(*, question: str = "", unsupported: str = "") -> dict[str, Any]:
    """Write a scripted answer: the model asks, or says no."""
    return {"args": {"steps": [], "question": question, "unsupported": unsupported}}
