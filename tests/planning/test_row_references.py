"""Rows of the last answer in a sentence: stand-ins for the planner, values in the plan."""

import pytest

from aegis_cli.actions.catalog import load
from aegis_cli.errors import Code, Unclear
from aegis_cli.planning.plan import MOST_STEPS, Literal, Origin, Plan, Step
from aegis_cli.planning.row_references import Row, name_rows

ISSUES = tuple(Row("issue", "acme/web", number, has_number_sign=True) for number in (19, 18, 7))
REPOS = (Row("repository", "acme/web"), Row("repository", "mona/dotfiles"))
BRANCHES = (Row("branch", "acme/web", "main"), Row("branch", "acme/web", "fix/it"))
RUNS = (Row("run", "acme/web", 16400000001),)


@pytest.mark.parametrize(
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
        ("close all of them", "close row/1#900000001, row/2#900000002 and row/3#900000003"),
        ("close all rows", "close row/1#900000001, row/2#900000002 and row/3#900000003"),
        (
            "assign bob to those",
            "assign bob to row/1#900000001, row/2#900000002 and row/3#900000003",
        ),
    ],
)
def test_what_names_rows_is_replaced(text: str, read: str) -> None:
    assert read == name_rows(text, ISSUES).text


@pytest.mark.parametrize(
    "text",
    [
        "close 3",
        "close #3",
        "comment 'see row 3' on #12",
        'comment "close them" on #12',
        "close #12, and tell them why",
        "show the second issue",
        "open an issue titled rows",
        "the borrow 3",
        "row 3a",
        "show acme/row-3",
    ],
)
def test_nothing_else_is(text: str) -> None:
    named = name_rows(text, ISSUES)

    assert (text, {}) == (named.text, named.values)


def test_without_rows_a_sentence_stays_as_it_is() -> None:
    assert "close row 3" == name_rows("close row 3", ()).text


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        (REPOS, "show row/1"),
        (BRANCHES, "show the branch row-1 of row/1"),
        (RUNS, "show the run 900000001 of row/1"),
    ],
)
def test_a_thing_is_named_as_its_kind_is(rows: tuple[Row, ...], read: str) -> None:
    assert read == name_rows("show row 1", rows).text


@pytest.mark.parametrize(
    "text",
    [
        "close row 4",
        "close row 0",
        "close rows 2-5",
        "close the tenth one",
        "close the first four rows",
    ],
)
def test_a_row_that_is_not_there_is_an_error(text: str) -> None:
    with pytest.raises(Unclear, match="The last answer has 3 rows; there is no row"):
        name_rows(text, ISSUES)


def test_more_rows_than_a_plan_has_steps_are_an_error() -> None:
    many = ISSUES * 5

    with pytest.raises(Unclear, match=f"at most {MOST_STEPS} steps"):
        name_rows("close them", many)


def step(name: str, **values: object) -> Step:
    literals = {
        name: tuple(Literal(item, Origin.USER) for item in value)
        if isinstance(value, list)
        else Literal(value, Origin.USER)
        for name, value in values.items()
    }
    return Step("s1", load(name), literals)


def test_a_plan_gets_what_the_rows_hold_with_the_origin_result() -> None:
    named = name_rows("label row 3 row-1", ISSUES)
    planned = step("issues.add_labels", repo="row/3", issue_number=900000003, labels=["row-1"])

    (filled,) = named.fill(Plan((planned,), "label row/3#900000003 'row-1'")).steps

    assert {
        "repo": Literal("acme/web", Origin.RESULT),
        "issue_number": Literal(7, Origin.RESULT),
        "labels": (Literal("row-1", Origin.USER),),
    } == filled.values
    assert {"repo": Origin.RESULT, "issue_number": Origin.RESULT, "labels": (Origin.USER,)} == (
        filled.provenance
    )


def test_a_row_that_nobody_named_is_filled_in_nowhere() -> None:
    planned = Plan((step("issues.get", repo="row/1", issue_number=900000001),))

    (filled,) = name_rows("show row 2", ISSUES).fill(planned).steps

    assert planned.steps[0].values == filled.values


@pytest.mark.parametrize("body", ["like row/3#900000003", "900000003 is it", "see row/3"])
def test_a_stand_in_is_sent_in_no_text(body: str) -> None:
    named = name_rows("comment on row 3", ISSUES)
    planned = step("issues.add_comment", repo="row/3", issue_number=900000003, body=body)

    with pytest.raises(Unclear, match="for no part of a text"):
        named.fill(Plan((planned,)))


def test_what_a_planner_answers_is_told_in_the_words_of_the_person() -> None:
    issues = name_rows("close row 3 and row 1", ISSUES)
    branches = name_rows("delete row 2", BRANCHES)
    error = Unclear(
        "Which of row/3#900000003?",
        code=Code.QUESTION,
        hint="Say row/1#900000001",
        sentences=("close row/3#900000003",),
    )

    told = issues.restore_error(error)

    assert isinstance(told, Unclear)
    assert ("Which of row 3?", "Say row 1", ("close row 3",)) == (
        told.message,
        told.hint,
        told.sentences,
    )
    assert "delete row 2" == branches.restore("delete the branch row-2 of row/2")
