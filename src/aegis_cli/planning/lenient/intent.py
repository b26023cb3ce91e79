"""Tells what kind of sentence it is: an order, a question, a statement, and in which language."""

import re
from itertools import dropwhile, pairwise

from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.lexer import Lexemes
from aegis_cli.planning.grammar.lexicon import QUESTION_WORDS
from aegis_cli.planning.grammar.patterns import Phrase
from aegis_cli.planning.lenient.concepts import Concept
from aegis_cli.planning.lenient.segmenting import readable
from aegis_cli.planning.lenient.vocabulary import english, languages_of, requests
from aegis_cli.planning.sentence.letters import CJK, plain
from aegis_cli.planning.sentence.sentence import Sentence

_SURELY = 2
"""So many words of a language say that a sentence is in it."""
_REQUEST_WITHIN = 4
"""A request begins within so many words: "and please, can you"."""
_IS = frozenset({"is", "are", "was", "were", "am", "isn't", "aren't"})
_WITHIN = 6
_BEGINNINGS = frozenset(
    "show list give gimme lemme tell see know find get look want wanna need that which who what"
    " whose how when where wonder wondering curious like should".split()
)
"""Words that stand among the first of something else than a statement."""
_CUT_OFF = frozenset(
    "on to of from with into in for by as at about since after before under and or".split()
)
"""Words that say that something is missing, where they are the last."""
_BEFORE_LAST = frozenset({"assigned", "subscribed", "split", "broken"})
"""Words behind which such a word may be the last: "issues that bob is assigned to"."""
_ASK = QUESTION_WORDS - {"have"} | {"who's", "how's", "where's", "when's"}
"""Words with which a question begins; "have bob review #11" is an order."""
_WHAT_DO = frozenset({("what", "does"), ("what", "would"), ("what", "will"), ("what", "did")})
_SHOULD_BE = frozenset({("should", "be"), ("should", "get"), ("should", "become")})
_PAUSES = frozenset({",", ";", ".", "!"})
_BECAUSE = frozenset({"because", "cuz", "cos", "coz", "bc", "since"})
"""Words behind which a sentence says why."""
_REFER = frozenset({"it", "them", "em", "'em", "both"})
_LONGEST_ORDER = 5
_BEFORE_ORDERS = frozenset("so please pls then and just can you".split())
_TAG = re.compile(
    r"\b(?:k|ok|okay|pls|plz|please|thanks|thx|yeah|alright|cool|deal)\s*\?\s*$", re.IGNORECASE
)
"""What makes no question of an order."""
_QUESTION_MARKS = ("?", "\uff1f")


def likely_languages(text: str) -> list[tuple[str, bool]]:
    """Return the languages that a sentence may be in, the likeliest first; and if it surely is.

    A word that a language has and English has not says it; only a name may be such a word too.
    """
    if CJK.search(text):
        has_kana = any("\u3040" <= char <= "\u30ff" for char in text)
        return [("ja", True)] if has_kana else [("zh", True), ("ja", True)]
    tokens = Sentence(readable(text, "fr")).tokens
    words = {plain(token.text) for token in tokens if not token.quoted} - english()
    counts = languages_of(words)
    best = max(counts.values())
    most = [each for each, count in counts.items() if count and count == best]
    likely = [(each, best >= _SURELY and len(most) == 1) for each in most]
    return [*likely, ("en", True)] if best < _SURELY else likely


def asks(text: str, words: Lexemes) -> bool:
    """Tell whether a sentence is a question, whatever is quoted in it."""
    if _TAG.search(text) and words[0].text not in _ASK:
        return False  # "mark #12 as done, ok?"
    asked, quoted = (
        sum(each.count(mark) for each in texts for mark in _QUESTION_MARKS)
        for texts in ([text], [word.raw for word in words if word.quoted])
    )
    return asked > quoted or words[0].text in _ASK


def asks_about_words(words: Lexemes) -> bool:
    """Tell whether a question is about the effect of some words, or asks for advice.

    So do "what does 'close #12' do?" and "which PRs should be closed?".
    """
    texts = tuple(word.text for word in words)
    is_quoted = texts[:2] in _WHAT_DO and any(word.quoted for word in words[2:3])
    return is_quoted or any(pair in _SHOULD_BE for pair in pairwise(texts))


def is_request(text: str, words: Lexemes, language: str) -> bool:
    """Tell whether a question asks for something to be done: "can you close #12?"."""
    texts = tuple(plain(word.text) for word in words)
    phrases = requests(language)
    if any(_begins_with(phrase, texts) for phrase in phrases):
        return True
    return bool(CJK.search(text)) and any("".join(phrase) in text for phrase in phrases)


def _begins_with(phrase: Phrase, texts: tuple[str, ...]) -> bool:
    return any(texts[at : at + len(phrase)] == phrase for at in range(_REQUEST_WITHIN))


def is_statement(words: Lexemes) -> bool:
    """Tell whether a sentence says how something is: "the checks are red", "12 is a pain"."""
    texts = [plain(word.text) for word in words]
    pauses = _PAUSES | _BECAUSE
    end = next((at for at, text in enumerate(texts) if at > 1 and text in pauses), len(texts))
    texts, order = texts[:end], texts[end + 1 :]
    if _is_order(order):
        return False  # "12 is done, close it"
    says = texts[0] not in _IS and not _IS.isdisjoint(texts)
    return says and _BEGINNINGS.isdisjoint(texts[:_WITHIN])


def _is_order(texts: list[str]) -> bool:
    """Tell whether these words ask for something about what is said before them."""
    said = [text for text in texts if text not in _PAUSES]
    said = [*dropwhile(_BEFORE_ORDERS.__contains__, said)]
    is_verb = len(said) == 1 and said[0] in GRAMMAR.lead_words
    begins = said[:1] != [] and said[0] in GRAMMAR.lead_words and not _REFER.isdisjoint(said)
    refers = said[-1:] != [] and said[-1] in _REFER and len(said) <= _LONGEST_ORDER
    return is_verb or begins or refers


def is_cut_off(words: Lexemes) -> bool:
    """Tell whether something is missing behind the last word, as in "issues about"."""
    last, before = words[-1], words[-2].text if len(words) > 1 else ""
    is_complete = isinstance(last, Concept) or before in _BEFORE_LAST
    return last.text in _CUT_OFF and not is_complete
