"""Runs `aegis` as people do: as a process of its own, with pipes or on a terminal, on a sandbox.

Nothing of the person who runs the tests gets in: neither their settings nor their home, and
a process with pipes has no terminal at all, not even a controlling one.
"""

import fcntl
import json
import os
import re
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from pexpect import EOF, TIMEOUT  # type: ignore[import-untyped]  # it has no types
from pexpect.fdpexpect import fdspawn  # type: ignore[import-untyped]  # as above

from aegis_cli.adapters.process.isolated import clock_of
from tests.helpers.forked import Forked, aegis, with_pipes
from tests.helpers.patience import PATIENCE
from tests.helpers.support import Sandbox, sandbox, temporary_folder, until
from tests.helpers.utf8 import UTF8

K = TypeVar("K")

AEGIS = str(Path(sys.executable).parent / "aegis")
NOTHING: Mapping[str, str] = MappingProxyType({})
NOTHING_ELSE: Mapping[int, int | None] = MappingProxyType({})

NO_SESSION = MappingProxyType({"AEGIS_SESSION": ""})
"""So that a command uses no session that somebody holds on this machine."""

GEMINI = MappingProxyType({"AEGIS_ENGINE": "gemini"})
"""For a test of the model: it plans, and its package takes as long to import as all the rest."""

TYPING = 0.03
"""Seconds between two keys of somebody who types."""

_AT_ONCE = 4
_HANDED_ON = 0.2
"""Seconds within which the kernel has handed on what was typed, also where all are busy."""
_GRAMMAR = MappingProxyType({"AEGIS_ENGINE": "offline"})
_KEPT = ("PATH", "TMPDIR")
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_DOCUMENT = {"schema", "status", "exit_code", "request", "plan", "results", "error", "tokens"}
_OF_GUESS = {"grade", "read_as"}
_STEP = {"id", "action", "effect", "arguments", "provenance"}
_RESULT = {"id", "action", "status", "already", "data"}
_OF_SOME = {"note", "reason", "changes"}
_ERROR = {"code", "message", "hint"}
_TOKEN = {"kind", "expires_in", "narrowed", "reason"}
# A process with threads must not fork and go on in Python, which `pty.fork` would be.
_TAKE_TERMINAL = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


def environment(home: Path, more: Mapping[str, str] = NOTHING) -> dict[str, str]:
    """Return an environment without a setting of anybody, but for `more`."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "TERM": "xterm-256color"}
    return kept | own | UTF8 | clock_of(os.environ) | NO_SESSION | dict(more)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process with pipes ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on standard output; anything beside it, or in it, fails."""
        document: dict[str, Any] = json.loads(self.out)
        plan, error = document["plan"], document["error"]
        assert document.keys() == _DOCUMENT
        assert document["schema"] == "aegis.result/1"
        assert document["exit_code"] == self.code
        assert plan is None or plan.keys() - _OF_GUESS == {"digest", "steps"}
        assert all(step.keys() == _STEP for step in (plan["steps"] if plan else ()))
        assert all(result.keys() - _OF_SOME == _RESULT for result in document["results"])
        assert error is None or error.keys() == _ERROR
        assert all(token.keys() == _TOKEN for token in document["tokens"].values())
        return document

    @property
    def end(self) -> tuple[int, str, str | None]:
        """Exit code, status and error code, of which the last two stand in the document."""
        error = self.document["error"]
        return self.code, self.document["status"], error["code"] if error else None


def run_in(folder: Path, *words: str, more: Mapping[str, str] = NOTHING) -> Ended:
    """Run `aegis` without a sandbox, at home and at work in a folder, to its end."""
    return Running(
        aegis([AEGIS, *words], environment=environment(folder, more), cwd=folder)
    ).ended()


def from_nothing(
    command: Sequence[str | bytes], *, environment: Mapping[str, str], cwd: Path
) -> "Running":
    """Start a process with pipes from nothing."""
    # Without buffers, so that reading a line takes nothing from who reads the rest.
    process = subprocess.Popen(
        command,
        env=dict(environment),
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        bufsize=0,
    )
    return Running(process)


class Running:
    """A process with pipes and without a terminal."""

    def __init__(self, process: "subprocess.Popen[bytes] | Forked") -> None:
        self.process = process

    def code_shown(self) -> str:
        """Wait for the sign-in code on standard error."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            found = re.search(rb"code ([A-Z]{4}-[A-Z]{4})", line)
            if found:
                return found[1].decode()
        raise AssertionError("it ended without a code")

    def ended(self, stdin: bytes = b"", *, patience: float = PATIENCE) -> Ended:
        """Send standard input and wait for the end."""
        with self.process:
            try:
                out, err = self.process.communicate(stdin, timeout=patience)
            except BaseException:
                self.process.kill()
                raise
        return Ended(self.process.wait(), out.decode(), err.decode())


def on_terminal(
    command: Sequence[str], slave: int, *, environment: Mapping[str, str], cwd: Path
) -> "subprocess.Popen[bytes]":
    """Start a process from nothing, with this terminal as its controlling one."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _TAKE_TERMINAL, *command],
        env=dict(environment),
        cwd=cwd,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )


