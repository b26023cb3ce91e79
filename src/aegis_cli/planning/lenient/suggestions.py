"""Suggests what a person may have meant, where no reading of a sentence is clear.

A suggestion is a plain sentence that the grammar reads. It has no other effect, target or text than
the person's own, and answers no question with a write. It is one of two readings that explain as
much, or a reading in which some words are a text that lacks its quotation marks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import chain, islice, pairwise

from aegis_cli.actions.fields.kinds import ME as ME_LOGIN
from aegis_cli.actions.fields.kinds import TEXTS
from aegis_cli.actions.provider.names import BARE
from aegis_cli.actions.words.impossible import Impossible
from aegis_cli.core.text import one_line
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.clauses import verbs_of_orders
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.lenient.loops import EachOrder, loop_in
from aegis_cli.planning.lenient.loose_forms import PREPOSITIONS
from aegis_cli.planning.lenient.meanings import NoRequest, meanings_of
from aegis_cli.planning.lenient.near_orders import NearOrders
from aegis_cli.planning.lenient.nearest import Nearest, nearest
from aegis_cli.planning.lenient.owners import owners_of
from aegis_cli.planning.lenient.read_as import plain_sentence, says_just
from aegis_cli.planning.lenient.reader import Guess, Read, Wording, wordings
from aegis_cli.planning.lenient.reasons import reason_in
from aegis_cli.planning.lenient.segmenting import as_typed
from aegis_cli.planning.plan import MOST_STEPS, Context, Suggestions
from aegis_cli.planning.wire import WirePlan, WireStep

MOST = 2
_REVIEWERS = re.compile(r"\breviews?\b[^,;]* from ([\w.-]+/[\w.-]*\w)", re.IGNORECASE)
_UNSAID = frozenset({"choice", "date"})
"""The kinds of values that other words than their own say."""
_MOST_NEAR, _MOST_WRITTEN = 6, 6
"""So many of the nearest readings are written, each in so many ways."""
_MOST_WORDS = 20
"""In longer sentences no words are tried as a text without quotation marks."""
_PARTS = lexicon.CONJUNCTIONS | lexicon.DELIMITERS
"""Words with which there may be more than one request, or more than one text."""
_CUES = frozenset(f"{lexicon.GROUPS['TITLED']}|saying|says|that".split("|"))
"""Words that stand before a text: "titled", "saying"."""
_HOLDERS = lexicon.ISSUE_NOUNS | {"bug", "comment", "reply"}
"""Nouns behind which a text may stand at once: "new issue the page is blank"."""
_CHANGING = frozenset("rename retitle change set edit update call".split())
"""Verbs behind which "to" stands before a text, and not before what something is for."""
_ON = frozenset({"on", "to", "in"})
"""Words between a text and what it is written on: "comment great on #12"."""
_NO_START = frozenset(
    "something anything what whatever how why out be have get say saying my his her their our"
    " title stdin standard".split()
).union(_PARTS, _CUES, PREPOSITIONS, lexicon.THERE, lexicon.GROUPS["BODY"].split("|"))
"""Words with which no text begins: somebody is to write it, or it is elsewhere."""
_SPEAKING = frozenset({"comment", "reply", "say"})
"""Verbs behind which a text may have nouns: "comment tidy code on #12" is about no code."""
_SPEAKS_OF_TEXTS = lexicon.OPTION_WORDS | frozenset("template suggestion readme summary".split())
"""Words with which a text is spoken of, and is none, or with which something else begins."""


def suggest(text: str, context: Context, near: NearOrders, today: date) -> Impossible | Suggestions:
    """Return at most two sentences, the likeliest first; or why what was asked is impossible."""
    grammar = near.grammar
    found = [*wordings(text, context, grammar, today)]
    loops = [(each, loop) for each in found for way in each.ways if (loop := loop_in(way, grammar))]
    for wording, loop in loops:
        suggested = _list_first(wording, loop, text, context)
        suggested = suggested or _nearest(loop.sentence, context, grammar, today)
        if suggested and _is_at_owner(suggested[0], wording, context):
            return Suggestions(suggested[:1], loop.told)
    if looser := near.suggest(text, context):
        return looser
    ways = chain(
        (each.reader.may_mean(each.ways) for each in found if not each.is_statement),
        ([*_with_text(each, text, today)] for each in found if each.language == "en"),
    )
    for readings in ways:
        if suggested := _sentences(readings, text, context, grammar):
            return Suggestions(suggested)
    if known := reason_in(text, context, grammar, today):
        return known
    nearest_of_it = _nearest(text, context, grammar, today)
    return Suggestions(nearest_of_it or _show_named(found[0] if found else None, context, grammar))


def _list_first(wording: Wording, loop: EachOrder, text: str, context: Context) -> tuple[str, ...]:
    """Return the sentence that lists what an order for each of many is for, if one does."""
    grammar = wording.reader.grammar
    plan = plan_sentence(loop.sentence, context, grammar=grammar)
    if isinstance(plan, WirePlan):
        said = _said_anywhere(loop.sentence, plan.steps, context, grammar)
        return (said,) if said and _only_looks(plan, grammar) else ()
    readings = (
        each
        for each in wording.reader.may_mean([tuple(loop.listing)])
        if all(read.understood.action.reads for read in each)
    )
    return _sentences(readings, text, context, grammar)[:1]


def _is_at_owner(sentence: str, wording: Wording, context: Context) -> bool:
    """Tell whether a sentence is about a provider that is named: "close all tickets" lists none."""
    grammar = wording.reader.grammar
    owners = {owner for word in wording.written for owner in owners_of(word)}
    plan = plan_sentence(sentence, context, grammar=grammar)
    steps = plan.steps if isinstance(plan, WirePlan) else []
    return not owners or all(grammar.actions[step.action].provider in owners for step in steps)


def _only_looks(plan: WirePlan, grammar: Grammar) -> bool:
    return all(grammar.actions[step.action].reads for step in plan.steps)


def _sentences(
    readings: Iterable[Sequence[Read]], text: str, context: Context, grammar: Grammar
) -> tuple[str, ...]:
    """Return the sentences of the likeliest readings, each once."""
    written = (_sentence(each, text, context, grammar) for each in readings)
    return tuple(islice(dict.fromkeys(filter(None, written)), MOST))


_PUTS_ONE_WORD = re.compile(r"(?:please )?put @?[\w-]+ (?:on|to|in)\b", re.IGNORECASE)
"""An order that gives a label, a person or a text: its one word tells which to nobody."""


def guess_text(text: str, context: Context, grammar: Grammar, today: date) -> Guess | None:
    """Return the one plan of a sentence that has a text without quotation marks.

    NOTE: it is a write, so that it is always asked about, with the text in full. What is sent to
    people is suggested alone: "post a joke in #dev" wants one. So is what may be no text: "put
    carol on 12".
    """
    if _PUTS_ONE_WORD.match(text):
        return None
    for wording in wordings(text, context, grammar, today):
        for readings in _with_text(wording, text, today) if wording.language == "en" else ():
            is_sent = any(read.understood.action.provider != BARE for read in readings)
            sentence = None if is_sent else _sentence(readings, text, context, grammar)
            plan = plan_sentence(sentence, context, grammar=grammar) if sentence else None
            if sentence and isinstance(plan, WirePlan):
                return Guess(plan, sentence)
    return None


def _nearest(text: str, context: Context, grammar: Grammar, today: date) -> tuple[str, ...]:
    """Return the sentences of the nearest actions, each said in the shortest way."""
    near: dict[str, list[Nearest]] = {}
    for each in nearest(text, context, grammar, today):
        if _is_said(each.reading, text, context):
            steps = repr([step for read in each.reading for step in read.understood.steps])
            near.setdefault(steps, []).append(each)
    found: list[tuple[str, int]] = []
    for same in islice(near.values(), _MOST_NEAR):
        if any(_is_read_otherwise(each.reading, text, context, grammar) for each in same):
            continue
        sentence = _shortest(same, text, context, grammar)
        balance = max(each.balance for each in same)
        if sentence and (not found or balance == found[0][1]):
            found.append((sentence, balance))
    return tuple(sentence for sentence, _ in found[:MOST])


def _is_read_otherwise(
    reading: Sequence[Read], text: str, context: Context, grammar: Grammar
) -> bool:
    """Tell whether the grammar reads another thing without the words that a write leaves."""
    if all(read.understood.action.reads for read in reading):
        return False
    for word in (word for read in reading for word in read.reach.draft.leftover):
        text = re.sub(rf"(?<!\w){re.escape(word.raw)}(?!\w)", " ", text, count=1)
    steps = [step for read in reading for step in read.understood.steps]
    is_plan = isinstance(plan_sentence(text, context, grammar=grammar), WirePlan)
    return is_plan and not says_just(text, steps, context, grammar)


def _shortest(same: Sequence[Nearest], text: str, context: Context, grammar: Grammar) -> str | None:
    """Return the shortest of the sentences that say the same, or else the words themselves."""
    first = islice(same, _MOST_WRITTEN)
    written = (_sentence(each.reading, text, context, grammar) for each in first)
    said = min(filter(None, written), key=len, default=None)
    steps = [step for read in same[0].reading for step in read.understood.steps]
    whole = (each.said for each in same if not each.said.endswith((" is", " are")))
    own = (_said_anywhere(each, steps, context, grammar) for each in whole)
    return said or next(filter(None, own), None)


def _said_anywhere(
    sentence: str, steps: Sequence[WireStep], context: Context, grammar: Grammar
) -> str | None:
    """Return a sentence so that it says just these steps in any place; `None` if it cannot."""
    places = context, replace(context, repo=None)
    ways = (sentence, f"{sentence} in {context.repo}")
    return next((w for w in ways if all(says_just(w, steps, at, grammar) for at in places)), None)


def _is_said(reading: Sequence[Read], text: str, context: Context) -> bool:
    """Tell whether a sentence has each name and number that a reading has.

    NOTE: "a review from acme/core" names a team, and no repository.
    """
    teams = {match[1].casefold() for match in _REVIEWERS.finditer(text)}
    said = f"{text} {context.repo}".casefold()
    values = (
        arg.value.casefold()
        for read in reading
        for step in read.understood.steps
        for arg in step.args
        if read.understood.action.reader(arg.name) not in _UNSAID and arg.value != ME_LOGIN
    )
    return all(
        each not in teams and re.search(rf"(?<!\w){re.escape(each)}(?!\w)", said) for each in values
    )


def _show_named(wording: Wording | None, context: Context, grammar: Grammar) -> tuple[str, ...]:
    """Suggest to show what is named and nothing else: "acme/web", "#12"."""
    words = wording.written if wording else ()
    if len(words) != 1:
        return ()
    repo, number = words[0].repo or context.repo, words[0].number
    sentence = f"show {repo}" + (f"#{number}" if number is not None else "")
    is_one = words[0].repo is not None or (repo is not None and number is not None)
    is_plan = is_one and isinstance(plan_sentence(sentence, context, grammar=grammar), WirePlan)
    return (sentence,) if is_plan and one_line(sentence) == sentence else ()


def _with_text(wording: Wording, text: str, today: date) -> Iterator[list[Read]]:
    """Read a sentence in which some words are a text without quotation marks."""
    words, reader = wording.written, wording.reader
    verbs = reader.grammar.lead_words
    goes_on = any(word.text in _PARTS and verb.text in verbs for word, verb in pairwise(words))
    if reader.reads_only or goes_on or len(words) > _MOST_WORDS:
        return
    for start, end in _runs(wording):
        if _orders(words[start:end], reader.grammar):
            continue
        said = _as_typed(words, start, end, text)
        before = words[: start - 1] if words[start - 1].text == "that" else words[:start]
        with suppress(NoRequest):
            quoted = (*before, Lexeme(said, quoted=True), *words[end:])
            readings = reader.may_mean([*meanings_of(quoted, wording.language, today)])
            if meant := [each for each in readings if said and _is_text_of(said, each)]:
                yield meant[0]
                return


def _runs(wording: Wording) -> Iterator[tuple[int, int]]:
    """Yield where a text may stand: behind the verb and before "on", or at the end."""
    words, grammar = wording.written, wording.reader.grammar
    verb = min(verbs_of_orders(words, grammar), default=len(words))
    ends = [at for at in range(verb + 2, len(words) - 1) if _is_on_something(words, at)]
    for end in [] if wording.is_statement else ends:
        run = words[verb + 1 : end]
        nouns = run[:1] if words[verb].text in _SPEAKING else run
        is_noun = run[0].article or any(_is_of_grammar(word, grammar) for word in nouns)
        if _may_be_text(run) and not is_noun and not any(w.text in _PARTS for w in run):
            yield verb + 1, end
    is_change = verb < len(words) and words[verb].text in _CHANGING
    for start in range(verb + 1, len(words)):
        before = words[start - 1]
        # NOTE: one word behind a repository is as well a slip, or a name of what is in it.
        is_behind = before.repo is not None and start < len(words) - 1
        is_behind |= before.number is not None
        is_behind |= before.text in _CUES | _HOLDERS or (before.text == "to" and is_change)
        if is_behind and _may_be_text(words[start:]):
            yield start, len(words)


def _orders(run: Lexemes, grammar: Grammar) -> bool:
    """Tell whether words begin with a verb, or are a choice: more is asked for with them."""
    said = " ".join(word.text for word in run)
    is_choice = any(said in action.words.words for action in grammar.actions.values())
    return is_choice or run[0].text in grammar.lead_words


def _is_on_something(words: Lexemes, at: int) -> bool:
    after = words[at + 1]
    is_reference = after.repo is not None or after.number is not None or after.link is not None
    is_thing = is_reference or after.text.startswith("#")
    return words[at].text in _ON and (is_thing or after.text in _HOLDERS)


def _may_be_text(run: Lexemes) -> bool:
    """Tell whether words name nothing that the request is about, and are no words about a text."""
    first, second = run[0].text, run[1].text if len(run) > 1 else ""
    refers = first in lexicon.PRONOUNS and (not second or second in _ON | lexicon.ISSUE_NOUNS)
    are_words = all(
        word.text in _PARTS
        or (word.is_name and not word.quoted and word.link is None and word.text[:1].isalnum())
        for word in run
    )
    speaks = any(word.text in _SPEAKS_OF_TEXTS for word in run)
    return are_words and not (refers or speaks or first in _NO_START)


def _is_of_grammar(word: Lexeme, grammar: Grammar) -> bool:
    return word.text in grammar.nouns | lexicon.REMARKS


def _as_typed(words: Lexemes, start: int, end: int, text: str) -> str:
    """Return what stands in a text for some of its words; "" if something stands beside them.

    "please" is no word of the grammar: "comment please look on #12" may have it in the text.
    """
    at, begin = 0, 0
    for place, word in enumerate(words[: end + 1]):
        found = text.find(word.raw, at)
        if found < 0:
            return ""
        article = re.search(rf"\b{word.article}\s+$", text[at:found], re.IGNORECASE)
        first = at + article.start() if word.article and article else found
        if place in {start, end} and text[at:first].strip(" :,"):
            return ""
        begin = first if place == start else begin
        at = found + len(word.raw) if place < end else at
    said = text[begin : at if end < len(words) else None].strip()
    is_question = said.endswith("?") and words[0].text in lexicon.QUESTION_WORDS
    return "" if is_question else said


def _is_text_of(said: str, reading: Sequence[Read]) -> bool:
    """Tell whether one request has it as its text."""
    values = [
        (read.understood.action.reader(value.field), value.text)
        for read in reading
        for value in read.understood.values
    ]
    return any(kind in TEXTS and value == said for kind, value in values)


def _sentence(reading: Sequence[Read], text: str, context: Context, grammar: Grammar) -> str | None:
    """Write a reading in full; `None` if the grammar does not read the same in that."""
    steps = [step for each in reading for step in each.understood.steps]
    if len(steps) > MOST_STEPS:
        return None
    said: list[str] = []
    for each in reading:
        part = plain_sentence(each.understood, each.reach.draft, context, grammar)
        if part is None:
            return None
        said.append(part)
    sentence = " and ".join(said)
    plan = WirePlan(steps=steps)
    is_whole = says_just(sentence, steps, context, grammar)
    is_as_typed = as_typed(plan, text) == plan and one_line(sentence) == sentence
    return sentence if is_whole and is_as_typed else None
