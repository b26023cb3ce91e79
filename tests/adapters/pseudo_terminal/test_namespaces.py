"""A command that is isolated: what it can reach, and what it cannot."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from aegis_cli.adapters.pseudo_terminal import namespaces
from tests.helpers.person import NOBODY, PYTHON, SOURCES, Proxied, Run
from tests.helpers.support import until

pytestmark = pytest.mark.enable_socket

_USER = NOBODY if os.geteuid() == 0 else None


def _why_not() -> str:
    """Say why no command can be isolated here; nothing if one can."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return "it needs Linux, and unshare to see whether it can be had"
    tried = subprocess.run(
        [*"unshare --user --map-current-user --net --mount --pid --fork --mount-proc true".split()],
        capture_output=True,
        check=False,
        text=True,
        user=_USER,
        group=_USER,
    )
    return tried.stderr.strip()


isolated = pytest.mark.skipif(bool(_why_not()), reason=f"no user namespaces: {_why_not()}")


def inside(run: Run, line: str) -> Proxied:
    return run("/bin/sh", "-c", line, how="isolate")


@isolated
def test_it_sees_no_process_terminal_or_device_but_its_own(run: Run) -> None:
    at = inside(
        run, "echo $(ls /proc | grep -c '^[0-9]'); ls /dev/pts; ls /dev; tty; stty size; id -u"
    )

    assert 0 == at.ended()
    processes, *pts, size_rows, size_columns, user = at.terminal.seen.split()
    assert int(processes) <= 6
    assert pts[:2] == ["0", "ptmx"]
    assert {"fd", "full", "null", "ptmx", "pts", "random", "shm", "tty", "urandom", "zero"} | {
        "stdin",
        "stdout",
        "stderr",
        "/dev/pts/0",
        "0",
    } == set(pts)
    assert ["24", "80"] == [size_rows, size_columns]
    assert user == str(_USER or os.geteuid())


@isolated
def test_it_has_no_privilege_and_gets_none(run: Run) -> None:
    at = inside(
        run, "grep -E '^(Cap|NoNewPrivs)' /proc/self/status; mount -t tmpfs none /mnt; umount /tmp"
    )

    assert 0 != at.ended()
    lines = [line.split() for line in at.terminal.seen.splitlines()]
    found = {line[0]: line[1] for line in lines if len(line) == 2}
    assert "1" == found.pop("NoNewPrivs:")
    assert {"0" * 16} == set(found.values())
    assert 5 == len(found)


@isolated
def test_a_namespace_in_the_namespace_does_not_uncover_anything(run: Run) -> None:
    nested = (
        "unshare --user --map-root-user --mount sh -c 'umount /tmp || umount /run || umount /dev'"
    )
    at = inside(run, f"{nested} && echo uncovered")

    assert 0 != at.ended()
    assert "uncovered" not in at.terminal.seen.split()


@isolated
def test_it_gets_no_groups_of_processes_to_end_or_freeze(run: Run) -> None:
    at = run(PYTHON, "-c", _TAKES_GROUPS, how="isolate")

    assert 0 == at.ended()
    assert ["nested", "0", "with", "groups", "-1"] == at.terminal.seen.split()[-5:]


_TAKES_GROUPS = """
import ctypes, os
system = ctypes.CDLL(None)
USER, MOUNTS, GROUPS = 0x10000000, 0x20000, 0x02000000
if os.fork() == 0:
    print("nested", system.unshare(USER | MOUNTS), flush=True)
    os._exit(0)
os.wait()
print("with groups", system.unshare(USER | MOUNTS | GROUPS), flush=True)
"""


@isolated
def test_it_has_no_network(run: Run) -> None:
    at = inside(run, "cat /proc/net/dev")

    assert 0 == at.ended()
    assert ["lo:"] == [word for word in at.terminal.seen.split() if word.endswith(":")]


@isolated
def test_a_program_in_it_reaches_its_own_server(run: Run) -> None:
    program = (
        "import socket; server = socket.create_server(('127.0.0.1', 0)); "
        "socket.create_connection(server.getsockname()); print('reached')"
    )
    at = run(PYTHON, "-c", program, how="isolate")

    assert (0, "reached") == (at.ended(), at.terminal.seen.strip())


