"""A session as an ordinary user holds it, in tmux, whose command attacks what is outside of it."""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.helpers.console import AEGIS, Console, Terminal, environment
from tests.helpers.person import NOBODY, PYTHON
from tests.helpers.support import temporary_folder, until
from tests.security import ordinary, same_user
from tests.session.held import LIST, OPEN

_START = """\
export OUTER=$$ TERMINAL=$(tty)
sh -c 'export AGENT=$$; exec "$AEGIS" session {options} -- {python} -I same_user.py'
"""
_EMULATOR = (PYTHON, "-c", "import pty, sys; pty.spawn(sys.argv[1:])")


def as_ordinary(*words: str) -> list[str]:
    """Return the words that run a command as an ordinary user."""
    return [sys.executable, "-I", ordinary.__file__, str(NOBODY), *words]


class Listeners:
    """Sockets of other programs outside; each says one byte to whoever connects."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        """Listen until the stack is closed."""
        hidden = Path(stack.enter_context(TemporaryDirectory()))
        hidden.chmod(0o755)
        self.paths = {
            "home": f"{folder}/agent.sock",
            "renamed": f"{folder}/master",
            "temporary": f"{hidden}/s",
            "abstract": f"\0{folder}/abstract",
        }
        for name, path in self.paths.items():
            made = stack.enter_context(socket.socket(socket.AF_UNIX))
            made.bind(f"{path}.new" if name == "renamed" else path)
            if name == "renamed":
                Path(f"{path}.new").rename(path)
            if name != "abstract":
                Path(path).chmod(0o666)
            self._serve(made)
        made = stack.enter_context(socket.socket())
        made.bind(("127.0.0.1", 0))
        self.port = made.getsockname()[1]
        self._serve(made)

    @staticmethod
    def _serve(made: socket.socket) -> None:
        def serve() -> None:
            with suppress(OSError):  # it is closed at the end
                while True:
                    with made.accept()[0] as line:
                        line.sendall(b"x")

        made.listen(64)
        threading.Thread(target=serve, daemon=True).start()


class Attacker:
    """A program that attacks what it is told to, and the person at the session's terminal."""

    def __init__(self, folder: Path, terminal: Terminal, within: "Attacker | None" = None) -> None:
        """Wait until it is ready, in its working directory.

        One outside of the session attacks what the one `within` asks: the session serves no other.
        """
        self.folder, self.terminal = folder, terminal
        self._asker = within or self
        self._number = 0
        self.knows: dict[str, str] = self._told("ready")
        """Its variables that say where the session, its terminal and the sockets are."""
        self.agent = int(self.knows["AGENT"])

    def attack(self, *names: str) -> list[str]:
        """Have it make attacks while no question stands; return which of them reached something."""
        self._order([], names)
        self._write("stands", "")
        until(lambda: self._file("done") or (self.folder / "replaced").exists())
        self._connect_from_outside()
        reached = self._told("done")
        if same_user.STOPS in reached:
            until(lambda: _state(self.agent) == "T")
            os.kill(self.agent, signal.SIGCONT)
        self._told("ended")
        self._number += 1
        return list(reached)

    def attack_question(self, *names: str, patience: float = 0.0) -> tuple[list[str], bool]:
        """Have it attack a question, and say no after so many seconds.

        Return which of the attacks reached something, and whether there was a yes.
        """
        asker = self._asker
        title = f"{asker.folder.name}-{asker._number}."  # none that was refused before
        if asker is not self:
            self._order([], names)
        asker._order([*OPEN, title], names if asker is self else ())
        self.terminal.expect(title)
        self.terminal.expect("[y/n]")  # tmux does not draw the space behind it
        for each in (self, asker):
            each._write("stands", "")
        reached = self._told("done")
        with suppress(AssertionError):
            until(lambda: asker._file("ended"), seconds=patience)
        if asker._file("ended") is None:
            self.terminal.answer("n")
        code = asker._told("ended")
        for each in {self, asker}:
            each._told("ended")
            each._number += 1
        return list(reached), code == 0

    def _order(self, words: Sequence[str], names: Sequence[str]) -> None:
        self._write("order", json.dumps([words, names]))

    def _write(self, name: str, text: str) -> None:
        path = self.folder / f"{name}.{self._number}"
        path.with_suffix(".new").write_text(text, encoding="utf-8")
        path.with_suffix(".new").rename(path)

    def _file(self, name: str) -> Path | None:
        path = self.folder / f"{name}.{self._number}"
        return path if path.exists() else None

    def _told(self, name: str) -> Any:
        found = until(lambda: self._file(name))
        return json.loads(found.read_text(encoding="utf-8"))

    def _connect_from_outside(self) -> None:
        """Have the person list issues in another terminal, if somebody is in the session's place."""
        sign = self.folder / "replaced"
        if sign.exists():
            known = environment(self.folder, {"AEGIS_SESSION": sign.read_text(encoding="utf-8")})
            words = as_ordinary(AEGIS, *LIST)
            subprocess.run(words, env=known, cwd=self.folder, capture_output=True, check=False)
            sign.unlink()


def _state(pid: int) -> str:
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return text.rpartition(")")[2].split()[0]


def has_tmux() -> bool:
    """Tell whether the session is in tmux, or else in a terminal emulator of a few lines."""
    return shutil.which("tmux") is not None


@contextmanager
def besieged(at: Console, *options: str) -> Iterator[Attacker]:
    """Hold a session with these options, whose command is the attacker."""
    at.begin()
    with ExitStack() as stack:
        folder = stack.enter_context(_home())
        (folder / "start").write_text(
            _START.format(python=PYTHON, options=" ".join(options)), encoding="utf-8"
        )
        listeners, tmux = Listeners(folder, stack), f"{folder}/tmux"
        known = {
            "SOCKETS": json.dumps(listeners.paths),
            "PORT": str(listeners.port),
            "TMUX_SOCKET": tmux,
            "TMPDIR": "/tmp",  # noqa: S108  # that of whoever runs the tests may be closed to others
        }
        words = ("tmux", "-f", "/dev/null", "-S", tmux, "new-session") if has_tmux() else _EMULATOR
        line = f"exec {shlex.join(as_ordinary(*words, 'sh', 'start'))}"
        terminal = stack.enter_context(Console(at.sandbox, folder).terminal(line=line, more=known))
        stack.callback(_end_all_in, folder)
        session = Attacker(folder, terminal)
        yield session
        with suppress(ProcessLookupError):
            os.kill(session.agent, signal.SIGTERM)
            until(lambda: not Path(f"/proc/{session.agent}").exists())


def _end_all_in(folder: Path) -> None:
    """End what is left in a folder: tmux would go on without its client."""
    for path in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if path.samefile(folder):
                os.kill(int(path.parts[2]), signal.SIGKILL)


@contextmanager
def outside(session: Attacker) -> Iterator[Attacker]:
    """Run the attacker outside of the session, as the same user."""
    with _home() as folder:
        words = as_ordinary(PYTHON, "-I", "same_user.py")
        known = environment(folder, session.knows)
        with subprocess.Popen(words, env=known, cwd=folder, stdin=subprocess.DEVNULL) as process:
            try:
                yield Attacker(folder, session.terminal, within=session)
            finally:
                process.kill()


@contextmanager
def _home() -> Iterator[Path]:
    """Make a folder of the ordinary user's, with the attacker in it."""
    with temporary_folder() as folder:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        shutil.copy(same_user.__file__, folder)
        yield folder
