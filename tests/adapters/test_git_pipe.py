"""The pipes of a git at a door: whole requests come out, and reasons go in."""

import os
from collections.abc import Iterator

import pytest

from aegis_cli.adapters import git_pipe
from aegis_cli.core.pkt_lines import FLUSH, BadLine, pkt_line
from aegis_cli.errors import Code, Failed
from tests.adapters.git_at_pipe import GitAtPipe, git_at_pipe
from tests.helpers.rows import for_each

FETCH = pkt_line(b"command=fetch") + b"0001" + pkt_line(b"done") + FLUSH


@pytest.fixture(name="git")
def a_git() -> Iterator[GitAtPipe]:
    with git_at_pipe() as git:
        yield git


def never() -> None:
    raise AssertionError


def test_the_first_line_is_taken_and_what_follows_is_kept(git: GitAtPipe) -> None:
    git.say(pkt_line(b"git-upload-pack /acme/web") + FETCH)

    assert b"git-upload-pack /acme/web" == git.pipe.first_line()
    assert FETCH == git.pipe.converse(b"", never)


@for_each("said", [b"", b"00"])
def test_a_first_line_that_does_not_come_is_not_waited_for(
    git: GitAtPipe, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_pipe, "FIRST", 0.0)
    git.say(said)

    with pytest.raises(BadLine, match="too little"):
        git.pipe.first_line()


def test_git_is_told_first_and_then_asks_up_to_a_flush(git: GitAtPipe) -> None:
    git.say(FETCH + FETCH[:7])
    assert FETCH == git.pipe.converse(b"000eversion 2\n", never)
    git.say(FETCH[7:])
    assert FETCH == git.pipe.converse(b"", never)

    assert b"000eversion 2\n" == os.read(git.hears, 100)


@pytest.mark.parametrize("last", [FLUSH, b"", b"0009wa"])
def test_a_flush_alone_or_the_end_of_the_pipe_is_the_end(git: GitAtPipe, last: bytes) -> None:
    git.say(last) if last else None
    git.leave(git.says)

    assert b"" == git.pipe.converse(b"", never)


def test_whoever_waits_looks_now_and_then_whether_anybody_still_wants_it(
    git: GitAtPipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_pipe, "_PATIENCE_MS", 1)

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        git.pipe.converse(b"", stop)


@pytest.mark.parametrize("said", [b"zzzz", b"0003"])
def test_what_is_no_line_ends_the_conversation(git: GitAtPipe, said: bytes) -> None:
    git.say(said)

    with pytest.raises(Failed) as refused:
        git.pipe.converse(b"", never)
    assert Code.PROTOCOL is refused.value.code


def test_what_asks_for_too_much_is_refused(git: GitAtPipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_pipe, "LARGEST", 8)
    git.say(pkt_line(b"0123456789"))

    with pytest.raises(Failed, match="too much"):
        git.pipe.converse(b"", never)


def test_a_git_that_says_nothing_has_no_first_line(git: GitAtPipe) -> None:
    git.leave(git.says)

    with pytest.raises(BadLine):
        git.pipe.first_line()


def test_a_reason_is_one_line_of_git_and_a_git_that_has_gone_is_told_nothing(
    git: GitAtPipe,
) -> None:
    git.pipe.refuse("not\nhere")
    told = os.read(git.hears, 1000)
    git.leave(git.hears)
    git.pipe.refuse("nobody hears it")

    assert int(told[:4], 16) == len(told)
    assert told[4:].startswith(b"ERR aegis: not")
    assert b"\n" not in told


def test_it_is_known_whether_an_answer_may_be_on_its_way(git: GitAtPipe) -> None:
    git.say(FETCH)
    git.pipe.converse(b"", never)
    assert git.pipe.is_answered

    git.say(FLUSH)
    git.pipe.converse(b"", never)
    assert not git.pipe.is_answered


def test_a_git_that_is_silent_for_too_long_is_given_up(
    git: GitAtPipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_pipe, "AT_LEAST", 0.1)
    monkeypatch.setattr(git.pipe, "_ends", 0.0)
    looks = list[str]()

    with pytest.raises(Failed, match="said nothing for too long") as given_up:
        git.pipe.converse(b"", lambda: looks.append("looked"))

    assert Code.NETWORK is given_up.value.code
    assert looks
