"""When a question listens, and which of the keys that are pressed at it are its answer."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.adapters.terminal.listening import (
    APART,
    FOLLOWS,
    STANDS,
    Decided,
    Entered,
    Hearing,
    Listening,
    Standing,
    Untaken,
    advance,
    due,
    edit_line,
    keys_in,
    press,
)
from tests.helpers.rows import for_each

Typed = Sequence[tuple[float, bytes]]
"""What is read from the keyboard, each with its time."""

AT = 100.0
"""When the question appears."""


def heard(typed: Typed, *, until: float = 1_000.0) -> list[tuple[float, Hearing]]:
    """Return what a question becomes by these keys, each time with the time."""
    hearing: Hearing = Standing(AT)
    found = [(AT, hearing)]
    for now, keys in [*((AT + after, keys) for after, keys in typed), (until, b"")]:
        while (at := due(hearing)) is not None and at < now:
            found.append((at, hearing := advance(hearing)))
        found.append((now, hearing := press(hearing, keys_in(keys), now)))
    return found


def answer(typed: Typed) -> bytes | str | None:
    """Return what a question takes for its answer; a word for what it is otherwise in the end."""
    end = heard(typed)[-1][1]
    return end.line if isinstance(end, Decided) else type(end).__name__


def listens(typed: Typed) -> list[float]:
    """Return after how many seconds a question begins to listen, each time."""
    states = heard(typed)
    return [
        round(at - AT, 3)
        for (_, before), (at, after) in pairwise(states)
        if isinstance(after, Listening) and not isinstance(before, Listening)
    ]


@for_each(
    ("typed", "begins"),
    [
        ([], [1.0]),
        ([(0.0, b"y\n")], [1.0]),
        ([(0.3, b"y"), (0.4, b"\n")], [1.4]),
        ([(0.99, b"\n")], [1.99]),
        ([(0.2, b"\x1b[A")], [1.2]),
        ([(0.2, b"\t\x7f\x08\x15")], [1.2]),
        # Whoever pauses in a line goes on with it; its Enter ends it, and nothing else does.
        ([(0.3, b"y")], []),
        ([(0.3, b"y"), (5.0, b"es"), (9.0, b"y\n")], [10.0]),
        ([(0.3, b"y"), (5.0, b"\x15"), (9.0, b"\r")], [10.0]),
        ([(0.3, b"y"), (0.9, b"\x1b[A"), (3.0, b"\n")], [4.0]),
        ([(0.3, b"y"), (0.9, b"\x1b[A"), (1.0, b"\n")], [2.0]),
        ([(0.3, b"y"), (3.0, b"\n"), (3.5, b"x"), (3.6, b"\n")], [4.6]),
        # A key exactly when it would listen is early.
        ([(1.0, b"\n")], [2.0]),
        # It listens again after what it did not take.
        ([(2.0, b"y\n")], [1.0, 3.0]),
        ([(2.0, b"y"), (2.1, b"\n"), (2.5, b"\n")], [1.0, 3.5]),
        ([(2.0, b"y"), (2.1, b"\n"), (2.5, b"x"), (2.6, b"\n")], [1.0, 3.6]),
    ],
)
def test_a_question_listens_once_it_has_stood_for_a_second_without_a_key(
    typed: Typed, begins: list[float]
) -> None:
    assert begins == listens(typed)


@for_each(
    ("typed", "taken"),
    [
        ([(1.1, b"y"), (1.2, b"\r")], b"y"),
        ([(1.1, b"y"), (1.2, b"\n"), (1.8, b"x")], b"y"),
        ([(1.1, b"\n")], b""),
        ([(60.0, b"y"), (90.0, b"\n")], b"y"),
        ([(0.5, b"y\n"), (2.0, b"n"), (2.1, b"\n")], b"n"),
        ([(2.0, b"x"), (2.1, b"\x7f"), (2.2, b"y"), (2.3, b"\n")], b"y"),
        ([(2.0, b"x"), (2.1, b"\x15"), (2.2, b"y"), (2.3, b"\n")], b"y"),
        ([(2.0, "ö".encode()), (2.1, b"\n")], "ö".encode()),
        ([(2.0, b"\x1b[A"), (2.1, b"\n")], b"\x1b[A"),
        ([(2.0, b"y"), (2.0 + 1.5 * APART, b"\n")], b"y"),
        # Ctrl-D ends a line, and an empty one is the end of input.
        ([(2.0, b"y"), (2.1, b"\x04")], b"y"),
        ([(2.0, b"\x04")], None),
        # A paste never answers, nor what is typed behind one in the same line.
        ([(2.0, b"y\n")], "Listening"),
        ([(2.0, b"yes"), (2.1, b"\n")], "Listening"),
        ([(2.0, b"y"), (2.0 + 0.5 * APART, b"\n")], "Listening"),
        ([(2.0, b"ye"), (2.2, b"s"), (2.3, b"\n")], "Listening"),
        ([(2.0, b"yes"), (2.2, b"\x15"), (2.3, b"n"), (2.4, b"\n")], b"n"),
        ([(2.0, b"\x1b[200~y\x1b[201~"), (2.1, b"\n")], "Listening"),
        # Whoever types on has not answered; what follows may be a line that has not ended.
        ([(2.0, b"y"), (2.1, b"\n"), (2.3, b"\n")], "Listening"),
        ([(2.0, b"y"), (2.1, b"\n"), (2.3, b"x")], "Standing"),
        ([(2.0, b"y"), (2.1, b"\nx")], "Standing"),
        ([(0.5, b"\x04")], "Listening"),
    ],
)
def test_an_answer_is_a_line_that_was_typed_while_it_listened_and_that_nothing_follows(
    typed: Typed, taken: bytes | str | None
) -> None:
    assert taken == answer(typed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ([], None),
        ([(0.5, b"\n")], Untaken.EARLY),
        ([(2.0, b"y\n")], Untaken.PASTED),
        ([(2.0, b"y"), (2.1, b"\n"), (2.2, b"\n")], Untaken.FOLLOWED),
        ([(2.0, b"y"), (2.1, b"\n"), (2.2, b"\n"), (2.3, b"\n")], Untaken.FOLLOWED),
    ],
)
def test_it_is_known_why_keys_were_not_taken(typed: Typed, why: Untaken | None) -> None:
    states = [state for _, state in heard(typed)]
    before = states[max(at for at, state in enumerate(states) if isinstance(state, Standing))]

    assert isinstance(before, Standing)
    assert why == before.why


def test_who_was_told_to_end_a_line_is_not_told_again() -> None:
    waits = heard([(0.5, b"x"), (2.0, b"y"), (4.0, b"z")])[-1][1]
    ended = press(waits, [b"\n"], AT + 5.0)

    assert waits == Standing(AT + 0.5, Untaken.EARLY, is_within_line=True, waits=True)
    assert ended == Standing(AT + 5.0)


@for_each(
    ("line", "key", "after"),
    [
        ("größe", b"\x7f", "größ"),
        ("grö", b"\b", "gr"),
        ("", b"\x7f", ""),
        ("acme/web x", b"\x17", "acme/web "),
        ("acme/web ", b"\x17", ""),
        ("acme/web", b"\x15", ""),
        ("acme", b"/", "acme/"),
        ("y", b"\x1b[A", "y\x1b[A"),
    ],
)
def test_a_line_is_edited_as_a_terminal_does(line: str, key: bytes, after: str) -> None:
    assert after == edit_line(line.encode(), key).decode()


def test_half_a_character_is_deleted_alone() -> None:
    assert b"a\xc3" == edit_line(b"a\xc3\xa4"[:2] + b"b", b"\x7f")


# Whatever is typed, and whenever

KEYS = st.sampled_from([b"y", b"n", b"\n", b"\r", b" ", b"e", b"\x7f", b"\x1b[A", b"y\n", b"no\n"])
GAPS = st.one_of(
    st.sampled_from([0.0, APART / 2, 0.06, 0.1, 0.2, 0.49, 0.51, 0.6, 0.99, 1.0, 1.01, 2.5]),
    st.floats(0.0, 3.0),
)


def timed(gaps: Sequence[float], keys: Sequence[bytes]) -> list[tuple[float, bytes]]:
    at, typed = 0.0, list[tuple[float, bytes]]()
    for gap, key in zip(gaps, keys, strict=False):
        at += gap
        typed.append((at, key))
    return typed


@given(st.lists(GAPS, max_size=30), st.lists(KEYS, max_size=30))
def test_no_answer_is_taken_that_a_person_cannot_have_meant(
    gaps: list[float], keys: list[bytes]
) -> None:
    typed = [(AT + at, key) for at, batch in timed(gaps, keys) for key in keys_in(batch)]
    states = heard(timed(gaps, keys))
    ends = [(at, each) for at, each in states if isinstance(each, Decided)]
    if not ends or ends[0][1].line is None:
        return

    line = next(each for _, each in reversed(states) if isinstance(each, Entered))
    last = max(at for at, each in enumerate(typed) if each[0] <= line.since and each[1] in b"\r\n")
    begins = next((at + 1 for at in range(last - 1, -1, -1) if typed[at][1] in {b"\r", b"\n"}), 0)
    of_line = typed[begins : last + 1]
    letters = (at for at in range(begins, last) if b" " <= typed[at][1] < b"\x7f")
    first = next(letters, last)
    times = [AT, *(at for at, _ in typed)]
    # It stood for a second without a key before the first letter of the line, or right before keys
    # that took back nothing ...
    assert any(times[at + 1] - times[at] > STANDS - 1e-6 for at in range(begins, first + 1))
    # ... whose keys came one by one, or were taken back ...
    assert all(two[0] - one[0] >= APART - 1e-9 for one, two in pairwise(of_line)) or any(
        key in {b"\x7f", b"\x15"} for _, key in of_line
    )
    # ... and nothing followed.
    assert all(at <= line.since or at >= line.since + FOLLOWS - 1e-6 for at, _ in typed)


@given(st.lists(GAPS, min_size=1, max_size=30), st.binary(min_size=1, max_size=30))
def test_a_line_that_was_begun_too_early_never_answers(gaps: list[float], text: bytes) -> None:
    letters = [bytes([32 + each % 94]) for each in text]
    first, *pauses = (*gaps, *[0.1] * len(letters))
    typed = timed([min(first, 0.9), *pauses], [*letters, b"\n"])

    assert answer(typed) == "Listening"
    assert [typed[-1][0] + STANDS] == pytest.approx(listens(typed), abs=0.002)


@given(st.lists(GAPS, max_size=20), st.lists(KEYS, max_size=20), st.sampled_from([b"y", b"no"]))
def test_whoever_waits_and_types_is_always_heard(
    gaps: list[float], keys: list[bytes], said: bytes
) -> None:
    typed = timed(gaps, keys)
    if isinstance(heard(typed)[-1][1], Decided):
        return
    at = (typed[-1][0] if typed else 0.0) + 5.0
    letters = [(at + 20 + 0.1 * number, bytes([each])) for number, each in enumerate(said)]

    # An Enter ends what was begun, and Ctrl-U takes back what stands there.
    ended = [*typed, (at, b"\x15"), (at + 1.0, b"\n"), (at + 10.0, b"\x15")]
    if isinstance(heard(ended)[-1][1], Decided):
        return
    assert said == answer([*ended, *letters, (at + 30.0, b"\n")])
