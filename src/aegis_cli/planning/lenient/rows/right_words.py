"""Corrects typing errors in words that a phrase has; what may be a name stays as it is."""

import re

from aegis_cli.planning.lenient.rows.phrasebook import Phrasebook
from aegis_cli.planning.lenient.vocabulary import ordinary
from aegis_cli.planning.sentence.letters import distance
from aegis_cli.planning.sentence.sentence import without_quotations

_WORD = re.compile(r"(?<![\w@#/.:-])[^\W\d_]{4,}(?![\w@#/:-]|\.\w)")
_LONG = 8


def with_right_words(text: str, book: Phrasebook) -> str:
    """Return a sentence with each word that is nearly one of a phrase written as that."""
    outside = without_quotations(text)
    for match in reversed([*_WORD.finditer(outside)]):
        text = f"{text[: match.start()]}{_right(match[0], book)}{text[match.end() :]}"
    return text


def _right(word: str, book: Phrasebook) -> str:
    folded = word.casefold()
    known = book.vocabulary
    if word.isupper() or folded in known or folded in ordinary() or folded.rstrip("s") in known:
        return word
    most = 2 if len(folded) >= _LONG else 1
    far = {
        each: distance(folded, each)
        for each in known
        if abs(len(each) - len(folded)) <= most
        and (each[0] == folded[0] or sorted(each) == sorted(folded))
    }
    least = min(far.values(), default=most + 1)
    near = [each for each, errors in far.items() if errors == least <= most]
    return near[0] if len(near) == 1 else word
