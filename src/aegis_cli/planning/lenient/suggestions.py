"""Suggests what a person may have meant, where no reading of a sentence is clear.

A suggestion is a plain sentence that the grammar reads. It has no other effect, target or text than
the person's own, and answers no question with a write: each value in it is one of theirs, and what
it leaves out has no meaning here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice, pairwise

from aegis_cli.actions import catalog
from aegis_cli.actions.impossible import Impossible
from aegis_cli.core.text import one_line
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.clauses import verbs_of_orders
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.lenient.loose_forms import PREPOSITIONS
from aegis_cli.planning.lenient.meanings import NoRequest, meanings_of
from aegis_cli.planning.lenient.read_as import plain_sentence, says_just
from aegis_cli.planning.lenient.reader import Read, Wording, wordings, words_said
from aegis_cli.planning.lenient.segmenting import as_typed
from aegis_cli.planning.plan import MOST_STEPS, Context
from aegis_cli.planning.wire import WirePlan

MOST = 2
_MOST_LEFT = 3
_MOST_WORDS = 20
"""In longer sentences no words are tried as a text without quotation marks."""
_PARTS = lexicon.CONJUNCTIONS | lexicon.DELIMITERS
"""Words with which there may be more than one request, or more than one text."""
_NO_START = frozenset(
    f"{lexicon.GROUPS['TITLED']}|{lexicon.GROUPS['BODY']}|title|say|saying|that|something|anything"
    "|what|whatever|how|why|out".split("|")
).union(_PARTS, PREPOSITIONS)
"""Words with which no text begins: they stand before one, or say that somebody is to write it."""
_ON = frozenset({"on", "to", "in"})
"""Words between a text and what it is written on."""
_INPUT = {("stdin", ""), ("standard", "input")}
_TEXTS = frozenset({"text", "quote"})


def instead(
    text: str, context: Context, grammar: Grammar, today: date
) -> Impossible | tuple[str, ...]:
    """Return at most two sentences, the likeliest first; or why what was asked for is impossible.

    What is known to be impossible comes before sentences that leave words out: they may be the ones
    that it is about.
    """
    in_full = [*wordings(text, context, grammar, today)]
    in_english = in_full if in_full and in_full[0].language == "en" else []
    whole = (
        [reading for each in in_full for reading in each.reader.may_mean(each.ways)],
        [reading for each in in_english for reading in _with_text(each, text, today)],
    )
    if found := _first_written(whole, text, context, grammar):
        return found
    if known := impossible_in(text, context, grammar):
        return known
    shorter = wordings(text, context, grammar, today, _MOST_LEFT)
    readings = [reading for each in shorter for reading in each.reader.may_mean(each.ways)]
    return _first_written([readings], text, context, grammar)


def _first_written(
    ways: Iterable[Sequence[Sequence[Read]]], text: str, context: Context, grammar: Grammar
) -> tuple[str, ...]:
    """Write the readings of the first way in which one can be written."""
    for readings in ways:
        sentences = (_sentence(each, text, context, grammar) for each in readings)
        if found := tuple(islice(dict.fromkeys(filter(None, sentences)), MOST)):
            return found
    return ()


def impossible_in(text: str, context: Context, grammar: Grammar) -> Impossible | None:
    """Return what a sentence asks for, or asks about, that no action does; `None` if unknown."""
    words = frozenset(words_said(text, context, grammar))
    known = (each for each in catalog.impossible() if each.is_said(words, text))
    return next(known, None) if words else None


def _with_text(wording: Wording, text: str, today: date) -> Iterator[list[Read]]:
    """Read a sentence in which some words are a text without quotation marks."""
    words, reader = wording.written, wording.reader
    verbs = reader.grammar.lead_words
    goes_on = any(word.text in _PARTS and verb.text in verbs for word, verb in pairwise(words))
    if reader.reads_only or goes_on or len(words) > _MOST_WORDS:
        return
    for start, end in _runs(words, reader.grammar):
        said = _as_typed(words, start, end, text)
        before = words[: start - 1] if words[start - 1].text == "that" else words[:start]
        with suppress(NoRequest):
            quoted = (*before, Lexeme(said, quoted=True), *words[end:])
            readings = reader.may_mean([*meanings_of(quoted, wording.language, today)])
            if meant := [each for each in readings if said and _is_text_of(said, each)]:
                yield meant[0]
                return


def _runs(words: Lexemes, grammar: Grammar) -> Iterator[tuple[int, int]]:
    """Yield where a text may stand: behind the verb and before "on", or at the end."""
    verb = min(verbs_of_orders(words, grammar), default=len(words))
    on = [at for at, word in enumerate(words) if word.text in _ON]
    behind = ((verb + 1, end) for end in on if end > verb + 1)
    at_end = (
        (start, len(words))
        for start in range(verb + 1, len(words))
        if words[start - 1].text not in PREPOSITIONS - {"to"}
    )
    for start, end in (*behind, *at_end):
        run = words[start:end]
        marks = lexicon.DELIMITERS if end == len(words) else frozenset[str]()
        is_text = all(_may_be_text(word) or word.text in marks for word in run)
        if is_text and run[0].text not in _NO_START and not _refers(run, grammar):
            yield start, end


def _as_typed(words: Lexemes, start: int, end: int, text: str) -> str:
    """Return what stands in a text for some of its words; "" if it is spelled otherwise there."""
    at, begin = 0, 0
    for place, word in enumerate(words[:end]):
        found = text.find(word.raw, at)
        if found < 0:
            return ""
        if place == start:
            article = re.search(rf"\b{word.article}\s+$", text[at:found], re.IGNORECASE)
            begin = at + article.start() if word.article and article else found
        at = found + len(word.raw)
    return text[begin : at if end < len(words) else None].rstrip()


def _may_be_text(word: Lexeme) -> bool:
    return word.is_name and not word.quoted and word.link is None


def _refers(run: Lexemes, grammar: Grammar) -> bool:
    """Tell whether words refer to a text that is elsewhere: "its title", "that issue", "it"."""
    first, second = run[0].text, run[1].text if len(run) > 1 else ""
    is_alone = not second or second in grammar.nouns | PREPOSITIONS
    is_other = first in lexicon.THERE or (first, second) in _INPUT
    return is_other or (first in lexicon.PRONOUNS and is_alone)


def _is_text_of(said: str, reading: Sequence[Read]) -> bool:
    """Tell whether one request has it as its text."""
    values = [
        (read.understood.action.reader(value.field), value.text)
        for read in reading
        for value in read.understood.values
    ]
    return any(kind in _TEXTS and value == said for kind, value in values)


def _sentence(reading: Sequence[Read], text: str, context: Context, grammar: Grammar) -> str | None:
    """Write a reading in full; `None` if the grammar does not read the same in that."""
    said = [plain_sentence(each.understood, each.reach.draft, context, grammar) for each in reading]
    sentence = " and ".join(filter(None, said))
    steps = [step for each in reading for step in each.understood.steps]
    if len(steps) > MOST_STEPS:
        return None
    plan = WirePlan(steps=steps)
    is_whole = None not in said and says_just(sentence, steps, context, grammar)
    is_as_typed = as_typed(plan, text) == plan and one_line(sentence) == sentence
    return sentence if is_whole and is_as_typed else None
