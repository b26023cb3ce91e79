"""Turns an order for each of many into the list of them: "close every issue labelled stale".

It is for what is not done for each row of a list: what is stronger than a plain write, and what is
not understood whole. Whoever means many then sees them first.
"""

from typing import NamedTuple

from aegis_cli.planning.grammar.clauses import verbs_of_orders
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexemes
from aegis_cli.planning.lenient.concepts import concepts_of

_EACH = frozenset({"every", "each", "all", "any"})
_MANY = (
    "Only a plain write is done for each of many, and only where all that is said of them is "
    "understood: list them first, then say '{verb} rows 1 to 5' at the prompt, with the numbers "
    "that you see."
)


class EachOrder(NamedTuple):
    """An order for each of many."""

    listing: Lexemes
    """The words that list them."""
    sentence: str
    """The same as a sentence."""
    told: str
    """How they are changed then, as a sentence."""


def loop_in(words: Lexemes, grammar: Grammar) -> EachOrder | None:
    """Return the order for each of many that words are; `None` if they are another one."""
    verb = min(verbs_of_orders(words, grammar), default=len(words))
    each = verb + 1
    if each >= len(words) or words[each].text not in _EACH:
        return None
    noun = next((at for at in range(each, len(words)) if words[at].text in grammar.nouns), 0)
    if not noun or words[verb].text not in grammar.lead_words:
        return None
    show, several = concepts_of(("show", _several(words[noun].text, grammar)))
    listing = (show, *words[each + 1 : noun], several, *words[noun + 1 :])
    sentence = " ".join(f"'{word.raw}'" if word.quoted else word.raw for word in listing)
    return EachOrder(listing, sentence, _MANY.format(verb=words[verb].raw))


def _several(noun: str, grammar: Grammar) -> str:
    """Return a noun in the plural."""
    plurals = (f"{noun}{ending}" for ending in ("s", "es"))
    return next((each for each in plurals if each in grammar.nouns), noun)
