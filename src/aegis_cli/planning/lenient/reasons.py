"""Finds why what a sentence asks for cannot be done: a wish that no action fulfils.

A wish has its words together, in one request, and is of the provider that the sentence names, if it
names one. Words of a text, those that may be names, and what is taken back ask for nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice, pairwise
from pathlib import PurePosixPath

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.names import BARE
from aegis_cli.actions.words.impossible import NUMBER, Impossible
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme
from aegis_cli.planning.lenient.concepts import PathWord, is_value
from aegis_cli.planning.lenient.meanings import is_negated, said_with
from aegis_cli.planning.lenient.owners import owners_of
from aegis_cli.planning.lenient.reader import words_by_language
from aegis_cli.planning.lenient.spelling import spellings
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.letters import plain

_OF_TEXTS = frozenset("comment reply say tell write label tag rename retitle approve".split())
"""Verbs behind which a text or a name stands, which asks for nothing."""
_MAKING = frozenset("file new open create report raise log".split())
_NEW = frozenset("bug issue ticket story task".split())
"""What is made with a title that may stand right behind it."""
_GOING_ON = frozenset({"stop", "quit", "start", "keep"})
"""Verbs behind which another one says what is done: "stop watching"."""
_WHERE = "in"
"""Before a place where something is, which is not what is asked for."""
_BEFORE_TEXTS = frozenset(
    "titled called named entitled saying says that because about regarding with mentioning".split()
)
_BEFORE_NAMES = frozenset("from into onto by in on".split())
_BEHIND_NAMES = frozenset({"into", "onto"})
_SECOND = 2
_NOUNS = lexicon.ISSUE_NOUNS | {"workflow", "user", "team"}
_NAME = re.compile(r"[./=_@]")
"""What a word has that is a name as a whole: "deploy.yml" asks for no deployment."""


def reason_in(text: str, context: Context, grammar: Grammar, today: date) -> Impossible | None:
    """Return what a sentence asks for, or asks about, that no action does; `None` if unknown."""
    for language, _, words in words_by_language(text, context, grammar):
        plainly = [word for word in words if not word.text.endswith("ly")]  # "secretly"
        known = [*_of_owners(words)]
        for written in (plainly, *islice(spellings(plainly, language, grammar), 1)):
            for request in _requests(written, language, grammar):
                if is_negated(request, language, today):
                    continue
                asked = frozenset(_words_asked(request, language, grammar))
                told = [each for each in known if each.said_by(asked)]
                if told:
                    return max(told, key=lambda each: each.said_by(asked))
    return None


def _of_owners(words: Iterable[Lexeme]) -> Iterator[Impossible]:
    """Yield what no action does at the providers that words name, or at any if they name none.

    NOTE: what is said of another provider says more than that nothing goes on running here.
    """
    owners = frozenset(owner for word in words for owner in owners_of(word))
    known = (each for each in catalog.impossible() if each.provider in (owners or {each.provider}))
    yield from sorted(known, key=lambda each: each.provider == BARE)


def _requests(
    words: Sequence[Lexeme], language: str, grammar: Grammar
) -> Iterator[Sequence[Lexeme]]:
    """Yield the parts of a sentence: a verb behind "and" begins one, and a comma, but of a list."""
    begin = 0
    for at in range(1, len(words)):
        before = "" if words[at - 1].quoted else words[at - 1].text
        said = next(said_with((plain(words[at].text),), language))
        joins = {before, *next(said_with((plain(before),), language))}  # "y borra su rama"
        is_joined = not joins.isdisjoint(lexicon.CONNECTIVES)
        is_verb = is_joined and not said.isdisjoint(grammar.lead_words)
        if is_verb or (before in lexicon.DELIMITERS and not is_value(words[at])):
            yield words[begin : at - 1]
            begin = at
    yield words[begin:]


def _words_asked(words: Sequence[Lexeme], language: str, grammar: Grammar) -> Iterator[str]:
    """Yield the words of what is asked for, alone and in pairs, and those for what is named."""
    plainly = (*(plain(word.text) for word in _of_request(words, grammar)),)
    for said in said_with(plainly, language):
        yield from said
    yield from map("_".join, pairwise(plainly))
    for before, word in pairwise((None, *words)):
        if word and not (before and before.text == _WHERE):
            yield from _nouns_of(word)


def _of_request(words: Sequence[Lexeme], grammar: Grammar) -> Iterator[Lexeme]:
    """Yield the words up to a text, but for those beside a noun or behind a preposition."""
    if not words or words[0].text in _OF_TEXTS:
        yield from words[:1]
        return
    nouns = grammar.nouns | _NOUNS
    for at, word in enumerate(words[: _title_of_new(words)]):
        before = words[at - 1].text if at else ""
        after = words[at + 1].text if at + 1 < len(words) else ""
        if word.text in _BEFORE_TEXTS:
            return
        is_verb = (
            at == 0
            or (at == 1 and before in _GOING_ON)
            or word.text in grammar.lead_words | lexicon.ISSUE_NOUNS
        )
        is_of = before == "of" and (at < _SECOND or words[at - _SECOND].text != "out")
        is_behind = before in _BEFORE_NAMES and not word.article
        may_be_name = before in nouns or after in nouns or after in _BEHIND_NAMES or is_behind
        is_word = not (word.quoted or is_of or _NAME.search(word.text))
        if is_word and (is_verb or not may_be_name):
            yield word


def _title_of_new(words: Sequence[Lexeme]) -> int | None:
    """Return where the title of a new issue may begin: behind its noun, and one word more."""
    if words[0].text not in _MAKING:
        return None
    noun = next((at for at, word in enumerate(words) if word.text in _NEW), len(words))
    return noun + _SECOND


def _nouns_of(word: Lexeme) -> Iterator[str]:
    """Yield what a word names that is no word of a language: the kind of a file, of a thing."""
    if isinstance(word, PathWord):
        yield from ("file", PurePosixPath(word.raw).suffix.removeprefix(".").casefold())
    elif word.number is not None:
        yield NUMBER
    for provider in map(catalog.provider_named, owners_of(word)):
        nouns = () if word.link else sorted(provider.own_nouns, key=len)[:1]
        yield from (provider.name, *nouns)