@isolated
def test_it_reaches_the_socket_that_is_handed_in_and_no_other(run: Run) -> None:
    """Two sockets: one in a folder that is covered, one elsewhere; the agent's is handed in.

    Both have another name than the one that they were bound to, as those of ssh have.
    """
    with socket.socket(socket.AF_UNIX) as elsewhere, socket.socket(socket.AF_UNIX) as hidden:
        for server, path in ((elsewhere, _ELSEWHERE), (hidden, _HIDDEN)):
            server.bind(f"{path}.new")
            Path(f"{path}.new").rename(path)
            Path(path).chmod(0o666)
            server.listen()
        try:
            proxied = run(PYTHON, "-c", _DIALS, _ELSEWHERE, _HIDDEN, how="isolate-with-socket")
            code = proxied.ended()
        finally:
            Path(_ELSEWHERE).unlink()
            Path(_HIDDEN).unlink()
    assert 0 == code
    shown = proxied.terminal.seen.splitlines()
    assert f"{_ELSEWHERE} ConnectionRefusedError" in shown
    assert f"{_HIDDEN} FileNotFoundError" in shown
    assert "other ConnectionRefusedError" in shown
    assert "agent/session reached" in shown
    pid, user = proxied.noted("peers")[0].split()
    assert int(pid) > 2
    assert int(user) == (_USER or os.geteuid())


_NAME = f"aegis-pty-{os.getpid()}"
_ELSEWHERE = f"{'/opt' if os.geteuid() == 0 else Path.home()}/{_NAME}"
_HIDDEN = f"/tmp/{_NAME}"  # noqa: S108  # it is covered
_DIALS = """
import os, socket, sys
for path in (*sys.argv[1:], "other", "agent/session"):
    try:
        with socket.socket(socket.AF_UNIX) as dialled:
            dialled.connect(path)
            print(path, "reached")
            if path == "agent/session":
                dialled.recv(1)
    except OSError as error:
        print(path, type(error).__name__)
print(os.getcwd())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it needs Linux")
def test_one_link_that_leads_nowhere_uncovers_no_socket_beside_it(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "new"))
        (tmp_path / "new").rename(tmp_path / "renamed")
        (tmp_path / "loop").symlink_to("loop")

        assert str(tmp_path / "renamed") in namespaces._sockets_of_others([])


@isolated
def test_what_is_mounted_a_second_time_is_covered_there_too(run: Run) -> None:
    """A second /proc, /dev and /sys, and a folder that holds a socket and a folder of PATH."""
    at = run("/bin/sh", "-c", _TRIES_AGAIN, PYTHON, how="isolate-with-mounts")

    assert 0 == at.ended()
    assert ["0", "0", "0", "tried"] == at.terminal.seen.split()[-4:]
    assert 2 == at.terminal.seen.count("Read-only file system")
    assert 2 == at.terminal.seen.count("ConnectionRefusedError")


_TRIES_AGAIN = """
touch own/bin/git "own again/bin/git"
"$0" -c '
import socket
for path in ("own/held", "own again/held"):
    with socket.socket(socket.AF_UNIX) as dialled:
        try:
            dialled.connect(path)
        except OSError as error:
            print(type(error).__name__)
'
for again in proc dev sys; do ls -A "$again again" | wc -l; done
echo tried
"""

_BELOW_A_SHUT_FOLDER = """
mount -t tmpfs -o mode=700 none /sys/kernel/debug && mkdir /sys/kernel/debug/tracing &&
mount -t tmpfs none /sys/kernel/debug/tracing && exec "$@"
"""
_BECOMES_A_PERSON = f"""
import os, sys
os.setgroups([]), os.setgid({NOBODY}), os.setuid({NOBODY})
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
"""
_ISOLATES = """
import socket
from aegis_cli.adapters.pseudo_terminal.namespaces import Kept, enter
enter(Kept([], [], []), socket.socket())
print("it ran", flush=True)
"""


@isolated
@pytest.mark.skipif(os.geteuid() != 0, reason="it needs a mount that the user cannot reach")
def test_a_mount_that_the_person_cannot_reach_is_no_reason_to_refuse() -> None:
    words = ("unshare", "--mount", "/bin/sh", "-ec", _BELOW_A_SHUT_FOLDER, "sh")
    ran = subprocess.run(
        [*words, PYTHON, "-c", _BECOMES_A_PERSON, _ISOLATES],
        env={**os.environ, "PYTHONPATH": str(SOURCES / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        check=False,
        text=True,
    )
    if "mount: " in ran.stderr:
        pytest.skip("this system has no such folder to mount something on")

    assert (0, "it ran") == (ran.returncode, ran.stdout.strip()), ran.stderr


_FROM_ANOTHER_NETWORK = """
unshare --net "$0" -c '
import os, socket, time
parent = os.getppid()
with socket.socket(socket.AF_UNIX) as listening:
    listening.bind("new")
    listening.listen()
    os.rename("new", "there")
    while os.getppid() == parent:
        time.sleep(0.02)
