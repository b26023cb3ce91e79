"""What becomes of stand-ins in a plan: the values of one row, in targets alone."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.catalog import load
from aegis_cli.errors import Code, Unclear, UsageError
from aegis_cli.planning.plan import Link, Literal, Origin, Plan, Step
from aegis_cli.planning.row_references import ListedRows, replace_rows
from aegis_cli.planning.stand_ins import Row, StandIns
from tests.helpers.rows import for_each

ISSUES = (
    Row("issue", "acme/web", 19, has_number_sign=True),
    Row("issue", "acme/web", 18, has_number_sign=True),
    Row("issue", "acme/api", 7, has_number_sign=True),
)
REPOS = (Row("repository", "acme/web"), Row("repository", "mona/dotfiles"))
BRANCHES = (Row("branch", "acme/web", "main"), Row("branch", "acme/web", "fix/it"))
RUNS = (Row("run", "acme/web", 16400000001),)


def stand_ins(text: str, rows: tuple[Row, ...] = ISSUES) -> StandIns:
    return replace_rows(text, ListedRows(rows))[1]


def step(name: str, **values: object) -> Step:
    literals = {
        name: tuple(Literal(item, Origin.USER) for item in value)
        if isinstance(value, list)
        else Literal(value, Origin.USER)
        for name, value in values.items()
    }
    return Step("s1", load(name), literals)


def filled(text: str, planned: Step, rows: tuple[Row, ...] = ISSUES) -> dict[str, Any]:
    (found,) = stand_ins(text, rows).fill(Plan((planned,))).steps
    return {name: value.value for name, value in found.values.items() if isinstance(value, Literal)}


def test_a_plan_gets_what_the_rows_hold_with_the_origin_result() -> None:
    planned = step("issues.add_labels", repo="row/3", issue_number=900000003, labels=["bug"])

    (found,) = stand_ins("label row 3 bug").fill(Plan((planned,))).steps

    assert {
        "repo": Literal("acme/api", Origin.RESULT),
        "issue_number": Literal(7, Origin.RESULT),
        "labels": (Literal("bug", Origin.USER),),
    } == found.values
    assert {"repo": Origin.RESULT, "issue_number": Origin.RESULT, "labels": (Origin.USER,)} == (
        found.provenance
    )


@pytest.mark.parametrize(
    ("rows", "text", "planned", "wanted"),
    [
        (
            ISSUES,
            "close row 1",
            step("issues.update", repo="Row/1", issue_number=900000001),
            {"repo": "acme/web", "issue_number": 19},
        ),
        (
            ISSUES,
            "close row 1 as a duplicate of row 2",
            step(
                "issues.close_as_duplicate",
                repo="row/1",
                issue_number=900000001,
                duplicate_of=900000002,
            ),
            {"repo": "acme/web", "issue_number": 19, "duplicate_of": 18},
        ),
        (
            REPOS,
            "show issue 5 in row 2",
            step("issues.get", repo="row/2", issue_number=5),
            {"repo": "mona/dotfiles", "issue_number": 5},
        ),
        (
            BRANCHES,
            "delete row 2",
            step("branches.delete", repo="row/2", branch="row-2"),
            {"repo": "acme/web", "branch": "fix/it"},
        ),
        (
            RUNS,
            "rerun row 1",
            step("runs.rerun", repo="row/1", run_id=900000001),
            {"repo": "acme/web", "run_id": 16400000001},
        ),
    ],
)
def test_a_thing_comes_with_its_own_place(
    rows: tuple[Row, ...], text: str, planned: Step, wanted: dict[str, Any]
) -> None:
    assert wanted == filled(text, planned, rows)


@for_each(
    ("rows", "text", "planned"),
    [
        # In the repository that is chosen, or in one that the person named.
        (ISSUES, "show row 1", step("issues.get", repo="acme/api", issue_number=900000001)),
        # In the place of another row.
        (ISSUES, "show rows 2 and 3", step("issues.get", repo="row/3", issue_number=900000002)),
        (ISSUES, "show rows 1 and 2", step("issues.get", repo="row/1", issue_number=900000002)),
        # With a number that the person typed.
        (ISSUES, "close #5 and row 1", step("issues.get", repo="row/1", issue_number=5)),
        (
            ISSUES,
            "close #5 as a duplicate of row 1",
            step("issues.close_as_duplicate", repo="row/1", issue_number=5, duplicate_of=900000001),
        ),
        (
            ISSUES,
            "close row 1 as a duplicate of #5",
            step("issues.close_as_duplicate", repo="row/1", issue_number=900000001, duplicate_of=5),
        ),
        (
            ISSUES,
            "close row 1 as a duplicate of row 3",
            step(
                "issues.close_as_duplicate",
                repo="row/1",
                issue_number=900000001,
                duplicate_of=900000003,
            ),
        ),
        # With its place alone.
        (ISSUES, "list issues in row 1", step("issues.list", repo="row/1")),
        (BRANCHES, "show row 1", step("branches.delete", repo="acme/api", branch="row-1")),
    ],
)
def test_a_thing_in_another_place_is_an_error(
    rows: tuple[Row, ...], text: str, planned: Step
) -> None:
    with pytest.raises(Unclear, match="parts a row from its place"):
        filled(text, planned, rows)


@pytest.mark.parametrize(
    "planned",
    [
        step("runs.get", repo="row/3", run_id=900000003),
        step("issues.delete_comment", repo="row/3", comment_id=900000003),
        step("issues.list", repo="900000003"),
        step("issues.get", repo="row/1", issue_number=900000001),
    ],
    ids=["a run", "a comment", "a place", "a row that nobody named"],
)
def test_a_thing_of_another_kind_is_an_error(planned: Step) -> None:
    with pytest.raises(Unclear):
        filled("show row 3", planned)


@for_each(
    "body", ["row/3", "like row/3#900000003", "900000003 is it", "see Row/3", "_row/3_", "row/77"]
)
def test_a_stand_in_is_sent_in_no_text(body: str) -> None:
    planned = step("issues.add_comment", repo="row/3", issue_number=900000003, body=body)

    with pytest.raises(Unclear, match="for no part of a text"):
        filled("comment on row 3", planned)


@pytest.mark.parametrize("text", ["row/3", "See row/3#900000003", "900000003"])
def test_a_stand_in_is_sent_in_front_of_no_link(text: str) -> None:
    planned = step("issues.add_comment", repo="row/3", issue_number=900000003)
    linked = replace(planned, values={**planned.values, "body": Link("s0", text)})

    with pytest.raises(Unclear, match="for no part of a text"):
        filled("comment on row 3", linked)


def test_a_stand_in_is_sent_in_no_object_of_a_list() -> None:
    planned = step(
        "reviews.create",
        repo="row/3",
        pull_number=900000003,
        comments=[{"path": "a.py", "body": "see row/3"}],
    )

    with pytest.raises(Unclear, match="for no part of a text"):
        filled("review row 3", planned)


@pytest.mark.parametrize("quoted", ["row/3", "Row/3", "row-3", "900000003"])
def test_what_the_person_quotes_stays_as_it_is(quoted: str) -> None:
    text, named = replace_rows(f"comment '{quoted}' on row 3", ListedRows(ISSUES))
    place, _, number = text.rpartition(" ")[2].partition("#")
    planned = step("issues.add_comment", repo=place, issue_number=int(number), body=quoted)

    (found,) = named.fill(Plan((planned,))).steps

    assert Literal(quoted, Origin.USER) == found.values["body"]
    assert Literal("acme/api", Origin.RESULT) == found.values["repo"]


def test_a_sentence_without_rows_is_planned_as_it_is() -> None:
    planned = Plan((step("issues.get", repo="row/1", issue_number=900000001),))

    assert planned is stand_ins("show row/1#900000001").fill(planned)


def test_what_a_planner_answers_is_told_in_the_words_of_the_person() -> None:
    error = Unclear(
        "Which of Row/3#900000003, in row/3?",
        code=Code.QUESTION,
        hint="Say row/1#900000001, or #900000003",
        sentences=("close row/3#900000003", "close narrow-1"),
    )

    told = stand_ins("close row 3 and row 1").restore_error(error)

    assert isinstance(told, Unclear)
    assert "Which of row 3, in row 3?" == told.message
    assert "Say row 1, or row 3" == told.hint
    assert ("close row 3", "close narrow-1") == told.sentences


def test_only_whole_stand_ins_are_told_as_rows() -> None:
    named = stand_ins("delete row 2", BRANCHES)

    assert "delete row 2" == named.restore("delete the branch row-2 of row/2")
    assert "narrow-2 row-21 row/2x" == named.restore("narrow-2 row-21 row/2x")


def test_a_suggestion_with_a_part_of_a_stand_in_is_left_out() -> None:
    error = Unclear(
        "What?", code=Code.UNCLEAR, hint="These:\n  show row-3x", sentences=("show row-3x",)
    )

    told = stand_ins("close row 3").restore_error(error)

    assert isinstance(told, Unclear)
    assert ((), None) == (told.sentences, told.hint)


def test_another_error_stays_as_it_is() -> None:
    used = UsageError("row/3", code=Code.NO_PLANNER)
    unclear = Unclear("row/3", code=Code.UNCLEAR)

    assert used is stand_ins("close row 3").restore_error(used)
    assert unclear is stand_ins("close it").restore_error(unclear)
