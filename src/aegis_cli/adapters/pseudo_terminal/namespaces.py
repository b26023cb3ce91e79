"""Isolates a command on Linux: it sees no process, terminal, network or socket but its own.

What is left to it are the files of the person, with their permissions. Sources: unshare(2),
user_namespaces(7), pid_namespaces(7), mount_namespaces(7), capabilities(7).
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import stat
import struct
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from aegis_cli.adapters.pseudo_terminal.mount_table import Mounted, everywhere, read_mounts
from aegis_cli.adapters.pseudo_terminal.mounts import (
    BIND,
    NO_EXEC,
    NO_SUID,
    PRIVATE,
    READ_ONLY,
    RECURSIVE,
    SAFE,
    check,
    libc,
    make_read_only,
    mount,
)

_NEW_MOUNTS, _NEW_IPC, _NEW_USER = 0x00020000, 0x08000000, 0x10000000
_NEW_PROCESSES, _NEW_NETWORK = 0x20000000, 0x40000000
_ALL = _NEW_MOUNTS | _NEW_IPC | _NEW_USER | _NEW_PROCESSES | _NEW_NETWORK

_SET_FLAGS, _IS_UP = 0x8914, 1  # of an interface: netdevice(7)
_SET_DEATH_SIGNAL, _DROP_BOUND, _NO_NEW_PRIVILEGES = 1, 24, 38
_CAPABILITY_VERSION = 0x20080522
_CAPABILITIES = 64

COVERED = ("/run", "/tmp", "/var/tmp")  # noqa: S108  # to hide what others keep there
_REPLACED = ("/dev", "/proc")
_NODES = ("null", "zero", "full", "random", "urandom", "tty")
_STEERING = tuple(f"/proc/{name}" for name in ("bus", "fs", "irq", "sys", "sysrq-trigger"))
_STEERS = ("proc", "devtmpfs", "devpts", "mqueue")
_STEERS_OUTSIDE_OF_SYS = (
    *("sysfs", "cgroup", "cgroup2", "debugfs", "tracefs", "securityfs", "configfs", "bpf"),
    *("binfmt_misc", "efivarfs", "fusectl", "pstore", "resctrl", "rpc_pipefs", "nfsd"),
)
"""Kinds of file systems that are the kernel's own; those in /sys are made read-only there."""
_LINKS = {"ptmx": "pts/ptmx", "fd": "/proc/self/fd"} | {
    name: f"/proc/self/fd/{at}" for at, name in enumerate(("stdin", "stdout", "stderr"))
}


class Refused(Exception):
    """The system does not let the command be isolated; a sentence says why."""


class Kept(NamedTuple):
    """What an isolated command keeps besides its directory: absolute paths, and all in them.

    None of it can be changed from there, if it can be from here: who connects to another socket in
    the agent's place would hand over descriptors from outside.
    """

    handed_in: list[str]
    """The folders whose sockets it reaches."""

    own: list[str]
    """The folders that aegis needs to run: they are shown even where what is beside them is not."""

    read_only: list[str]
    """Folders that stay as visible as they are."""


def enter(kept: Kept, told: socket.socket) -> None:
    """Return in a new process that is isolated, but for what is kept.

    The working directory stays, too, but not the sockets in it.

    The calling process waits for the end of that process, and ends with its exit code. Its own
    child, the first process of the new namespace, ends whatever is in there with it.
    """
    if sys.platform != "linux":
        raise Refused("it needs the namespaces of Linux, which this system does not have")
    with _step("see which sockets are open"):
        sockets = [*_sockets_of_others(kept.handed_in)]
    _unshare()
    _end_with_parent()
    if process := os.fork():
        told.close()
        _follow(process)
    _end_with_parent()
    here = str(Path.cwd())
    with _step("see what is mounted"):
        table = read_mounts()
        sockets = everywhere([*sockets, *_mounted_sockets(table, kept.handed_in)], table)
        unchanged = everywhere([*kept.read_only, *kept.own, *kept.handed_in], table)
    _protect([path for path in unchanged if not Path(here).is_relative_to(path)])
    _cover_kernel()
    _arrange_files(here, kept, sockets)
    _drop_privileges()
    if process := os.fork():
        told.close()
        _follow(process)


def _end_with_parent() -> None:
    """Have Linux end this process with its parent; NOTE: new privileges undo that."""
    with _step("let the command end with aegis"):
        _prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)


