"""Takes several words behind a noun for one name: "the milestone Q1 hardening"."""

from collections.abc import Collection

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.lenient.concepts import FILLERS, Concept
from aegis_cli.planning.lenient.loose_forms import PREPOSITIONS
from aegis_cli.planning.lenient.vocabulary import ordinary

_SEVERAL = 2


def with_whole_names(words: Lexemes, grammar: Grammar) -> tuple[Lexeme, ...]:
    """Return words in which those behind a noun that mean nothing else are one name."""
    known = grammar.words | FILLERS | PREPOSITIONS | lexicon.CONNECTIVES
    joined: list[Lexeme] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _may_be_of_name(words[end], known):
            end += 1
        is_behind_noun = at > 0 and words[at - 1].text in grammar.nouns
        is_name = end - at >= _SEVERAL and _is_new(words[at], ordinary())
        if is_behind_noun and is_name:
            joined.append(Lexeme(" ".join(word.raw for word in words[at:end]), quoted=True))
            at = end
        else:
            joined.append(words[at])
            at += 1
    return tuple(joined)


def _may_be_of_name(word: Lexeme, known: Collection[str]) -> bool:
    is_word = word.is_name and word.link is None and not (word.quoted or isinstance(word, Concept))
    return is_word and _is_new(word, known)


def _is_new(word: Lexeme, known: Collection[str]) -> bool:
    """Tell whether a word means nothing, or begins with a capital letter, as names do."""
    return word.text not in known or word.raw[:1].isupper()
