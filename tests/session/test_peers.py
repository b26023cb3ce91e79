"""Who connected, whether it still runs, what it claims to be, and what it descends from."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from aegis_cli.session.line import peers
from aegis_cli.session.line.peers import Peer, descendants, peer_of
from tests.helpers.patience import PATIENCE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is about Linux's /proc")

_WAITS = "import sys; print('!', flush=True); sys.stdin.read()"
_CONNECTS = (
    "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); " + _WAITS
)


class Child:
    """A process that waits until its input ends."""

    def __init__(self, *words: str | bytes, **more: Any) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(words, stdin=pipe, stdout=pipe, **more)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"!\n"

    @property
    def pid(self) -> int:
        return self.process.pid

    def end(self) -> None:
        self.process.communicate()


@pytest.fixture
def children() -> Iterator[list[Child]]:
    started: list[Child] = []
    yield started
    for each in started:
        if each.process.poll() is None:
            each.end()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "s"))
        door.listen()
        door.settimeout(PATIENCE)
        yield door


def connected(door: socket.socket, children: list[Child]) -> tuple[socket.socket, Child]:
    children.append(Child(sys.executable, "-c", _CONNECTS, door.getsockname()))
    return door.accept()[0], children[0]


def test_who_connected_is_named_and_lives_until_it_ends(
    door: socket.socket, children: list[Child]
) -> None:
    line, child = connected(door, children)
    with line:
        peer = peer_of(line)
        assert (peer.pid, peer.uid) == (child.pid, os.geteuid())
        assert peer.pidfd is not None
        assert peer.is_alive()

        child.end()
        assert not peer.is_alive()
        peer.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(peer.pidfd)


class Older:
    """A line of a kernel that cannot name the process which connected, but for its number."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line

    def getsockopt(self, level: int, option: int, *size: int) -> Any:
        if option == peers._SO_PEERPIDFD:
            raise OSError(errno.ENOPROTOOPT, "no such option")
        return self.line.getsockopt(level, option, *size)


