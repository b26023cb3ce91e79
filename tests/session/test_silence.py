"""A session that says nothing is told of on a terminal, and nowhere else, until it says something."""

import os
import signal
from collections.abc import Iterator

import pytest

from aegis_cli.session.client import silence
from aegis_cli.session.client.silence import SilenceNotice
from tests.helpers.support import until

SAYS = "The session does not answer; it may be suspended. Press Ctrl-C to stop waiting."


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    said: list[str] = []
    monkeypatch.setattr(os, "write", lambda _number, data: said.append(data.decode()))
    before = signal.getsignal(signal.SIGALRM)
    yield said
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_on_a_terminal_a_silence_is_told_once(
    monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(os, "isatty", lambda number: number == 2)
    monkeypatch.setattr(silence, "SILENCE", 0.001)
    with SilenceNotice():
        until(lambda: said)

    assert said == [f"aegis: {SAYS}\n"]


def test_after_about_two_seconds_and_not_once_it_said_something(
    monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(os, "isatty", lambda number: number == 2)
    with SilenceNotice() as notice:
        left, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 1.0 < left <= 2.0
        notice.note_sound()
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)

    assert said == []


def test_without_a_terminal_nobody_is_told(
    monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(os, "isatty", lambda _number: False)
    with SilenceNotice() as notice:
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        notice.note_sound()

    assert said == []


def test_a_terminal_that_has_gone_is_no_error(
    monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    def gone(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "write", gone)
    silence._say(signal.SIGALRM, None)

    assert said == []