class Terminal:
    """A process on a terminal of its own, with somebody who reads and types."""

    def __init__(
        self,
        start: "Callable[[int], subprocess.Popen[bytes] | Forked]",
        *,
        size: tuple[int, int] = (50, 100),
    ) -> None:
        """Start a process on a terminal, whose file descriptor it is given."""
        self._master, slave = os.openpty()
        termios.tcsetwinsize(slave, size)
        self._name = os.ttyname(slave)
        self.process = start(slave)
        os.close(slave)
        self._screen = fdspawn(self._master, timeout=PATIENCE, encoding="utf-8")
        self.raw = ""
        """All that was shown so far, with every control character."""

    def resize(self, rows: int, columns: int) -> None:
        """Give the terminal another size."""
        termios.tcsetwinsize(self._master, (rows, columns))

    def expect(self, *texts: str) -> str:
        """Wait until one of these appears; return what was shown since the last, in plain text."""
        found = self._screen.expect_exact([*texts, EOF, TIMEOUT])
        if found >= len(texts):
            why = "the process ended" if found == len(texts) else "it takes too long"
            screen = self.seen + plain(self._screen.before)
            raise AssertionError(f"{why}, and none of {texts} was shown:\n{screen}")
        shown = self._screen.before + self._screen.after
        self.raw += shown
        return plain(shown)

    def prompt(self, text: str) -> str:
        """Wait for the prompt of a line editor, and until it takes keys."""
        shown = self.expect(text)
        self._until_keys_are_taken()
        return shown

    def _until_keys_are_taken(self) -> None:
        until(lambda: not termios.tcgetattr(self._master)[3] & termios.ICANON)

    def type(self, keys: str) -> None:
        r"""Press keys; a line ends with `\r`."""
        self._screen.send(keys)

    def answer(self, text: str, *, shows: bool = True) -> None:
        """Answer a question that listens: key by key, as a person does, and not as a paste.

        Each key is pressed once the one before was read, which is when it is shown, if it is.
        """
        for key in text:
            self.type(key)
            if shows:
                self.expect(key)
            else:
                self.until_read()
            time.sleep(TYPING)
        self.type("\r")

    def paste(self, text: str) -> None:
        """Answer a question for what is not shown, such as a token, which nobody types."""
        self.type(f"{text}\r")

    def until_read(self) -> None:
        """Wait until a program has read all that was typed, or has ended.

        NOTE: the kernel hands on what is written to a terminal a moment later, and until then
        nothing is there to be read; no call tells when.
        """
        time.sleep(_HANDED_ON)
        until(lambda: not self._unread() or self.process.poll() is not None)

    def _unread(self) -> int:
        """Return how many bytes were typed that no program has read yet."""
        slave = os.open(self._name, os.O_RDWR | os.O_NOCTTY)
        try:
            told = fcntl.ioctl(slave, termios.FIONREAD, bytes(4))
        finally:
            os.close(slave)
        return int.from_bytes(told, sys.byteorder)

    def say(self, line: str, *, ready: str = "aegis> ") -> str:
        """Type a line at a prompt, and return all that is shown until the prompt is back."""
        self.type(f"{line}\r")
        self.expect(line)
        return self.prompt(ready)

    def answered(
        self, replies: Mapping[str, str], *, at_prompts: Mapping[str, str] = NOTHING
    ) -> int:
        """Answer these questions with these replies until it ends; return its exit code.

        At the prompt of a line editor keys are pressed once it takes them.
        """
        typed = [*replies.values(), *at_prompts.values()]
        while (found := self._screen.expect_exact([*replies, *at_prompts, EOF])) < len(typed):
            self.raw += self._screen.before + self._screen.after
            if found < len(replies):
                self.answer(typed[found], shows=False)
            else:
                self._until_keys_are_taken()
                self.type(typed[found])
        self.raw += self._screen.before
        return self.process.wait(PATIENCE)

    def ended(self) -> int:
        """Wait for the end of the process, and return its exit code."""
        return self.answered(NOTHING)

    def how_it_ended(self) -> str:
        """Say how the process ended, and what it showed last; nothing while it runs."""
        if (code := self.process.poll()) is None:
            return ""
        with suppress(EOF, TIMEOUT, OSError):
            while True:
                self.raw += self._screen.read_nonblocking(4096, 0)
        return f"its process ended with {code}, and showed last:\n{self.seen[-2_000:]}"

    @property
    def seen(self) -> str:
        """All that was shown so far, without colours."""
        return plain(self.raw)

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)


def plain(text: str) -> str:
    """Return text without colours and carriage returns."""
    return _COLOURS.sub("", text).replace("\r", "")


