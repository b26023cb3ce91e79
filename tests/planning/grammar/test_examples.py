"""Each form reads its own example, and it alone; where it does not, the fault and the mend are said."""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.words.forms import Form
from aegis_cli.planning.grammar.examples import grammar_of, unread_examples
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.providers.github.github_types import PullNumber, Title
from tests.actions.test_rules import define
from tests.helpers.trial_actions import MergePull


def asking(ask: str | Form, **facts: Any) -> type[Action[Any]]:
    """Return an action that is asked for so."""
    fields = {"pull_number": PullNumber, "title": (Title | None, None)}
    return define(**{"fields": fields, "utterances": (ask,), "verbs": ("merge", "open")} | facts)


def test_every_form_of_the_catalogue_reads_its_own_example() -> None:
    assert [] == [*unread_examples(GRAMMAR)]


def test_a_place_of_a_noun_is_said_where_the_sentence_has_it() -> None:
    look = asking(
        "SHOW the community_profile of {repo}",
        effect=Effect.READ,
        endpoint="GET /repos/{repo}/community/profile",
        fields={"pull_number": (PullNumber | None, None)},
        verbs=None,
    )

    assert [] == [*unread_examples(grammar_of([look]))]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            "open {pull_number} 'now'",
            "Example: the utterance \"open {pull_number} 'now'\" cannot read its own example, \"open acme/web#12 'now'\": it leaves 'acme/web#12 now' over; say it with other words, give the field's kind an example that reads well there, or write a Form",
        ),
        (
            Form(("open",), ("{pull_number}",), needs=("title",), example="open {pull_number}"),
            "Example: the utterance 'open {pull_number}' cannot read its own example, 'open acme/web#12': it has no title; write {title} where people say it",
        ),
    ],
)
def test_a_form_that_cannot_read_its_own_example_is_told(ask: str | Form, message: str) -> None:
    assert [message] == [*unread_examples(grammar_of([asking(ask)]))]


def test_a_form_that_is_read_as_another_action_too_is_told() -> None:
    twice = asking("merge {pull_number}", action="tests.twice_merged")

    assert [
        "Example: the utterance 'merge {pull_number}' cannot read its own example, 'merge acme/web#12': trials.merge_pull reads it too; say what tells them apart",
        "MergePull: the utterance 'merge {pull_number} [by|with|using {merge_method}]' cannot read its own example, 'merge acme/web#12': tests.twice_merged reads it too; say what tells them apart",
    ] == [*unread_examples(grammar_of([twice, MergePull]))]
