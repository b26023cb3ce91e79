"""Starts a command in a pseudo-terminal of its own, and says how it ended."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from aegis_cli.adapters.process.inherited import InheritedChild
from aegis_cli.adapters.process.isolated import ROOT

_PATIENCE = 20.0
"""Seconds for the fresh interpreter to start on a slow machine."""

_USELESS_IN_THERE = (
    *("SSH_AUTH_SOCK", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"),
    *("TMUX", "STY", "ZELLIJ", "KITTY_LISTEN_ON", "WEZTERM_UNIX_SOCKET", "XDG_RUNTIME_DIR"),
    "TMPDIR",
)
"""Variables that lead to what an isolated command cannot reach."""

_EMPTY = "; --isolate hides /run, /tmp and /var/tmp"
_MISSING = 127
_LATE = 124
"""The exit code of a command that did not start in time, as timeout(1) has it."""
_NOT_THERE = ("no such file or directory", _MISSING)

_ADVICE = "Leave --isolate out, or ask whoever runs this machine to allow user namespaces."


class NotStarted(Exception):
    """The command could not be run: a message, and the exit code that shells use for it."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class IsolationRefused(NotStarted):
    """The system does not let a command be isolated; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """What an isolated command keeps besides its directory and what is not in /run or /tmp."""

    handed_in: tuple[Path, ...]
    """Absolute paths, such as the folder of the agent's socket; sockets elsewhere are covered."""

    def keeps(self, directory: Path) -> tuple[list[str], list[str], list[str]]:
        """Return what the command keeps besides its directory, as `namespaces.Kept` has it.

        NOTE: of the directory, the files are kept and the sockets are not. Aegis goes on to import
        its modules, and to start programs such as git, outside of the isolation.
        """
        handed_in = [str(path) for path in self.handed_in if path != directory]
        # An environment's interpreter is a link into another installation, which may be one itself.
        installed = (sys.prefix, sys.base_prefix, ROOT)
        own = {*installed, *map(os.path.realpath, installed)}
        programs = os.environ.get("PATH", "").split(os.pathsep)
        read_only = [path for path in (*sys.path, *programs) if path.startswith("/")]
        return handed_in, sorted(own), read_only

    def hides(self, name: str, path: str | None) -> bool:
        """Tell whether a command that is found here, on this PATH, is in a folder that is emptied.

        What is handed in is not emptied, but a command that is there was not missing.
        """
        # NOTE: not for a command that runs: it costs an import.
        from aegis_cli.adapters.pseudo_terminal.namespaces import is_covered  # noqa: PLC0415

        found = shutil.which(name, path=path)
        return found is not None and (is_covered(found) or is_covered(os.path.realpath(found)))


@dataclass(frozen=True, slots=True)
class Command:
    """A command that runs, in a session of its own on its own terminal."""

    process: "subprocess.Popen[bytes] | InheritedChild"
    """NOTE: nobody else may wait for any child (`waitpid(-1)`) before this one has ended."""

    master: int
    """The other end of its terminal."""

    def exit_code(self) -> int | None:
        """Return its exit code, 128 and the signal if one ended it; `None` while it runs."""
        code = self.process.poll()
        return code if code is None or code >= 0 else 128 - code

    def hang_up(self) -> None:
        """Tell it that its terminal is gone: SIGHUP to it and to the job in the foreground.

        Call it before the master is closed, by which whatever else is in its session gets SIGHUP.
        """
        self._signal_foreground(signal.SIGHUP)
        with suppress(OSError):
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGHUP)

    def repaint(self) -> None:
        """Have the job in the foreground look at the size of its terminal again."""
        self._signal_foreground(signal.SIGWINCH)

    def _signal_foreground(self, number: signal.Signals) -> None:
        """Signal the job in the foreground; where there is none, 0 would be our own group."""
        with suppress(OSError, termios.error):
            group = os.tcgetpgrp(self.master)
            if group > 0:
                os.killpg(group, number)


def require_program(name: str, path: str | None) -> None:
    """Raise `NotStarted` for a command that is not there, or cannot be executed, on this PATH."""
    if shutil.which(name, path=path) is None:
        is_there = os.path.exists(name) or shutil.which(name, os.F_OK, path)  # noqa: PTH110  # never raises
        why, code = ("permission denied", 126) if is_there else _NOT_THERE
        raise NotStarted(f"{name} cannot be run: {why}.", code)


def start(
    words: Sequence[str],
    *,
    environment: Mapping[str, str],
    directory: Path,
    like: int,
    isolation: Isolation | None = None,
) -> Command:
    """Start a command with this environment alone; its terminal is set up as `like`, another one.

    Raises `NotStarted` if it cannot be executed, and `IsolationRefused`.
    """
    if not words:
        raise ValueError("there is no command")
    kept = None if isolation is None else isolation.keeps(directory)
    useless = () if isolation is None else _USELESS_IN_THERE
    code = (
        f"import sys; sys.path.insert(0, {ROOT!r}); "
        "from aegis_cli.adapters.pseudo_terminal.launcher import main; "
        f"main(int(sys.argv[1]), {kept!r}, sys.argv[2:])"
    )
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-I", "-S", "-c", code, str(theirs.fileno()), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in environment.items() if name not in useless},
            cwd=directory,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        try:
            return _start(process, ours, words[0], like)
        except IsolationRefused:
            raise
        except NotStarted as error:
            path = environment.get("PATH")
            hidden = isolation is not None and isolation.hides(words[0], path)
            if error.exit_code == _MISSING and hidden:
                raise NotStarted(f"{str(error).removesuffix('.')}{_EMPTY}.", _MISSING) from None
            raise


def _start(
    process: "subprocess.Popen[bytes]", told: socket.socket, name: str, like: int
) -> Command:
    """Take the master, set the terminal up, and wait until the command runs or cannot."""
    told.settimeout(_PATIENCE)
    master: int | None = None
    try:
        said, masters, *_ = socket.recv_fds(told, 1, 1)
        if masters:
            master = masters[0]
            os.set_inheritable(master, False)  # noqa: FBT003  # it has no name
            _set_up(master, like)
            said = b""
            told.sendall(b"g")
        while part := told.recv(4096):
            said += part
        if said or master is None:
            _refuse(said.decode(errors="replace"), name, process.wait(_PATIENCE))
    except (TimeoutError, subprocess.TimeoutExpired):
        _give_up(process, master)
        message = f"{name} did not start within {_PATIENCE:.0f} seconds."
        raise NotStarted(message, _LATE) from None
    except BaseException:
        _give_up(process, master)
        raise
    assert master is not None
    return Command(process, master)


def _give_up(process: "subprocess.Popen[bytes]", master: int | None) -> None:
    process.kill()
    process.wait()
    if master is not None:
        os.close(master)


def _refuse(said: str, name: str, code: int) -> NoReturn:
    kind, _, why = said.partition(": ")
    if kind == "isolation":
        raise IsolationRefused(f"The command cannot be isolated: {why}. {_ADVICE}", code)
    why = why or said or "its terminal could not be made"
    raise NotStarted(f"{name} cannot be run: {why[:1].lower()}{why[1:]}.", code)


def _set_up(master: int, like: int) -> None:
    """Give a terminal the modes and the size of another."""
    termios.tcsetattr(master, termios.TCSANOW, termios.tcgetattr(like))
    termios.tcsetwinsize(master, termios.tcgetwinsize(like))
