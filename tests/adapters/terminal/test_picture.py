"""A picture on a screen of its own: drawn in place, and gone without a trace."""

import io
import os
import signal
import termios
from collections.abc import Iterator
from typing import Any

import pytest

from aegis_cli.adapters.terminal.picture import Picture

ENTER, LEAVE = "\x1b[?1049h\x1b[?7l", "\x1b[H\x1b[J\x1b[?7h\x1b[?1049l"
HOME, REST = "\x1b[H", "\r\n\x1b[J"


def row(text: str) -> str:
    return f"\x1b[2K{text}"


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def picture(stream: io.StringIO) -> Iterator[Picture]:
    made = Picture(stream)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield made
    made.end()
    for number, handler in before.items():
        signal.signal(number, handler)


def taken(stream: io.StringIO) -> str:
    text = stream.getvalue()
    stream.truncate(0)
    stream.seek(0)
    return text


def test_a_picture_is_drawn_in_place_and_taken_away(stream: io.StringIO, picture: Picture) -> None:
    picture.draw(lambda _height: ["one", "two"])
    first = taken(stream)
    picture.draw(lambda _height: ["three"])
    second = taken(stream)
    picture.end()

    assert f"{ENTER}{HOME}{row('one')}\r\n{row('two')}{REST}" == first
    assert f"{HOME}{row('three')}{REST}" == second
    assert LEAVE == taken(stream)


def test_there_is_nothing_to_take_away_before_anything_is_drawn(
    stream: io.StringIO, picture: Picture
) -> None:
    picture.refresh()
    picture.end()

    assert ("", False) == (stream.getvalue(), picture.is_there)


def test_a_picture_is_no_taller_than_the_screen_is_by_now() -> None:
    heights: list[int] = []

    def paint(height: int) -> list[str]:
        heights.append(height)
        return ["row"] * (height + 5)

    here, there = os.openpty()
    with os.fdopen(here, "rb", buffering=0) as seen, os.fdopen(there, "w") as stream:
        picture = Picture(stream)
        termios.tcsetwinsize(there, (5, 20))
        picture.draw(paint)
        tall = seen.read(1000).decode()
        termios.tcsetwinsize(there, (3, 20))
        picture.refresh()
        short = seen.read(1000).decode()
        picture.end()

    assert [5, 3] == heights
    assert [5, 3] == [text.count("row") for text in (tall, short)]
    assert "\x1b[J" not in tall + short  # nothing is left below, and nothing scrolls


def test_a_picture_is_painted_again_when_the_screen_changes_meanwhile() -> None:
    here, there = os.openpty()

    def paint(height: int) -> list[str]:
        termios.tcsetwinsize(there, (3, 20))
        return [f"{height} rows"]

    with os.fdopen(here, "rb", buffering=0) as seen, os.fdopen(there, "w") as stream:
        picture = Picture(stream)
        termios.tcsetwinsize(there, (5, 80))
        picture.draw(paint)
        drawn = seen.read(1000).decode()
        picture.end()

    assert "3 rows" in drawn
    assert "5 rows" not in drawn


def test_a_ctrl_z_gives_the_screen_back_and_draws_again(
    stream: io.StringIO, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *given: stops.append(given))
    before = signal.getsignal(signal.SIGTSTP)
    picture.draw(lambda _height: ["one"])
    taken(stream)

    signal.raise_signal(signal.SIGTSTP)
    picture.end()

    assert [(os.getpid(), signal.SIGSTOP)] == stops
    assert f"{LEAVE}{ENTER}{HOME}{row('one')}{REST}{LEAVE}" == stream.getvalue()
    assert before == signal.getsignal(signal.SIGTSTP)


def test_a_ctrl_z_in_the_midst_of_a_write_stops_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(io.StringIO):
        """A stream that is written to when the Ctrl-Z comes, and takes no second write then."""

        is_busy = has_come = False

        def write(self, text: str) -> int:
            assert not self.is_busy
            self.is_busy = True
            if not self.has_come:
                self.has_come = True
                signal.raise_signal(signal.SIGTSTP)
            self.is_busy = False
            return super().write(text)

    stops: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *given: stops.append(given))
    stream = Slow()
    picture = Picture(stream)

    picture.draw(lambda _height: ["one"])
    picture.end()

    drawn = f"{ENTER}{HOME}{row('one')}{REST}"
    assert [(os.getpid(), signal.SIGSTOP)] == stops
    assert f"{drawn}{LEAVE}{drawn}{LEAVE}" == stream.getvalue()


def test_in_the_background_nothing_is_drawn(
    stream: io.StringIO, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreground = [os.getpgrp() + 1]
    monkeypatch.setattr(stream, "fileno", lambda: 2)
    monkeypatch.setattr(os, "tcgetpgrp", lambda _number: foreground[0])
    monkeypatch.setattr(os, "get_terminal_size", lambda _number: os.terminal_size((80, 2)))

    picture.draw(lambda _height: ["one"])
    behind = stream.getvalue()
    foreground[0] = os.getpgrp()
    picture.refresh()

    assert "" == behind
    assert f"{ENTER}{HOME}{row('one')}{REST}" == stream.getvalue()


def test_a_terminal_that_was_closed_keeps_nothing_from_going_on() -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(5, "Input/output error")

    picture = Picture(Gone())

    picture.draw(lambda _height: ["one"])
    picture.end()

    assert not picture.is_there


def test_where_signals_cannot_be_taken_it_is_drawn_all_the_same(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise ValueError("signal only works in main thread")

    monkeypatch.setattr(signal, "signal", refuse)
    picture = Picture(stream)

    picture.draw(lambda _height: ["one"])
    picture.end()

    assert stream.getvalue().endswith(LEAVE)
