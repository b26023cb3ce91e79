"""Looks at a push as a session does, with a repository of this machine in the place of GitHub."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

from aegis_cli.adapters.git_push.quarantine import Quarantine
from aegis_cli.core.pkt_lines import FLUSH
from aegis_cli.core.push_commands import NO_OBJECT, PushCommands, RefUpdate
from aegis_cli.core.push_facts import PushFacts

ALONE = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{role}_{key}": text
        for role in ("AUTHOR", "COMMITTER")
        for key, text in (("NAME", "Alice"), ("EMAIL", "alice@example.com"))
    },
}


class Asks(Protocol):
    """Asks for what a server has."""

    @property
    def writes(self) -> int:
        """Where answers go."""
        ...

    def converse(self, told: bytes, check: Callable[[], None]) -> bytes:
        """Tell it something; return what it asks for next."""
        ...


class Place:
    """A server's repository, and a clone in which somebody works."""

    def __init__(self, folder: Path) -> None:
        self.server, self.clone = folder / "server.git", folder / "clone"
        self.git("init", "-q", "--bare", "-b", "main", str(self.server), at=folder)
        for name in ("allowFilter", "allowAnySHA1InWant"):
            self.git("config", f"uploadpack.{name}", "true", at=self.server)
        self.git("init", "-q", "-b", "main", str(self.clone), at=folder)
        self.git("remote", "add", "origin", str(self.server))

    def git(self, *words: str, at: Path | None = None, stdin: str = "") -> str:
        done = subprocess.run(
            ["git", *words],
            cwd=at or self.clone,
            env=ALONE,
            input=stdin.encode(),
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    def commit(self, path: str = "a.txt", text: str = "", told: str = "Tell") -> str:
        """Commit a file; return the commit."""
        file = self.clone / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text or f"{told}\n")
        self.git("add", ".")
        self.git("commit", "-q", "-m", told)
        return self.git("rev-parse", "HEAD")

    def many(self, count: int, branch: str = "main") -> None:
        """Make many commits on a branch at once, on top of what is there."""
        lines = [f"reset refs/heads/{branch}\nfrom refs/heads/{branch}^0\n"]
        for at in range(count):
            told = f"Number {at}"
            lines.append(
                f"commit refs/heads/{branch}\ncommitter A <a@b.c> {at} +0000\n"
                f"data {len(told)}\n{told}\n"
            )
        self.git("fast-import", "--quiet", "--force", stdin="".join(lines))
        self.git("reset", "-q", "--hard", branch)

    def push(self, spec: str = "HEAD:main") -> None:
        """Push without a session."""
        self.git("push", "-q", "--force", "origin", spec)

    def of_server(self, ref: str) -> str:
        """Return where a reference is at the server; no object where it is not."""
        return self.git("ls-remote", str(self.server), ref)[:40] or NO_OBJECT

    def update(self, ref: str, new: str = "HEAD") -> RefUpdate:
        """Return what a push of something to a reference asks for."""
        after = new if new == NO_OBJECT else self.git("rev-parse", new)
        return RefUpdate(ref, self.of_server(ref), after)

    def pack(self, *updates: RefUpdate) -> bytes:
        """Return the pack that git sends: without what the server has, and with deltas of that."""
        heads = self.git("ls-remote", str(self.server)).splitlines()
        known = [line[:40] for line in heads if self._has(line[:40])]
        wanted = [each.new for each in updates] + [f"^{each}" for each in known]
        words = ["git", "pack-objects", "--revs", "--thin", "--stdout", "-q", "--delta-base-offset"]
        told = "\n".join(wanted).encode() + b"\n"
        done = subprocess.run(
            words, cwd=self.clone, env=ALONE, input=told, capture_output=True, check=True
        )
        return done.stdout

    def _has(self, object_id: str) -> bool:
        words = ["git", "cat-file", "-e", object_id]
        return not subprocess.run(words, cwd=self.clone, env=ALONE, check=False).returncode

    def facts(self, *updates: RefUpdate, pack: bytes | None = None) -> PushFacts:
        """Look at a push; raise what ends that."""
        deletes = all(each.is_deletion for each in updates)
        said = None if deletes else self.pack(*updates) if pack is None else pack
        with looking(PushCommands(updates, frozenset()), said) as quarantine:
            self.serve(quarantine)
            return quarantine.facts()

    def serve(self, quarantine: Quarantine, check: Callable[[], None] = lambda: None) -> None:
        """Answer all that is asked for, as GitHub does through the process with the token."""
        self.answer(quarantine, quarantine.converse(b"", check))

    def answer(self, asks: Asks, asked: bytes) -> None:
        """Answer what is asked for, and then what is asked for behind it."""
        while asked:
            words = ["--http-backend-info-refs"] if asked == FLUSH else ["--stateless-rpc"]
            answer = subprocess.run(
                ["git", "upload-pack", *words, str(self.server)],
                env={**ALONE, "GIT_PROTOCOL": "version=2"},
                input=b"" if asked == FLUSH else asked,
                stdout=subprocess.PIPE if asked == FLUSH else asks.writes,
                check=False,
            )
            asked = asks.converse(answer.stdout or b"", lambda: None)


@contextmanager
def looking(commands: PushCommands, pack: bytes | None) -> Iterator[Quarantine]:
    """Begin to look at a push, and remove all that was kept of it."""
    quarantine = Quarantine()
    with TemporaryFile() as file:
        file.write(pack or b"")
        file.seek(0)
        try:
            quarantine.begin(commands, None if pack is None else file.fileno())
            yield quarantine
        finally:
            quarantine.close()
