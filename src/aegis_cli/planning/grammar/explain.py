"""Says what a sentence lacks that gives no plan, or which of its words are not understood."""

from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.clauses import verbs_of_orders
from aegis_cli.planning.grammar.fit import Draft, fit
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.lexicon import ISSUE_NOUNS, MISSING, NEGATIONS
from aegis_cli.planning.grammar.patterns import NAME_KINDS
from aegis_cli.planning.grammar.scope import Unresolved
from aegis_cli.planning.grammar.slots import REFERENCES
from aegis_cli.planning.grammar.steps import Gap, missing_field, resolve

_MOST_WORDS = 5
_MOST_TRIED = 50
"""Forms that are compared with a request: with a large catalogue, those its words point to."""
_SIMILARITY = 0.8
_LENGTHS = range(5, 25)
"""Lengths of words that may be misspelled: shorter ones resemble too many others."""


def explain(gap: Gap, grammar: Grammar) -> str:
    """Say what a sentence lacks, or which of its words are not understood."""
    return gap.missing or _missing(gap, _likeliest(gap.lexemes, grammar, asks=gap.asks))


def _likeliest(lexemes: Lexemes, grammar: Grammar, *, asks: bool) -> Draft | None:
    """Return the form that a request most likely means."""
    corrected = tuple(_correct(lexeme, grammar) for lexeme in lexemes)
    drafts = [fit(form, corrected) for form in grammar.likeliest(corrected, _MOST_TRIED)]
    is_negated = all(any(word.text in NEGATIONS for word in draft.leftover) for draft in drafts)
    verbs = frozenset[int]() if is_negated or asks else verbs_of_orders(corrected, grammar)
    scored = [
        # Of two that explain as much, the one that needs no example of a thing is likelier.
        (_score(draft, len(lexemes)), not draft.form.action.thing or bool(draft.things), draft)
        for draft in map(_without_guessed_names, drafts)
        if _may_be_meant(draft, verbs)
    ]
    best = max(scored, key=lambda each: each[:2], default=None)
    return best[2] if best and best[0] else None


def _without_guessed_names(draft: Draft) -> Draft:
    """Take no unknown word for a label or a login if neither lead nor object was said."""
    if draft.lead_length or (draft.form.text.objects and draft.has_object):
        return draft
    reader = draft.form.action.reader
    certain = tuple(value for value in draft.values if reader(value.field) not in NAME_KINDS)
    guessed = tuple(Lexeme(value.text) for value in draft.values if value not in certain)
    return replace(draft, values=certain, leftover=draft.leftover + guessed)


def _may_be_meant(draft: Draft, verbs: frozenset[int]) -> bool:
    """Tell whether a draft may be meant; what is not plain only if it was fully said.

    NOTE: a write answers an order only, whose verb is among `verbs`, and never a question.
    """
    effect = draft.form.action.entry.effect
    if effect == "read":
        return True
    is_ordered = draft.lead_length > 0 and draft.lead_start in verbs
    has_place = any(value.text not in REFERENCES for value in draft.places)
    return is_ordered and (effect == "write" or (not draft.leftover and has_place))


def _score(draft: Draft, count: int) -> float:
    """Rate how well a form explains a request of `count` lexemes; 0 if nothing points to it."""
    form = draft.form
    has_lead = draft.lead_length > 0
    names_object = bool(form.text.objects) and draft.has_object
    similarity = _summary_similarity(draft)
    if not (has_lead or names_object or draft.values or similarity):
        return 0
    pros = 2 * has_lead + 2 * names_object + len(draft.values) / 4 + similarity
    cons = (
        1.0 * (not draft.has_object)
        + 0.5 * (not has_lead and not form.may_omit_lead)
        + 0.5 * (not has_lead and not form.action.reads)
        + 0.2 * bool(missing_field(draft))
        + 1.0 * any(lexeme.text in form.lead_words for lexeme in draft.leftover)
        + 1.0 * any(map(_is_reference, draft.leftover))
    )
    explained = 1 - len(draft.leftover) / count
    return max(0.01, pros - cons + 2 * explained)


def _is_reference(lexeme: Lexeme) -> bool:
    return bool(lexeme.repo) or lexeme.number is not None or lexeme.text in lexicon.CURRENT


def _summary_similarity(draft: Draft) -> float:
    """Compare the leftover words with the summary of the action: 0, 0.5 or 1."""
    summary = _long_words(draft.form.action.entry.summary)
    leftover = _long_words(" ".join(lexeme.text for lexeme in draft.leftover))
    similar = [word for word in leftover if any(_is_similar(word, other) for other in summary)]
    return min(1, len(similar) / 2)


def _is_similar(word: str, other: str) -> bool:
    matcher = SequenceMatcher(None, word, other)
    # The quick ratio is an upper bound, and saves most of the time.
    is_alike = matcher.quick_ratio() >= _SIMILARITY and matcher.ratio() >= _SIMILARITY
    return is_alike and not _has_prefix_of(word, other)


def _has_prefix_of(word: str, other: str) -> bool:
    """Tell whether a word is another with a prefix: "unassign" is no misspelled "assign"."""
    return word != other and word.endswith(other)


def _long_words(text: str) -> list[str]:
    words = (word.strip(".,;").casefold() for word in text.split())
    return [word for word in words if len(word) in _LENGTHS]


def _correct(lexeme: Lexeme, grammar: Grammar) -> Lexeme:
    """Replace an unknown word by the verb or noun that it may misspell."""
    is_word = lexeme.is_name and len(lexeme.text) in _LENGTHS
    if not is_word or lexeme.text in grammar.words:
        return lexeme
    similar = get_close_matches(lexeme.text, grammar.verbs_and_nouns, n=1, cutoff=_SIMILARITY)
    is_misspelled = similar and not _has_prefix_of(lexeme.text, similar[0])
    return replace(lexeme, text=similar[0]) if is_misspelled else lexeme


def _missing(gap: Gap, likeliest: Draft | None) -> str:
    """Say what the likeliest form lacks, or which words it does not explain."""
    if likeliest is None:
        unknown = tuple(lexeme for lexeme in gap.lexemes if lexeme.is_name)
        return " ".join([*([_not_understood(unknown)] if unknown else []), MISSING["action"]])
    draft = fit(likeliest.form, gap.lexemes)
    action, missing = draft.form.action, missing_field(draft)
    negations = tuple(lexeme for lexeme in draft.leftover if lexeme.text in NEGATIONS)
    unknown = negations or tuple(word for word in draft.leftover if word.text not in ISSUE_NOUNS)
    if unknown and not (missing and action.reader(missing) in {"code", "text"}):
        return _not_understood(unknown)
    if draft.leftover and action.thing and not draft.things:
        return action.questions[action.thing]
    if not draft.lead_length and not draft.form.may_omit_lead:
        return MISSING["action"]
    if not draft.has_object:
        return MISSING["object"]
    outcome = resolve(draft, gap.scope)
    return outcome.missing if isinstance(outcome, Unresolved) else MISSING["meaning"]


def _not_understood(lexemes: tuple[Lexeme, ...]) -> str:
    words = ", ".join(repr(lexeme.raw) for lexeme in lexemes[:_MOST_WORDS])
    more = " and more" if len(lexemes) > _MOST_WORDS else ""
    begun = "This word was" if len(lexemes) == 1 else "These words were"
    return f"{begun} not understood: {words}{more}."
