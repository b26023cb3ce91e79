"""Decides whose value a condition compares with, by a search for it in what the person typed.

No model has a part in this (`provenance`). NOTE: a word of the sentence says a value, and not which
way it is compared: the question says that in words of aegis.
"""

from collections.abc import Iterator
from contextlib import suppress

from aegis_cli.actions.results.conditions import (
    Age,
    Comparand,
    Condition,
    Test,
)
from aegis_cli.planning.near_loops import comparand_in
from aegis_cli.planning.plan import Origin
from aegis_cli.planning.sentence.ages import ages_in
from aegis_cli.planning.sentence.mentions import holds_in_another_form
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import COUNTS

_MOST_WORDS = 4
"""Of so many words a value has at most, such as "the 1 january 2026"."""


def origin_of_condition(
    sentence: Sentence, condition: Condition, test: Test, wanted: Comparand
) -> Origin:
    """Label what a condition compares with: as the sentence has it, in another form, or made up."""
    if _is_said(sentence, wanted):
        return Origin.USER
    is_told = _is_an_age_of(sentence, wanted) or _is_in_a_form(sentence, condition, test, wanted)
    return Origin.SAID if is_told or _is_implied(sentence, condition, wanted) else Origin.MODEL


def _is_said(sentence: Sentence, wanted: Comparand) -> bool:
    if isinstance(wanted, Age):
        spelled = [str(wanted.count), *_number_words(wanted.count)]
        ages = (f"{count} {wanted.unit}{ending}" for count in spelled for ending in ("", "s"))
        return any(map(sentence.holds_word, ages))
    if isinstance(wanted, int):
        is_there = wanted in sentence.numbers
        return is_there or any(map(sentence.holds_word, _number_words(wanted)))
    return sentence.holds(str(wanted))


def _is_an_age_of(sentence: Sentence, wanted: Comparand) -> bool:
    """Tell whether a sentence says the age in any language."""
    if not isinstance(wanted, Age):
        return False
    said = " ".join(token.text for token in sentence.tokens if not token.quoted)
    return (wanted.count, wanted.unit) in ages_in(said)


def _number_words(number: int) -> Iterator[str]:
    return (word for word, spelled in COUNTS.items() if spelled == number)


def _texts_of(words: list[str]) -> Iterator[str]:
    """Yield each word, and each few that follow one another."""
    for length in range(1, _MOST_WORDS + 1):
        yield from (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))


def _is_in_a_form(sentence: Sentence, condition: Condition, test: Test, wanted: Comparand) -> bool:
    """Tell whether a few words of a sentence are another form of what is wanted."""
    words = [token.text for token in sentence.tokens if not token.quoted]
    for text in _texts_of(words):
        with suppress(ValueError):
            if condition.read(test, comparand_in(text, condition)) == wanted:
                return True
    return False


def _is_implied(sentence: Sentence, condition: Condition, wanted: Comparand) -> bool:
    """Tell whether other words say it: "drafts" a draft, and "without a label" any label."""
    is_bare = wanted in ("", "true", "false")
    if is_bare:
        return any(map(sentence.holds_word, (condition.name, f"{condition.name}s")))
    return isinstance(wanted, str) and holds_in_another_form(sentence, wanted)
