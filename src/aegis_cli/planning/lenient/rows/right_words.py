"""Corrects typing errors in words that a language has; what may be a name stays as well."""

import re
from functools import lru_cache

from aegis_cli.planning.sentence.letters import distance

_WORD = re.compile(r"[^\W\d_]{4,}")
_SHORT, _LONG = 4, 8


@lru_cache(maxsize=4096)
def right_word(word: str, known: frozenset[str]) -> str:
    """Return the one known word that a word is nearly; the word itself where it is none.

    NOTE: of four letters none is another, or "dave" would be "dove". Of two words that are as near,
    the one with more letters is meant: letters are left out more often than put in.
    """
    folded = word.casefold()
    if not _WORD.fullmatch(word) or word.isupper() or folded in known:
        return word
    most = 2 if len(folded) >= _LONG else 1
    far = {
        each: distance(folded, each)
        for each in known
        if each.isalpha()
        and abs(len(each) - len(folded)) <= most
        and (each[0] == folded[0] or sorted(each) == sorted(folded))
        and not (len(each) == len(folded) == _SHORT and sorted(each) != sorted(folded))
    }
    least = min(far.values(), default=most + 1)
    near = [each for each, errors in far.items() if errors == least <= most]
    near = [each for each in near if len(each) > len(folded)] or near
    return near[0] if len(near) == 1 else word
