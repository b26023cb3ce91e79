"""Finds the numbers and the quoted words of a sentence that no value of its plan uses; pure.

A model may drop a condition, and the plan that is left looks whole.
"""

import re
from collections.abc import Iterator

from aegis_cli.planning.plan import Link, Literal, Plan, Value
from aegis_cli.planning.sentence.sentence import Sentence

_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?![\w])", re.ASCII)


def unused_words(text: str, plan: Plan) -> tuple[str, ...]:
    """Return what a sentence says in numbers and quotation marks, and the plan does not."""
    said = Sentence(text)
    quoted = [quote.text for quote in said.quotes if quote.text.strip()]
    outside = text
    for quote in reversed(said.quotes):
        outside = f"{outside[: quote.start]} {outside[quote.end :]}"
    used = "\n".join(_texts(plan)).casefold()
    numbers = (number for number in _NUMBER.findall(outside) if not _has_number(used, number))
    texts = (f'"{each}"' for each in quoted if each.casefold() not in used)
    return tuple(dict.fromkeys((*numbers, *texts)))


def _has_number(used: str, number: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(number)}(?!\d)", used) is not None


def _texts(plan: Plan) -> Iterator[str]:
    for step in plan.steps:
        for value in step.values.values():
            yield from map(_text, value if isinstance(value, tuple) else (value,))
        yield from (str(each.wanted) for each in step.where)


def _text(value: Value) -> str:
    if isinstance(value, Link):
        return value.text
    return str(value.value) if isinstance(value, Literal) else ""
