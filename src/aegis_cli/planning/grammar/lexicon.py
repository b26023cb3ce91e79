"""The vocabulary of the offline grammar; `lexicon.toml` has it, and says what each word is for.

The patterns of the forms of actions use these words.
"""

import re
import tomllib
from pathlib import Path
from typing import TypeAlias

Phrases: TypeAlias = tuple[tuple[str, ...], ...]

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _words(name: str) -> frozenset[str]:
    return frozenset(_DATA["words"][name].split())


def _phrases(name: str) -> Phrases:
    """Split phrases into words, the longest first."""
    phrases = (tuple(phrase.split()) for phrase in _DATA["phrases"][name])
    return tuple(sorted(phrases, key=len, reverse=True))


GROUPS: dict[str, str] = _DATA["groups"]
"""Alternatives that a pattern names in capitals; `_` joins the words of a phrase."""
REASONS = tuple(_DATA["reasons"])
MISSING: dict[str, str] = _DATA["missing"]
"""The message for each thing that is missing, too long or ambiguous; a field's kind has its own."""

QUESTION_MARK, OPEN_PARENTHESIS, CLOSE_PARENTHESIS = "?", "(", ")"
ARTICLES = _words("articles")
DELIMITERS = _words("delimiters")
INNER_DELIMITERS = _words("inner_delimiters")
CONJUNCTIONS = _words("conjunctions")
CONNECTIVES = DELIMITERS | CONJUNCTIONS | _words("connectives")
ME = _words("me")
OPTION_WORDS = _words("option_words")
REPO_NOUNS = frozenset(GROUPS["REPO"].split("|"))
ISSUE_NOUNS = _words("issue_nouns")
PLURAL_PRONOUNS = _words("plural_pronouns")
PRONOUNS = _words("pronouns") | PLURAL_PRONOUNS
CURRENT = _words("current")
THERE = _words("there")
REASON_MARKS = _words("reason_marks")
REASON_WORDS = _words("reason_words")
CREATING_VERBS = _words("creating_verbs")
POLITE = _words("polite")
READ_FILLERS = _words("read_fillers")
NEGATIONS = _words("negations")
NEVER_NAMES = _words("never_names")
REMARKS = _words("remarks")

WITH_COMMENT = _phrases("with_comment")
COURTESIES = _phrases("courtesies")
REQUEST_PREFIXES = _phrases("requests")
WISH_PREFIXES = REQUEST_PREFIXES + _phrases("wishes")
THANKS = _phrases("thanks")
TRAILING_COURTESIES = THANKS + _phrases("trailing")

_GROUPS_OF_REQUESTS = (
    "LOOK ASK ISSUE ISSUES PULLS REPO BODY TITLED LABELLED LABELS OPENED SORTED IN ON WHERE".split()
)
KEYWORDS = (
    ARTICLES
    | CONJUNCTIONS
    | ME
    | NEGATIONS
    | NEVER_NAMES
    | POLITE
    | PRONOUNS
    | READ_FILLERS
    | _words("of_requests")
    | {word for name in _GROUPS_OF_REQUESTS for word in re.split(r"[|_]", GROUPS[name])}
    | {phrase[0] for phrase in COURTESIES + WISH_PREFIXES}
)
"""Words that are no names without quotation marks in any form; each form adds its own."""