def _follow(process: int) -> NoReturn:
    """Wait for a process, and for orphans that end before it; end with its exit code."""
    for stream in (0, 1, 2):
        os.close(stream)
    # NOTE: whatever is left of the namespace ends when its first process does.
    while True:
        with contextlib.suppress(InterruptedError):
            ended, status = os.wait()
            if ended == process:
                code = os.waitstatus_to_exitcode(status)
                os._exit(code if code >= 0 else 128 - code)


def _unshare() -> None:
    """Enter new namespaces, as the same user and group, with privileges in them alone."""
    user, group = os.geteuid(), os.getegid()
    with _step("make a namespace for a user"):
        check(libc().unshare(_ALL))
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    with _step("keep the command out of groups of processes"):
        # NOTE: in a cgroup namespace of its own the command could mount the cgroups and kill its
        # own one, which includes the session and the person's shell. The limit also holds for
        # namespaces that it nests.
        Path("/proc/sys/user/max_cgroup_namespaces").write_text("0")
    with _step("switch on a network without anybody in it"), socket.socket() as line:
        # NOTE: so a program and the server that it starts find each other.
        fcntl.ioctl(line, _SET_FLAGS, struct.pack("16sh22x", b"lo", _IS_UP))


def _protect(read_only: Sequence[str]) -> None:
    """Make folders read-only, and keep the folders above them where they are.

    NOTE: a folder above a mount can be renamed, and another one put into its place; a folder that
    is a mount itself cannot.
    """
    with _step("change the mounted files of a namespace"):
        mount("none", "/", "", RECURSIVE | PRIVATE)
        # NOTE: a folder that is out of reach is none for this function, and an error for `Path`.
        found = {Path(path).resolve() for path in read_only if os.path.isdir(path)}  # noqa: PTH112
        within_reach = [folder for folder in found if _can_be_changed(folder)]
        above = {each for folder in within_reach for each in (folder, *folder.parents)}
        for path in sorted(map(str, above - {Path("/")})):
            mount(path, path, "", BIND | RECURSIVE)
        for folder in within_reach:
            make_read_only(str(folder))


def _can_be_changed(folder: Path) -> bool:
    """Tell whether the person can change a folder, or put another one into its place."""
    return any(os.access(each, os.W_OK) for each in (folder, *folder.parents))


def _arrange_files(here: str, kept: Kept, sockets: Sequence[str]) -> None:
    """Cover what others keep there, but for the working directory and what is kept."""
    for path in (here, *kept.handed_in):
        _refuse_hidden(path, f"{path!a} is", "start it in a folder elsewhere")
    for path in kept.own:
        _refuse_hidden(path, f"aegis runs from {path!a}, which is", "install it elsewhere")
    # A folder before those in it, which would be covered by it.
    shown = sorted(filter(is_covered, {here, *kept.handed_in, *kept.own}))
    with _step("change the mounted files of a namespace"):
        opened = {path: os.open(path, os.O_PATH) for path in shown}
        for folder in filter(os.path.isdir, COVERED):
            mount("tmpfs", folder, "tmpfs", SAFE, "mode=1777")
        for path, descriptor in opened.items():
            _bind(descriptor, path)
        os.chdir(here)  # NOTE: what is covered could still be reached from there
        for path in sockets:
            if os.path.lexists(path):
                _cover(path)
    with _step("make devices and terminals of its own"):
        _own_devices()
    with _step("mount a /proc of its own, which a container often forbids"):
        mount("proc", "/proc", "proc", SAFE | NO_EXEC)
    with _step("shut what steers the kernel"):
        _shut_kernel()


def _refuse_hidden(path: str, what: str, instead: str) -> None:
    """Raise `Refused` for a path that cannot be shown there."""
    if path in COVERED:
        raise Refused(f"{what} covered there; {instead}")
    if any(map(Path(path).is_relative_to, _REPLACED)):
        raise Refused(f"{what} in a folder that is replaced there; {instead}")


def _shut_kernel() -> None:
    """Make read-only what steers the kernel and groups of processes.

    NOTE: those files ask for the user, and not for a privilege: root without any could have the
    kernel run a program outside (`core_pattern`), and every person can end groups of their own.
    """
    for path in filter(os.path.exists, _STEERING):
        mount(path, path, "", BIND)
        make_read_only(path)
    for each in read_mounts():
        if each.point.is_relative_to("/sys") and each.is_reached:
            make_read_only(str(each.point))


