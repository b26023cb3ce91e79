"""Replaces the words of a sentence by words of the grammar: in each way that they may be meant."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice, product

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.lenient.concepts import Concept, SpokenDay, concepts_of, is_value
from aegis_cli.planning.lenient.days import day_at, is_due_at
from aegis_cli.planning.lenient.quantities import with_quantities
from aegis_cli.planning.lenient.vocabulary import Meaning, Vocabulary, vocabulary, wishes
from aegis_cli.planning.sentence.letters import plain

_MOST_WAYS, _MOST_WORDS_OF_WAYS = 24, 240
"""The most ways in which a sentence with ambiguous words is read, and the words that they have
together: one of more than ten words is read in fewer."""
_POSTPOSED = frozenset(
    "to of from since about with by in on at into as labelled opened updated mentioning involving"
    " titled".split()
)
"""Words of the grammar that Japanese says behind what they belong to."""

_PAST = (Meaning(refuses="past"),)
"""What a day that was says of what is due: nothing becomes due then."""


class RefusedWord(Lexeme):
    """A word with which a sentence is no request."""

    __slots__ = ()


class NoRequest(Exception):
    """The sentence has a word with which it is no request; its reason is the argument."""


def meanings_of(
    lexemes: Lexemes, language: str, today: date, *, refuses: bool = True
) -> Iterator[tuple[Lexeme, ...]]:
    """Yield the words of the grammar that a sentence may stand for.

    Raises `NoRequest` for a word with which it is no request, or yields it as `RefusedWord`.
    """
    texts = tuple("" if word.quoted else plain(word.text) for word in lexemes)
    starts = range(len(texts))
    is_wish = any(texts[at : at + len(w)] == w for w in wishes(language) for at in starts)
    known = vocabulary(language, is_wish=is_wish)
    ways = [*_ways(lexemes, texts, known, today, refuses=refuses)]
    most = min(_MOST_WAYS, max(1, _MOST_WORDS_OF_WAYS // max(1, len(texts))))
    for chosen in islice(product(*ways), most):
        groups = _head_first(chosen) if language == "ja" else chosen
        yield with_quantities([*chain(*groups)])


def is_negated(lexemes: Lexemes, language: str, today: date) -> bool:
    """Tell whether a sentence has a word that takes back what it says."""
    try:
        next(meanings_of(lexemes, language, today), None)
    except NoRequest as refusal:
        return refusal.args == ("negation",)
    return False


def said_with(texts: tuple[str, ...], language: str) -> Iterator[frozenset[str]]:
    """Yield each word with the others that it, or its phrase, may stand for, one for one."""
    known, at = vocabulary(language), 0
    while at < len(texts):
        end, meanings = known.longest_at(texts, at) or (at + 1, ())
        yield frozenset({*texts[at:end]}.union(*(m.words for m in meanings if len(m.words) == 1)))
        at = end


def _ways(
    lexemes: Lexemes,
    texts: tuple[str, ...],
    known: Vocabulary,
    today: date,
    *,
    refuses: bool,
) -> Iterator[tuple[Lexemes, ...]]:
    """Yield what each word, or phrase, may stand for."""
    at = 0
    while at < len(texts):
        day = day_at(texts, at, known.days, today)
        is_over = day is not None and day[1] < today.isoformat() and is_due_at(texts, at)
        if day and not is_over:
            at, text = day
            yield ((SpokenDay(text, text),),)
            continue
        end, meanings = (day[0], _PAST) if day else _meant_at(lexemes, texts, at, known)
        said = lexemes[at:end]
        if refusal := next((each.refuses for each in meanings if each.refuses), ""):
            if refuses:
                raise NoRequest(refusal)
            yield ((RefusedWord(" ".join(word.raw for word in said)),),)
            at = end
            continue
        ways = [
            said if each.words == texts[at:end] else concepts_of(each.words) for each in meanings
        ]
        is_verb = end == at + 1 and texts[at] in GRAMMAR.lead_words
        is_itself = not meanings or (is_verb and said not in ways)
        yield (*ways, said) if is_itself else (*ways,)
        at = end


def _meant_at(
    lexemes: Lexemes, texts: tuple[str, ...], at: int, known: Vocabulary
) -> tuple[int, tuple[Meaning, ...]]:
    """Return the end of the longest phrase at a position, and what it may stand for."""
    found = None if is_value(lexemes[at]) else known.longest_at(texts, at)
    end, meanings = found or (at + 1, ())
    is_one = end < len(lexemes) and lexemes[end].number is not None
    return end, _of_one(meanings) if is_one else meanings


def _of_one(meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """Leave out the plural before a number, where the singular is among the meanings."""
    known = {each.words for each in meanings}

    def is_plural(words: tuple[str, ...]) -> bool:
        return bool(words) and (*words[:-1], words[-1].removesuffix("s")) in known - {words}

    return tuple(each for each in meanings if not is_plural(each.words))


def _head_first(groups: Sequence[Lexemes]) -> Iterator[Lexemes]:
    """Write a postposition before what it belongs to, and the last phrase first."""
    clause: list[Lexemes] = []
    for group in groups:
        if len(group) == 1 and group[0].text in lexicon.DELIMITERS:
            yield from _turn(clause)
            yield group
            clause = []
        else:
            clause.append(group)
    yield from _turn(clause)


def _turn(groups: Iterable[Lexemes]) -> Iterator[Lexemes]:
    chunks: list[list[Lexemes]] = [[]]
    for group in groups:
        if not group:
            chunks += [[]] if chunks[-1] else []
        elif isinstance(group[-1], Concept) and group[-1].text in _POSTPOSED:
            chunks[-1].insert(0, group)
            chunks.append([])
        else:
            chunks[-1].append(group)
    for chunk in reversed(chunks):
        yield from chunk
