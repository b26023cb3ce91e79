"""Finds what a sentence that is read in full may mean otherwise; such a sentence is no plain order.

It is read all the same, and the person is asked. Nothing here changes what is read.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeAlias

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.action_facts import ActionFacts
from aegis_cli.planning.grammar.clauses import continuation_at_start
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.readers import LIST_SEPARATORS, STDIN_PHRASES
from aegis_cli.planning.grammar.slots import SlotValue
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import outside_quotes

Values: TypeAlias = Iterable[tuple[ActionFacts, SlotValue]]
"""What is read in a sentence, each value with its action."""

_COLON = re.compile(r":\s")


def doubt_about(sentence: Sentence, lexemes: Lexemes, values: Values, grammar: Grammar) -> str:
    """Return the message about the first thing that may be meant otherwise; "" if nothing may.

    NOTE: only the words count, never the plan: no planner can clear a doubt.
    """
    if first := continuation_at_start(lexemes):
        return lexicon.DOUBTS["start"].format(word=repr(first.raw))
    read = [*values]
    if any(value.stdin for _, value in read) and _is_behind_colon(sentence):
        return lexicon.DOUBTS["stdin"]
    names = [(action, value.field, value.word) for action, value in read if value.word]
    words = [word for _, _, word in names]
    for action, field, word in names:
        is_thing = action.reader(field) in _PERSONS and word.text in grammar.nouns
        noun = action.noun(field)
        has_article = word.article and not _belongs_to_noun(word, noun, lexemes, words)
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


def _belongs_to_noun(word: Lexeme, noun: str, lexemes: Lexemes, names: Iterable[Lexeme]) -> bool:
    """Tell whether an article belongs to a noun behind the names: "the bug and urgent labels"."""
    known = {id(name) for name in names}
    start = end = next(at for at, lexeme in enumerate(lexemes) if lexeme is word)
    for at, lexeme in enumerate(lexemes[start:], start + 1):
        if id(lexeme) in known:
            end = at
        elif lexeme.text not in LIST_SEPARATORS:
            break
    return any(lexeme.text in {noun, f"{noun}s"} for lexeme in lexemes[end : end + 1])


@cache
def negations() -> frozenset[str]:
    """Return the words that say no in languages other than English."""
    rows = tomllib.loads(Path(__file__).with_name("negations.toml").read_text(encoding="utf-8"))
    return frozenset(word for words in rows.values() for word in words.split())
