"""A git that pushes: what it says is kept as it came, and what it is told meanwhile."""

import hashlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from aegis_cli.adapters.git_push import push_door
from aegis_cli.adapters.git_push.push_door import PushDoor, WaitingGit
from aegis_cli.core.pkt_lines import FLUSH, pkt_line
from aegis_cli.core.push_commands import NO_OBJECT, RefUpdate
from aegis_cli.core.push_facts import RefWay
from aegis_cli.core.push_report import ALIVE
from aegis_cli.errors import Code, Failed
from tests.adapters.git_at_pipe import GitAtPipe, git_at_pipe
from tests.adapters.git_push_here import Place
from tests.helpers.support import until

pytestmark = pytest.mark.skipif(which("git") is None, reason="git is not on this machine")

MAIN = "refs/heads/main"
CAPS = " report-status-v2 side-band-64k object-format=sha1 agent=git/2"


@pytest.fixture(name="git")
def a_git() -> Iterator[GitAtPipe]:
    with git_at_pipe() as git:
        yield git


@pytest.fixture(name="place")
def a_place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.commit()
    place.push()
    return place


def commands(update: RefUpdate, caps: str = CAPS) -> bytes:
    return pkt_line(f"{update.old} {update.new} {update.ref}\0{caps}".encode()) + FLUSH


def test_all_that_git_says_is_kept_as_it_came(git: GitAtPipe, place: Place) -> None:
    place.commit(told="Two")
    update = place.update(MAIN)
    pieces = (commands(update), place.pack(update))
    git.say_all(*pieces)

    with PushDoor(git.pipe) as door:
        asked = door.converse(b"references", lambda: None)
        assert FLUSH == asked
        whole = b"".join(pieces)
        assert whole == os.pread(door.descriptor, 100_000, 0)
        assert (len(whole), hashlib.sha256(whole).hexdigest()) == (door.size, door.sha256)
        with pytest.raises(Failed, match="not looked at"):
            door.facts()

    assert b"references" == os.read(git.hears, 10)


@pytest.mark.parametrize("said", [pkt_line(b"ci.skip") + FLUSH, FLUSH])
def test_options_stand_before_the_pack(git: GitAtPipe, place: Place, said: bytes) -> None:
    place.commit(told="Two")
    update = place.update(MAIN)
    pieces = (commands(update, f"{CAPS} push-options"), said, place.pack(update))
    git.say_all(*pieces)

    with PushDoor(git.pipe) as door:
        place.answer(door, door.converse(b"", lambda: None))
        (ref,) = door.facts().refs
        assert door.commands is not None
        options = door.commands.options
        whole = os.pread(door.descriptor, 100_000, 0)

    assert (RefWay.FORWARD, b"".join(pieces)) == (ref.way, whole)
    assert (("ci.skip",) if said != FLUSH else ()) == options


def test_a_deletion_waits_for_no_pack(git: GitAtPipe, place: Place) -> None:
    place.push("HEAD:refs/heads/topic")
    said = commands(place.update("refs/heads/topic", NO_OBJECT))
    os.write(git.says, said)

    with PushDoor(git.pipe) as door:
        place.answer(door, door.converse(b"", lambda: None))
        (ref,) = door.facts().refs

    assert RefWay.DELETE is ref.way


def test_a_git_that_wants_nothing_has_no_commands(git: GitAtPipe) -> None:
    git.say_all(FLUSH)

    with PushDoor(git.pipe) as door:
        assert b"" == door.converse(b"", lambda: None)
        assert door.commands is None


def test_what_is_not_served_ends_git_in_a_band_that_it_shows(git: GitAtPipe) -> None:
    git.say_all(pkt_line(b"push-cert\0" + CAPS.encode()) + FLUSH)

    with PushDoor(git.pipe) as door, pytest.raises(Failed, match="signed") as refused:
        door.converse(b"", lambda: None)
    git.pipe.refuse("not so")

    assert Code.PROTOCOL is refused.value.code
    assert pkt_line(b"\x03aegis: not so\n") == os.read(git.hears, 100)


def test_a_push_that_is_too_large_is_refused(
    git: GitAtPipe, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_door, "LARGEST", 400)
    place.commit(told="Two")
    git.say_all(commands(place.update(MAIN)), b"PACK" * 100)

    with PushDoor(git.pipe) as door, pytest.raises(Failed, match="2 GB"):
        door.converse(b"", lambda: None)


def test_git_is_told_each_second_that_somebody_is_there_until_the_answer(
    git: GitAtPipe, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_door, "_BETWEEN", 0.01)
    place.commit(told="Two")
    update = place.update(MAIN)
    git.say_all(commands(update), place.pack(update))

    with PushDoor(git.pipe) as door:
        door.converse(b"", lambda: None)
        assert [ALIVE] * 2 == [os.read(git.hears, len(ALIVE)) for _ in range(2)]
        assert b"" == WaitingGit(git.pipe, door).converse(b"answer", lambda: None)
        git.pipe.refuse("said no more")
        git.leave(git.pipe.writes)
        told = b"".join(iter(lambda: os.read(git.hears, 4096), b""))

    assert told.endswith(b"answer")
    assert not told.removesuffix(b"answer").replace(ALIVE, b"")


def test_a_git_that_has_gone_ends_the_request(
    git: GitAtPipe, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_door, "_BETWEEN", 0.01)
    ended = list[int]()
    monkeypatch.setattr(os, "kill", lambda _pid, number: ended.append(number))
    place.commit(told="Two")
    update = place.update(MAIN)
    git.say_all(commands(update), place.pack(update))
    git.leave(git.hears)

    with PushDoor(git.pipe) as door:
        with pytest.raises(Failed, match="takes no answer"):
            door.converse(b"references", lambda: None)
        monkeypatch.setattr(git.pipe, "tell", lambda _told: None)
        door.converse(b"", lambda: None)
        until(lambda: ended or None)

    assert signal.SIGINT == ended[0]
