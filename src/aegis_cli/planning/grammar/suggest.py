"""What to say when a sentence is no plan: what is missing, and sentences that are understood.

A suggestion is only ever shown. Each is a plan itself: what does not parse is not suggested.
"""

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from itertools import islice

from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.planning.grammar.action_facts import (
    choices,
    destroys,
    fields,
    reads,
    required,
    verbs,
)
from aegis_cli.planning.grammar.canonical import say
from aegis_cli.planning.grammar.fit import Draft, fit
from aegis_cli.planning.grammar.forms import FORMS
from aegis_cli.planning.grammar.lexer import Word
from aegis_cli.planning.grammar.lexicon import HERE, KINDS, MISSING, NEGATIONS, NUMBER_NOUNS
from aegis_cli.planning.grammar.patterns import NAMES, literals, reserved, starts
from aegis_cli.planning.grammar.scope import Scope, Unknown
from aegis_cli.planning.grammar.slots import Items
from aegis_cli.planning.grammar.steps import Gap, lacks, plan, resolved
from aegis_cli.planning.plan import Context, Suggestions
from aegis_cli.planning.wire import WirePlan

_MOST = 5
_MOST_WORDS = 5
_FAR_BEHIND = 0.45
"""The share of the best score below which nothing is suggested."""
_ALIKE = 0.8
_LENGTHS = range(5, 25)
"""Shorter words are too much like others to be a misspelling; longer ones are no word."""


def suggest(gap: Gap, context: Context) -> Suggestions:
    """Rank what may have been meant; where something is refused, suggest nothing that writes."""
    likely = _likely(gap.items)
    sentences = islice(_sentences(likely or _likely(gap.whole), gap.scope, context), _MOST)
    return Suggestions(tuple(sentences), gap.missing or _missing(gap, likely))


def explain(gap: Gap) -> str:
    """Say what a sentence lacks, or what of it is not understood."""
    return gap.missing or _missing(gap, _likely(gap.items))


def _likely(items: Items) -> list[Draft]:
    mended = tuple(map(_mended, items))
    drafts = [fit(form, mended) for form in FORMS]
    refuses = all(any(item.text in NEGATIONS for item in draft.leftover) for draft in drafts)
    eligible = [draft for draft in drafts if reads(draft.form.action) or not refuses]
    return _ranked(eligible, len(items))


def _sentences(likely: list[Draft], scope: Scope, context: Context) -> Iterator[str]:
    """Say each draft, as far as what is said asks for just its action."""
    said = set()
    for draft in likely:
        sentence = say(draft, scope, stdin=context.stdin)
        if sentence in said:
            continue
        said.add(sentence)
        wire = plan(sentence, context)
        if isinstance(wire, WirePlan) and wire.steps[0].action == draft.form.action:
            yield sentence


def _ranked(drafts: list[Draft], count: int) -> list[Draft]:
    """Return the forms that something in a request speaks for, the likeliest first."""
    scored = [(_score(draft, count), draft) for draft in map(_sober, drafts) if _is_safe(draft)]
    scored.sort(key=lambda pair: -pair[0])
    return [draft for score, draft in scored if score > scored[0][0] * _FAR_BEHIND]


def _sober(draft: Draft) -> Draft:
    """Take no unknown word for a label or a login where nobody asked for any."""
    if draft.lead or (draft.form.objects and draft.has_object):
        return draft
    sure = tuple(one for one in draft.found if KINDS.get(one.field) not in NAMES)
    strange = tuple(Word(one.text) for one in draft.found if one not in sure)
    return replace(draft, found=sure, leftover=draft.leftover + strange)


def _is_safe(draft: Draft) -> bool:
    """Tell whether it may be suggested: nothing is destroyed unless just that was said."""
    if not destroys(draft.form.action):
        return True
    return draft.lead > 0 and not draft.leftover and any("/" in v.text for v in draft.of("repo"))


