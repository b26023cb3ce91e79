"""Coloured text in cells: colours as `gh` has them, widths that hold, and nothing lost."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from aegis_cli.actions.results.views import OwnColours, Style
from aegis_cli.adapters.render.capabilities import Palette
from aegis_cli.adapters.render.ink import (
    Span,
    clip,
    pad,
    paint,
    paint_cell,
    style_cell,
    width_of,
)
from aegis_cli.adapters.render.rows import widest, wrap
from aegis_cli.core.text import one_line
from tests.adapters.render.samples import COLOUR, HOSTILE, TERMINAL, UNHURRIED
from tests.helpers.rows import for_each

OWN = OwnColours("labels", name="name", colour="color")
LABELS = {"labels": [{"name": "bug", "color": "d73a4a"}, {"name": "odd", "color": "nonsense"}]}

lines = st.one_of(st.text(), st.sampled_from(HOSTILE)).map(one_line)


@pytest.mark.parametrize(
    ("shown", "text", "style"),
    [
        ("plain", "plain", "plain"),
        ("\x1b[1mbold\x1b[0m", "bold", "bold"),
        ("\x1b[38;5;242mdim\x1b[0m", "dim", "grey"),
        ("\x1b[36mmain\x1b[0m", "main", "cyan"),
        ("\x1b[33mprivate, fork\x1b[0m", "private, fork", lambda _: "yellow"),
    ],
)
def test_a_style_has_its_ink(shown: str, text: str, style: Style) -> None:
    assert shown == paint_cell(style_cell(text, style, {}), COLOUR)


@pytest.mark.parametrize(
    ("shown", "palette"),
    [
        ("\x1b[38;2;215;58;74mbug\x1b[0m, odd", "rgb"),
        ("\x1b[38;5;167mbug\x1b[0m, odd", "256"),
        ("bug, odd", "16"),
    ],
)
def test_a_label_has_its_own_colour_where_there_are_enough(shown: str, palette: Palette) -> None:
    cell = style_cell("bug, odd", OWN, LABELS)

    assert shown == paint_cell(cell, replace(COLOUR, palette=palette))


@pytest.mark.parametrize(
    ("text", "thing"), [("a, b", {"labels": "a, b"}), ("", {"labels": []}), ("", {"labels": [{}]})]
)
def test_labels_of_an_odd_form_are_shown_without_colour(text: str, thing: Any) -> None:
    assert text == paint_cell(style_cell(text, OWN, thing), COLOUR)


def test_grey_is_bright_black_where_there_are_sixteen_colours() -> None:
    assert "\x1b[90mx\x1b[0m" == paint("x", "grey", replace(COLOUR, palette="16"))


@pytest.mark.parametrize(("text", "ink"), [("", "red"), ("x", ""), ("x", "no such ink")])
def test_what_has_no_ink_or_no_text_is_written_without_an_escape(text: str, ink: str) -> None:
    assert text == paint(text, ink, COLOUR)


def test_without_colour_nothing_but_the_text_is_written() -> None:
    assert "x" == paint("x", "red", TERMINAL)


@for_each(
    ("shown", "texts", "width"),
    [
        ("abcdef", ("abcdef",), 6),
        ("ab...", ("abcdef",), 5),
        ("abcd", ("abcdef",), 4),
        ("ab, ...", ("ab", ", ", "cdefgh"), 7),
        ("a...", ("a", "界界", "b"), 5),
        ("界...", ("界界界",), 5),
        ("界...", ("界界界界",), 6),
        ("", ("abc",), 0),
    ],
)
def test_a_cell_is_cut_to_its_width_with_three_dots(
    shown: str, texts: tuple[str, ...], width: int
) -> None:
    cell = clip(tuple(Span(text) for text in texts), width)

    assert shown == paint_cell(cell, TERMINAL)


@UNHURRIED
@given(st.lists(lines, max_size=3), st.integers(0, 40))
def test_a_cell_is_never_wider_than_it_may_be(texts: list[str], width: int) -> None:
    cell = clip(tuple(Span(text) for text in texts), width)

    assert width_of(cell) <= width
    assert width == width_of(pad(cell, width))


@UNHURRIED
@given(lines, st.integers(3, 60))
def test_a_broken_line_loses_nothing_and_fits_everywhere(text: str, width: int) -> None:
    found = wrap(text, width)

    assert text == "".join(found)
    assert all(widest(line) <= width for line in found)


@for_each(
    ("found", "text"),
    [
        ([""], ""),
        (["one two ", "three"], "one two three"),
        (["one two   ", " three"], "one two    three"),
        (["a bcdefghi", "jklm"], "a bcdefghijklm"),
        (["界界界界界 ", "界"], "界界界界界 界"),
        (["界界界界界", "界界"], "界界界界界界界"),
    ],
)
def test_a_line_is_broken_at_its_spaces_where_it_has_some(found: list[str], text: str) -> None:
    assert found == wrap(text, 11)


@UNHURRIED
@given(lines)
def test_no_terminal_is_thought_to_be_narrower_than_the_text(text: str) -> None:
    assert cell_len(text) <= widest(text)


@for_each(
    ("columns", "text"),
    [
        (4, "text"),
        (4, "界界"),
        (4, "※…"),
        (2, "é"),
        (2, "e\u0301"),
        (4, "\U0001f1e9\U0001f1ea"),
        (3, "\u2600" + "\ufe0f"),
    ],
    ids=["ASCII", "wide", "ambiguous", "a Latin letter", "a mark of its own", "a flag", "an emoji"],
)
def test_a_text_is_thought_to_be_as_wide_as_any_terminal_draws_it(columns: int, text: str) -> None:
    assert columns == widest(text)