' >/dev/null 2>&1 &
until [ -S there ]; do sleep 0.02; done
touch here && mount --bind there here && exec "$@"
"""
_DIALS_HERE = """
import os, socket, sys
from aegis_cli.adapters.pseudo_terminal.namespaces import Kept, enter
def dialled():
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex("here")
print(dialled(), flush=True)
enter(Kept([], [], []), socket.socket())
os.chdir(sys.argv[1])
print(dialled() == 0, flush=True)
"""


@isolated
@pytest.mark.skipif(os.geteuid() != 0, reason="it needs a mount")
def test_a_mounted_socket_of_another_network_is_covered() -> None:
    with TemporaryDirectory(dir="/opt") as folder:
        words = ("unshare", "--mount", "/bin/sh", "-ec", _FROM_ANOTHER_NETWORK, PYTHON)
        ran = subprocess.run(
            [*words, PYTHON, "-c", _DIALS_HERE, folder],
            env={**os.environ, "PYTHONPATH": str(SOURCES / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=folder,
            capture_output=True,
            check=False,
            text=True,
        )

    assert ["0", "False"] == ran.stdout.split(), ran.stderr


@isolated
def test_it_cannot_put_a_socket_in_the_agent_s_place(run: Run) -> None:
    """A client from outside would hand it a folder from outside, from which all can be reached."""
    at = run("/bin/sh", "-c", _REPLACES, how="isolate-with-socket")

    assert 0 == at.ended()
    assert 3 == at.terminal.seen.count("Read-only file system")
    assert 1 == at.terminal.seen.count("Device or resource busy")
    assert (at.folder / "agent" / "session").is_socket()


_REPLACES = """
rm -f agent/session
mv agent/session agent/other
ln -s /tmp agent/more
mv agent elsewhere
true
"""


@isolated
def test_it_cannot_steer_the_kernel_or_a_group_of_processes(run: Run) -> None:
    """Root without privileges could write to the first, and a person to some of the second."""
    groups = Path("/sys/fs/cgroup")
    at = inside(
        run, f"cat < /proc/sys/kernel/pid_max > /proc/sys/kernel/pid_max; mkdir {groups}/own; true"
    )

    assert 0 == at.ended()
    assert 1 + groups.is_dir() == at.terminal.seen.count("Read-only file system")


@isolated
def test_it_cannot_change_what_aegis_runs_from_nor_put_something_else_there(run: Run) -> None:
    """One folder of PATH is the person's own, below a folder of theirs."""
    at = run("/bin/sh", "-c", _PLANTS, how="isolate-with-programs")

    assert 0 == at.ended()
    assert ["own", "program"] == sorted(path.name for path in (at.folder / "home").rglob("*"))[:2]
    shown = at.terminal.seen
    assert "Read-only file system" in shown
    assert "Device or resource busy" in shown
    assert "planted" not in shown.split()


_PLANTS = """
echo evil > home/own/git && echo planted
rm home/own/program && echo planted
mv home/own home/other && echo planted
mv home elsewhere && echo planted
unshare --user --map-root-user --mount \\
    sh -c 'mount -o remount,bind,rw "$PWD/home/own" && touch home/own/git' && echo planted
touch here home/there
"""


@isolated
def test_ctrl_c_and_the_exit_status_are_passed_on(run: Run) -> None:
    at = inside(run, "trap 'exit 9' INT; echo ready; while :; do sleep 0.05; done")

    at.expect("ready")
    at.type("\x03")

    assert 9 == at.ended()


@isolated
def test_a_command_that_a_signal_ends_says_so(run: Run) -> None:
    assert 137 == inside(run, "kill -KILL $$").ended()


@isolated
def test_nothing_is_left_of_it_when_aegis_is_killed(run: Run) -> None:
    seconds = f"{100_000 + os.getpid()}"
    at = inside(
        run,
        f"echo ready; trap '' HUP; (trap '' HUP; sleep {seconds}) & while :; do sleep 1; done",
    )
    at.expect("ready")

    assert until(lambda: _processes(seconds))
    at.kill(signal.SIGKILL)

    until(lambda: not _processes(seconds))


