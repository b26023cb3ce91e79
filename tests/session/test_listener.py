"""The folders in which agents listen, and those that killed agents left behind."""

import errno
import os
import socket
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.session.line import listener, peers
from aegis_cli.session.line.address import SOCKET, prefix
from aegis_cli.session.line.listener import Listener, remove_left_behind
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.line.peers import Peer
from tests.helpers.patience import PATIENCE

pytestmark = pytest.mark.enable_socket

LONG_AGO = 1_000_000_000


def folder(place: Path, name: str, mode: int = 0o700) -> Path:
    """Make the folder of an agent that was made long ago."""
    made = place / f"{prefix()}{name}"
    made.mkdir(mode=mode)
    os.utime(made, (LONG_AGO, LONG_AGO))
    return made


def bound(path: Path) -> socket.socket:
    """Bind a socket, and make its folder as old as it was."""
    line = socket.socket(socket.AF_UNIX)
    line.bind(str(path / SOCKET))
    os.utime(path, (LONG_AGO, LONG_AGO))
    return line


def test_what_killed_agents_left_behind_is_removed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, empty, living = (folder(tmp_path, name) for name in ("killed", "empty", "living"))
    open_to_others = folder(tmp_path, "others", 0o755)
    (tmp_path / "other").mkdir()
    another, new = (tmp_path / f"{prefix()}{name}" for name in ("another", "new"))
    another.mkdir(mode=0o700)
    new.mkdir(mode=0o700)
    bound(killed).close()
    monkeypatch.setattr(time, "time", lambda: another.stat().st_mtime + 86_400)

    with bound(living) as line:
        line.listen()
        remove_left_behind(new)

        assert not killed.exists()
        assert not empty.exists()
        assert all(path.exists() for path in (living, open_to_others, another, new))
        assert (tmp_path / "other").exists()


@contextmanager
def listening() -> Iterator[tuple[Loop, str, list[Peer]]]:
    """Listen, and return whom the listener has accepted."""
    loop, accepted = Loop(), list[Peer]()

    def accept(line: socket.socket, peer: Peer) -> None:
        line.close()
        peer.close()
        accepted.append(peer)

    heard = Listener(loop, accept)
    try:
        yield loop, heard.address, accepted
    finally:
        heard.close()
        loop.close()


def connect(loop: Loop, address: str) -> bytes | None:
    """Connect, have the loop look, and return what comes: nothing but the end of the line."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        loop.run(loop.stop)
        line.settimeout(0.0)
        try:
            return line.recv(1)
        except BlockingIOError:
            return None


def test_a_process_of_this_user_is_accepted_and_the_next_one_too() -> None:
    with listening() as (loop, address, accepted):
        assert [connect(loop, address), connect(loop, address)] == [b"", b""]
        assert [peer.pid for peer in accepted] == [os.getpid()] * 2
    assert not Path(address).parent.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names the process")
@pytest.mark.parametrize("error", [errno.ESRCH, errno.EINVAL, errno.ENODATA, errno.EMFILE])
def test_whose_process_the_system_does_not_name_is_refused_and_not_served(
    monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    ask = socket.socket.getsockopt

    def getsockopt(line: socket.socket, level: int, option: int, *size: int) -> Any:
        if option == peers._SO_PEERPIDFD:
            raise OSError(error, "it does not say")
        return ask(line, level, option, *size)

    with listening() as (loop, address, accepted):
        with monkeypatch.context() as context:
            context.setattr(socket.socket, "getsockopt", getsockopt)
            assert connect(loop, address) == b""
        assert accepted == []
        connect(loop, address)
        assert len(accepted) == 1


@pytest.mark.parametrize("uid", [0, 1], ids=["this user", "another"])
@pytest.mark.parametrize("lives", [True, False])
def test_another_user_and_a_process_that_has_ended_are_refused(
    monkeypatch: pytest.MonkeyPatch, uid: int, *, lives: bool
) -> None:
    watched, alive = os.pipe()
    if not lives:
        os.close(alive)
    peer = Peer(os.getpid(), os.geteuid() + uid, watched)
    monkeypatch.setattr(listener, "peer_of", lambda _line: peer)
    with listening() as (loop, address, accepted):
        assert connect(loop, address) == b""
        assert bool(accepted) is (uid == 0 and lives)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(watched)
    if lives:
        os.close(alive)


def test_a_connection_that_is_gone_before_it_is_accepted_is_no_mistake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with listening() as (loop, address, accepted):
        with monkeypatch.context() as context:

            def accept(_listening: socket.socket) -> Any:
                raise ConnectionAbortedError

            context.setattr(socket.socket, "accept", accept)
            assert connect(loop, address) is None
        assert accepted == []


def test_it_listens_in_a_folder_of_its_own_that_nobody_else_can_enter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    killed = folder(tmp_path, "killed")
    monkeypatch.setattr(listener, "folders", lambda: [str(tmp_path), "/nowhere"])
    loop = Loop()
    watched = len(loop.selector.get_map())
    heard = Listener(loop, lambda *_: None)
    path = Path(heard.address)

    assert not killed.exists()
    assert path.parent.parent == tmp_path
    assert path.parent.name.startswith(prefix())
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path.parent, path)] == [0o700, 0o600]
    assert heard._socket.gettimeout() == 0.0  # or one that has gone again would stop the agent
    heard.close()
    heard.close()
    assert len(loop.selector.get_map()) == watched
    assert [*tmp_path.iterdir()] == []
    loop.close()


def test_an_agent_that_is_stopped_with_a_full_queue_holds_no_other_up(tmp_path: Path) -> None:
    stopped = folder(tmp_path, "stopped")
    (new := tmp_path / "new").mkdir()
    with ExitStack() as stack:
        line = stack.enter_context(bound(stopped))
        line.listen(0)
        with suppress(BlockingIOError):
            while True:
                waiting = stack.enter_context(socket.socket(socket.AF_UNIX))
                waiting.settimeout(0.0)
                waiting.connect(line.getsockname())
        removing = threading.Thread(target=remove_left_behind, args=[new], daemon=True)
        removing.start()
        removing.join(PATIENCE)

        assert not removing.is_alive()
        assert stopped.exists()
