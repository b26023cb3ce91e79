"""Decides which words without quotation marks are names: of people, labels, branches and the like.

Almost any word could be one. So another word has to say it, such as "label" or "by", or the name
says it by itself: it is a usual one, or has a character that no word of English has.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.action_facts import ActionFacts
from aegis_cli.planning.grammar.lexer import Lexeme
from aegis_cli.planning.grammar.slots import SlotValue
from aegis_cli.planning.lenient.concepts import Concept, PathWord
from aegis_cli.planning.lenient.loose_forms import BARE_KINDS, USUAL_NAMES, LooseGrammar, Shape
from aegis_cli.planning.lenient.owners import owners_by_name
from aegis_cli.planning.lenient.vocabulary import ordinary
from aegis_cli.planning.sentence.letters import CJK

_MARKED = re.compile(r"\w[-_/.]\w|\d")
"""What a name has that is no English word."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAY_BE_HANDLES = frozenset({"person", "team"})
"""The kinds of names that may begin with "@"."""
_VERSION = re.compile(r"v?\d+(?:\.\d+)+")
_ENDINGS = ("ed", "ing", "ly", "est", "ness", "tion", "able", "less")
"""How English words end that are no names."""

_VERSIONED = frozenset({"milestone", "tag", "release"})
"""What a version is the name of."""
_DOUBTFUL = frozenset({"milestone"})
"""What a word is the name of only if it looks like one: "put 12 in perspective"."""
_DOUBTFUL_WHERE_READ = _DOUBTFUL | {"branch"}
"""The same in what only looks: "PRs from alice"."""


class Said(NamedTuple):
    """What was said of values."""

    words: frozenset[str] = frozenset()
    """The words of the form that were said, without prepositions."""
    strength: int = 0
    """How much a preposition says: nothing, a little ("in"), or what they are ("by")."""

    def with_more(self, other: "Said") -> "Said":
        """Return both together."""
        return Said(self.words | other.words, max(self.strength, other.strength))


UNSAID = Said()
"""What was said where nothing was."""


class NameRules(NamedTuple):
    """Which words are names in the forms of an action."""

    grammar: LooseGrammar
    action: ActionFacts

    def are_told(self, values: Iterable[SlotValue], said: Said, before: Said) -> bool:
        """Tell whether something says that the names among values are such."""
        said_as = [(self.action.noun(value.field), value.word) for value in values if value.word]
        if any(_is_another(word, noun) or self._is_elsewhere(word) for noun, word in said_as):
            return False
        named = [(noun, word) for noun, word in said_as if _is_bare(word)]
        if not named:
            return True
        nouns, words = {noun for noun, _ in named}, [word for _, word in named]
        if len(nouns) == 1 and all(_is_usual(word, min(nouns)) for word in words):
            return True
        known = {form for noun in nouns for form in (noun, f"{noun}s")}
        has_noun = not known.isdisjoint(said.words | before.words)
        refused = self.grammar.never_names if has_noun else self.grammar.verbs_and_nouns
        if any(not word.quoted and word.text in refused for word in words):
            return False
        is_sure = all(word.quoted or _MARKED.search(word.text) for word in words)
        return has_noun or self._has_cue(nouns, words, said, is_sure=is_sure)

    def _is_elsewhere(self, word: Lexeme) -> bool:
        """Tell whether a word is by its form a thing of another provider, as WEB-42 is of Jira."""
        others = {*catalog.providers()} - {self.action.provider}
        return not word.quoted and any(
            catalog.provider_named(each).places.place_of(word.raw) for each in others
        )

    def _has_cue(self, nouns: set[str], words: list[Lexeme], said: Said, *, is_sure: bool) -> bool:
        """Tell whether something else than a noun says that words are names."""
        doubtful = _DOUBTFUL_WHERE_READ if self.action.reads else _DOUBTFUL
        if nouns <= doubtful and not is_sure:
            return False  # "put 12 in perspective", "PRs from alice"
        if "person" in nouns and any(map(_is_usual_elsewhere, words)):
            return False  # "take needs-triage off 12"
        is_certain = nouns == {"person"} or all(word.quoted for word in words)
        is_shown = is_certain and not self.action.reads  # the question shows who, or what, it is
        has_cue = bool(said.words) or said.strength > (0 if is_sure else 1)
        return (has_cue or is_shown) and not any(map(_is_ordinary, words))

    def as_name(self, field: str, word: Lexeme, said: frozenset[str]) -> SlotValue | None:
        """Return a word that is left as the name that is missing, if the form speaks of one."""
        noun, kind = self.action.noun(field), self.action.reader(field)
        is_word = word.is_name and not isinstance(word, Concept | PathWord)
        is_free = is_word and word.text not in self.grammar.verbs_and_nouns
        may_be = word.quoted or (is_free and not CJK.search(word.raw))
        if kind not in BARE_KINDS or noun == Shape.FILE.value or not may_be:
            return None
        is_known = _is_usual(word, noun) or (noun == "organisation" and self.action.reads)
        if not is_known and said.isdisjoint({noun, f"{noun}s"}):
            return None
        return SlotValue(field, word.raw.removeprefix("@"), word=word)


def _is_bare(word: Lexeme) -> bool:
    return not (word.text.startswith("@") or word.text in lexicon.ME)


def _is_another(word: Lexeme, noun: str) -> bool:
    """Tell whether a word says by its looks that it is no name of this kind."""
    is_handle = word.text.startswith("@") and word.text not in lexicon.ME | {"@none"}
    is_thing = noun in _MAY_BE_HANDLES and any(owners_by_name(word))  # "tell WEB-12"
    is_day = noun != "day" and _DATE.fullmatch(word.text)
    return bool(word.repo or is_day or is_thing or (is_handle and noun not in _MAY_BE_HANDLES))


def _is_usual(word: Lexeme, noun: str) -> bool:
    is_version = noun in _VERSIONED and _VERSION.fullmatch(word.text) is not None
    return is_version or word.text in USUAL_NAMES.get(noun, frozenset())


def _is_usual_elsewhere(word: Lexeme) -> bool:
    """Tell whether a word is a usual name of something else than a person."""
    return not word.quoted and any(word.text in names for names in USUAL_NAMES.values())


def _is_ordinary(word: Lexeme) -> bool:
    """Tell whether a word without quotation marks is one of English."""
    is_one = word.text in ordinary() or word.text.endswith(_ENDINGS)
    return is_one and not word.quoted
