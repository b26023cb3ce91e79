"""What a program left on in a terminal."""

import pytest

from aegis_cli.adapters.pseudo_terminal import modes as modes_module
from aegis_cli.adapters.pseudo_terminal.modes import Modes
from aegis_cli.adapters.render.capabilities import terminal_encoding
from tests.helpers.rows import for_each


def modes(*written: bytes) -> Modes:
    found = Modes()
    for part in written:
        found.note(part)
    return found


@for_each("mode", [1, 42, 1000, 1003, 1006, 1045, 2004, 2026, 2031, 2048, 2500, 2501])
def test_a_mode_is_off_at_a_question_on_again_behind_it_and_off_in_the_end(mode: int) -> None:
    on, off = b"\x1b[?%dh" % mode, b"\x1b[?%dl" % mode

    for found in (modes(b"text" + on), modes(on[:4], on[4:]), modes(b"\x1b[?25;%dh" % mode)):
        assert off in found.leave()
        assert on in found.come_back()
        assert off in found.end()
    for found in (modes(), modes(on, b"text", off), modes(on + b"\x1bc")):
        assert off in found.leave()
        assert on not in found.come_back()
        assert b"" == found.end()


def test_the_cursor_is_shown_at_a_question_and_hidden_behind_it_if_it_was() -> None:
    found = modes(b"\x1b[?25l")

    assert b"\x1b[?25h" in found.leave()
    assert found.come_back().endswith(b"\x1b[?25l")
    assert b"\x1b[?25h" == found.end()


@pytest.mark.parametrize("screen", [47, 1047, 1049])
def test_the_alternate_screen_of_a_program_stays(screen: int) -> None:
    found = modes(b"\x1b[?%dh" % screen)

    assert found.is_full_screen
    assert b"\x1b[?1049h" not in found.leave()
    assert b"\x1b[?1049l" not in found.come_back()
    assert b"\x1b[?%dl" % screen == found.end()
    found.note(b"\x1b[?%dl" % screen)
    assert not found.is_full_screen
    assert b"\x1b[?1049h" in found.leave()
    assert b"\x1b[?1049l" in found.come_back()


def test_the_keypad_is_plain_at_a_question() -> None:
    found = modes(b"\x1b=")

    assert b"\x1b>" in found.leave()
    assert found.come_back().endswith(b"\x1b=")
    assert b"\x1b>" == found.end()
    found.note(b"\x1b>")
    assert b"" == found.end()


def test_a_sequence_that_is_cut_off_ends_before_the_question() -> None:
    assert modes(b"\x1b]0;a title").leave().startswith(b"\x18\x1b\\")


def test_the_main_screen_keeps_its_cursor_since_nothing_moves_it_before_the_switch() -> None:
    assert modes().leave().startswith(b"\x18\x1b\\\x1b\x03\x1b<\x1b[?1049h")


ERASED = b'\x1bW\x1b[0"q\x1b[H\x1b[2J\x1b[9999M'


@for_each(
    ("what", "ends"),
    [
        ("an encoding of one byte", modes_module._UTF_8),
        ("line drawing", b"\x1b(B"),
        ("a single shift of G2", b"\x1b*B"),
        ("a single shift of G3", b"\x1b+B"),
        ("a shift", b"\x0f"),
        ("a shift to the right half", b"\x1b}"),
        ("an open link", b"\x1b]8;;\x07"),
        ("a palette", b"\x1b]104\x07"),
        ("a colour for bold text", b"\x1b]105\x07"),
        ("a foreground", b"\x1b]110\x07"),
        ("a background", b"\x1b]111\x07"),
        ("a cursor that is not seen", b"\x1b]112\x07"),
        ("a palette of Linux", b"\x1b]R\x1b\\"),
        ("output to a printer", b"\x1b[4i"),
        ("output to a status line", b"\x1b[0$}"),
        ("a status line", b"\x1b[0$~"),
        ("a locked keyboard", b"\x1b[2l"),
        ("controls that are shown", b"\x1b[3l"),
        ("insertion", b"\x1b[4l"),
        ("explicit directions", b"\x1b[8h"),
        ("a direction", b"\x1b[0 k"),
        ("an origin", b"\x1b[?6l"),
        ("a scrolling region", b"\x1b[r"),
        ("an invisible text", b"\x1b[m"),
    ],
)
def test_nothing_that_a_program_set_is_on_at_a_question_or_behind_it(
    what: str, ends: bytes
) -> None:
    for written in (modes(b"text").leave(), modes(b"text").come_back()):
        before, erased, _ = written.partition(ERASED)

        assert erased, what
        assert ends in before, what


def test_the_two_terminals_in_xterm_that_know_no_such_sequence_end_first() -> None:
    assert modes(b"\x1b[?2l").leave().startswith(b"\x18\x1b\\\x1b\x03\x1b<")


@pytest.mark.parametrize("after", [b"", b"\x1b\x03", b"\x1b\x03\x1bc"])
def test_the_second_window_of_xterm_is_emptied_once_a_program_has_opened_it(after: bytes) -> None:
    emptied = b"\x1b[?38h\x1b\x0c\x1b\x03"

    assert emptied in modes(b"\x1b[?38h1. WRITE: false" + after).leave()
    assert emptied not in modes(b"1. WRITE: false").leave()


def test_a_program_cannot_have_everything_noted() -> None:
    found = modes(*(b"\x1b[?%dh" % number for number in range(3000, 9000)), b"\x1b[?" * 10_000)

    assert b"" == found.end()
    assert len(found._cut) <= 80
    assert len(found._changed) == 0


@for_each(
    "written",
    [
        [b"\x1b[?42h"],
        [b"\x1b[?1;0042;7h"],
        [b"\x1b[?4", b"2h"],
        [b"\x1b[?42", b";1h"],
        [b"\x1b[?42;", b"1" * 100, b"h"],
        [b"\xc2\x9b?42h"],
        [b"\x1b\0[\0?\0004\x7f\0002\0h"],
        [b"\x1b[?" + b"0" * 100_000, b"0" * 100_000, b"42h"],
        [b"\x1b[?" + b"\0" * 100_000, b"\0" * 100_000, b"42h"],
        [b"\x1b[?42h\x1b[?42l"],
        [b"\x1b[?42h\x1bc"],
    ],
)
def test_where_national_letters_were_on_a_question_is_in_ascii(written: list[bytes]) -> None:
    assert modes(*written, *[b"text"] * 10).encoding == "ascii"


@for_each(
    "written",
    [
        [b"\x1b[?1042h\x1b[?420h\x1b[?4h\x1b[?2h"],
        [b"\x1b[?42l"],
        [b"\x1b[?4", b"20h"],
        [b"\x1b[?4" + b"0" * 1000, b"42h"],
        [b"what is 42h? and ?42 and", b" h"],
    ],
)
def test_other_modes_leave_the_encoding_of_the_locale(written: list[bytes]) -> None:
    assert modes(*written).encoding == terminal_encoding()
