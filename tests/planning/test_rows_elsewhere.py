"""Rows and what was just made, at every provider: what a sentence is read as, and what is filled in."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import load
from aegis_cli.errors import Unclear
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.plan import Context, Literal, Origin, Plan, Step
from aegis_cli.planning.row_references import ListedRows, replace_rows
from aegis_cli.planning.stand_ins import Row
from tests.helpers.rows import for_each

TS = tuple(f"176320000{number}.000200" for number in range(3))
MESSAGES = ListedRows(tuple(Row("message", "#releases", ts, provider="slack") for ts in TS))
CHANNELS = ListedRows(
    tuple(Row("channel", name, provider="slack") for name in ("#releases", "D0BOB00001"))
)
PEOPLE = ListedRows(
    tuple(Row("person", "", name, provider="slack") for name in ("U0BOB0001", "U0CAR0001"))
)
TICKETS = ListedRows(
    tuple(Row("ticket", "WEB", key, provider="jira") for key in ("WEB-5", "WEB-8"))
)
ACCOUNTS = ListedRows((Row("person", "", "5b10ac8d82e05b22cc7d4ef6", provider="jira"),))
BOARDS = ListedRows((Row("board", "", 1, provider="jira"),))
SPRINTS = ListedRows(tuple(Row("sprint", "", number, provider="jira") for number in (1, 2)))
SENT = ListedRows(made=Row("message", "#releases", TS[0], provider="slack"))
FILED = ListedRows(made=Row("ticket", "WEB", "WEB-13", provider="jira"))
OPENED = ListedRows(made=Row("issue", "acme/web", 13, has_number_sign=True))


@pytest.fixture(autouse=True)
def _with_all() -> Iterator[None]:
    catalog.enable_providers(("slack", "jira"))
    yield
    catalog.enable_providers(())


def planned(sentence: str, listed: ListedRows) -> list[str]:
    """Return what a sentence is planned as, with what the rows hold, and check their origin."""
    text, stand_ins = replace_rows(sentence, listed)
    for row in (*listed.rows, *([listed.made] if listed.made else [])):
        assert str(row.key) not in text or (isinstance(row.key, int) and row.key < 100)
    wire = plan_sentence(text, Context(repo="acme/site"))
    if isinstance(wire, Gap):
        return [f"gap: {text}"]
    steps = tuple(
        Step(each.id, load(each.action), {a.name: _literal(a.value) for a in each.args})
        for each in wire.steps
    )
    plan = stand_ins.fill(Plan(steps))
    assert any(
        isinstance(value, Literal) and value.origin is Origin.RESULT
        for step in plan.steps
        for value in step.values.values()
    )
    return [
        " ".join(
            [
                step.action.facts.action,
                *(
                    f"{name}={value.value}"
                    for name, value in step.values.items()
                    if isinstance(value, Literal)
                ),
            ]
        )
        for step in plan.steps
    ]


def _literal(value: object) -> Literal:
    number = isinstance(value, str) and value.isdecimal()
    return Literal(int(str(value)) if number else value, Origin.USER)


@for_each(
    ("listed", "sentence", "wanted"),
    [
        (MESSAGES, "show row 2", f"slack.messages.get channel=#releases message={TS[1]}"),
        (
            MESSAGES,
            "reply 'ok' to row 2",
            f"slack.messages.reply channel=#releases text=ok message={TS[1]}",
        ),
        (
            MESSAGES,
            "react to the last one with eyes",
            f"slack.reactions.add channel=#releases message={TS[2]} emoji=eyes",
        ),
        (
            MESSAGES,
            "show the thread of row 1",
            f"slack.messages.replies channel=#releases message={TS[0]}",
        ),
        (MESSAGES, "delete row 3", f"slack.messages.delete channel=#releases message={TS[2]}"),
        (CHANNELS, "show the messages in row 1", "slack.messages.list channel=#releases"),
        (CHANNELS, "send 'hi' to row 2", "slack.messages.send channel=D0BOB00001 text=hi"),
        (PEOPLE, "dm row 1 'hi'", "slack.messages.dm text=hi person=U0BOB0001"),
        (PEOPLE, "show row 1", "slack.users.get person=U0BOB0001"),
        (PEOPLE, "show me the second one", "slack.users.get person=U0CAR0001"),
        (PEOPLE, "who is row 1 on slack", "slack.users.get person=U0BOB0001"),
        (PEOPLE, "who is row 1?", "slack.users.get person=U0BOB0001"),
        (ACCOUNTS, "who's row 1", "jira.users.get person=5b10ac8d82e05b22cc7d4ef6"),
        (ACCOUNTS, "show row 1", "jira.users.get person=5b10ac8d82e05b22cc7d4ef6"),
        (
            PEOPLE,
            "invite row 2 to #releases",
            "slack.channels.invite channel=#releases person=U0CAR0001",
        ),
        (TICKETS, "show row 2", "jira.issues.get issue=WEB-8"),
        (TICKETS, "start row 1", "jira.issues.start issue=WEB-5"),
        (TICKETS, "close row 2", "jira.issues.close issue=WEB-8"),
        (TICKETS, "assign row 2 to me", "jira.issues.assign issue=WEB-8 assignee=@me"),
        (TICKETS, "comment 'x' on row 1", "jira.comments.add issue=WEB-5 body=x"),
        (
            ACCOUNTS,
            "assign WEB-5 to row 1",
            "jira.issues.assign issue=WEB-5 assignee=5b10ac8d82e05b22cc7d4ef6",
        ),
        (BOARDS, "show the sprints of row 1", "jira.sprints.list board=1"),
        (SPRINTS, "show the tickets in row 2", "jira.sprints.issues sprint=2"),
        (SPRINTS, "close row 1", "jira.sprints.close sprint=1"),
        (
            SENT,
            "react to the message I just sent with eyes",
            f"slack.reactions.add channel=#releases message={TS[0]} emoji=eyes",
        ),
        (SENT, "show its thread", f"slack.messages.replies channel=#releases message={TS[0]}"),
        (SENT, "delete that message", f"slack.messages.delete channel=#releases message={TS[0]}"),
        (FILED, "start that ticket", "jira.issues.start issue=WEB-13"),
        (
            FILED,
            "assign the ticket I just made to me",
            "jira.issues.assign issue=WEB-13 assignee=@me",
        ),
        (OPENED, "close the issue I just opened", "issues.close repo=acme/web issue_number=13"),
    ],
)
def test_a_row_or_what_was_made_is_planned_as_a_stand_in_and_filled_in(
    listed: ListedRows, sentence: str, wanted: str
) -> None:
    assert [wanted] == planned(sentence, listed)


BOTH_TICKETS = ["jira.issues.get issue=WEB-5", "jira.issues.get issue=WEB-8"]
BOTH_PEOPLE = ["slack.users.get person=U0BOB0001", "slack.users.get person=U0CAR0001"]


@for_each(
    ("listed", "sentence", "wanted"),
    [
        (TICKETS, "show them", BOTH_TICKETS),
        (PEOPLE, "show rows 1 and 2", BOTH_PEOPLE),
        (PEOPLE, "show me rows 1-2", BOTH_PEOPLE),
        (PEOPLE, "show row 1 and row 2", BOTH_PEOPLE),
        (PEOPLE, "show the first 2 rows", BOTH_PEOPLE),
        (PEOPLE, "show them", BOTH_PEOPLE),
        (PEOPLE, "who are rows 1 and 2?", BOTH_PEOPLE),
        (
            PEOPLE,
            "show row 1 and dm row 2 'hi'",
            [BOTH_PEOPLE[0], "slack.messages.dm text=hi person=U0CAR0001"],
        ),
    ],
)
def test_several_rows_are_a_step_each(listed: ListedRows, sentence: str, wanted: list[str]) -> None:
    assert wanted == planned(sentence, listed)


@for_each(
    ("listed", "sentence", "values"),
    [
        (MESSAGES, "show row 2", {"channel": "#eng", "message": "1900000002.000000"}),
        (MESSAGES, "show row 2", {"channel": "#row-2", "message": TS[0]}),
        (MESSAGES, "show rows 1 and 2", {"channel": "#row-1", "message": "1900000002.000000"}),
    ],
)
def test_a_message_is_in_no_other_place_than_its_own(
    listed: ListedRows, sentence: str, values: dict[str, str]
) -> None:
    _, stand_ins = replace_rows(sentence, listed)
    step = Step(
        "s1", load("slack.messages.get"), {n: Literal(v, Origin.USER) for n, v in values.items()}
    )

    with pytest.raises(Unclear, match=r"parts a row|stands for a thing"):
        stand_ins.fill(Plan((step,)))


@for_each(
    ("listed", "sentence", "action", "values"),
    [
        (PEOPLE, "dm row 1 'hi'", "slack.messages.dm", {"person": "bob", "text": "row-1"}),
        (TICKETS, "show row 1", "jira.comments.add", {"issue": "WEB-1", "body": "ROW1-900000001"}),
        (BOARDS, "show row 1", "jira.sprints.get", {"sprint": 900_000_001}),
        (PEOPLE, "show row 1", "slack.reactions.add", {"emoji": "row-1"}),
        # A row of one provider is nothing at another.
        (PEOPLE, "show row 1", "users.get", {"username": "row-1"}),
    ],
)
def test_a_stand_in_is_in_no_text_and_in_no_field_of_another_kind(
    listed: ListedRows, sentence: str, action: str, values: dict[str, object]
) -> None:
    _, stand_ins = replace_rows(sentence, listed)
    step = Step("s1", load(action), {n: Literal(v, Origin.USER) for n, v in values.items()})

    with pytest.raises(Unclear, match="stands for a thing"):
        stand_ins.fill(Plan((step,)))


def test_stand_ins_are_spelled_as_nothing_in_the_sentence_is() -> None:
    text, stand_ins = replace_rows("comment 'see row1 and ROW2-3' on row 1", TICKETS)

    assert "comment 'see row1 and ROW2-3' on ROWX1-900000001" == text
    assert "on row 1" in stand_ins.restore(text)
