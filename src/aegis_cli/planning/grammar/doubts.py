"""Finds what a sentence that is read in full may mean otherwise; such a sentence is no plain order.

It is read all the same, and the person is asked. Nothing here changes what is read.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.clauses import continuation_at_start
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.readers import LIST_SEPARATORS, STDIN_PHRASES
from aegis_cli.planning.grammar.slots import SlotValue
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import outside_quotes

_COLON = re.compile(r":\s")


def doubt_about(
    sentence: Sentence, lexemes: Lexemes, values: Iterable[tuple[str, SlotValue]], grammar: Grammar
) -> str:
    """Return the message about the first thing that may be meant otherwise; "" if nothing may.

    `values` are those that are read in the lexemes, each with the reader of its field.
    NOTE: only the words count, never the plan: no planner can clear a doubt.
    """
    if first := continuation_at_start(lexemes):
        return lexicon.DOUBTS["start"].format(word=repr(first.raw))
    read = [*values]
    if any(value.stdin for _, value in read) and _is_behind_colon(sentence):
        return lexicon.DOUBTS["stdin"]
    names = [(reader, value.word) for reader, value in read if value.word]
    words = [word for _, word in names]
    for reader, word in names:
        is_thing = reader in _PERSONS and word.text in grammar.nouns
        has_article = word.article and not _belongs_to_noun(word, lexemes, words, grammar)
        if _is_bare(word) and (_says_no(word) or is_thing or has_article):
            return lexicon.DOUBTS["name"].format(word=repr(word.raw))
    return ""


_PERSONS = frozenset({"people", "person"})
"""The readers of people. A label may be called like a thing, such as "release"; no person is."""


def _is_behind_colon(sentence: Sentence) -> bool:
    """Tell whether standard input is named behind a colon, where a text may stand in its place."""
    _, *behind = _COLON.split(", ".join(outside_quotes(sentence.text)), maxsplit=1)
    text = Sentence("".join(behind), sentence.host)
    return any(text.holds_word(" ".join(phrase)) for phrase in STDIN_PHRASES)


def _is_bare(word: Lexeme) -> bool:
    """Tell whether a name may be any word: no quotation marks and no `@` say that it is a name."""
    return not (word.quoted or word.text.startswith("@"))


def _says_no(word: Lexeme) -> bool:
    """Tell whether a word says no in another language, or may do so in another script."""
    return not word.text.isascii() or word.text in negations()


def _belongs_to_noun(
    word: Lexeme, lexemes: Lexemes, names: Iterable[Lexeme], grammar: Grammar
) -> bool:
    """Tell whether an article belongs to a noun behind the names: "the bug and urgent labels"."""
    passed = {id(name) for name in names}
    at = next(at for at, lexeme in enumerate(lexemes) if lexeme is word)
    after = (
        each.text
        for each in lexemes[at:]
        if id(each) not in passed and each.text not in LIST_SEPARATORS
    )
    return next(after, "") in grammar.nouns


@cache
def negations() -> frozenset[str]:
    """Return the words that say no in languages other than English."""
    rows = tomllib.loads(Path(__file__).with_name("negations.toml").read_text(encoding="utf-8"))
    return frozenset(word for words in rows.values() for word in words.split())
