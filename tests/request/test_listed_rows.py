"""What the rows of an answer are: what the first column names, as GitHub has it."""

from dataclasses import replace

from aegis_cli.actions.action import Action
from aegis_cli.actions.results.views import Table
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.step import render_step
from aegis_cli.errors import Code, Denied, NotSignedIn
from aegis_cli.planning.row_references import ListedRows
from aegis_cli.planning.stand_ins import Row
from aegis_cli.request.execution import StepStatus
from aegis_cli.request.listed_rows import rows_after
from aegis_cli.request.result import Result, failed_result
from tests.actions.cases import CASES
from tests.adapters.render.samples import TERMINAL, result_of
from tests.providers.jira.jira_cases import CASES as JIRA_CASES
from tests.providers.slack.slack_cases import CASES as SLACK_CASES
from tests.providers.slack.slack_cases import TS

BEFORE = ListedRows((Row("issue", "acme/web", 5, has_number_sign=True),))


def rows_of(result: Result) -> tuple[Row, ...]:
    return rows_after(result, ListedRows()).rows


def rows(name: str) -> tuple[Row, ...]:
    case = CASES[name]
    return rows_of(result_of((case.call, StepStatus.DONE, case.data)))


def test_each_kind_is_named_by_what_tells_it_from_others() -> None:
    assert Row("issue", "acme/web", 12, has_number_sign=True) in rows("issues.list")
    assert Row("repository", "acme/web") in rows("repos.list_mine")
    assert {"branch"} == {row.noun for row in rows("branches.list")}
    assert "main" in {row.key for row in rows("branches.list")}
    assert all(isinstance(row.key, int) for row in rows("runs.list"))
    assert all(len(str(row.key)) == 40 for row in rows("commits.list"))


def test_a_row_of_a_search_is_in_its_own_repository() -> None:
    assert {row.place for row in rows("issues.search")} >= {"acme/web"}
    assert all(row.has_number_sign for row in rows("issues.search"))


def test_every_table_of_things_that_can_be_named_has_as_many_rows_as_things() -> None:
    tables = {name: case for name, case in CASES.items() if isinstance(view_of(case.call), Table)}

    counts = {name: (len(rows(name)), len(case.answer)) for name, case in tables.items()}

    unnamed = {name for name, (found, _) in counts.items() if not found}
    of_no_place = {
        name
        for name, case in tables.items()
        if not case.call.about(case.needed).name and not any(row.place for row in rows(name))
    }
    assert {"issues.list_events", "issues.list_timeline"} | of_no_place == unnamed
    assert all(found == there for name, (found, there) in counts.items() if name not in unnamed)


def view_of(action: Action[object]) -> object:
    return action.facts.view


def test_an_answer_with_two_tables_or_none_has_no_rows() -> None:
    lists, shows = CASES["issues.list"], CASES["issues.get"]
    ended = (lists.call, StepStatus.DONE, lists.data)
    partial = (lists.call, StepStatus.FAILED, lists.data)

    assert () == rows_of(result_of(ended, ended))
    assert () == rows_of(result_of(ended, partial))
    assert () == rows_of(result_of(partial))
    assert () == rows_of(result_of((shows.call, StepStatus.DONE, shows.data)))
    assert rows("issues.list") == rows_of(
        result_of(ended, (shows.call, StepStatus.DONE, shows.data))
    )


def test_rows_stay_until_another_list_is_shown() -> None:
    lists, shows, texts = (CASES[name] for name in ("issues.list", "issues.get", "runs.list"))

    kept = rows_after(result_of((shows.call, StepStatus.DONE, shows.data)), BEFORE)
    other = rows_after(result_of((lists.call, StepStatus.DONE, lists.data)), kept)
    empty = rows_after(result_of((texts.call, StepStatus.DONE, [])), other)

    assert BEFORE is rows_after(result_of(), BEFORE)
    assert replace(BEFORE, is_last_answer=False) == kept
    assert ListedRows(rows("issues.list")) == other
    assert ListedRows() == empty


def test_who_signs_in_next_has_no_rows_of_somebody_else() -> None:
    expired = NotSignedIn("The session is no longer valid.", code=Code.SESSION_EXPIRED)
    denied = Denied("No.", code=Code.POLICY)

    assert ListedRows() == rows_after(failed_result("close row 1", expired), BEFORE)
    assert BEFORE is rows_after(failed_result("close row 1", denied), BEFORE)


