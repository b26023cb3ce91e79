"""Tells which words that look secret are none: the key of a cache, a variable's plain name; pure.

NOTE: only where nothing else of the sentence is secret, so that no value hides behind one of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from aegis_cli.planning.withheld.nouns import is_variable, says_of_what_is_secret
from aegis_cli.planning.withheld.shape import begins_as_known
from aegis_cli.planning.withheld.words import SaidWord, Says

_BETWEEN = 5
"""So many words of a cache's key stand between the two: "the cache entry that has the key"."""
_SMALL = frozenset({Says.KNOWN, Says.MARK, Says.THING, Says.WORD})
_VERBS = frozenset({"orders", "clears"})
_CALLED = frozenset({"called", "named"})


def without_plain_names(words: Sequence[SaidWord]) -> Sequence[SaidWord]:
    """Return the words of a sentence, with those that are not secret after all as what they are."""
    secrets = [at for at, word in enumerate(words) if word.says is Says.SECRET]
    variables = {at for at in secrets if _is_plain_variable(words, at)}
    keys = {at for at in secrets if _is_key_of_cache(words, at)}
    if not secrets or len(variables) + len(keys) < len(secrets):
        return words
    named = {at for key in keys for at in _named_by(words, key)}
    says = (
        dict.fromkeys(named, Says.WORD)
        | dict.fromkeys(keys, Says.KNOWN)
        | dict.fromkeys(variables, Says.THING)
    )
    return [replace(word, says=says.get(at, word.says)) for at, word in enumerate(words)]


def _is_plain_variable(words: Sequence[SaidWord], at: int) -> bool:
    """Tell whether a name is said to be a variable's, and none of something secret."""
    name = words[at].text
    if not is_variable(name) or says_of_what_is_secret(name):
        return False
    before = [word for word in words[max(at - 2, 0) : at] if word.text.casefold() not in _CALLED]
    beside = (*before[-1:], *words[at + 1 : at + 2])
    return any("holds" in word.rows and word.clause == words[at].clause for word in beside)


def _is_key_of_cache(words: Sequence[SaidWord], at: int) -> bool:
    """Tell whether a word is the key by which a cache is looked at or deleted, as none is set."""
    if "keys" not in words[at].rows:
        return False
    before = [word for word in words[:at] if word.clause == words[at].clause]
    small = [*takewhile(lambda word: "caches" not in word.rows, reversed(before))]
    head = before[: len(before) - len(small) - 1]
    is_of_cache = len(small) < len(before) and len(small) <= _BETWEEN
    is_said_so = all(word.says in _SMALL and "orders" not in word.rows for word in small)
    verbs = [word for word in head if word.says is Says.LOOKS or word.rows & _VERBS]
    only_looks = all(word.says is Says.LOOKS or "clears" in word.rows for word in verbs)
    is_asked = bool(verbs) or any("asks" in word.rows for word in head)
    return is_of_cache and is_said_so and is_asked and only_looks


def _named_by(words: Sequence[SaidWord], key: int) -> Iterator[int]:
    """Yield the word that is the key of a cache, whatever its form, if it stands behind the noun.

    NOTE: a value of a well-known service stays one.
    """
    behind = range(key + 1, len(words))
    name = next((at for at in behind if words[at].says not in _SMALL), None)
    if name is not None and words[name].clause == words[key].clause:
        yield from () if begins_as_known(words[name].text) else (name,)
