"""Tells whether a sentence says a value in another form than its field takes.

That is one that has it as its normal form, such as the address of a run, or a part of a name that
says it, as WEB-42 says the project WEB and acme/web the owner acme.
"""

from collections.abc import Iterator
from typing import Any

from pydantic.fields import FieldInfo

from aegis_cli.actions.fields.fields import choices_of, kind_of
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.planning.normal_forms import form_in_address, near_form
from aegis_cli.planning.sentence.mentions import holds_in_another_form, names_in_another_form
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import outside_quotes

_MOST_WORDS = 3
"""Of so many words a value in another form has at most, such as "january 15 2027"."""


def is_said_in_another_form(
    sentence: Sentence, info: FieldInfo, value: Any, *, is_name: bool
) -> bool:
    """Tell whether a sentence says a value; `is_name` tells whether its words may name it."""
    kind, folded = kind_of(info), str(value).casefold()
    words = [token.text for token in sentence.tokens if not token.quoted]
    others = (text for text in _texts_of(words) if text != folded)
    host = sentence.host
    forms = (form_in_address(info, word, host) or near_form(info, word, host) for word in others)
    if any(form.casefold() == folded for form in forms):
        return True
    if folded in _parts(sentence, kind):
        return True
    if not isinstance(value, str) or choices_of(info):
        return False
    if kind.role is not Role.TARGET:
        return holds_in_another_form(sentence, value)
    return is_name and names_in_another_form(sentence, value)


def _texts_of(words: list[str]) -> Iterator[str]:
    """Yield each word, and each few that follow one another, as a day has three."""
    for length in range(1, _MOST_WORDS + 1):
        yield from (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))


def _parts(sentence: Sentence, kind: Kind) -> Iterator[str]:
    """Yield, in lower case, the parts of names that may be a place, or a thing with a number."""
    tokens = [token for token in sentence.tokens if not token.quoted]
    if kind.inside is not None:
        yield from (token.text.partition(":")[0] for token in tokens if ":" in token.text)
    if kind.container is None:
        return
    yield from (token.repo.partition("/")[0] for token in tokens if token.repo)
    for word in " ".join(outside_quotes(sentence.text)).split():
        if place := kind.container.place_of(word):
            yield place.casefold()
