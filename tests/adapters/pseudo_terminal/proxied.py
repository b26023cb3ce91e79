"""A session without requests: it runs a command behind the proxy, and asks what it is told to.

python -m tests.adapters.pseudo_terminal.proxied FOLDER HOW COMMAND...

HOW is plain, isolate, isolate-with-socket, isolate-with-programs (a folder of PATH),
isolate-with-mounts (of what is mounted elsewhere, too), isolate-in-tmp, isolate-in-dev, forbidden
(no system call for it), or no-pidfd, as on a system that has no such descriptor.

It reads lines from the FIFO `FOLDER/asks`: `ask QUESTION`, `hidden QUESTION`, `decide QUESTION` (of
which the last line follows a bar), `withdraw`, and `raise`. In files of the folder it notes each answer (`answers`), each key behind the prefix
(`keys`), and its own process id (`pid`).
"""

import ctypes
import os
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from aegis_cli.adapters.process import termination
from aegis_cli.adapters.pseudo_terminal.command import Isolation, NotStarted, start
from aegis_cli.adapters.pseudo_terminal.outer_terminal import OuterTerminal
from aegis_cli.adapters.pseudo_terminal.proxy import PtyProxy
from aegis_cli.adapters.terminal.tty import NO, YES, Before, NoTerminal, Tty, Withdrawn
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.terminal.outer import ProxiedTerminal
from aegis_cli.session.terminal.terminal_turns import TerminalTurns


def _decided(tty: Tty, question: str) -> str | None:
    return tty.decide(question.replace("|", "\n"), lambda said: said.lower() in YES | NO)


_ASK: dict[str, Callable[[Tty, str], str | None]] = {
    "hidden": Tty.ask_hidden,
    "decide": _decided,
}


class Asking:
    """The other side of the FIFO: each line of it is one who asks, in the line of a session."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asks = os.open(folder / "asks", os.O_RDWR | os.O_NONBLOCK)
        self.terminal: TerminalTurns | None = None
        self.owners: list[object] = []

    def note(self, name: str, text: str) -> None:
        with (self.folder / name).open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")

    def told(self) -> None:
        for line in os.read(self.asks, 65536).decode().splitlines():
            what, _, question = line.partition(" ")
            assert self.terminal is not None
            if what == "withdraw":
                if self.terminal.owner is not self.owners[-1]:
                    self.note("answers", "withdrawn")
                self.terminal.end(self.owners[-1])
            elif what == "raise":
                raise RuntimeError(question)
            else:
                self._join(self.terminal, what, question)

    def _join(self, terminal: TerminalTurns, what: str, question: str) -> None:
        owner = object()
        before = Before(terminal.outer.is_within_line())

        def work(tty: Tty) -> bool:
            self._ask(replace(tty, before=before), what, question)
            return True

        self.owners.append(owner)
        terminal.begin(owner, lambda _: terminal._ask_here(work, lambda _: terminal.end(owner)))

    def _ask(self, tty: Tty, what: str, question: str) -> None:
        try:
            self.note("answers", repr(_ASK.get(what, Tty.ask)(tty, question)))
        except Withdrawn:
            self.note("answers", "withdrawn")
        except NoTerminal:
            self.note("answers", "no terminal")


def listening(path: Path) -> socket.socket:
    """Listen on a socket, whose folder is made."""
    path.parent.mkdir(exist_ok=True)
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()
    return server


def dialled(server: socket.socket, asking: Asking) -> None:
    """Note who is there."""
    with server.accept()[0] as peer:
        pid, user, _ = struct.unpack(
            "iii", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        )
        asking.note("peers", f"{pid} {user}")


def forbid_namespaces() -> None:
    """Have the system refuse new namespaces to this process and its children, as some do.

    A filter (seccomp) that is inherited: `unshare` (272 on x86-64, 97 on others) fails with EPERM.
    """
    number = 272 if os.uname().machine == "x86_64" else 97
    code = struct.pack(
        "HBBIHBBIHBBIHBBI",
        *(0x20, 0, 0, 0),  # load the number of the call
        *(0x15, 0, 1, number),  # another one: skip the next
        *(0x06, 0, 0, 0x00050000 | 1),  # return EPERM
        *(0x06, 0, 0, 0x7FFF0000),  # let it be
    )
    program = ctypes.create_string_buffer(code)
    pointer = ctypes.create_string_buffer(struct.pack("HxxxxxxP", 4, ctypes.addressof(program)))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)
    if libc.prctl(22, 2, pointer, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter")


HELD: list[socket.socket] = []


def mount_again(folder: Path) -> None:
    """Mount what is mounted elsewhere, in a namespace of this process; one name has a space."""
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    assert not libc.unshare(0x10000000 | 0x00020000)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    own = folder / "own"
    (own / "bin").mkdir(parents=True)
    os.environ["PATH"] += f":{own}/bin"
    HELD.append(listening(own / "held.new"))
    (own / "held.new").rename(own / "held")
    for source in ("/proc", "/dev", "/sys", own):
        target = folder / f"{Path(source).name} again"
        target.mkdir()
        if libc.mount(os.fsencode(source), os.fsencode(target), None, 4096 | 16384, None):
            raise OSError(ctypes.get_errno(), f"no mount at {target}")


def prepare(how: str, folder: Path) -> None:
    """Make this system another one."""
    match how:
        case "no-pidfd":
            del os.pidfd_open
        case "forbidden":
            forbid_namespaces()
        case "isolate-with-mounts":
            mount_again(folder)
        case "isolate-with-programs":
            own = folder / "home" / "own"
            own.mkdir(parents=True)
            (own / "program").touch()
            os.environ["PATH"] += f":{own}:/root/out/of/reach:/no/such/folder"


def look(loop: Loop, proxy: PtyProxy) -> None:
    """Do what is due, until the command has ended."""
    proxy.tick()
    if proxy.is_done:
        loop.stop()


def main(folder: Path, how: str, words: list[str]) -> int:
    """Run the command to its end."""
    termination.becomes_an_exception()
    asking, outer = Asking(folder), OuterTerminal()
    kept = {
        "isolate": (folder,),
        "isolate-with-socket": (folder, folder / "agent"),
        "isolate-with-programs": (),
        "isolate-with-mounts": (folder,),
        "isolate-in-tmp": (Path("/tmp"),),  # noqa: S108  # it is refused
        "isolate-in-dev": (Path("/dev/pts"),),  # so is this
        "forbidden": (),
    }
    isolation = Isolation(kept[how]) if how in kept else None
    prepare(how, folder)
    server, _other = listening(folder / "agent" / "session"), listening(folder / "other")
    try:
        command = start(
            words,
            environment=dict(os.environ),
            directory=folder,
            like=outer.descriptor,
            isolation=isolation,
        )
    except NotStarted as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    loop = Loop()
    note_key = lambda key: asking.note("keys", repr(key))  # noqa: E731  # short
    with PtyProxy(command, outer, loop.selector, note_key) as proxy:
        asking.terminal = TerminalTurns(loop, ProxiedTerminal(proxy))
        loop.when_readable(asking.asks, asking.told)
        loop.when_readable(server.fileno(), lambda: dialled(server, asking))
        asking.note("pid", str(os.getpid()))
        try:
            loop.run(lambda: look(loop, proxy), proxy.pause)
        finally:
            asking.terminal.close()
    return proxy.exit_code or 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
