"""Rows of the last answer in a sentence: stand-ins for the planner, values in the plan."""

import time

import pytest

from aegis_cli.errors import Unclear
from aegis_cli.planning.plan import MOST_STEPS
from aegis_cli.planning.row_references import ListedRows, replace_rows
from aegis_cli.planning.stand_ins import Row, StandIns
from tests.helpers.rows import for_each

ISSUES = tuple(Row("issue", "acme/web", number, has_number_sign=True) for number in (19, 18, 7))
REPOS = (Row("repository", "acme/web"), Row("repository", "mona/dotfiles"))
BRANCHES = (Row("branch", "acme/web", "main"), Row("branch", "acme/web", "fix/it"))
RUN = "the run 900000001 of row/1"
RUNS = (Row("run", "acme/web", 16400000001),)


def read_rows(
    text: str, rows: tuple[Row, ...] = ISSUES, *, is_last: bool = True
) -> tuple[str, StandIns]:
    return replace_rows(text, ListedRows(rows, is_last))


@for_each(
    ("text", "read"),
    [
        ("close row 3", "close row/3#900000003"),
        ("close Row 3.", "close row/3#900000003."),
        ("close the second one", "close row/2#900000002"),
        ("close the last one", "close row/3#900000003"),
        ("close the first row", "close row/1#900000001"),
        ("close rows 1 and 3", "close row/1#900000001 and row/3#900000003"),
        ("close rows 3, 1", "close row/3#900000003 and row/1#900000001"),
        ("close rows 1-2", "close row/1#900000001 and row/2#900000002"),
        ("close rows 1 to 2", "close row/1#900000001 and row/2#900000002"),
        ("close the first two rows", "close row/1#900000001 and row/2#900000002"),
        ("close the last 2 ones", "close row/2#900000002 and row/3#900000003"),
        ("close them", "close row/1#900000001, row/2#900000002 and row/3#900000003"),
        ("label rows 1 and 2 2fa", "label row/1#900000001 and row/2#900000002 2fa"),
        ("close all these issues", "close row/1#900000001, row/2#900000002 and row/3#900000003"),
        ("close row #3", "close row/3#900000003"),
        ("close rows #1 and #3", "close row/1#900000001 and row/3#900000003"),
        ("close rows 1\u20132", "close row/1#900000001 and row/2#900000002"),
        ("set the milestone of row 3 to 2", "set the milestone of row/3#900000003 to 2"),
        ("close row 2, 3 days ago", "close row/2#900000002, 3 days ago"),
        ("close rows 1, 2, 3 days ago", "close row/1#900000001 and row/2#900000002, 3 days ago"),
        ("label row 1 a and row 2 b", "label row/1#900000001 a and row/2#900000002 b"),
        ("close issue row 3", "close issue row/3#900000003"),
        ("close the issue in row 3", "close the issue row/3#900000003"),
        ("close row 2 in Acme/web", "close row/2#900000002"),
        ("close row 2 in acme/api", "close row/2#900000002 in acme/api"),
        ("close row 3: row 2", "close row/3#900000003: row 2"),
        ("comment on row 3: 'row 2' row 1", "comment on row/3#900000003: 'row 2' row 1"),
        ("close row 3 'row 2'", "close row/3#900000003 'row 2'"),
        ("ok, close them", "ok, close row/1#900000001, row/2#900000002 and row/3#900000003"),
        ("close these issues", "close row/1#900000001, row/2#900000002 and row/3#900000003"),
        (
            "add them to milestone 2",
            "add row/1#900000001, row/2#900000002 and row/3#900000003 to milestone 2",
        ),
        (
            "label these 'needs triage'",
            "label row/1#900000001, row/2#900000002 and row/3#900000003 'needs triage'",
        ),
        ("close all of them", "close row/1#900000001, row/2#900000002 and row/3#900000003"),
        ("close all rows", "close row/1#900000001, row/2#900000002 and row/3#900000003"),
        (
            "assign bob to those",
            "assign bob to row/1#900000001, row/2#900000002 and row/3#900000003",
        ),
    ],
)
def test_what_names_rows_is_replaced(text: str, read: str) -> None:
    assert read == read_rows(text)[0]


@for_each(
    "text",
    [
        "close 3",
        "close #3",
        "comment 'see row 3' on #12",
        'comment "close them" on #12',
        'comment "see row 3',
        "close #12, and tell them why",
        "list issues in acme/api and close them",
        "find what is flaky, close them",
        "close them and label them bug",
        "label these tests bug",
        "open an issue in acme/web: these tests fail",
        "open an issue in acme/web: row 3 of the table is wrong",
        "comment on acme/web#12: see the first one",
        "list runs of the last one week",
        "show the second issue",
        "open an issue titled rows",
        "the borrow 3",
        "row 3a",
        "show acme/row-3",
    ],
)
def test_nothing_else_is(text: str) -> None:
    read, stand_ins = read_rows(text)

    assert (text, {}) == (read, stand_ins.rows)


