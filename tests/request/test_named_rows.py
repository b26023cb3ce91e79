"""What a row of an answer names is always asked about, and no model is told of it."""

from dataclasses import replace
from datetime import date

from aegis_cli.planning.grammar.offline import OfflinePlanner
from aegis_cli.planning.plan import Context, Origin
from aegis_cli.planning.row_references import Row
from aegis_cli.request.conversation import Conversation
from aegis_cli.request.pipeline import ask
from aegis_cli.request.result import Result, to_json
from tests.helpers.world import Stage, rules

ROWS = (Row("issue", "acme/web", 12, has_number_sign=True),)


def hears(text: str, stage: Stage, *, yes: bool = False) -> Result:
    planner = OfflinePlanner(lambda: date(2026, 11, 29), guesses=False)
    options = replace(rules(yes=yes), rows=ROWS)
    return ask(text, Context(), planner, options, stage.services())


def test_yes_does_not_cover_what_a_row_names() -> None:
    stage, plain = Stage(), Stage()

    hears("close row 1", stage, yes=True)
    hears("close acme/web#12", plain, yes=True)

    assert "ask s1" in stage.events
    assert "ask s1" not in plain.events


def test_a_row_is_no_part_of_what_a_planner_is_told_later() -> None:
    conversation = Conversation()

    result = hears("show row 1", Stage())
    conversation.remember("show row 1", result)

    assert 12 == result.acts[0].action.sent_arguments()["issue_number"]
    assert {Origin.RESULT} == {*result.acts[0].provenance.values()}
    assert {"action": "issues.get", "arguments": {}} == conversation.last
    assert ["show row 1"] == conversation.earlier


def test_the_document_says_where_a_value_comes_from() -> None:
    document = to_json(hears("show row 1", Stage()))

    assert "result" in str(document["plan"])
    assert "close row 1" not in str(document)
