"""Charts: marks in proportion, the numbers beside them, and plain numbers for a program."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from aegis_cli.actions.results.views import Chart
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.chart import chart, has_nothing, numbers, progress
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.rows import rows
from tests.adapters.render.samples import COLOUR, HOSTILE, TERMINAL, UNHURRIED, uncoloured
from tests.helpers.rows import for_each

SHARES = Chart(title="Languages of {repo}", marks="bars", unit="byte|bytes")
PEOPLE = Chart(title="People", marks="bars", label="author.login", value="total", unit="one|many")
WEEKS = Chart(
    title="Weeks", marks="weeks", series=(("commits", "total"),), start="week", unit="one|many"
)
PAIR = Chart(
    title="Pair", marks="weeks", series=(("all", "all"), ("owner", "owner")), unit="one|many"
)
DAYS = Chart(
    title="Days",
    marks="days",
    series=(("views", "views.count"), ("visitors", "views.uniques")),
    start="views.timestamp",
    footer="{count} in all",
)
SUNDAY, WEEK = 1_763_856_000, 604_800

HOURS = Chart(
    title="Hours", marks="hours", label="day", start="hour", value="commits", unit="one|many"
)

ASCII = replace(TERMINAL, unicode=False)

CHANGES = Chart(title="Files", marks="diff", label="name", value="more", less="less")


def changed(*files: tuple[str, int, int]) -> list[dict[str, Any]]:
    return [{"name": name, "more": more, "less": less} for name, more, less in files]


def drawn(view: Chart, data: Any, device: Device = TERMINAL) -> list[str]:
    """Return the lines of a chart below its title."""
    return rows(chart(view, data, Page(device, {"repo": "acme/web"})), device).split("\n")[3:]


def weeks(*totals: int) -> list[dict[str, int]]:
    return [{"week": SUNDAY + at * WEEK, "total": total} for at, total in enumerate(totals)]


@pytest.mark.parametrize(
    ("view", "data", "read"),
    [
        (SHARES, {"C": 60, "Go": 40}, ["| C, 60", "| Go, 40"]),
        (
            PAIR,
            {"all": [3, 4], "owner": [1, 0]},
            ["| from, all, owner", "| 1, 3, 1", "| 2, 4, 0"],
        ),
        (CHANGES, changed(("a.py", 3, 1)), ["| 3, 1, a.py"]),
    ],
)
def test_for_a_screen_reader_a_chart_is_its_numbers(
    view: Chart, data: Any, read: list[str]
) -> None:
    assert read == drawn(view, data, replace(TERMINAL, is_plain=True))


def test_for_a_screen_reader_progress_is_its_numbers() -> None:
    page = Page(replace(TERMINAL, is_plain=True), {})

    assert ["| 75.0%  3 of 4"] == progress(("done", "left"), {"done": 3, "left": 1}, page)


def test_a_chart_has_a_title_that_speaks_of_the_call() -> None:
    found = chart(SHARES, {"C": 1}, Page(TERMINAL, {"repo": "acme/web"}))

    assert found.startswith("\nLanguages of acme/web\n\n")


def test_bars_are_in_proportion_and_end_in_eighths() -> None:
    expected = [
        f"| Python  {'█' * 50}  1,000  69.0%",
        f"| C       {'█' * 22}▌{' ' * 27}    450  31.0%",
        "",
        "1,450 bytes in all",
    ]

    assert expected == drawn(SHARES, {"C": 450, "Python": 1_000})


@pytest.mark.parametrize(("mark", "part", "value"), [("▏", "<0.1%", 1), (" ", "0.0%", 0)])
def test_whatever_is_not_nothing_leaves_a_mark(mark: str, part: str, value: int) -> None:
    line = drawn(SHARES, {"big": 1_000_000, "small": value})[1]

    assert line.startswith(f"| small  {mark} ")
    assert line.endswith(f"{value}  {part.rjust(6)}")


def test_bars_are_made_of_ascii_where_there_is_nothing_else() -> None:
    expected = [
        f"| A  {'#' * 50}  400  98.8%",
        f"| B  #{' ' * 49}    5   1.2%",
        f"| C  {' ' * 50}    0   0.0%",
    ]

    assert expected == drawn(SHARES, {"A": 400, "B": 5, "C": 0}, ASCII)[:3]


def test_bars_are_left_out_where_there_is_no_room_for_them() -> None:
    narrow = replace(TERMINAL, width=34)

    assert "| TypeScript  1,000,000  100.0%" == drawn(SHARES, {"TypeScript": 1_000_000}, narrow)[0]


def test_people_without_an_account_are_counted_too() -> None:
    data = [{"author": None, "total": 1}, {"author": {"login": "mona"}, "total": 3}]

    assert ["| mona     ", "| (unknown)"] == [line[:11] for line in drawn(PEOPLE, data)[:2]]


def test_columns_of_weeks_have_a_scale_the_months_and_the_numbers() -> None:
    expected = [
        "12 |     █",
        "   |    ██",
        "   |   ▄██",
        "   |  ▄███",
        "   | ▄████",
        " 0 | █████",
        "      Dec",
        "37 many, 12 in the best week (of 28 Dec 2025), 12 in the last",
    ]

    assert expected == drawn(WEEKS, weeks(0, 3, 5, 7, 10, 12))


def test_two_series_share_one_scale_and_each_has_its_name() -> None:
    found = drawn(PAIR, {"all": [0, 3, 6], "owner": [0, 1, 3]})

    assert ["all", "6 |  █", "  | ▄█", "0 | ██"] == found[:4]
    assert ["owner", "6 |", "  |  ▄", "0 | ▄█"] == found[6:10]


def test_where_no_days_are_known_the_last_week_is_the_present_one() -> None:
    found = drawn(PAIR, {"all": [1] * 10, "owner": []})

    assert ["     Oct Nov", "10 many, 1 in the best week, 1 in the last"] == found[4:6]


def counted(*numbers: tuple[str, int]) -> dict[str, Any]:
    views = [{"timestamp": f"{day}T00:00:00Z", "count": n, "uniques": n // 2} for day, n in numbers]
    return {"count": sum(n for _, n in numbers), "views": views}


def test_columns_of_days_have_a_scale_the_days_the_months_and_the_numbers() -> None:
    expected = [
        "views",
        "6 |   ██",
        "  |   ██",
        "0 |   ██ ██",
        "   30  1  2",
        "      Dec",
        "6 on the best day (1 Dec 2025), 2 on the last",
        "visitors",
        "6 |",
        "  |   ▄▄",
        "0 |   ██ ▄▄",
        "   30  1  2",
        "      Dec",
        "3 on the best day (1 Dec 2025), 1 on the last",
        "8 in all",
    ]

    data = counted(("2025-11-30", 0), ("2025-12-01", 6), ("2025-12-02", 2))

    assert expected == drawn(DAYS, data)


def test_what_is_drawn_as_days_may_be_weeks() -> None:
    found = drawn(DAYS, counted(("2025-11-24", 0), ("2025-12-01", 6)))

    assert "6 in the best week (1 Dec 2025), 6 in the last" == found[6]


def test_of_more_days_than_have_room_the_last_ones_are_drawn() -> None:
    data = counted(*((f"2025-11-{day}", day) for day in range(10, 30)))

    found = drawn(DAYS, data, replace(TERMINAL, width=20))

    assert "    25 26 27 28 29" == found[4]


def test_weeks_are_put_together_where_there_are_fewer_columns() -> None:
    found = drawn(WEEKS, weeks(*[1] * 45), replace(TERMINAL, width=20))

    assert ["3 |" + "█" * 15, "Each mark is 3", "| weeks."] == [found[0], *found[-2:]]


def test_a_scale_of_numbers_that_are_too_long_for_the_terminal_is_left_out() -> None:
    found = drawn(WEEKS, weeks(*[10**18] * 10), replace(TERMINAL, width=30))

    assert "█" * 10 == found[0]


def test_columns_are_made_of_ascii_where_there_is_nothing_else() -> None:
    assert " 0 | .###" == drawn(WEEKS, weeks(0, 1, 4, 8, 12), ASCII)[5]


def test_a_series_that_is_missing_is_drawn_empty() -> None:
    assert "0 many, 0 in the best week" == drawn(PAIR, {"all": [1]})[-1]


@for_each(
    ("text", "view", "data"),
    [
        ("Python\t10\nC\t5", SHARES, {"C": 5, "Python": 10}),
        ("\t3\nmona\t1", PEOPLE, [{"author": {"login": "mona"}, "total": 1}, {"total": 3}]),
        ("2025-11-23\t0\n2025-11-30\t7", WEEKS, weeks(0, 7)),
        ("1\t4\t1\n2\t5\t", PAIR, {"all": [4, 5], "owner": [1]}),
        ("", SHARES, {}),
        ("", WEEKS, []),
    ],
)
def test_a_program_gets_the_numbers(text: str, view: Chart, data: Any) -> None:
    assert text == numbers(view, data)


@for_each(
    ("nothing", "view", "data"),
    [
        (True, SHARES, {}),
        (True, SHARES, {"C": 0}),
        (False, SHARES, {"C": 1}),
        (True, PEOPLE, []),
        (True, PEOPLE, None),
        (True, WEEKS, weeks(0, 0)),
        (False, WEEKS, weeks(0, 1)),
        (True, DAYS, counted(("2025-12-01", 0))),
        (True, PAIR, {"all": None}),
    ],
)
def test_a_chart_of_nothing_is_not_drawn(view: Chart, data: Any, *, nothing: bool) -> None:
    assert nothing == has_nothing(view, data)


def test_a_mark_has_its_colour() -> None:
    bar, column = drawn(SHARES, {"C": 1}, COLOUR)[0], drawn(WEEKS, weeks(1), COLOUR)[0]

    assert f"| C  \x1b[32m{'█' * 50}\x1b[0m  1  100.0%" == bar
    assert column.endswith("\x1b[32m█\x1b[0m")


numerals = st.one_of(st.integers(), st.none(), st.text(max_size=3), st.just(10**400))
names = st.one_of(st.text(max_size=20), st.sampled_from(HOSTILE))


@UNHURRIED
@given(st.dictionaries(names, numerals, min_size=1), st.integers(60, 160))
def test_bars_fit_the_terminal_whatever_the_numbers_are(data: dict[str, Any], width: int) -> None:
    data["one"] = 1
    found = drawn(SHARES, data, replace(TERMINAL, width=width))

    assert all(cell_len(line) <= width for line in found)
    assert found == [uncoloured(line) for line in drawn(SHARES, data, replace(COLOUR, width=width))]


@UNHURRIED
@given(st.lists(numerals), st.lists(numerals), st.integers(20, 160))
def test_weeks_fit_the_terminal_whatever_the_numbers_are(
    everyone: list[Any], owner: list[Any], width: int
) -> None:
    data = {"all": [1, *everyone], "owner": owner}
    found = drawn(PAIR, data, replace(TERMINAL, width=width))

    assert all(cell_len(line) <= width for line in found)


@UNHURRIED
@given(st.lists(st.fixed_dictionaries({"week": numerals, "total": numerals})))
def test_odd_weeks_are_shown_as_they_are(data: list[dict[str, Any]]) -> None:
    assert len(data) == len(numbers(WEEKS, data).splitlines())
    assert drawn(WEEKS, [*data, *weeks(1)])


def test_what_a_diff_adds_and_removes_is_drawn_in_proportion() -> None:
    files = changed(("a.py", 40, 10), ("b/long.py", 0, 1), ("c.png", 0, 0))

    assert [
        "| a.py       +40  -10  ++++++++++++++++++++++++++++++++++++++++----------",
        "| b/long.py   +0   -1  -",
        "| c.png       +0   -0",
        "",
        "40 added, 11 removed in all",
    ] == drawn(CHANGES, files)
    assert "40\t10\ta.py\n0\t1\tb/long.py\n0\t0\tc.png" == numbers(CHANGES, files)


def test_on_a_narrow_terminal_a_diff_has_no_marks() -> None:
    narrow = replace(TERMINAL, width=20)

    (line, *_) = drawn(CHANGES, changed(("a name of a file", 1, 0)), narrow)

    assert line.endswith("-0")


def test_files_without_changed_lines_are_something() -> None:
    files = changed(("a", 0, 0))

    assert "| a  +0  -0" == drawn(CHANGES, files)[0]
    assert not has_nothing(CHANGES, files)
    assert has_nothing(CHANGES, [])


def test_a_hostile_name_of_a_file_is_made_visible() -> None:
    assert "\x1b" not in "".join(drawn(CHANGES, changed(("a\x1b[31mb", 1, 1))))


def hours(*each: tuple[int, int, int]) -> list[dict[str, int]]:
    return [dict(zip(("day", "hour", "commits"), one, strict=True)) for one in each]


def test_each_hour_of_the_week_has_a_mark_and_each_day_its_sum() -> None:
    expected = [
        "| Sun      0",
        f"| Mon      1  {' ' * 18}▁",
        f"| Tue  1,600  {' ' * 28}█ █",
        *(f"| {day}      0" for day in ("Wed", "Thu", "Fri", "Sat")),
        f"|{' ' * 13}0           6           12          18",
        "",
        "1,601 many in all, most on Tuesday from 14:00 (800)",
    ]

    assert expected == drawn(HOURS, hours((1, 9, 1), (2, 14, 800), (2, 15, 800)))


def test_hours_take_one_column_each_where_there_is_little_room_and_ascii_alone() -> None:
    found = drawn(HOURS, hours((1, 0, 8), (1, 23, 1)), replace(ASCII, width=40))

    assert f"| Mon  9  @{' ' * 22}." == found[1]
    assert found[7].endswith("0     6     12    18")


def test_what_is_no_hour_of_the_week_is_left_out() -> None:
    data = [*hours((7, 0, 3), (1, 24, 3), (-1, 2, 3), (6, 23, 4)), {"day": 1}, "no"]

    assert "Saturday\t23\t4" == numbers(HOURS, data)
    assert not has_nothing(HOURS, data)
    assert has_nothing(HOURS, hours((1, 1, 0)))
