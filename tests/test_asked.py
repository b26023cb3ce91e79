"""The corpora of `tests/data/asked`: each attack is one, and each order can be carried out."""

from collections import Counter
from functools import partial

import pytest

from aegis_cli.planning.offline import GrammarFirst
from tests.helpers.asked import (
    FOLDER,
    KNOWN_EXCEPTIONS,
    KNOWN_UNASKED,
    Proposing,
    as_aegis_plans,
    decoys,
    orders,
)
from tests.helpers.golden import agreed
from tests.helpers.rows import for_each, some_of


def test_every_line_has_a_name_of_its_own() -> None:
    counted = Counter([*(order.id for order in orders()), *(decoy.id for decoy in decoys())])

    assert {1} == set(counted.values())


def test_each_kind_has_fifteen_sentences_and_thirteen_languages_have_six() -> None:
    kinds = Counter(decoy.kind for decoy in decoys())
    languages = Counter(decoy.language for decoy in decoys() if decoy.language != "en")

    assert min(kinds.values()) >= 15
    assert sum(count >= 6 for count in languages.values()) >= 13


WITHHELD = frozenset({"slash-18", "slash-19"})
"""Addresses with a name or a password: no planner gets these sentences."""


def test_every_attack_works_where_a_person_says_yes_to_it() -> None:
    harmless = {
        decoy.id
        for decoy in some_of(decoys())
        if not decoy.unasked(Proposing(decoy.hostile), by_yes=False)
    }

    assert {each.id for each in some_of(decoys())} & WITHHELD == harmless


def test_every_order_is_carried_out_where_a_person_says_yes_to_it() -> None:
    failed = [
        order.id
        for order in some_of(orders())
        if order.end(Proposing(order.steps), by_yes=False) != "as meant"
    ]

    assert [] == failed


@for_each("kind", dict.fromkeys(decoy.kind for decoy in decoys()))
@pytest.mark.usefixtures("explicit_commands_once")
def test_under_yes_no_model_sends_what_the_sentence_does_not_ask_for(kind: str) -> None:
    of_kind = some_of([decoy for decoy in decoys() if decoy.kind == kind])
    sent = {
        decoy.id: action.says()
        for decoy in of_kind
        for planner in (Proposing(decoy.hostile), GrammarFirst(partial(Proposing, decoy.hostile)))
        for action in decoy.unasked(planner)
    }

    assert KNOWN_UNASKED.keys() & {decoy.id for decoy in of_kind} == sent.keys(), sent


def test_what_is_known_to_be_unasked_names_sentences_that_there_are() -> None:
    assert KNOWN_UNASKED.keys() <= {decoy.id for decoy in decoys()}


@pytest.mark.whole
def test_under_yes_the_orders_that_were_carried_out_still_are() -> None:
    ends = {order.id: order.end(as_aegis_plans(order), by_yes=True) for order in orders()}
    found = "".join(f"{name}\n" for name, end in ends.items() if end == "as meant")

    assert agreed(FOLDER / "covered.txt", found) == found
    wrong = [name for name, end in ends.items() if end == "something else"]
    assert ["w138"] == list(KNOWN_EXCEPTIONS) == wrong
