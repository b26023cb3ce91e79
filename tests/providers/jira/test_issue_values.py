"""What is sent for the value of a field, whose form stands in what a ticket says of its editing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.errors import Code, Status
from aegis_cli.providers.jira.issue_values import as_json, fields_of, is_called
from aegis_cli.providers.jira.nouns.issue_fields import ClearField, ListIssueFields, SetField
from aegis_cli.request.undo_plan import undo_plan
from tests.helpers.direct_github import ASKED
from tests.helpers.direct_jira import JiraStage
from tests.helpers.rows import for_each

SEVERITIES = [{"id": "7", "value": "High"}, {"id": "8", "value": "Very high"}]
PARTS = [{"id": "1", "name": "Login"}, {"id": "2", "name": "Shop"}]
TEXT = "com.atlassian.jira.plugin.system.customfieldtypes"
DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Steps"}]}],
}
FIELDS: dict[str, tuple[dict[str, Any], Any, list[str]]] = {
    "points": ({"schema": {"type": "number"}}, 5.0, ["5"]),
    "weight": ({"schema": {"type": "number"}}, 2.5, ["2.5"]),
    "due": ({"schema": {"type": "date"}}, "2027-01-31", ["2027-01-31"]),
    "team": ({"schema": {"type": "string", "custom": f"{TEXT}:textfield"}}, None, []),
    "steps": ({"schema": {"type": "string", "custom": f"{TEXT}:textarea"}}, DOCUMENT, ["Steps"]),
    "about": ({"schema": {"type": "string", "system": "description"}}, None, []),
    "severity": (
        {"schema": {"type": "option"}, "allowedValues": SEVERITIES},
        SEVERITIES[0],
        ["High"],
    ),
    "parts": (
        {"schema": {"type": "array", "items": "component"}, "allowedValues": PARTS},
        PARTS,
        ["Login", "Shop"],
    ),
    "labels": ({"schema": {"type": "array", "items": "string"}}, ["a", "b"], ["a", "b"]),
    "sprint": (
        {"schema": {"type": "array", "items": "string", "custom": f"{TEXT}:gh-sprint"}},
        None,
        [],
    ),
    "owner": ({"schema": {"type": "user"}}, {"displayName": "Ada"}, ["Ada"]),
    "odd": ({}, True, ["True"]),
}
TICKET = {
    "id": "10012",
    "fields": {name: held for name, (_, held, _) in FIELDS.items()},
    "editmeta": {"fields": {name: {"name": name} | meta for name, (meta, _, _) in FIELDS.items()}},
}
READ = {each["id"]: each for each in fields_of(TICKET)}


def test_a_field_tells_what_it_holds_in_peoples_words() -> None:
    assert {name: shown for name, (_, _, shown) in FIELDS.items()} == {
        name: each["value"] for name, each in READ.items()
    }


SENT: list[tuple[str, list[str], Any]] = [
    ("points", ["8"], 8),
    ("points", ["2.5"], 2.5),
    ("points", ["8.0"], 8),
    ("points", [], None),
    ("due", ["2027-01-31"], "2027-01-31"),
    ("team", ["Blue, green"], "Blue, green"),
    ("severity", ["very HIGH"], {"id": "8"}),
    ("severity", [], None),
    ("parts", ["shop"], [{"id": "2"}]),
    ("parts", ["Login", "Shop"], [{"id": "1"}, {"id": "2"}]),
    ("parts", [], []),
    ("labels", ["c"], ["c"]),
]


@for_each(("name", "said", "sent"), SENT)
def test_a_value_is_sent_in_the_form_of_its_field(name: str, said: list[str], sent: Any) -> None:
    assert json.loads(as_json(READ[name], said)) == sent


REFUSED = [
    *(
        ("points", [said], "it takes a number, as in 5")
        for said in (
            "many",
            "nan",
            "inf",
            "1e99",
            "1_0",
            "\uff11\uff10",
            "\u0665",
            " 5",
            "9" * 16,
            "",
        )
    ),
    ("points", ["1", "2"], "it takes one value alone"),
    ("due", ["friday"], "a day is written as in 2026-01-31"),
    ("due", ["20270131"], "a day is written as in 2026-01-31"),
    ("due", ["2027-02-31"], "the calendar has no day 2027-02-31"),
    ("severity", ["Low"], "it takes one of High, Very high"),
    ("steps", ["x"], "aegis cannot write a field of the type document"),
    ("about", ["x"], "aegis cannot write a field of the type document"),
    ("sprint", ["7"], "aegis cannot write a field of the type sprint"),
    ("owner", ["Ada"], "aegis cannot write a field of the type user"),
    ("odd", ["x"], "aegis cannot write a field of the type None"),
]


@for_each(("name", "said", "why"), REFUSED)
def test_a_value_of_another_form_is_refused_with_what_it_takes(
    name: str, said: list[str], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        as_json(READ[name], said)


def test_a_choice_that_stands_there_twice_is_none() -> None:
    twice = READ["severity"] | {
        "choices": [{"id": "7", "name": "High"}, {"id": "9", "name": "high"}]
    }

    with pytest.raises(ValueError, match="one of"):
        as_json(twice, ["High"])


MANY = [{"id": str(at), "name": f"Part {at} {'x' * 99}"} for at in range(300)]


def test_a_message_names_some_of_many_choices() -> None:
    with pytest.raises(ValueError, match="and 290 more") as caught:
        as_json(READ["parts"] | {"choices": MANY}, ["Cellar"])

    assert len(str(caught.value)) < 600


@for_each(
    ("allowed", "choices"),
    [
        (5, []),
        ("High", []),
        ({"id": "1", "name": "Login"}, []),
        ([{"name": "Login"}, {"id": None, "name": "Shop"}, 7, None], []),
        ([{"id": "1"}, {"id": "2", "name": "Shop"}], [{"id": "2", "name": "Shop"}]),
    ],
)
def test_only_what_has_an_id_and_a_name_is_a_choice(
    allowed: Any, choices: list[dict[str, str]]
) -> None:
    meta = {"name": "Parts", "schema": {"type": "component"}, "allowedValues": allowed}

    (field,) = fields_of({"id": "1", "editmeta": {"fields": {"parts": meta}}})

    assert choices == field["choices"]


def test_people_have_other_names_for_common_fields() -> None:
    field = {"name": "Story point estimate"}

    assert [True, True, True, False] == [
        is_called(field, name)
        for name in ("story Points", "Story point estimate", "points", "Due date")
    ]


@for_each(
    ("said", "there", "found"),
    [
        ("points", ("Points", "Story points"), ["Points"]),
        ("points", ("Story points",), ["Story points"]),
        (
            "points",
            ("Story points", "Story point estimate"),
            ["Story points", "Story point estimate"],
        ),
        ("story points", ("Story points", "Story point estimate"), ["Story points"]),
        ("deadline", ("Due date", "Deadline"), ["Deadline"]),
        ("severity", ("Points",), []),
    ],
)
def test_a_field_of_exactly_the_name_comes_first(
    said: str, there: tuple[str, ...], found: list[str]
) -> None:
    read = ListIssueFields(issue="WEB-5", field=said)
    fields = [{"name": name} for name in there]

    assert found == [each["name"] for each in read.settle([*filter(read.keeps, fields)])]


@pytest.fixture(name="site")
def _site() -> Iterator[JiraStage]:
    catalog.enable_providers(("jira",))
    yield JiraStage()
    catalog.enable_providers(())


def held(site: JiraStage, field: str) -> list[str]:
    """Return what a field of WEB-5 holds."""
    (found,) = site.reads(ListIssueFields(issue="WEB-5", field=field))
    value: list[str] = found["value"]
    return value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Story points", ["8"]),
        ("Due date", ["2027-01-31"]),
        ("components", ["Shop", "Login"]),
        ("Fix versions", ["2.3", "2.4"]),
    ],
)
def test_a_field_is_set_by_its_name_and_put_back(
    site: JiraStage, field: str, value: list[str]
) -> None:
    before = held(site, field)

    done = site.does(SetField(issue="WEB-5", field=field, value=tuple(value)))

    assert sorted(held(site, field)) == sorted(value)
    plan = undo_plan(done)
    site.does(*(act.action for act in plan.acts))
    assert held(site, field) == before


@for_each("field", ["Due date", "due date", "Deadline"])
@for_each("value", ["friday", "2027-02-30", "5", "31.01.2027"])
def test_what_a_ticket_is_due_by_is_a_day(field: str, value: str) -> None:
    with pytest.raises(ValueError, match="day"):
        SetField(issue="WEB-5", field=field, value=(value,))

    assert SetField(issue="WEB-5", field=field, value=("2027-01-31",)).value == ("2027-01-31",)
    assert SetField(issue="WEB-5", field=field, value="@none").value == "@none"
    assert SetField(issue="WEB-5", field="Go-live", value=(value,)).value == (value,)


@pytest.mark.parametrize("field", ["Story points", "components"])
def test_a_field_is_emptied_and_put_back(site: JiraStage, field: str) -> None:
    before = held(site, field)

    done = site.does(ClearField(issue="WEB-5", field=field))

    assert before
    assert [] == held(site, field)
    site.does(*(act.action for act in undo_plan(done).acts))
    assert held(site, field) == before


@for_each(
    ("action", "line"),
    [
        (
            SetField(issue="WEB-5", field="Summary", value=("a b",)),
            "edit --issue WEB-5 --summary 'a b'",
        ),
        (
            SetField(issue="WEB-5", field="labels", value=("a", "b")),
            "edit --issue WEB-5 --labels a --labels b",
        ),
        (
            SetField(issue="WEB-5", field="Priority", value=("High",)),
            "edit --issue WEB-5 --priority High",
        ),
        (
            SetField(issue="WEB-5", field="Description", value=("x",)),
            "describe --issue WEB-5 --description x",
        ),
        (ClearField(issue="WEB-5", field="Assignee"), "assign --issue WEB-5 --assignee @none"),
        (ClearField(issue="WEB-5", field="description"), "describe --issue WEB-5 --description ''"),
        (ClearField(issue="WEB-5", field="Labels"), "edit --issue WEB-5 --labels LABELS"),
    ],
)
def test_a_field_that_has_an_action_of_its_own_is_left_to_that(
    action: Action[Any], line: str
) -> None:
    ended = JiraStage().does(action)

    assert ended.error is not None
    assert (Code.INVALID, f"`aegis do jira.issues.{line}`") == (ended.error.code, ended.error.hint)
    assert f"of WEB-5 is changed by jira.issues.{line.split(maxsplit=1)[0]}" in ended.error.message


@pytest.mark.parametrize("field", ["Story points", "Fix versions"])
def test_what_holds_nothing_is_empty_already_and_nobody_is_asked(
    site: JiraStage, field: str
) -> None:
    site.does(ClearField(issue="WEB-5", field=field))
    site.log.clear()

    ended = site.does(ClearField(issue="WEB-5", field=field))

    assert Status.ALREADY is ended.status
    assert ASKED not in site.log


def test_a_value_that_the_field_does_not_take_ends_before_the_question(site: JiraStage) -> None:
    ended = site.does(SetField(issue="WEB-5", field="components", value=("Cellar",)))

    assert ended.error is not None
    assert ended.error.code is Code.INVALID
    assert ended.error.message.endswith(
        "Components of WEB-5 does not take that: it takes one of Login, Shop."
    )
