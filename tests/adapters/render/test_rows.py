"""The one way to a terminal: rows that fit everywhere, and a margin that is aegis's own."""

import re
import unicodedata
from dataclasses import replace

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.adapters.render.rows import (
    BAR,
    address,
    drawn_with,
    rows,
    shorten,
    start,
    widest,
    wrap,
)
from aegis_cli.core.text import one_line, visible
from tests.adapters.render.samples import COLOUR, HOSTILE, PIPE, TERMINAL, UNHURRIED, uncoloured
from tests.helpers.hostile_text import outside
from tests.helpers.rows import for_each

RED, GREEN, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"
NARROW = replace(TERMINAL, width=20)
LEFTWARD = "\u05d0\u05d1\u05d2\u0639\u0661"
ISOLATED = re.compile("\u2068([^\u2068\u2069]*)\u2069")

lines = st.one_of(
    st.text(),
    st.sampled_from(HOSTILE),
    st.text(st.sampled_from(f"{LEFTWARD}ab 1.,\u2022\u0301\U0001f3fb\u200d"), max_size=60),
)


@for_each(
    ("shown", "text"),
    [
        ("aegis: short", "aegis: short"),
        ("aegis: exactly so it", "aegis: exactly so it"),
        ("aegis: this one is\n| not so short", "aegis: this one is not so short"),
        (f"aegis: {'x' * 12}\n| {'x' * 17}\n| {'x' * 11}", f"aegis: {'x' * 40}"),
        ("one\n\ntwo\n", "one\n\ntwo\n"),
        ("a   b", "a\tb"),
        ("\\x1b[2Ka\\x07", "\x1b[2Ka\x07"),
        ("Do this as\n| somebody? [y/N] ", "Do this as somebody? [y/N] "),
    ],
)
def test_a_line_that_is_too_long_goes_on_behind_a_bar(shown: str, text: str) -> None:
    assert shown == rows(text, NARROW)


def test_a_program_gets_a_text_as_it_is() -> None:
    text = f"\x1b[2K\t{'x' * 300}\n{LEFTWARD}"

    assert text == rows(text, PIPE)


def test_a_colour_goes_on_in_the_next_row_and_never_over_the_bar() -> None:
    text = f"{RED}one two three four {PLAIN}{GREEN}five six seven eight nine{PLAIN}"

    expected = (
        f"{RED}one two three four{PLAIN}\n"
        f"| {GREEN}five six seven{PLAIN}\n| {GREEN}eight nine{PLAIN}"
    )
    assert expected == rows(text, replace(COLOUR, width=20))


@UNHURRIED
@given(lines, lines, st.integers(20, 200))
def test_every_row_begins_with_what_the_line_begins_with_or_with_a_bar(
    first: str, second: str, width: int
) -> None:
    device = replace(TERMINAL, width=width)
    text = f"aegis: {one_line(first)} \x1b[1m{one_line(second)}\x1b[0m"

    shown = rows(text, device)

    begun, *rest = uncoloured(shown).split("\n")
    assert begun.startswith("aegis:")
    assert all(row.startswith(BAR.rstrip()) for row in rest)
    assert [] == outside(uncoloured(shown), width)


@UNHURRIED
@given(lines, st.integers(20, 200))
def test_nothing_is_lost_but_blanks_at_the_ends_of_rows(text: str, width: int) -> None:
    whole = one_line(text)
    begun, *rest = rows(f"is {whole}", replace(TERMINAL, width=width)).split("\n")

    shown = begun + "".join(row.removeprefix(BAR.rstrip()) for row in rest)
    assert _letters(f"is {whole}") == _letters(shown)


def _letters(text: str) -> str:
    return re.sub("[ \u2068\u2069]", "", text)


# How wide


def test_no_terminal_that_was_ever_measured_draws_a_character_wider_than_it_is_counted() -> None:
    known = wcwidth.list_term_programs()
    drawn = (
        char for char in map(chr, range(0x80, 0x110000)) if unicodedata.category(char)[0] != "C"
    )
    narrow = "".join(char for char in drawn if widest(char) < 2)

    assert [] == [char for char in narrow if wcwidth.wcwidth(char) > 1]
    assert [] == [
        name
        for name in known
        if any(wcwidth.wcstwidth(char, None, "auto", 2, name) > 1 for char in narrow)
    ]


