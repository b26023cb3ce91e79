"""`aegis doctor --residue`: makes requests on a sandbox, and searches for secrets they leave.

The requests run in a process of its own that lives on, as the prompt does. This process, which
searches, and the sandbox, which issued the secrets, contain them, so they are not searched.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from platformdirs import PlatformDirs

from aegis_cli.adapters.process.hardening import adopt_orphans, harden
from aegis_cli.adapters.process.isolated import clock_of, start
from aegis_cli.adapters.process.json_lines import LARGEST, read_line, write_line
from aegis_cli.adapters.process.sandbox_process import SandboxProcess
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.flow import drive
from aegis_cli.doctor.checks import Check, Concern, Skipped
from aegis_cli.doctor.residue import looking
from aegis_cli.doctor.residue.files import Written
from aegis_cli.doctor.residue.places import (
    PlaceReport,
    Tally,
    list_kinds,
    needles_of,
    provider_tokens,
)
from aegis_cli.doctor.residue.proc import Watch, are_shown, descendants
from aegis_cli.doctor.residue.requester import HOME, STANDARD_ERROR, TEMP, WORK
from aegis_cli.doctor.residue.search import Needles
from aegis_cli.errors import Bug, Code, Interrupted, error_for
from aegis_cli.oauth.discovery import fetch_json

SENTENCES = (
    "list the open issues in acme/web",
    "open an issue in acme/web titled 'What is left of this?'",
)
"""A read, and a write that `--yes` approves."""

_PATIENCE = 10.0  # seconds in which the session's process has to end
_SHARED = "/dev/shm"  # noqa: S108  # read, and not written to


class ResidueChecks:
    """The checks of one run, and the processes and folders to remove after it."""

    def __init__(self, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        """Take the environment of this process, and a function that shows progress."""
        self._environment = environment
        self._say = say
        self._closing = ExitStack()
        self._tally = Tally()
        self._began = time.time()
        # NOTE: its thread starts before the sandbox, and sees it; the sandbox is left out later.
        self._watch = Watch(lambda: descendants(os.getpid()))

    def __enter__(self) -> Self:
        harden()
        adopt_orphans()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._closing.close()
        if kind is KeyboardInterrupt:
            raise Interrupted(
                "Interrupted; nothing was left running.", code=Code.INTERRUPTED
            ) from None

    def all(self) -> tuple[Check, ...]:
        """Return the checks in order."""
        request = ("request",)
        return (
            Check("request", self._request),
            Check("looked for", self._looked_for, request),
            Check("memory", self._memory, request),
            Check("arguments and environment", self._starts, request),
            Check("output and log", self._output, request),
            Check("files", self._files, request),
            Check("processes left", self._remaining, request),
            Check("verdict", self._tally.verdict, request),
        )

    def _request(self) -> str:
        self._say("a sandbox is starting, and a request runs on it")
        self._closing.enter_context(self._watch)
        for sentence in SENTENCES:
            error = self._session.send(ask=sentence)["error"]
            if error is not None:
                raise error_for(
                    Code.from_value(error["code"]), error["message"], hint=error["hint"]
                )
        self._session.send(show=True)
        pid = self._session.pid
        return f"a read and an approved write were done; process {pid} did it, and lives on"

    def _looked_for(self) -> str:
        return (
            f"{list_kinds(self._needles)}; plain, in UTF-16, UTF-32, base64 and hex, and in pieces"
        )

    def _memory(self) -> str | Skipped:
        if not are_shown():
            return self._tally.take(_not_here("the memory of other processes"))
        self._say("the memory of the remaining processes is searched")
        # The session's process may contain everything but the tokens of providers.
        own = [name for name in self._needles if name not in provider_tokens(self._needles)]
        report = looking.memory(self._living(), self._needles, {self._session.pid: own})
        left_out = "the sandbox that issued the tokens and this process, which looks, left out"
        return self._tally.take(replace(report, amount=f"{report.amount}, {left_out}"))

    def _starts(self) -> str | Skipped:
        if not are_shown():
            return self._tally.take(_not_here("what other processes were started with"))
        self._watch.look()
        starts = {pid: s for pid, s in self._watch.starts.items() if pid != self._sandbox.pid}
        return self._tally.take(looking.starts(starts, self._needles))

    def _output(self) -> str | Skipped:
        log = self._folder / STANDARD_ERROR
        return self._tally.take(looking.output(self._session.lines, log, self._needles))

    def _files(self) -> str | Skipped:
        written = Written(self._began, os.getuid())
        own = [path for path in _own_folders() if path.is_dir()]
        for path in (*(self._folder / name for name in (HOME, WORK, TEMP)), *own):
            written.add(path)
        shared = [Path(tempfile.gettempdir()), Path(_SHARED)]
        for path in shared:
            written.add(path, is_shared=True, without=self._folder)
        where = ["its home, working and temporary folder", *map(str, (*own, *shared))]
        return self._tally.take(looking.files(written, where, self._needles))

    def _remaining(self) -> str | Concern | Skipped:
        self._session.end()
        if not are_shown():
            return self._tally.take(_not_here("which processes are left"))
        left = [*self._living()]
        if not left:
            return self._tally.take(PlaceReport("none after the session's end"))
        message = self._tally.take(looking.memory(left, self._needles, {}))
        if isinstance(message, Skipped):
            return message
        return Concern(f"{message}, and they should have ended", "Please report it.")

    def _living(self) -> Iterator[int]:
        """Return the processes that this one started or inherited, without the sandbox."""
        return (pid for pid in descendants(os.getpid()) if pid != self._sandbox.pid)

    @cached_property
    def _folder(self) -> Path:
        return Path(self._closing.enter_context(tempfile.TemporaryDirectory(prefix="aegis-")))

    @cached_property
    def _sandbox(self) -> SandboxProcess:
        sandbox = SandboxProcess(self._environment, "--confirm", "auto", "--github-app")
        self._closing.callback(sandbox.close)
        return sandbox

    @cached_property
    def _session(self) -> "_SessionProcess":
        settings = self._sandbox.environment
        session = _SessionProcess(self._folder, self._environment)
        self._closing.callback(session.end)
        session.send(environment=settings)
        return session

    @cached_property
    def _needles(self) -> Needles:
        """The secrets that the sandbox issued; NOTE: read only after the requests have ended."""
        with Sender() as sender:
            flow = fetch_json(self._sandbox.control, "/issued", service="sandbox")
            issued = drive(flow, sender, wait=lambda wait: time.sleep(wait.seconds))
        return needles_of(issued, self._sandbox.environment["AEGIS_VAULT_CLIENT_SECRET"])


class _SessionProcess:
    """The process that makes the requests, and the lines that it wrote."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.lines: list[bytes] = []
        module = "aegis_cli.doctor.residue.requester"
        clock = clock_of(environment)  # the sandbox's, or its tokens would be of another day
        self._channel = start(
            module, str(folder), environment=environment, stderr="drop", more=clock
        )
        self._channel.open()
        self._input, self._output = self._channel.file("wb"), self._channel.file("rb")

    @property
    def pid(self) -> int:
        return self._channel.process.pid

    def send(self, **message: Any) -> dict[str, Any]:
        """Send a message, and return the answer."""
        with suppress(BrokenPipeError):
            write_line(self._input, message)
        line = b""
        with suppress(ConnectionResetError):  # the process ended before it read the message
            line = self._output.readline(LARGEST + 1)
        answer = read_line(BytesIO(line))
        if answer is None:
            raise Bug("The process that does the request has ended.", code=Code.INTERNAL)
        self.lines.append(line)
        return answer

    def end(self) -> None:
        """Let the process revoke its session and end, and wait for that."""
        self._channel.end(_PATIENCE)
        self._channel.close()


def _own_folders() -> tuple[Path, ...]:
    """Return the folders in which the platform keeps the files of this person's aegis."""
    dirs = PlatformDirs("aegis")
    folders = (
        dirs.user_config_path,
        dirs.user_cache_path,
        dirs.user_data_path,
        dirs.user_state_path,
        dirs.user_log_path,
    )
    return tuple(dict.fromkeys(folders))


def _not_here(what: str) -> PlaceReport:
    return PlaceReport("nothing", gaps=(f"{what} cannot be seen on {sys.platform}",))
