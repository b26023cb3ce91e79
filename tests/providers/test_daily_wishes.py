"""Sixteen wishes of a day, as somebody says them who has not read how sentences are read.

Each is planned offline, and done in the sandbox.
"""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.plan import Context
from tests.helpers.console import Console, console
from tests.helpers.rows import for_each

MESSAGE = "https://acme.slack.com/archives/C0RELEASE1/p1763200000000200"
TICKET = "https://acme.atlassian.net/browse/WEB-5"
SLACK = {
    "send 'deploy is done' to #releases": "slack.messages.send",
    "dm bob 'can you review my pull request?'": "slack.messages.dm",
    "what's the last message in #releases": "slack.messages.list",
    f"show the thread {MESSAGE}": "slack.messages.replies",
    f"reply 'on it' to {MESSAGE}": "slack.messages.reply",
    f"react with eyes to {MESSAGE}": "slack.reactions.add",
    "who is bob@acme.example on slack": "slack.users.get",
    "send 'standup in 5' to C0RELEASE1": "slack.messages.send",
}
JIRA = {
    "what's on my board": "jira.issues.search",
    "start WEB-5": "jira.issues.start",
    "log 2 hours on WEB-5": "jira.worklogs.add",
    "what is in the current sprint of WEB": "jira.issues.search",
    "assign WEB-5 to Ada": "jira.issues.assign",
    f"comment 'fixed in 2.1' on {TICKET}": "jira.comments.add",
    "move WEB-5 to 'In Progress'": "jira.issues.transition",
    "show my open tickets": "jira.issues.search",
}


@pytest.fixture
def _both() -> Iterator[None]:
    catalog.enable_providers(("slack", "jira"), {"jira": "acme.atlassian.net"})
    yield
    catalog.enable_providers(())


@pytest.mark.usefixtures("_both")
@for_each(("sentence", "action"), (SLACK | JIRA).items())
def test_a_daily_wish_is_planned_offline(sentence: str, action: str) -> None:
    plan = plan_sentence(sentence, Context(repo="acme/site"))

    assert not isinstance(plan, Gap), plan.missing
    assert [action] == [step.action for step in plan.steps]


@pytest.mark.usefixtures("_both")
def test_an_address_of_another_site_names_no_ticket_of_ours() -> None:
    plan = plan_sentence(
        "comment 'fixed' on https://other.atlassian.net/browse/WEB-5", Context(repo="acme/site")
    )

    assert isinstance(plan, Gap)


@pytest.fixture(scope="module")
def at() -> Iterator[Console]:
    with console("--provider", "slack", "--provider", "jira") as found:
        found.begin()
        yield found


@pytest.mark.enable_socket
@pytest.mark.usefixtures("_both")
def test_the_daily_wishes_are_done_in_the_sandbox(at: Console) -> None:
    ended = at.run_in_one(
        {wish: ["ask", wish, "--yes", "--output", "json"] for wish in SLACK | JIRA}
    )

    for wish, each in ended.items():
        status = each.document["status"]
        assert status in {"done", "already"}, (wish, each.document)
