"""What a program left on in a terminal."""

import pytest

from aegis_cli.adapters.pseudo_terminal.modes import Modes


def modes(*written: bytes) -> Modes:
    found = Modes()
    for part in written:
        found.note(part)
    return found


@pytest.mark.parametrize("mode", [1, 1000, 1003, 1006, 2004, 2026, 2031, 2048])
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
    assert modes().leave().startswith(b"\x18\x1b\\\x1b[?1049h")


def test_a_program_cannot_have_everything_noted() -> None:
    found = modes(*(b"\x1b[?%dh" % number for number in range(3000, 9000)), b"\x1b[?" * 10_000)

    assert b"" == found.end()
    assert len(found._cut) <= 80
    assert len(found._changed) == 0