@pytest.mark.parametrize(
    "text", ["close row", "close all except row", "close row no.", "close row #"]
)
def test_a_sentence_of_many_spaces_is_read_in_a_moment(text: str) -> None:
    started = time.process_time()

    for _ in range(3):
        read_rows(text + " " * 9_900)

    assert 1 > time.process_time() - started


@pytest.mark.parametrize("text", ["close them", "label all rows bug", "close these issues"])
def test_them_are_no_rows_of_an_answer_before_the_last(text: str) -> None:
    assert text == read_rows(text, is_last=False)[0]
    assert text == read_rows(text, ())[0]


def test_a_row_is_of_the_last_list_whatever_was_answered_since() -> None:
    assert "close row/3#900000003" == read_rows("close row 3", is_last=False)[0]


@for_each(
    ("rows", "said", "read"),
    [
        (REPOS, "show row 1", "show row/1"),
        (REPOS, "show repository row 1", "show repository row/1"),
        (REPOS, "show repositories in rows 1 and 2", "show repositories row/1 and row/2"),
        (BRANCHES, "show row 1", "show the branch row-1 of row/1"),
        (BRANCHES, "delete branch row 1", "delete the branch row-1 of row/1"),
        (RUNS, "show row 1", "show the run 900000001 of row/1"),
        (RUNS, "run row 1", "run the run 900000001 of row/1"),
        (RUNS, "please run row 1", "please run the run 900000001 of row/1"),
        (RUNS, "show row 1 and run row 1", f"show {RUN} and run {RUN}"),
        (RUNS, "the run in row 1", RUN),
        (RUNS, "rerun the run in row 1", "rerun the run 900000001 of row/1"),
    ],
)
def test_a_thing_is_named_as_its_kind_is(rows: tuple[Row, ...], said: str, read: str) -> None:
    assert read == read_rows(said, rows)[0]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("close row 1 and show row/1", "close rowx/1#900000001 and show row/1"),
        ("close row 1 and show Row-7", "close rowx/1#900000001 and show Row-7"),
        ("comment '_row/2_' on row 1", "comment '_row/2_' on rowx/1#900000001"),
        ("comment 'see 900000001' on row 1", "comment 'see 900000001' on row/1#901000001"),
    ],
)
def test_no_stand_in_is_spelled_as_what_the_person_typed(text: str, read: str) -> None:
    assert read == read_rows(text)[0]


@for_each(
    "text",
    [
        "close row 4",
        "close row 0",
        "close rows 2-5",
        "close rows 1-999999999",
        "close the tenth one",
        "close the first four rows",
        "close the first 0 rows",
        "close the last 0 rows",
    ],
)
def test_a_row_that_is_not_there_is_an_error(text: str) -> None:
    with pytest.raises(Unclear, match="The last list has 3 rows; there is no row"):
        read_rows(text)


@for_each(
    "text",
    [
        "show rows 3-1",
        "close rows 2 to 1",
        "close row 3-1",
        "close row 1-3",
        "close row 2 or 3",
        "close row 2 and 3",
        "close rows 1 or 2",
        "close rows 1 to 2 and 3",
        "close row 3/4",
        "close rows 1, 2 and #3",
        "close rows 1 2 3",
        "close rows 1, 2, or 3",
        "close rows 1..3",
        "close rows 1 through 3",
        "close row 1 (and 3)",
        "close all rows but row 2",
        "close them except the first one",
        "close row 1, but not rows 2-3",
        "close row # 3",
        "close row number 3",
        "close row two",
        "close row \uff13",
        "close row 1234567890",
    ],
)
def test_what_is_said_of_rows_in_another_way_is_an_error(text: str) -> None:
    with pytest.raises(Unclear, match="It is not clear which rows are") as raised:
        read_rows(text)

    assert "rows 1 and 3" in (raised.value.hint or "")


@pytest.mark.parametrize(
    "text", ["close row 3", "close rows #1 and #2", "show the second one", "show the last two rows"]
)
def test_without_a_list_no_planner_is_asked_about_rows(text: str) -> None:
    with pytest.raises(Unclear, match="The last answer has no rows"):
        read_rows(text, ())


@pytest.mark.parametrize("text", ["show the second one", "close the last two rows"])
def test_one_of_an_answer_before_the_last_is_an_error(text: str) -> None:
    with pytest.raises(Unclear, match="The last answer is no list"):
        read_rows(text, is_last=False)


def test_more_rows_than_a_plan_has_steps_are_an_error() -> None:
    many = ISSUES * 5

    with pytest.raises(Unclear, match=f"at most {MOST_STEPS} steps"):
        read_rows("close them", many)