def _cover_kernel() -> None:
    """Cover what of the kernel is mounted a second time; /dev and /proc are replaced later."""
    with _step("cover what of the kernel is mounted a second time"):
        for each in read_mounts():
            if any(map(each.point.is_relative_to, _REPLACED)):
                continue
            in_sys = each.point.is_relative_to("/sys")
            kinds = _STEERS if in_sys else (*_STEERS, *_STEERS_OUTSIDE_OF_SYS)
            if each.kind in kinds and each.is_reached:
                _cover(str(each.point))


def _cover(path: str) -> None:
    """Mount something empty there that nobody can change."""
    if os.path.isdir(path):  # noqa: PTH112  # of a string
        mount("tmpfs", path, "tmpfs", SAFE | NO_EXEC | READ_ONLY, "mode=755")
    else:
        mount("/dev/null", path, "", BIND)


def is_covered(path: str) -> bool:
    """Tell whether a path is in a folder that is emptied."""
    return any(Path(path).is_relative_to(folder) for folder in COVERED)


def _bind(descriptor: int, path: str) -> None:
    """Show in this place what an open descriptor is of."""
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        Path(path).mkdir(parents=True, exist_ok=True)
    else:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch()
    mount(f"/proc/self/fd/{descriptor}", path, "", BIND | RECURSIVE)
    os.close(descriptor)


def _own_devices() -> None:
    """Replace /dev, so that no terminal of the person and no device that types is there."""
    nodes = {f"/dev/{name}": os.open(f"/dev/{name}", os.O_PATH) for name in _NODES}
    mount("tmpfs", "/dev", "tmpfs", NO_SUID, "mode=755")
    for path, descriptor in nodes.items():
        _bind(descriptor, path)
    for name, target in _LINKS.items():
        Path("/dev", name).symlink_to(target)
    Path("/dev/pts").mkdir()
    Path("/dev/shm").mkdir()  # noqa: S108  # as above
    mount("devpts", "/dev/pts", "devpts", NO_SUID | NO_EXEC, "newinstance,ptmxmode=0666")
    mount("tmpfs", "/dev/shm", "tmpfs", SAFE, "mode=1777")  # noqa: S108  # as above


def _sockets_of_others(handed_in: Sequence[str]) -> Iterator[str]:
    """Find the sockets with a path that are open now and not in what is handed in.

    NOTE: a socket with a path is of no network namespace. It is listed by the path that it was
    bound to, and some programs, such as ssh, rename it then; so whatever is a socket in the same
    folder is taken for one. One that was bound to a relative path cannot be found here.
    """
    lines = Path("/proc/net/unix").read_text(errors="surrogateescape").splitlines()[1:]
    paths = {parts[7] for line in lines if len(parts := line.split(None, 7)) > 7}  # noqa: PLR2004
    bound = {path for path in paths if path.startswith("/")}
    for folder in {os.path.dirname(path) for path in bound}:  # noqa: PTH120  # of many strings
        with contextlib.suppress(OSError):  # not for this user to list
            bound |= {entry.path for entry in os.scandir(folder)}
    for path in sorted(bound):
        with contextlib.suppress(OSError):  # out of reach, for the command as well
            is_handed_in = any(Path(path).is_relative_to(each) for each in handed_in)
            if not is_handed_in and stat.S_ISSOCK(os.stat(path).st_mode):  # noqa: PTH116
                yield path


def _mounted_sockets(table: Sequence[Mounted], handed_in: Sequence[str]) -> Iterator[str]:
    """Find the sockets that are mounts: a container gets those of another network namespace so."""
    for each in table:
        with contextlib.suppress(OSError):  # as above
            is_handed_in = any(map(each.point.is_relative_to, handed_in))
            if not is_handed_in and stat.S_ISSOCK(os.stat(each.point).st_mode):  # noqa: PTH116
                yield str(each.point)


def _drop_privileges() -> None:
    """Give up every privilege in the namespace, for good."""
    with _step("give privileges up"):
        for number in range(_CAPABILITIES):
            with contextlib.suppress(OSError):  # one that this kernel does not know
                _prctl(_DROP_BOUND, number)
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
        check(libc().capset(header, (ctypes.c_uint32 * 6)()))
        _prctl(_NO_NEW_PRIVILEGES, 1)


@contextlib.contextmanager
def _step(what: str) -> Iterator[None]:
    """Say which step the system forbade."""
    try:
        yield
    except OSError as error:
        at = f": {error.filename!a}" if error.filename else ""
        raise Refused(f"this system does not let you {what} ({error.strerror}{at})") from None


def _prctl(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    check(libc().prctl(option, ctypes.c_ulong(value), zero, zero, zero))
