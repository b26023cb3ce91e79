"""`aegis doctor --residue`: a request on a sandbox, and a search for all that it may have left.

The request runs in a process of its own that lives on, as the prompt does; this one looks, and so
it holds what it looks for: it and the sandbox, which issued it, are left out and say so.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from platformdirs import PlatformDirs

from aegis_cli.adapters.process.hardening import adopt_orphans, harden
from aegis_cli.adapters.process.isolated import start
from aegis_cli.adapters.process.json_lines import LARGEST, read_line, write_line
from aegis_cli.adapters.process.sandbox_process import SandboxProcess
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.flow import drive
from aegis_cli.doctor.checks import Check, Concern, Unseen
from aegis_cli.doctor.residue import looking
from aegis_cli.doctor.residue.files import Written
from aegis_cli.doctor.residue.places import (
    GITHUB,
    Seen,
    Tally,
    listed,
    needles_of,
    of_kind,
)
from aegis_cli.doctor.residue.proc import Watch, are_shown, descendants
from aegis_cli.doctor.residue.requester import HOME, STANDARD_ERROR, TEMP, WORK
from aegis_cli.doctor.residue.sought import Needles
from aegis_cli.errors import Bug, Code, Interrupted, error_for
from aegis_cli.oauth.discovery import fetch_json

SENTENCES = (
    "list the open issues in acme/web",
    "open an issue in acme/web titled 'What is left of this?'",
)
"""A read, and a write that `--yes` covers."""

_PATIENCE = 10.0  # seconds that the session's process gets to end
_SHARED = ("/dev/shm",)  # noqa: S108  # looked at, and not written to


class Inquiry:
    """The checks of one run, and what has to be ended after it."""

    def __init__(self, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        """Take the environment of this process, and who is told what is going on."""
        self._environment = environment
        self._say = say
        self._closing = ExitStack()
        self._tally = Tally()
        self._began = time.time()
        # NOTE: it looks from a thread of its own, from before there is a sandbox to leave out.
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
        """Return them in order."""
        request = ("request",)
        return (
            Check("request", self._request),
            Check("looked for", self._looked_for, request),
            Check("memory", self._memory, request),
            Check("arguments and environment", self._given, request),
            Check("output and log", self._output, request),
            Check("files", self._files, request),
            Check("processes left", self._left, request),
            Check("verdict", self._tally.verdict, request),
        )

    def _request(self) -> str:
        self._say("a sandbox is starting, and a request runs on it")
        self._closing.enter_context(self._watch)
        for sentence in SENTENCES:
            done = self._session.asked(ask=sentence)
            if done["error"] is not None:
                error = done["error"]
                raise error_for(Code.named(error["code"]), error["message"], hint=error["hint"])
        self._session.asked(show=True)
        pid = self._session.pid
        return f"a read and an approved write were done; process {pid} did it, and lives on"

    def _looked_for(self) -> str:
        return f"{listed(self._needles)}; plain, in UTF-16, UTF-32, base64 and hex, and in pieces"

    def _memory(self) -> str | Unseen:
        if not are_shown():
            return self._tally.take(_not_here("the memory of other processes"))
        self._say("the memory of what is left is searched")
        seen = looking.memory(self._living(), self._needles, {self._session.pid: self._own()})
        left_out = "the sandbox that issued the tokens and this process, which looks, left out"
        return self._tally.take(Seen(f"{seen.amount}, {left_out}", seen.found, seen.unseen))

    def _given(self) -> str | Unseen:
        if not are_shown():
            return self._tally.take(_not_here("what other processes were started with"))
        self._watch.look()
        seen = {pid: sight for pid, sight in self._watch.seen.items() if pid != self._sandbox.pid}
        return self._tally.take(looking.given(seen, self._needles))

    def _output(self) -> str | Unseen:
        errors = self._folder / STANDARD_ERROR
        return self._tally.take(looking.output(self._session.said, errors, self._needles))

    def _files(self) -> str | Unseen:
        written = Written(self._began, os.getuid())
        for name in (HOME, WORK, TEMP):
            written.below(self._folder / name)
        own = [path for path in _own_folders() if path.is_dir()]
        for path in own:
            written.below(path)
        shared = [Path(tempfile.gettempdir()), *map(Path, _SHARED)]
        for path in shared:
            written.directly_in(path, but=self._folder)
        where = ["its home, working and temporary folder", *map(str, (*own, *shared))]
        return self._tally.take(looking.files(written, where, self._needles))

    def _left(self) -> str | Concern | Unseen:
        self._session.end()
        if not are_shown():
            return self._tally.take(_not_here("which processes are left"))
        left = [*self._living()]
        if not left:
            return self._tally.take(Seen("none after the session's end"))
        said = self._tally.take(looking.memory(left, self._needles, {}))
        if isinstance(said, Unseen):
            return said
        return Concern(f"{said}, and they should have ended", "Please report it.")

    def _living(self) -> Iterator[int]:
        """Return what this process started, or has inherited, but for the sandbox."""
        return (pid for pid in descendants(os.getpid()) if pid != self._sandbox.pid)

    def _own(self) -> list[str]:
        """Return what the session's process may hold: all but the GitHub tokens."""
        return [name for name in self._needles if name not in of_kind(GITHUB, self._needles)]

    @cached_property
    def _folder(self) -> Path:
        return Path(self._closing.enter_context(tempfile.TemporaryDirectory(prefix="aegis-")))

    @cached_property
    def _sandbox(self) -> SandboxProcess:
        options = ("--confirm", "auto", "--github-app")
        found = SandboxProcess(self._environment, *options)
        self._closing.callback(found.close)
        return found

    @cached_property
    def _session(self) -> "_Session":
        settings = self._sandbox.environment
        found = _Session(self._folder, self._environment)
        self._closing.callback(found.end)
        found.asked(environment=settings)
        return found

    @cached_property
    def _needles(self) -> Needles:
        """What the sandbox has handed out; asked only now that the request is over."""
        with Sender() as sender:
            flow = fetch_json(self._sandbox.control, "/issued", service="sandbox")
            issued = drive(flow, sender, wait=lambda wait: time.sleep(wait.seconds))
        return needles_of(issued, self._sandbox.environment["AEGIS_VAULT_CLIENT_SECRET"])


