"""Splits a sentence into clauses, one for each request, and strips what changes nothing in them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes, lex
from aegis_cli.planning.grammar.patterns import Phrase, matches
from aegis_cli.planning.grammar.slots import IT, phrase_at
from aegis_cli.planning.sentence.sentence import Sentence

_SHORTEST_TOPIC = 4
"""The number of lexemes of "#12: close it"."""
_COLON = re.compile(r":\s+")
_TICKET_OPTION = re.compile(
    r", (?:in |for )?(?:(?i:project) [A-Z][A-Z0-9]+\b"
    r"|(?:(?i:with) )?(?i:highest|high|medium|low|lowest) (?i:prio))"
)
"""What a text behind a colon ends with where it is the summary of a ticket."""
_BEFORE_AN_ORDER = lexicon.COURTESIES + tuple((word,) for word in lexicon.CONNECTIVES)
"""Phrases that may stand before an order."""
_PREPOSITIONS = frozenset(lexicon.GROUPS["IN"].split("|"))


def clauses(lexemes: Lexemes, grammar: Grammar) -> list[range]:
    """Split a sentence where a lead word follows "and", "then" or punctuation."""
    starts = [0, *(at for at in range(1, len(lexemes)) if _starts_clause(lexemes, at, grammar))]
    ends = [*map(partial(_end_before, lexemes), starts[1:]), len(lexemes)]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def _starts_clause(lexemes: Lexemes, at: int, grammar: Grammar) -> bool:
    is_joined = lexemes[at - 1].text in lexicon.CONNECTIVES and grammar.can_start_clause(
        lexemes, at
    )
    return is_joined or starts_comment(lexemes, at)


def starts_comment(lexemes: Lexemes, at: int) -> bool:
    """Tell whether the clause at a position is a comment: "close #12 with a comment 'Done'"."""
    return any(phrase_at(phrase, lexemes, at - 1) for phrase in lexicon.WITH_COMMENT)


def _end_before(lexemes: Lexemes, at: int) -> int:
    """Return the end of the clause before the one that starts at `at`, without connectives."""
    if lexemes[at - 1].text not in lexicon.CONNECTIVES:
        return at - 1
    while at > 0 and lexemes[at - 1].text in lexicon.CONNECTIVES:
        at -= 1
    return at


def without_courtesies(clause: Lexemes, *, may_wish: bool) -> Lexemes:
    """Strip connectives and courtesies from both ends, and with `may_wish` "I want to" too."""
    prefixes = _BEFORE_AN_ORDER + (lexicon.WISH_PREFIXES if may_wish else ())
    suffixes = (*lexicon.TRAILING_COURTESIES, *((mark,) for mark in lexicon.DELIMITERS))
    rest = clause[sum(map(len, _phrases_at_start(clause, prefixes))) :]
    while suffix := next((p for p in suffixes if _ends_with(rest, p)), None):
        rest = rest[: -len(suffix)]
    return rest


def continuation_at_start(lexemes: Lexemes) -> Lexeme | None:
    """Return the word by which a sentence goes on from one that is not there: "then close #12"."""
    at = 0
    for phrase in _phrases_at_start(lexemes, _BEFORE_AN_ORDER):
        if phrase[0] in lexicon.CONTINUATIONS:
            return lexemes[at]
        at += len(phrase)
    return None


def _phrases_at_start(lexemes: Lexemes, phrases: tuple[Phrase, ...]) -> Iterator[Phrase]:
    """Yield the phrases with which a clause starts, one after the other."""
    at = 0
    while phrase := next((each for each in phrases if phrase_at(each, lexemes, at)), None):
        yield phrase
        at += len(phrase)


def verbs_of_orders(lexemes: Lexemes, grammar: Grammar) -> frozenset[int]:
    """Return where an order has its verb, if it is one: at the start of a clause.

    A wish is one too, and words that nobody knows may stand before it. What begins as a question
    is none, and neither is a thing: "the oldest open issue", "a comment".
    """
    found: set[int] = set()
    for clause in clauses(lexemes, grammar):
        words = lexemes[clause.start : clause.stop]
        phrases = _phrases_at_start(words, _BEFORE_AN_ORDER + lexicon.WISH_PREFIXES)
        at = clause.start + sum(map(len, phrases))
        while at < clause.stop and _is_unknown(lexemes[at], grammar):
            at += 1
        if at < clause.stop and not lexemes[at].article:
            found.add(at)
    return frozenset(found)


def is_question(lexemes: Lexemes) -> bool:
    """Tell whether a sentence has a question mark, and is no wish such as "can you …?"."""
    clause = without_courtesies(lexemes, may_wish=False)
    is_wish = any(phrase_at(prefix, clause, 0) for prefix in lexicon.WISH_PREFIXES)
    return not is_wish and any(lexeme.text == lexicon.QUESTION_MARK for lexeme in lexemes)


def _is_unknown(lexeme: Lexeme, grammar: Grammar) -> bool:
    """Tell whether a word has no meaning, and asks nothing."""
    is_word = lexeme.is_name and not lexeme.quoted and not lexeme.article
    is_known = lexeme.text in grammar.words or lexeme.text in lexicon.QUESTION_WORDS
    return is_word and not is_known


def is_single_question(lexemes: Lexemes, grammar: Grammar) -> bool:
    """Tell whether a sentence is one clause that starts with "can you" or the like.

    NOTE: in "I want to close #12, please show it", "please" belongs to the other clause.
    """
    clause = without_courtesies(lexemes, may_wish=False)
    has_prefix = any(phrase_at(prefix, clause, 0) for prefix in lexicon.REQUEST_PREFIXES)
    return has_prefix and len(clauses(lexemes, grammar)) == 1


def without_reason(clause: Lexemes, grammar: Grammar) -> Lexemes:
    """Strip the reason for a request from the end of a clause."""
    for at in range(1, len(clause)):
        start = at + 1 if clause[at].text in lexicon.REASON_MARKS else at
        is_marked = start > at or clause[at].text in lexicon.REASON_WORDS
        ends = (end for reason in grammar.reasons for end, _ in matches(reason, clause, start))
        if is_marked and len(clause) in ends:
            return clause[:at]
    return clause


def provider_at_end(clause: Lexemes, grammar: Grammar) -> str:
    """Return the provider that a clause names at its end, as in "who am I at slack", or ""."""
    *_, before, last = "", "", *(lexeme.text for lexeme in clause)
    is_named = before in _PREPOSITIONS and len(grammar.providers) > 1
    return last if is_named and last in grammar.providers else ""


def _ends_with(clause: Lexemes, phrase: Phrase) -> bool:
    return len(clause) >= len(phrase) and phrase_at(phrase, clause, len(clause) - len(phrase))


def topic_to_object(lexemes: tuple[Lexeme, ...], grammar: Grammar) -> tuple[Lexeme, ...]:
    """Rearrange "acme/web#12: close it" to "close acme/web#12"."""
    is_topic = len(lexemes) >= _SHORTEST_TOPIC and lexemes[0].number is not None
    if not is_topic or lexemes[1].text not in lexicon.INNER_DELIMITERS:
        return lexemes
    rest = lexemes[2:]
    at = next((at for at in clauses(rest, grammar)[0] if rest[at].text == IT), None)
    if at is None:
        return lexemes
    return (*rest[:at], replace(lexemes[0], moved=True), *rest[at + 1 :])


def place_to_end(lexemes: tuple[Lexeme, ...], grammar: Grammar) -> tuple[Lexeme, ...]:
    """Rearrange "in acme/web, close #12" to "close #12 in acme/web", and "on #12 …" likewise."""
    at = 2 if len(lexemes) > 1 and lexemes[1].text in lexicon.REPO_NOUNS else 1
    place = lexemes[at : at + 1]
    is_place = place and (place[0].repo or place[0].number)
    if not is_place or lexemes[0].text not in _PREPOSITIONS:
        return lexemes
    rest = lexemes[at + 1 :]
    rest = rest[1:] if rest and rest[0].text == "," else rest
    first = clauses(rest, grammar)[0]
    return rest[: first.stop] + lexemes[: at + 1] + rest[first.stop :]


def with_text_after_colon(sentence: Sentence, grammar: Grammar) -> tuple[Lexeme, ...]:
    """Read what follows a colon as one text, as in "comment on #12: Looks good".

    Return nothing if it may be anything else: another clause, an option or a repository.
    """
    head, *tail = _COLON.split(sentence.text, maxsplit=1)
    text = "".join(tail)
    lexemes = lex(Sentence(text, sentence.host))
    has_option = any(lexeme.repo or lexeme.text in lexicon.OPTION_WORDS for lexeme in lexemes)
    has_option |= _TICKET_OPTION.search(text) is not None
    if sentence.quotes or has_option or not lexemes or len(clauses(lexemes, grammar)) > 1:
        return ()
    value = Lexeme(text.strip(), quoted=True, after_colon=True)
    return (*lex(Sentence(head, sentence.host)), value)