def test_a_list_of_things_without_a_place_has_no_rows() -> None:
    case = CASES["labels.list"]
    nowhere = case.call.model_copy(update={"repo": ""})
    unnamed = [{**CASES["repos.list_mine"].data[0], "full_name": ""}]

    assert () == rows_of(result_of((nowhere, StepStatus.DONE, case.data)))
    assert () == rows_of(result_of((CASES["repos.list_mine"].call, StepStatus.DONE, unnamed)))


def test_what_is_no_name_makes_no_row() -> None:
    case = CASES["branches.list"]
    odd = [{**case.data[0], "name": True}]

    assert () == rows_of(result_of((case.call, StepStatus.DONE, odd)))


def test_a_name_is_kept_as_github_has_it() -> None:
    case = CASES["branches.list"]
    odd = [{**case.data[0], "name": "a\u202eb"}]

    (row,) = rows_of(result_of((case.call, StepStatus.DONE, odd)))

    assert "a\u202eb" == row.key


def slack_rows(name: str) -> tuple[Row, ...]:
    case = {case.name: case for case in SLACK_CASES}[name]
    return rows_of(result_of((case.call, StepStatus.DONE, case.data)))


def jira_rows(name: str) -> tuple[Row, ...]:
    case = {case.name: case for case in JIRA_CASES}[name]
    return rows_of(result_of((case.call, StepStatus.DONE, case.data)))


def test_messages_channels_and_people_of_slack_are_rows() -> None:
    assert Row("message", "#releases", TS, provider="slack") in slack_rows("slack.messages.list")
    assert Row("message", "#releases", TS, provider="slack") in slack_rows("slack.messages.replies")
    assert Row("channel", "#releases", provider="slack") in slack_rows("slack.channels.list")
    assert Row("person", "", "U0BOB0001", provider="slack") in slack_rows("slack.users.list")
    assert Row("person", "", "U0BOB0001", provider="slack") in slack_rows("slack.channels.members")
    assert {"message"} == {row.noun for row in slack_rows("slack.messages.search")}


def test_tickets_boards_sprints_and_people_of_jira_are_rows() -> None:
    tickets = jira_rows("jira.issues.search")
    assert {("ticket", True)} == {(row.noun, str(row.key).startswith(row.place)) for row in tickets}
    for name, noun in {
        "jira.boards.list": "board",
        "jira.sprints.list": "sprint",
        "jira.users.assignable": "person",
        "jira.projects.search": "project",
    }.items():
        assert {noun} == {row.noun for row in jira_rows(name)}, name


def test_what_no_sentence_can_name_by_a_row_has_no_number() -> None:
    assert () == slack_rows("slack.scheduled.list")
    for name in ("jira.transitions.list", "jira.types.list", "jira.issues.changelog"):
        assert () == jira_rows(name), name


def test_what_an_answer_made_can_be_named_until_the_next_answer() -> None:
    slack = {case.name: case for case in SLACK_CASES}
    made = {
        "message": slack["slack.messages.send"],
        "ticket": {case.name: case for case in JIRA_CASES}["jira.issues.create"],
        "issue": CASES["issues.create"],
    }
    for noun, case in made.items():
        after = rows_after(result_of((case.call, StepStatus.DONE, case.data)), ListedRows())
        assert after.made is not None
        assert noun == after.made.noun
        shows = CASES["issues.get"]
        later = rows_after(result_of((shows.call, StepStatus.DONE, shows.data)), after)
        assert later.made is None


def test_of_two_things_that_were_made_none_is_that_thing() -> None:
    case = CASES["issues.create"]
    ended = (case.call, StepStatus.DONE, case.data)

    assert rows_after(result_of(ended, ended), ListedRows()).made is None


def test_each_answer_with_rows_ends_the_list_before_it_also_if_none_of_its_own_can_be_named() -> (
    None
):
    slack = {case.name: case for case in SLACK_CASES}
    texts = (
        CASES["issues.list_comments"],
        slack["slack.messages.list"],
        slack["slack.messages.replies"],
    )
    below = (CASES["users.get_my_work"], CASES["runs.get"])

    for case in (*texts, *below):
        after = rows_after(result_of((case.call, StepStatus.DONE, case.data)), BEFORE)
        assert BEFORE.rows != after.rows, case.name


def test_the_things_of_a_plate_have_the_numbers_that_stand_before_them() -> None:
    case = CASES["users.get_my_work"]

    found = rows("users.get_my_work")

    shown = render_step(case.call.facts.view, case.data, Page(TERMINAL, {}, is_numbered=True))
    assert found
    for number, row in enumerate(found, start=1):
        assert f"{number}  {row.place}#{row.key}  " in shown
