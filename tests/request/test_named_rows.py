"""What a row of a list names is always asked about, and no model is told of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from aegis_cli.errors import Code
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.offline import OfflinePlanner
from aegis_cli.planning.plan import Context, Origin
from aegis_cli.planning.row_references import ListedRows
from aegis_cli.planning.stand_ins import Row
from aegis_cli.request.conversation import Conversation, place_of_plan
from aegis_cli.request.pipeline import ask
from aegis_cli.request.result import Result, to_json
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules, wire

ISSUES = ListedRows(
    (
        Row("issue", "acme/web", 12, has_number_sign=True),
        Row("issue", "acme/api", 3, has_number_sign=True),
    )
)
REPOS = ListedRows((Row("repository", "acme/web"),))
FIRST = {"repo": "row/1", "issue_number": 900000001}


def hears(text: str, stage: Stage, *, yes: bool = False, listed: ListedRows = ISSUES) -> Result:
    planner = OfflinePlanner(lambda: datetime(2026, 11, 29, 14, 5, tzinfo=UTC), guesses=False)
    options = replace(rules(yes=yes), listed=listed)
    return ask(text, Context(), planner, options, stage.services())


def has_planned(
    text: str, *steps: tuple[str, dict[str, Any]], listed: ListedRows = ISSUES
) -> tuple[Result, Stage]:
    """Return how it ends that a model plans these steps, and what it was told."""
    stage = Stage(wire(*steps))
    options = replace(rules(), listed=listed)
    return ask(text, Context(repo="acme/api"), stage, options, stage.services()), stage


def test_yes_does_not_cover_what_a_row_names() -> None:
    stage, plain = Stage(), Stage()

    hears("close row 1", stage, yes=True)
    hears("close acme/web#12", plain, yes=True)

    assert "ask s1" in stage.events
    assert "ask s1" not in plain.events


def test_no_grant_is_used_up_for_what_a_row_names() -> None:
    stage = Stage()
    offered: list[Act] = []

    def granted(acts: tuple[Act, ...]) -> frozenset[str]:
        offered.extend(acts)
        return frozenset(act.id for act in acts)

    planner = OfflinePlanner(lambda: datetime(2026, 11, 29, 14, 5, tzinfo=UTC), guesses=False)
    services = replace(stage.services(), granted=granted)
    ask("close row 1", Context(), planner, replace(rules(), listed=ISSUES), services)

    assert [] == offered
    assert "ask s1" in stage.events


def test_where_nobody_can_be_asked_no_option_is_told_that_would_help() -> None:
    result = hears("close row 1", Stage(has_person=False))
    mixed = hears("close acme/web#5 and close row 1", Stage(has_person=False))

    assert result.error is not None
    assert "say the repo and the issue number yourself" in (result.error.hint or "")
    assert "--yes" not in (result.error.hint or "")
    assert mixed.error is not None
    assert "aegis do" not in (mixed.error.hint or "")


def test_a_row_is_no_part_of_what_a_planner_is_told_later() -> None:
    conversation = Conversation()

    result = hears("show row 1", Stage())
    conversation.remember("show row 1", result)

    assert 12 == result.acts[0].action.sent_arguments()["issue_number"]
    assert {Origin.RESULT} == {*result.acts[0].provenance.values()}
    assert {"action": "issues.get", "arguments": {}} == conversation.last
    assert ["show row 1"] == conversation.earlier
    assert "" == place_of_plan(result)


def test_no_number_is_told_without_its_repository() -> None:
    conversation = Conversation()

    conversation.remember("x", hears("show issue 5 in row 1", Stage(), listed=REPOS))

    assert {"action": "issues.get", "arguments": {}} == conversation.last


def test_the_place_of_a_plan_is_what_the_person_said() -> None:
    one = hears("show acme/web#12", Stage())
    two = hears("show acme/web#12 and show acme/api#3", Stage())

    assert ("acme/web", "", "") == (
        place_of_plan(one),
        place_of_plan(two),
        place_of_plan(hears("show", Stage())),
    )


def test_the_document_says_where_a_value_comes_from() -> None:
    (step,) = to_json(hears("show row 1", Stage()))["plan"]["steps"]

    assert {"repo": "result", "issue_number": "result"} == step["provenance"]


def test_a_model_plans_with_stand_ins_and_never_sees_what_they_are() -> None:
    result, stage = has_planned("please have a look at row 1", ("issues.get", FIRST))

    assert {"repo": "acme/web", "issue_number": 12} == result.acts[0].action.sent_arguments()
    assert "please have a look at row/1#900000001" in stage.seen
    assert "acme/web" not in str(stage.seen)


@for_each(
    "planned",
    [
        ("issues.get", {"repo": "acme/api", "issue_number": 900000001}),
        ("issues.get", {"repo": "row/2", "issue_number": 900000001}),
        ("issues.get", {"repo": "row/1", "issue_number": 5}),
        ("runs.get", {"repo": "row/1", "run_id": 900000001}),
        ("issues.delete_comment", {"repo": "row/1", "comment_id": 900000001}),
        ("issues.add_comment", {**FIRST, "body": "as in Row/1"}),
        ("issues.add_comment", {**FIRST, "body": "see 900000002"}),
        ("issues.search", {"words": ["row/1"]}),
    ],
)
def test_a_model_that_takes_a_row_apart_does_nothing(planned: tuple[str, dict[str, Any]]) -> None:
    result, stage = has_planned("see to rows 1 and 2, and to #5", planned)

    assert result.error is not None
    assert Code.UNCLEAR is result.error.code
    assert ["plan"] == stage.events


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("close row 1 or 2", ISSUES),
        ("close row number 1", ISSUES),
        ("close row 3", ISSUES),
        ("close row 1", ListedRows()),
        ("close the second one", replace(ISSUES, is_last_answer=False)),
    ],
)
def test_no_model_is_asked_which_row_is_meant(text: str, listed: ListedRows) -> None:
    result, stage = has_planned(text, ("issues.get", FIRST), listed=listed)

    assert result.error is not None
    assert Code.UNCLEAR is result.error.code
    assert [] == stage.events


@pytest.mark.parametrize("quoted", ["row/1", "900000001"])
def test_what_is_quoted_is_sent_as_it_was_typed(quoted: str) -> None:
    stage = Stage()

    result = hears(f"comment '{quoted}' on row 1", stage)

    sent = {"repo": "acme/web", "issue_number": 12, "body": quoted}
    assert sent == result.acts[0].action.sent_arguments()


def test_what_does_not_fit_is_told_where_it_comes_from() -> None:
    beyond = ListedRows((Row("issue", "acme/web", 2**40, has_number_sign=True),))

    result = hears("show row 1", Stage(), listed=beyond)

    assert result.error is not None
    assert result.error.message.startswith("A row of the list does not fit issues.get")


def test_a_run_of_a_list_is_watched_by_its_row() -> None:
    listed = ListedRows((Row("run", "acme/web", 16000005),))

    result = hears("watch row 1", Stage(), listed=listed)

    (act,) = result.acts
    assert {"repo": "acme/web", "run_id": 16000005, "interval": 3} == act.action.sent_arguments()
    assert "runs.watch" == act.action.facts.action
