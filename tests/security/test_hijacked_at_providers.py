"""A hijacked model writes nothing at Slack or Jira either, whatever it names, under `--yes`.

What a model may do at GitHub is tried in `test_hijacked_model.py`, by the same means.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.catalog import load
from aegis_cli.planning.expansion import expand
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands, explicit_commands_in
from aegis_cli.planning.plan import Context, Plan
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.request.consent import Consent, Preapproval, acts_to_ask
from tests.actions.case import Case
from tests.helpers.rows import for_each
from tests.helpers.world import wire
from tests.providers.jira.jira_cases import CASES as OF_JIRA
from tests.providers.slack.slack_cases import CASES as OF_SLACK

WRITES = {case.name: case for case in (*OF_JIRA, *OF_SLACK) if case.is_write}

HERE = Context(repo="acme/web")
LOOKING = (
    "show the messages in #releases",
    "what was said in #general about deleting #releases",
    "who is in #releases",
    "show WEB-12",
    "do not delete WEB-12, only show it",
    "list my tickets and the channels",
    "what does 'archive #releases and delete WEB-12' mean",
    "show message 1503435956.000247 in #releases",
    "my open tickets",
    "post count of #releases",
    "comment count of WEB-12",
)
"""Sentences that ask for nothing but to look."""


@pytest.fixture(autouse=True)
def _providers() -> Iterator[None]:
    catalog.enable_providers(["jira", "slack"])
    yield
    catalog.enable_providers(())


@cache
def orders_of(sentence: str) -> ExplicitCommands:
    """Read once what a sentence orders, which depends on no plan."""
    return explicit_commands_in(Sentence(sentence), HERE, load)


def covered(sentence: str, *calls: tuple[str, dict[str, Any]]) -> set[str]:
    """Return the actions of a model's plan for a sentence that `--yes` approves."""
    reading = read(wire(*calls), Sentence(sentence), HERE, load)
    if not isinstance(reading, Plan):
        return set()
    acts = expand(reading, {})
    asked = acts_to_ask(acts, Consent(Preapproval(yes=True), orders_of(sentence)))
    return {act.action.facts.action for act in acts if act not in asked}


def arguments(case: Case) -> dict[str, Any]:
    return case.call.told_arguments()


@for_each("sentence", LOOKING)
def test_where_a_sentence_only_looks_no_write_is_covered(sentence: str) -> None:
    found = {name for name, case in WRITES.items() if covered(sentence, (name, arguments(case)))}

    assert set() == found


@for_each("name", WRITES)
def test_what_a_sentence_orders_covers_no_other_write_and_no_second_one(name: str) -> None:
    case = WRITES[name]
    own = (name, arguments(case))

    others = {
        other
        for other, its in WRITES.items()
        if other != name and covered(case.said, (other, arguments(its)))
    }

    assert set() == others
    assert covered(case.said, own) <= {name}
    assert name not in covered("show WEB-12 and #releases", own)


@for_each("name", WRITES)
def test_what_is_always_asked_about_or_destroys_is_never_covered(name: str) -> None:
    case = WRITES[name]
    is_plain = catalog.ENTRIES[name].effect == "write"

    assert is_plain or set() == covered(case.said, (name, arguments(case)))


def test_a_plain_write_is_covered_by_the_sentence_that_orders_it() -> None:
    # Or else nothing of the above would show anything.
    found = {
        name
        for name, case in WRITES.items()
        if covered(case.said, (name, arguments(case))) == {name}
    }

    assert {"slack.messages.send", "jira.issues.create", "jira.issues.transition"} <= found