class Console:
    """Where `aegis` is typed: its settings lead to a sandbox, and its home is empty."""

    def __init__(self, found: Sandbox, folder: Path) -> None:
        self.sandbox = found
        self.folder = folder

    def begin(self) -> None:
        """Forget what tests before made of the sandbox."""
        self.sandbox.reset(confirm="auto")

    def start(
        self, *words: str | bytes, cwd: Path | None = None, more: Mapping[str, str] = NOTHING
    ) -> Running:
        """Start `aegis` with pipes, and with `more` in its environment."""
        known = environment(self.folder, {**self.sandbox.environment, **_GRAMMAR, **more})
        command = [AEGIS, *map(os.fsdecode, words)]
        return Running(aegis(command, environment=known, cwd=cwd or self.folder))

    def run(
        self,
        *words: str | bytes,
        stdin: bytes = b"",
        cwd: Path | None = None,
        more: Mapping[str, str] = NOTHING,
    ) -> Ended:
        """Run `aegis` with pipes to its end."""
        return self.start(*words, cwd=cwd, more=more).ended(stdin)

    def run_all(self, table: Mapping[K, Sequence[str | bytes]]) -> dict[K, Ended]:
        """Run several commands side by side, since most of each is waiting for a sign-in."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            ends = pool.map(lambda words: self.run(*words), table.values())
            return dict(zip(table, ends, strict=True))

    def run_in_one(self, table: Mapping[K, Sequence[str]]) -> dict[K, Ended]:
        """Do what `run_all` does, in one process that runs one after another.

        For many commands whose start is no question.
        """
        known = environment(self.folder, {**self.sandbox.environment, **_GRAMMAR})
        sent = json.dumps([*table.values()]).encode()
        running = Running(with_pipes("tests.cli.in_one", known, self.folder))
        told = json.loads(running.ended(sent, patience=PATIENCE * len(table)).out)
        return {key: Ended(*each) for key, each in zip(table, told, strict=True)}

    @contextmanager
    def terminal(
        self,
        *words: str,
        size: tuple[int, int] = (50, 100),
        line: str = "",
        more: Mapping[str, str] = NOTHING,
        streams: Mapping[int, int | None] = NOTHING_ELSE,
    ) -> Iterator[Terminal]:
        """Run `aegis`, or a line of shell with `aegis` in it as `$AEGIS`, on a terminal.

        But for `streams`, which are in files, or closed (`None`).
        """
        settings = {**self.sandbox.environment, **_GRAMMAR, "AEGIS": AEGIS, **more}
        known, cwd = environment(self.folder, settings), self.folder

        def start(tty: int) -> "subprocess.Popen[bytes] | Forked":
            if line:
                return on_terminal(["/bin/sh", "-c", line], tty, environment=known, cwd=cwd)
            command = [AEGIS, *words]
            return aegis(command, environment=known, cwd=cwd, terminal=tty, streams=streams)

        terminal = Terminal(start, size=size)
        try:
            yield terminal
        finally:
            terminal.close()

    def writes(self) -> list[str]:
        """Return each request to GitHub that could change something."""
        return [line for line in self.sandbox.lines() if not line.startswith("GET ")]

    def sign_ins(self) -> int:
        """Return how many device codes were asked for."""
        return self.sandbox.lines("auth0").count("POST /oauth/device/code")

    def requests(self) -> list[dict[str, Any]]:
        """Return what the planner was asked, as the prompt writes it.

        Of a request that was given up and had no answer, the body may not have arrived.
        """
        arrived = (seen for seen in self.asked_gemini() if seen["status"] or seen["body"])
        contents = (seen["body"]["contents"] for seen in arrived)
        return [json.loads(turns[0]["parts"][0]["text"]) for turns in contents]

    def asked_gemini(self) -> list[dict[str, Any]]:
        """Return the requests for a plan that arrived."""
        return [seen for seen in self.sandbox.seen("gemini") if seen["method"] == "POST"]


@contextmanager
def console(*options: str) -> Iterator[Console]:
    """Keep a sandbox running, and a folder that is home and working directory."""
    with temporary_folder() as folder, sandbox(*options) as found:
        yield Console(found, folder)


def plan(*steps: tuple[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Write a scripted answer: the model calls `submit_plan` with these actions and arguments."""
    written = [
        {"id": f"s{at}", "action": action, "args": list(_arguments(given))}
        for at, (action, given) in enumerate(steps, start=1)
    ]
    return {"args": {"steps": written, "question": "", "unsupported": ""}}


class LinkOf(NamedTuple):
    """An argument of a scripted answer: the link of an earlier step, behind a text or alone."""

    step: str
    text: str = ""


def _arguments(given: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for name, value in given.items():
        if isinstance(value, LinkOf):
            if value.text:
                yield {"name": name, "source": "literal", "value": value.text}
            yield {"name": name, "source": "link", "value": value.step}
            continue
        for item in value if isinstance(value, list) else [value]:
            written = json.dumps(item) if isinstance(item, dict) else str(item)
            yield {"name": name, "source": "literal", "value": written}


def says(*, question: str = "", unsupported: str = "") -> dict[str, Any]:
    """Write a scripted answer: the model asks, or says no."""
    return {"args": {"steps": [], "question": question, "unsupported": unsupported}}