def refusing(monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    def pidfd_open(_pid: int) -> int:
        raise OSError(error, "it cannot be opened")

    monkeypatch.setattr(os, "pidfd_open", pidfd_open)


@pytest.mark.parametrize("error", [errno.ENOSYS, errno.ENOPROTOOPT])
def test_an_older_kernel_names_the_process_by_its_number_and_one_more_old_cannot_say(
    door: socket.socket, children: list[Child], monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    line, child = connected(door, children)
    with line:
        older: Any = Older(line)
        peer = peer_of(older)
        assert peer.pidfd is not None
        assert peer.is_alive()

        refusing(monkeypatch, error)
        unknown = peer_of(older)
        assert (unknown.pid, unknown.pidfd, unknown.is_alive()) == (child.pid, None, True)
        unknown.close()

        monkeypatch.delattr(os, "pidfd_open")
        assert peer_of(older).pidfd is None
        child.end()
        assert not peer.is_alive()
        peer.close()


@pytest.mark.parametrize("error", [errno.EPERM, errno.EMFILE, errno.ESRCH])
def test_of_whom_nobody_can_tell_whether_they_live_is_nobody(
    door: socket.socket, children: list[Child], monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    line, _ = connected(door, children)
    older: Any = Older(line)
    refusing(monkeypatch, error)

    with line, pytest.raises(OSError, match="it cannot be opened"):
        peer_of(older)


def test_a_process_is_called_by_the_name_that_it_gave_itself(children: list[Child]) -> None:
    names_itself = r"open('/proc/self/comm', 'wb', 0).write(b'a\x1b\xffb');"
    children.append(Child(sys.executable, "-c", names_itself + _WAITS))
    pid = children[0].pid

    assert peers.name_of_process(pid) == f"a\\x1b\ufffdb ({pid})"
    children[0].end()
    assert peers.name_of_process(pid) == f"a process without a name ({pid})"


def test_a_system_without_credentials_leaves_it_to_the_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(socket, "SO_PEERCRED")
    one, other = socket.socketpair()

    with one, other:
        assert peer_of(one) == Peer(0, os.geteuid(), None)


def test_who_ended_before_it_could_be_named_is_nobody(
    door: socket.socket, children: list[Child]
) -> None:
    line, child = connected(door, children)
    child.end()

    with line, pytest.raises(ProcessLookupError):
        peer_of(cast("socket.socket", Older(line)))


PARENTS = {40: 30, 30: 20, 20: 7, 7: 1, 50: 60, 60: None, 70: 0}


@pytest.mark.parametrize(
    ("pid", "ancestor", "expected"),
    [
        (40, 40, True),
        (40, 30, True),
        (40, 7, True),
        (40, 41, False),
        (7, 20, False),
        (7, 1, True),
        (50, 7, True),
        (70, 7, False),
    ],
    ids="itself,parent,first,stranger,child,the first of all,ended meanwhile,kernel's".split(","),
)
def test_a_process_descends_from_those_above_it_and_from_any_if_nobody_can_tell(
    monkeypatch: pytest.MonkeyPatch, pid: int, ancestor: int, *, expected: bool
) -> None:
    monkeypatch.setattr(peers, "_parent_of", PARENTS.__getitem__)

    assert Peer(pid, 0, None).descends_from(ancestor) is expected


@pytest.mark.parametrize(
    ("pid", "ancestor", "expected"),
    [
        (40, 40, True),
        (40, 7, True),
        (40, 41, False),
        (7, 20, False),
        (50, 7, False),
        (60, 7, False),
        (0, 7, False),
        (80, 7, True),
    ],
    ids="itself,first,stranger,child,ended,gone,another namespace's,orphan".split(","),
)
def test_a_process_is_known_to_descend_from_another_only_where_all_between_are_known(
    monkeypatch: pytest.MonkeyPatch, pid: int, ancestor: int, *, expected: bool
) -> None:
    adopted = iter([60, 7])

    def parent_of(pid: int) -> int | None:
        return next(adopted) if pid == 80 else {os.getpid(): 7, **PARENTS}.get(pid)

    monkeypatch.setattr(peers, "_parent_of", parent_of)

    assert Peer(pid, 0, None).is_known_to_descend_from(ancestor) is expected


def test_where_the_system_names_no_parent_everybody_is_taken_for_a_descendant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not Peer(0, 0, None).is_known_to_descend_from(7)
    monkeypatch.setattr(peers, "_parent_of", lambda _pid: None)

    assert Peer(0, 0, None).is_known_to_descend_from(7)
    assert Peer(40, 0, None).is_known_to_descend_from(7)


@pytest.mark.parametrize(("generations", "expected"), [(255, False), (256, True)])
def test_a_chain_without_end_is_taken_for_a_descendant(
    monkeypatch: pytest.MonkeyPatch, generations: int, *, expected: bool
) -> None:
    monkeypatch.setattr(peers, "_parent_of", lambda pid: pid - 1)

    assert Peer(generations + 2, 0, None).descends_from(-5) is expected


def test_the_system_says_who_the_parent_is_whatever_a_process_is_called(
    children: list[Child], tmp_path: Path
) -> None:
    odd = tmp_path / "x) S 1 ("
    odd.symlink_to(sys.executable)
    children.append(Child(str(odd), "-I", "-c", _WAITS))
    pid = children[0].pid

    assert Peer(pid, 0, None).descends_from(os.getpid())
    assert not Peer(os.getpid(), 0, None).descends_from(pid)
    children[0].end()
    assert Peer(pid, 0, None).descends_from(os.getpid())
    assert peers._parent_of(pid) is None


_TWO_DEEP = (
    "import subprocess, sys; c = subprocess.Popen([sys.executable, '-c', sys.argv[1]],"
    " stdout=subprocess.PIPE); print(c.stdout.readline().decode().strip(), flush=True); c.wait()"
)


def test_the_descendants_are_all_below_and_none_beside(children: list[Child]) -> None:
    children += [
        Child(sys.executable, "-c", _TWO_DEEP, _WAITS),
        Child(sys.executable, "-c", _WAITS),
    ]
    above, beside = (each.pid for each in children)

    below = descendants(above)
    assert len(below) == 1
    assert peers._parent_of(*below) == above
    assert descendants(os.getpid()) >= {above, beside} | below
    assert descendants(beside) == set()


@pytest.mark.parametrize(
    ("variables", "words", "said"),
    [
        ({}, (), "{python} -c {code}, in {folder}"),
        ({"CLAUDECODE": "1"}, (), "{python} -c {code}, in {folder}, under a coding agent"),
        (
            {"A": "b c", "CODEX_SANDBOX": "x=y", b"\xff": b"\xff", "Z": ""},
            ("x",),
            "{python} -c {code} x, in {folder}, under a coding agent",
        ),
        (
            {"NOT": "CLAUDECODE=1", "OR": "AI_AGENT", "CLAUDECODES": "1"},
            (b"x\xff",),
            "{python} -c {code} x\ufffd, in {folder}",
        ),
        (
            {},
            ("ask", "set the secret API_KEY to hunter2"),
            "{python} -c {code} ask [hidden], in {folder}",
        ),
    ],
)
def test_what_a_process_claims_is_its_command_line_its_folder_and_an_agent_above_it(
    children: list[Child], tmp_path: Path, variables: Mapping[Any, Any], words: Any, said: str
) -> None:
    children.append(Child(sys.executable, "-c", _WAITS, *words, cwd=tmp_path, env=variables))

    claimed = Peer(children[0].pid, 0, None).claims()

    assert claimed == said.format(python=sys.executable, code=_WAITS, folder=tmp_path)


def test_a_claim_is_one_short_line(children: list[Child], tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30) / ("far" * 40)
    folder.mkdir(parents=True)
    odd = "\x1b[2Jyes\n" + "y" * 300
    children.append(Child(sys.executable, "-c", _WAITS, odd, cwd=folder))

    claimed = Peer(children[0].pid, 0, None).claims()

    command, _, where = claimed.partition(", in ")
    assert claimed.isprintable()
    assert (len(command), where) == (200, str(folder)[:200])
    children[0].end()
    assert Peer(children[0].pid, 0, None).claims() == "a process without a name"