def _processes(word: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [path.parts[2]] if word.encode() in path.read_bytes().split(b"\0") else []
        except OSError:
            continue
    return found


@isolated
def test_a_question_is_asked_over_an_isolated_command(run: Run) -> None:
    at = inside(run, "echo quiet; cat")
    at.expect("quiet")

    at.tell("ask Do this? ")
    at.expect("Do this? ")
    at.type("y\r")

    assert ["'y'"] == at.noted("answers")


@isolated
def test_a_command_that_cannot_be_executed_is_named_there_too(run: Run) -> None:
    at = run("/no/such/command", how="isolate")

    assert 127 == at.ended()
    assert "/no/such/command cannot be run: " in at.terminal.seen


_LOOKS = """
import os, socket, sys
from pathlib import Path
from aegis_cli.adapters.pseudo_terminal.command import Isolation
from aegis_cli.adapters.pseudo_terminal.namespaces import Kept, Refused, enter
try:
    enter(Kept(*Isolation(()).keeps(Path.cwd())), socket.socket())
except Refused as refused:
    sys.exit(str(refused))
own = Path(sys.argv[1])
print(*sorted(os.listdir(own)), *sorted(os.listdir(own / "src")), sep=",")
try:
    (own / "src" / "aegis_cli" / "planted.py").touch()
except OSError as error:
    print(error.strerror)
"""


@isolated
@pytest.mark.parametrize("linked", [False, True], ids=["there", "by a link"])
def test_aegis_in_a_folder_that_is_covered_is_shown_read_only_and_nothing_beside_it(
    *, linked: bool
) -> None:
    with TemporaryDirectory(dir="/tmp") as folder, TemporaryDirectory(dir="/var/tmp") as link:
        own = Path(folder, "a b")
        shutil.copytree(SOURCES / "src", own / "src", ignore=shutil.ignore_patterns("sandbox"))
        (own / "notes").touch()
        named = Path(link, "linked") if linked else own
        if linked:
            named.symlink_to(own)

        ran = _looked(named)

    assert "src,aegis_cli\nRead-only file system" == ran.stdout.strip(), ran.stderr


@isolated
def test_aegis_in_a_folder_that_is_replaced_is_an_error_that_says_what_to_do() -> None:
    with TemporaryDirectory(dir="/dev/shm") as folder:
        shutil.copytree(SOURCES / "src", Path(folder, "src"))

        ran = _looked(Path(folder))

    assert (1, "") == (ran.returncode, ran.stdout)
    assert (
        f"aegis runs from '{folder}/src', which is in a folder that is replaced there; "
        "install it elsewhere"
    ) == ran.stderr.strip()


def _looked(own: Path) -> subprocess.CompletedProcess[str]:
    """Isolate a process of the aegis in this folder, and have it say which files it sees there."""
    return subprocess.run(
        [PYTHON, "-c", _LOOKS, str(own)],
        env={**os.environ, "PYTHONPATH": str(own / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        check=False,
        text=True,
    )


@isolated
def test_a_folder_that_is_covered_cannot_be_where_it_runs(run: Run) -> None:
    at = run("/bin/true", how="isolate-in-tmp")

    assert 127 == at.ended()
    assert "The command cannot be isolated: '/tmp' is covered there" in " ".join(
        at.terminal.seen.split()
    )


@isolated
def test_a_folder_that_is_replaced_cannot_be_where_it_runs(run: Run) -> None:
    """From a folder of the old /dev, it could write on the terminal of the person."""
    at = run("/bin/true", how="isolate-in-dev")

    assert 127 == at.ended()
    assert "'/dev/pts' is in a folder that is replaced there" in " ".join(at.terminal.seen.split())


@isolated
def test_a_command_of_a_folder_that_is_emptied_is_said_to_be_missing_for_that(
    run: Run,
) -> None:
    with TemporaryDirectory(dir="/tmp") as folder:  # it is emptied
        Path(folder).chmod(0o755)
        program = Path(folder, "program")
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        at = run(str(program), how="isolate")
        assert 127 == at.ended()

    shown = " ".join(at.terminal.seen.split())
    assert (
        "cannot be run: no such file or directory; --isolate hides /run, /tmp and /var/tmp" in shown
    )


def test_a_system_that_forbids_it_is_told_apart_with_what_to_do(run: Run) -> None:
    at = run("/bin/true", how="forbidden")

    assert 127 == at.ended()
    shown = " ".join(at.terminal.seen.split())
    assert "The command cannot be isolated: this system does not let you make a namespace" in shown
    assert "Leave --isolate out" in shown