@for_each(
    ("columns", "text"),
    [
        (50, "\U0001f3fb" * 25),
        (7, "\U0001f469\U0001f3fd\u200d\U0001f4bb"),
        (4, "\U0001f1e9\U0001f1ea"),
        (6, "\u1112\u1161\u11ab"),
        (3, "\u2764\ufe0f"),
        (3, "e\u0301\u0302"),
        (2, "\u00e9"),
        (2, "\u4dc0"),
        (3, "\u2e3b"),
        (2, "█"),
        (5, "\u05d0\u05d1\u05d2"),
        (11, "\u05d0a\u05d1b\u05d2"),
    ],
    ids="tones joined flag jamo style marks ambiguous hexagram dash block isolate isolates".split(),
)
def test_a_width_in_doubt_is_the_widest(columns: int, text: str) -> None:
    assert columns == widest(text)


def test_marks_of_a_chart_take_one_column_if_they_are_aegis_own() -> None:
    bar = drawn_with("█▌")

    assert 2 == widest(bar)
    assert "x █▌" == rows(f"x {bar}", TERMINAL)
    assert f"x {visible(bar)}" != rows(f"x {bar}", TERMINAL)


@UNHURRIED
@given(lines.map(one_line), st.integers(0, 60))
def test_a_start_and_a_short_form_surely_fit(text: str, width: int) -> None:
    assert widest(start(text, width)) <= width
    assert widest(shorten(text, width)) <= width
    assert text.startswith(start(text, width))


@UNHURRIED
@given(lines.map(one_line), st.integers(6, 60))
def test_a_broken_line_fits_with_its_isolates(text: str, width: int) -> None:
    found = wrap(text, width)

    assert text == "".join(found)
    assert all(widest(line) <= width for line in found)


# From right to left


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("by <\u05d0\u05d1> in <\u05d2>", "by \u05d0\u05d1 in \u05d2"),
        ("#1  <\u05d0 \u05d1>  <\u05d2>  now", "#1  \u05d0 \u05d1  \u05d2  now"),
        ("as <\u05d0\u05d1 12>? [y/N] ", "as \u05d0\u05d1 12? [y/N] "),
        ("<\u0661>: 4", "\u0661: 4"),
        ("no such letter", "no such letter"),
    ],
)
def test_what_runs_from_right_to_left_moves_nothing_beside_it(shown: str, text: str) -> None:
    expected = shown.replace("<", "\u2068").replace(">", "\u2069")

    assert expected.replace("\u2069: 4", ": 4\u2069") == rows(text, TERMINAL)


def test_every_letter_that_runs_from_right_to_left_is_known() -> None:
    leftward = [
        char
        for char in map(chr, range(0x110000))
        if unicodedata.bidirectional(char) in {"R", "AL", "AN"} and visible(char) == char
    ]

    assert [] == [
        char for char in leftward if f"x \u2068{char}\u2069 y" != rows(f"x {char} y", TERMINAL)
    ]


@UNHURRIED
@given(lines.map(one_line), st.integers(20, 100))
def test_no_letter_from_left_to_right_stands_in_an_isolate_and_no_other_outside_of_one(
    text: str, width: int
) -> None:
    for row in rows(f"aegis: {text}", replace(TERMINAL, width=width)).split("\n"):
        inner, outer = "".join(ISOLATED.findall(row)), ISOLATED.sub("", row)
        assert "L" not in set(map(unicodedata.bidirectional, inner))
        assert not {"R", "AL", "AN", "FSI", "PDI"} & set(map(unicodedata.bidirectional, outer))


# What a terminal takes


def test_what_an_encoding_lacks_is_spelled_out_before_it_is_measured() -> None:
    device = replace(NARROW, unicode=False, encoding="iso8859-1")

    shown = rows(f"aegis: \u00e9 \u05d0 {'界' * 4}", device)

    assert "aegis: \u00e9 \\u05d0 \\u\n| 754c\\u754c\\u754c\\\n| u754c" == shown


# Addresses


@pytest.mark.parametrize(
    ("shown", "url"),
    [
        (f"  https://a.example/{'x' * 90}", f"https://a.example/{'x' * 90}"),
        ("  https://a.example\n| / Sign in at Z", "https://a.example/ Sign in at Z"),
        ("  https://a.example\n| / Sign in at Z", "https://a.example/\nSign in at Z"),
        ("  javascript:alert(\n| 1)", "javascript:alert(1)"),
    ],
)
def test_an_address_is_left_whole_if_it_is_one(shown: str, url: str) -> None:
    assert shown == address(url, NARROW)
