"""Judges whether a sentence that names a secret may say its value; pure.

It fails closed. Each order of a sentence is judged by what it is about:

- whatever that is, a word with the shape of a value may be one, and so may one that nobody knows
  where it is said to go into a secret;
- where it only asks, looks, deletes or has the value from standard input, so may each word of
  letters and digits;
- where it is about nothing but a secret, so may each word that such an order does not need, each
  quotation, and whatever stands where only a value can.

What the grammar reads in full says none: there it is known what every word is.
"""

from collections.abc import Iterator
from itertools import chain

from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.plan import Context, Grade
from aegis_cli.planning.sentence.letters import CJK
from aegis_cli.planning.wire import WirePlan
from aegis_cli.planning.withheld.shape import PATH, is_mixed
from aegis_cli.planning.withheld.standing import SaidWords, is_secret_word, standing_words
from aegis_cli.planning.withheld.words import Says

_LONGEST_READ = 1_000
"""The characters of a sentence that the grammar is asked about."""


def may_say_value(text: str) -> bool:
    """Tell whether a sentence that names a secret may say its value."""
    words = standing_words(text)
    return _may_hold_value(words) and not _is_read_in_full(text)


def _is_read_in_full(text: str) -> bool:
    """Tell whether the grammar knows what every word of a sentence is, so that none is a value."""
    if len(text) > _LONGEST_READ:
        return False
    somewhere = Context(repo="acme/web", stdin=True)
    return isinstance(plan_sentence(text, somewhere, Grade.INDIRECT), WirePlan)


def _may_hold_value(words: SaidWords) -> bool:
    if any(word.says is Says.VALUE for word in words):
        return True
    orders = [*_orders(words)]
    others = [order for order in orders if _is_about_else(order)]
    if others and "orders" not in words[0].rows:
        orders = orders[1:]  # what is stated before an order is about that too
    rest = [order for order in orders if order not in others]
    is_meant = any(
        is_secret_word(word) or (not others and "never" in word.rows) for word in chain(*rest)
    )
    return is_meant and any(map(_holds_unknown, rest))


def _holds_unknown(order: SaidWords) -> bool:
    if _only_looks(order):
        return any(word.says is Says.OTHER and is_mixed(word.text) for word in order)
    return any(word.says in {Says.OTHER, Says.QUOTED, Says.WORD} for word in order)


def _orders(words: SaidWords) -> Iterator[SaidWords]:
    """Yield the parts of a sentence that each begin with the verb of an order."""
    begins = 0
    for at in range(1, len(words)):
        if words[at].clause != words[at - 1].clause and "orders" in words[at].rows:
            yield words[begins:at]
            begins = at
    yield words[begins:]


def _is_about_else(words: SaidWords) -> bool:
    """Tell whether an order is about another thing.

    It is one that is named before the secret, right behind it or in another clause, to which
    something leads, or a file. Japanese and Chinese say at the end what they are about.
    """
    secrets = [at for at, word in enumerate(words) if is_secret_word(word)]
    clauses = {words[at].clause for at in secrets}
    return any(
        not secrets
        or at < secrets[0]
        or (at - 1 in secrets and "tells" not in word.rows)
        or word.clause not in clauses
        or words[at - 1].says is Says.LEADS
        or PATH.fullmatch(word.text)
        or CJK.search(words[secrets[0]].text)
        for at, word in enumerate(words)
        if word.says is Says.THING
    )


def _only_looks(words: SaidWords) -> bool:
    """Tell whether an order asks, has the value from standard input, or only looks or deletes.

    The verb of that is before the secret; some languages have it at the end.
    """
    first = next((at for at, word in enumerate(words) if is_secret_word(word)), 0)
    before = [word for word in words[:first] if word.clause == words[first].clause]
    verbs = words if CJK.search(words[first].text) else [*before, words[-1]]
    is_asked = "asks" in words[0].rows or any("sources" in word.rows for word in words)
    return is_asked or any(word.says is Says.LOOKS for word in verbs)
