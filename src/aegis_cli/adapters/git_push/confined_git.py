"""The git program in a folder of its own, with few resources and nothing of anybody's settings.

What it reads comes by two pipes, from whoever answers what it asks for; it has no network and no
token. NOTE: the pack that it reads was made by a program of the session.
"""

import os
import shlex
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from shutil import rmtree, which
from tempfile import mkdtemp
from typing import IO

from aegis_cli.errors import Code, Failed

_LIMITS = "ulimit -t 300; ulimit -c 0; ulimit -f 8388608; ulimit -v 6291456; "
"""Seconds of a processor, no core, 4 GB of a file (in blocks of 512), and 6 GB of memory."""
LARGEST = 16 * 1024 * 1024
"""Bytes of what a command prints."""
_ENDED = -1
_SETTINGS = """\
[core]
	repositoryformatversion = 1
	bare = true
	hooksPath = /dev/null
	gitProxy = {proxy}
	bigFileThreshold = 64m
	commitGraph = false
[extensions]
	partialClone = origin
[remote "origin"]
	url = git://session/repository
	promisor = true
	partialCloneFilter = tree:0
[protocol]
	version = 2
	allow = never
[protocol "git"]
	allow = always
[gc]
	auto = 0
[maintenance]
	auto = false
[pack]
	threads = 1
[index]
	threads = 1
[advice]
	graftFileDeprecated = false
"""
_PROXY = "#!/bin/sh\nexec {}\n"


class ConfinedGit:
    """A bare repository in a new folder, and git in it, one command at a time."""

    def __init__(self, *, reads: int, asks: int) -> None:
        """Take the pipe from which it reads, and the one into which it asks.

        Raises `Failed` where there is no git.
        """
        found = which("git")
        if found is None:
            raise Failed("There is no git here that could look at the push.", code=Code.NOT_READY)
        self._git, self._pipes = os.path.realpath(found), (reads, asks)
        self._folder = Path(mkdtemp(prefix="aegis-push-"))
        for name in ("objects", "refs", "home"):
            (self._folder / name).mkdir()
        proxy = self._folder / "proxy"
        run = [sys.executable, "-I", "-S", str(Path(__file__).with_name("joined_pipes.py"))]
        proxy.write_text(_PROXY.format(shlex.join([*run, str(reads), str(asks)])), encoding="utf-8")
        proxy.chmod(0o700)
        (self._folder / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
        settings = _SETTINGS.format(proxy=proxy)
        (self._folder / "config").write_text(settings, encoding="utf-8")
        self._running: subprocess.Popen[bytes] | None = None
        self._is_over = False

    def __call__(
        self, *words: str, stdin: int = subprocess.DEVNULL, asks: bool = False
    ) -> tuple[int, bytes]:
        """Run a command; return its exit code, and what it prints.

        `asks` lets it ask for objects that are not there. The code of one that prints too much is
        that of a failure. NOTE: else a part would be taken for all that a push changes.
        """
        if self._is_over:
            return _ENDED, b""
        running = self._running = subprocess.Popen(  # noqa: S603  # git, by its whole path
            ["/bin/sh", "-c", f'{_LIMITS}exec "$@"', "sh", self._git, *words],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env=self._variables(asks=asks),
            pass_fds=self._pipes,
            start_new_session=True,
        )
        if self._is_over:
            self._kill()
        assert running.stdout is not None
        with running.stdout as pipe:
            printed = _read(pipe)
        self._kill()  # also what it has started, and what prints too much
        code = running.wait()
        return (code, printed) if len(printed) <= LARGEST else (_ENDED, b"")

    def _variables(self, *, asks: bool) -> dict[str, str]:
        alone = {
            "PATH": f"{os.path.dirname(self._git)}:/usr/bin:/bin",  # noqa: PTH120  # a text
            "HOME": str(self._folder / "home"),
            "GIT_DIR": str(self._folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "LC_ALL": "C",
        }
        return alone if asks else {**alone, "GIT_NO_LAZY_FETCH": "1"}

    def is_shallow(self) -> bool:
        """Tell whether some history is left out."""
        return (self._folder / "shallow").exists()

    def _kill(self) -> None:
        if self._running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)

    def end(self) -> None:
        """End whatever runs; another thread may call this."""
        self._is_over = True
        self._kill()

    def remove(self) -> None:
        """Remove the folder; nothing may run any more."""
        rmtree(self._folder, ignore_errors=True)


def _read(pipe: IO[bytes]) -> bytes:
    """Read what a command prints, and one byte more than it may print at most."""
    return pipe.read(LARGEST + 1)