def _score(draft: Draft, count: int) -> float:
    """Say how much of a request speaks for a form; 0 where nothing does."""
    form = draft.form
    names_object = bool(form.objects) and draft.has_object
    alike = _likeness(draft)
    if not (draft.lead or names_object or draft.found or alike):
        return 0
    pros = 2 * (draft.lead > 0) + 2 * names_object + len(draft.found) / 4 + alike
    cons = (
        1.0 * (not draft.has_object)
        + 0.5 * (not draft.lead and "" not in form.leads)
        + 0.5 * (not draft.lead and not reads(form.action))
        + 0.2 * bool(lacks(draft))
        + 1.0 * any(item.text in starts() for item in draft.leftover)
        + 1.0 * any(map(_refers, draft.leftover))
    )
    explained = 1 - len(draft.leftover) / count
    return max(0.01, pros - cons + 2 * explained)


def _refers(item: Word) -> bool:
    return bool(item.repo) or item.number is not None or item.text in HERE


def _likeness(draft: Draft) -> float:
    """Compare what a form does not explain with what its action is said to do."""
    summary = _long_words(ENTRIES[draft.form.action].summary)
    left = _long_words(" ".join(item.text for item in draft.leftover))
    alike = [
        word
        for word in left
        if any(
            SequenceMatcher(None, word, other).ratio() >= _ALIKE and not _takes_back(word, other)
            for other in summary
        )
    ]
    return min(1, len(alike) / 2)


def _takes_back(word: str, other: str) -> bool:
    """Tell whether a word is another with a prefix: "unassign" is no misspelling of "assign"."""
    return word != other and word.endswith(other)


def _long_words(text: str) -> list[str]:
    words = (word.strip(".,;").casefold() for word in text.split())
    return [word for word in words if len(word) in _LENGTHS]


def _mended(item: Word) -> Word:
    """Take a word that nothing knows for the one that it is most like."""
    if not item.is_name or len(item.text) not in _LENGTHS or item.text in _known():
        return item
    alike = get_close_matches(item.text, _vocabulary(), n=1, cutoff=_ALIKE)
    is_meant = alike and not _takes_back(item.text, alike[0])
    return replace(item, text=alike[0]) if is_meant else item


@cache
def _known() -> frozenset[str]:
    """Return the words that mean something as they are: "readme" is not "rename"."""
    named = ((action, field) for action in ENTRIES for field in fields(action))
    return reserved() | {word for a, f in named for phrase in choices(a, f) for word in phrase}


@cache
def _vocabulary() -> tuple[str, ...]:
    """Return the verbs and nouns that a misspelling may stand for."""
    nouns = {word for form in FORMS for pattern in form.objects for word in literals(pattern)}
    return tuple(sorted(nouns | {verb for form in FORMS for verb in verbs(form.action)}))


def _missing(gap: Gap, likely: list[Draft]) -> str:
    """Say in one sentence what the likeliest form lacks, or what it does not explain."""
    if not likely:
        strange = tuple(item for item in gap.items if item.is_name)
        return " ".join([*([_not_understood(strange)] if strange else []), MISSING["action"]])
    draft = fit(likely[0].form, gap.items)
    lacking = lacks(draft)
    refusals = tuple(item for item in draft.leftover if item.text in NEGATIONS)
    strange = refusals or tuple(i for i in draft.leftover if i.text not in NUMBER_NOUNS)
    if strange and lacking not in {"title", "body"}:
        return _not_understood(strange)
    takes_issue = "issue_number" in required(draft.form.action)
    if draft.leftover and takes_issue and not draft.of("issue_number"):
        return MISSING["issue_number"]
    if not draft.lead and "" not in draft.form.leads:
        return MISSING["action"]
    if not draft.has_object:
        return MISSING["object"]
    outcome = resolved(draft, gap.scope)
    return MISSING[lacking or (outcome.missing if isinstance(outcome, Unknown) else "meaning")]


def _not_understood(leftover: tuple[Word, ...]) -> str:
    words = ", ".join(repr(item.raw) for item in leftover[:_MOST_WORDS])
    more = " and more" if len(leftover) > _MOST_WORDS else ""
    return f"Not understood here: {words}{more}."
