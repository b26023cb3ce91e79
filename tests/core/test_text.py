"""Text from outside: nothing in it can move the cursor, hide or pretend."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.core.text import excerpt, one_line, quote, visible
from tests.helpers.rows import for_each

# Unicode's Default_Ignorable_Code_Point, the line separators and the blank that counts as a symbol.
UNDRAWN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200b\u200c\u200d"
    "\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2069\u2800\u3164\ufe00"
    "\ufe0f\ufeff\uffa0\ufff9\U0001bca0\U0001d173\U00016fe4\U0001d159"
    "\U000e0001\U000e0041\U000e007f\U000e0100\U000e01ef"
)
CONTROLS = "\x00\x07\x08\x0b\x0c\r\x1b\x7f\x80\x85\x9b\x9d"
BEFORE_A_JOINER = "\U0001f469\U0001f3fd\u2764\ufe0fa "

anything = st.one_of(
    st.text(max_size=30),
    st.text(st.sampled_from(UNDRAWN + CONTROLS + BEFORE_A_JOINER), max_size=8),
)
letters = st.text(
    st.characters(categories=["L", "Nd", "P", "Zs"], exclude_characters=UNDRAWN), max_size=30
)


def hides(shown: str) -> list[str]:
    """Return the characters of a shown text that are not drawn, or change what is drawn."""
    found = []
    for before, char in zip("\0" + shown, shown, strict=False):
        emoji = unicodedata.category(before) in {"So", "Sk"} and before not in UNDRAWN
        allowed = {"\ufe0f", "\u200d"} if emoji else {"\u200d"} if before == "\ufe0f" else set()
        undrawn = char in UNDRAWN or unicodedata.category(char).startswith("C")
        if undrawn and char not in allowed | {"\n", "\t"}:
            found.append(char)
    return found


@given(anything)
def test_visible_text_never_contains_a_control_bidi_zero_width_or_tag_character(text: str) -> None:
    assert [] == hides(visible(text))


@given(anything)
def test_making_visible_text_visible_changes_nothing(text: str) -> None:
    once = visible(text)

    assert once == visible(once)


@given(letters)
def test_plain_text_is_shown_unchanged(text: str) -> None:
    assert text == visible(text)


@given(anything)
def test_a_cell_is_one_line_without_hidden_characters(text: str) -> None:
    cell = one_line(text)

    assert [] == hides(cell)
    assert not {"\n", "\t"} & set(cell)
    assert cell == cell.strip()


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\n b\t c", "a b c"), (" a  b ", "a b"), ("XX\tXX", "XX XX"), ("\n", ""), ("a", "a")],
)
def test_what_is_made_one_line_keeps_its_words_apart_by_one_space(text: str, line: str) -> None:
    assert line == one_line(text)


@given(anything)
def test_a_quoted_text_is_one_line_and_ends_only_at_its_last_mark(text: str) -> None:
    shown = quote(text)

    inner = shown[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' == shown[0] == shown[-1]
    assert not {'"', "\n", "\t"} & set(inner)
    assert [] == hides(shown)


@for_each(
    ("shown", "text"),
    [
        ("a\\x1b[31mb", "a\x1b[31mb"),
        ("one\ntwo\tthree", "one\ntwo\tthree"),
        ("Grüße\nan\talle", "Grüße\nan\talle"),
        ("\\x0dover", "\rover"),
        ("\\x9b31m", "\x9b31m"),
        ("abc\\u202edef", "abc\u202edef"),
        ("pay\\u200bpal", "pay\u200bpal"),
        ("\\U000e0041", "\U000e0041"),
        ("\\U000e0100", "\U000e0100"),
        ("\\udcff", "\udcff"),
        ("\\uffff", "\uffff"),
        ("\\U0001ffff", "\U0001ffff"),
        ("\\ue000", "\ue000"),
        ("soft\\u00adhyphen".replace("\\u00ad", "\\xad"), "soft\u00adhyphen"),
        ("blank\\u2800", "blank\u2800"),
        ("line\\u2028", "line\u2028"),
        ("a\\ufe01", "a\ufe01"),
        ("❤\\ufe0e", "❤\ufe0e"),
        ("Grüße, 你好, العربية", "Grüße, 你好, العربية"),
    ],
)
def test_what_is_not_drawn_is_spelled_out(shown: str, text: str) -> None:
    assert shown == visible(text)


@for_each("emoji", ["👩‍💻", "👩🏽‍🚀", "❤️", "🏳️‍🌈", "❤️‍🔥", "🇩🇪"])
def test_an_emoji_is_shown_as_it_is(emoji: str) -> None:
    assert emoji == visible(emoji)


@for_each(
    ("shown", "text"),
    [
        ("a\\u200db", "a\u200db"),
        ("\\u200d", "\u200d"),
        ("\\ufe0f", "\ufe0f"),
        ("👩\u200d\\u200d", "👩\u200d\u200d"),
        ("a\\ufe0f\\u200db", "a\ufe0f\u200db"),
        ("\\u2800\\u200d", "\u2800\u200d"),
        ("\\u2800\\ufe0f", "\u2800\ufe0f"),
    ],
)
def test_a_joiner_hides_nowhere_but_behind_an_emoji(shown: str, text: str) -> None:
    assert shown == visible(text)


@for_each(
    ("shown", "text"),
    [
        ('"Crash"', "Crash"),
        ('"say \\"hi\\""', 'say "hi"'),
        ('"a\\nb\\tc"', "a\nb\tc"),
        ('"back\\\\slash"', "back\\slash"),
        ('"\\x1b[2J"', "\x1b[2J"),
        ('"\\\\x1b"', "\\x1b"),
    ],
)
def test_quotes_escape_what_would_end_them(shown: str, text: str) -> None:
    assert shown == quote(text)


def test_an_escape_character_and_its_spelling_are_quoted_differently() -> None:
    typed, hidden = "\\x1b \\", "\x1b \\"

    assert quote(typed) != quote(hidden)


@for_each(
    ("shown", "text"),
    [
        ("abc", "abc"),
        ("abc…", "abcd"),
        ("a b…", "a\n b c"),
        ("\\x1…", "\x1b[2J"),
        ("aaa…", "a" * 10**6),
    ],
)
def test_an_excerpt_is_one_line_that_says_where_it_was_cut(shown: str, text: str) -> None:
    assert shown == excerpt(text, 3)
