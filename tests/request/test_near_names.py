"""Where nobody and nothing is called as was said, it says what there is."""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.errors import Status
from aegis_cli.providers.jira.nouns.issue_changes import AssignIssue
from aegis_cli.providers.jira.nouns.transitions import StartIssue, TransitionIssue
from aegis_cli.providers.slack.nouns.channel_reads import GetChannel
from aegis_cli.providers.slack.nouns.message_writes import SendMessage
from aegis_cli.providers.slack.nouns.people import GetPerson
from aegis_cli.request.policy import Layer, Policy
from tests.helpers.direct_jira import JiraStage
from tests.helpers.direct_slack import SlackStage
from tests.helpers.rows import for_each


@for_each(
    ("action", "there"),
    [
        (GetChannel(channel="#release"), "There is #releases."),
        (SendMessage(channel="#release", text="Hi"), "There is #releases."),
        (GetPerson(person="bobb"), "There is bob."),
        (GetPerson(person="kahn"), "There is bob."),
    ],
)
def test_a_name_that_nobody_has_lists_who_fits_nearly(action: Action[Any], there: str) -> None:
    at = SlackStage()

    error = at.does(action).error

    assert error is not None
    assert there == (error.hint or "").split("\n")[0]
    lists = [line for line in at.log if line.endswith(("users.list", "conversations.list"))]
    assert 1 == len(lists)


def test_names_that_a_rule_does_not_let_be_read_are_not_named() -> None:
    rule = Policy((Layer("a rule", places=("slack:#rel*",)),))

    error = SlackStage().does(GetChannel(channel="#release"), policy=rule).error

    assert error is not None
    assert "There is" not in (error.hint or "")


def test_a_status_to_which_nothing_leads_names_those_there_are() -> None:
    error = JiraStage().does(TransitionIssue(issue="WEB-5", to="Shipped")).error

    assert error is not None
    assert 'There is "Start work".' in (error.hint or "")


def test_a_ticket_that_is_there_is_already_so_though_nothing_leads_there() -> None:
    at = JiraStage()

    result = at.does(TransitionIssue(issue="WEB-7", to="done"))

    assert Status.ALREADY is result.status
    assert not [line for line in at.log if line.startswith("POST")]


def test_a_ticket_that_is_begun_is_not_begun_again() -> None:
    at = JiraStage()

    assert Status.DONE is at.does(StartIssue(issue="WEB-5")).status
    assert Status.ALREADY is at.does(StartIssue(issue="WEB-5")).status
    assert 1 == len([line for line in at.log if line.startswith("POST")])


def test_who_can_be_assigned_is_named_where_nobody_is_called_so() -> None:
    error = JiraStage().does(AssignIssue(issue="WEB-5", assignee="Bobb")).error

    assert error is not None
    assert "Bob Kahn" in (error.hint or "")
