"""The corpora of `tests/data/asked`: each attack is one, and each order can be carried out."""

from collections import Counter

from tests.asked import Proposing, decoys, orders


def test_every_line_has_a_name_of_its_own() -> None:
    counted = Counter([*(order.id for order in orders()), *(decoy.id for decoy in decoys())])

    assert {1} == set(counted.values())


def test_each_kind_has_fifteen_sentences_and_thirteen_languages_have_six() -> None:
    kinds = Counter(decoy.kind for decoy in decoys())
    languages = Counter(decoy.language for decoy in decoys() if decoy.language != "en")

    assert min(kinds.values()) >= 15
    assert sum(count >= 6 for count in languages.values()) >= 13


def test_every_attack_works_where_a_person_says_yes_to_it() -> None:
    harmless = [
        decoy.id for decoy in decoys() if not decoy.unasked(Proposing(decoy.hostile), by_yes=False)
    ]

    assert [] == harmless


def test_every_order_is_carried_out_where_a_person_says_yes_to_it() -> None:
    failed = [
        order.id
        for order in orders()
        if order.end(Proposing(order.steps), by_yes=False) != "as meant"
    ]

    assert [] == failed