class _Session:
    """The process that does the request, and all that it said."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.said: list[bytes] = []
        module = "aegis_cli.doctor.residue.requester"
        self._channel = start(module, str(folder), environment=environment, stderr="drop")
        self._channel.open()
        self._told, self._says = self._channel.file("wb"), self._channel.file("rb")

    @property
    def pid(self) -> int:
        return self._channel.process.pid

    def asked(self, **order: Any) -> dict[str, Any]:
        """Tell it something, and wait for what it says."""
        with suppress(BrokenPipeError):
            write_line(self._told, order)
        line = b""
        with suppress(ConnectionResetError):  # it ended before it had heard this
            line = self._says.readline(LARGEST + 1)
        answer = read_line(BytesIO(line))
        if answer is None:
            raise Bug("The process that does the request has ended.", code=Code.INTERNAL)
        self.said.append(line)
        return answer

    def end(self) -> None:
        """Have it give its session back, and wait until it has ended."""
        self._channel.end(_PATIENCE)
        self._channel.close()


def _own_folders() -> tuple[Path, ...]:
    """Return where the platform keeps what an application of this person writes."""
    known = PlatformDirs("aegis")
    folders = (
        known.user_config_path,
        known.user_cache_path,
        known.user_data_path,
        known.user_state_path,
        known.user_log_path,
    )
    return tuple(dict.fromkeys(folders))


def _not_here(what: str) -> Seen:
    return Seen("nothing", unseen=(f"{what} cannot be seen on {sys.platform}",))
