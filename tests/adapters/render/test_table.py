"""Lists: widths that hold on a terminal, and every value in full where a program reads it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from aegis_cli.actions.results.views import Column, Listing, NamedBy, Table, Thread
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.step import render_step as written
from aegis_cli.adapters.render.table import table, thread
from aegis_cli.providers.github.states import state_tone
from tests.adapters.render.samples import COLOUR, HOSTILE, PIPE, TERMINAL, UNHURRIED, uncoloured

VIEW = Table(
    title="Showing {count:thing|things}",
    columns=(
        Column("ID", "#{id}", style=state_tone),
        Column("NAME", "{name}", flexible=True),
        Column("NOTES", "{notes}"),
        Column("WHEN", "{when}", style="grey"),
    ),
    piped=("{id}", "{name}", "{notes}", "{when}"),
    empty="nothing",
)
RIGID = Table(title="", columns=(Column("A", "{a}"), Column("B", "{b}")), piped=(), empty="")
THREAD = Thread(
    title="Showing {count:note|notes}",
    author="{by}",
    moment="{at}",
    body="{body}",
    piped=("{by}", "{body}"),
    empty="nothing",
)
NOTES = [{"by": "mona", "at": "today", "body": "one\ntwo"}, {"by": None, "at": None, "body": None}]

texts = st.one_of(st.none(), st.text(max_size=40), st.sampled_from(HOSTILE))
rows = st.lists(
    st.fixed_dictionaries(
        {"id": st.integers(0, 999), "name": texts, "notes": texts, "when": texts}
    ),
    min_size=1,
    max_size=4,
)


def drawn(view: Table, width: int, *shown: dict[str, Any]) -> list[str]:
    """Return the headings and rows of a table at a width."""
    return table(view, shown, Page(replace(TERMINAL, width=width), {})).split("\n")[3:]


LONG = {"id": 1, "name": "n" * 40, "notes": "o" * 20, "when": "about 2 days ago"}


@pytest.mark.parametrize(
    ("row", "width"),
    [
        (f"#1  {'n' * 40}  {'o' * 20}  about 2 days ago", 102),
        (f"#1  {'n' * 17}...  {'o' * 20}  about 2 days ago", 66),
        (f"#1  {'n' * 9}...  {'o' * 9}...  about 2 days ago", 50),
    ],
)
def test_flexible_columns_give_way_first_and_the_last_one_last(row: str, width: int) -> None:
    assert f"| {row}" == drawn(VIEW, width, LONG)[1]


@pytest.mark.parametrize(
    ("lines", "width"),
    [
        ((f"#1  {'n' * 16}...  {'o' * 20}", "A wider terminal also shows WHEN."), 47),
        ((f"#1  {'n' * 20}...", "A wider terminal also shows NOTES, WHEN."), 29),
    ],
)
def test_the_last_columns_are_left_out_before_a_title_says_nothing(
    lines: tuple[str, str], width: int
) -> None:
    row, note = lines
    _, shown, blank, *said = drawn(VIEW, width, LONG)

    assert (shown, blank, " ".join(said)) == (f"| {row}", "", note)


def test_a_flexible_column_stays_readable_beside_other_wide_ones() -> None:
    row = {"id": 1, "name": "n" * 40, "notes": "o" * 36, "when": "today"}

    assert f"| #1  {'n' * 40}  {'o' * 21}...  today" == drawn(VIEW, 79, row)[1]


def test_the_first_column_is_never_cut() -> None:
    assert "x" * 50 in drawn(RIGID, 20, {"a": "x" * 50, "b": "y"})[1]


def test_wide_characters_take_two_columns() -> None:
    expected = ["  A     B", "| 界面  1", "| ab    2"]

    assert expected == drawn(RIGID, 80, {"a": "界面", "b": 1}, {"a": "ab", "b": 2})


@UNHURRIED
@given(rows, st.integers(30, 120))
def test_no_row_is_wider_than_the_terminal(shown: list[dict[str, Any]], width: int) -> None:
    assert all(cell_len(line) <= width for line in drawn(VIEW, width, *shown))


@UNHURRIED
@given(rows)
def test_colour_changes_nothing_but_colour(shown: list[dict[str, Any]]) -> None:
    plain, coloured = (table(VIEW, shown, Page(device, {})) for device in (TERMINAL, COLOUR))

    assert plain == uncoloured(coloured)


def test_headings_and_cells_have_their_colours() -> None:
    row = {"id": 1, "name": "n", "state": "open", "when": "now"}
    coloured = table(VIEW, [row], Page(COLOUR, {})).split("\n")

    assert "\x1b[2;4;37mID\x1b[0m  \x1b[2;4;37mNAME\x1b[0m" in coloured[3]
    assert "| \x1b[32m#1\x1b[0m  n            \x1b[38;5;242mnow\x1b[0m" == coloured[4]


@UNHURRIED
@given(rows)
def test_a_program_gets_one_line_for_each_thing_and_every_value(
    shown: list[dict[str, Any]],
) -> None:
    found = written(VIEW, shown, Page(PIPE, {})).split("\n")

    assert len(shown) == len(found)
    assert all(line.count("\t") == len(VIEW.piped) - 1 for line in found)


def test_a_program_gets_long_values_in_full() -> None:
    assert f"1\t{'n' * 40}\t{'o' * 20}\tabout 2 days ago" == written(VIEW, [LONG], Page(PIPE, {}))


def test_what_people_wrote_is_shown_in_full_below_their_names() -> None:
    expected = "\nShowing 2 notes\n\n@mona • today\n\n| one\n| two\n\nsomebody"

    assert expected == thread(THREAD, NOTES, Page(TERMINAL, {}))


def test_a_program_gets_what_people_wrote_in_one_line_each() -> None:
    assert "mona\tone two\n\t" == written(THREAD, NOTES, Page(PIPE, {}))


BRANCHES = Table(
    "Showing {count:branch|branches}",
    columns=(
        Column("ID", "#{id}"),
        Column("BRANCH", "{name}", keeps_end=True),
        Column("LABELS", "{notes}", share=3),
        Column("AUTHOR", "{who}", is_extra=True),
    ),
    piped=(),
    empty="",
)
BRANCH = {"id": 1, "name": "dependabot/npm/vite-7.1.9", "notes": "o" * 90, "who": "alice"}


@pytest.mark.parametrize(
    ("row", "width"),
    [
        (f"| #1  dependabot/npm/vite-7.1.9  {'o' * 31}...  alice", 102),
        (f"| #1  dependabot/...vite-7.1.9  {'o' * 17}...  alice", 60),
        (f"| #1  dependabot...vite-7.1.9  {'o' * 12}...", 46),
    ],
)
def test_a_branch_keeps_its_end_labels_a_third_and_a_branch_alone_is_cut_for_what_is_extra(
    row: str, width: int
) -> None:
    _, shown, *notes = drawn(BRANCHES, width, BRANCH)

    assert (row, []) == (shown, notes)


def test_ids_are_shown_where_they_are_asked_for() -> None:
    named = Listing(
        "message|messages",
        columns=(Column("TEXT", "{text}", flexible=True),),
        piped=("{ts}",),
        row=NamedBy("message", "ts"),
    )
    chat = Thread(
        title="",
        body="{text}",
        piped=("{ts}",),
        empty="",
        author="{who}",
        is_brief=True,
        row=NamedBy("message", "ts"),
    )
    row = {"text": "Hi", "who": "bob", "ts": "1763200000.000200"}
    usual = Page(TERMINAL, {})
    asked = replace(usual, shows_ids=True)

    assert "| Hi" == table(named.table(""), [row], usual).splitlines()[-1]
    assert "| Hi    1763200000.000200" == table(named.table(""), [row], asked).splitlines()[-1]
    assert "1763200000.000200" not in thread(chat, [row], usual)
    assert "1763200000.000200" in thread(chat, [row], asked)
