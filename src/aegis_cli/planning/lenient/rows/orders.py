"""Reads what is ordered for each of the things: one order or several, each said in English."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aegis_cli.planning.lenient.rows.marked_text import IT
from aegis_cli.planning.lenient.rows.phrasebook import Phrasebook, values_of

_MOST_ORDERS = 4
_SEPARATOR = re.compile(r"^[\s,:;\u2014\u2013→>-]+|[\s,:;\u2014\u2013→.!?-]+$")
_AND = re.compile(r"(?:and|then)\s+", re.IGNORECASE)
_AS_OBJECT = ("", " {}", " to {}", " on {}", " from {}")


class RowOrder(NamedTuple):
    """An order for each."""

    says: str
    """The order in English, with `{it}` for the thing; as it was said where there are no values."""
    values: Mapping[str, str] | None


def orders_in(rest: str, book: Phrasebook) -> Iterator[list[RowOrder]]:
    """Yield each way to read the orders around what stands for the things."""
    said = _without_courtesy(rest, book)
    yield from _clauses(said, book, is_known=False)
    if topic := book.one("about").match(said):
        yield from _clauses(_without_courtesy(said[topic.end() :], book), book, is_known=True)


def _without_courtesy(text: str, book: Phrasebook) -> str:
    """Return a text without what is said out of politeness at its ends."""
    lead, tail = book.one("lead"), book.tail
    while True:
        stripped = _SEPARATOR.sub("", text)
        if (match := _AND.match(stripped)) and len(stripped) > match.end():
            stripped = stripped[match.end() :]
        if match := lead.match(stripped):
            stripped = stripped[match.end() :]
        if (match := tail.search(stripped)) and match.start():
            stripped = stripped[: match.start()]
        if stripped == text:
            return text
        text = stripped


def _clauses(
    text: str, book: Phrasebook, *, is_known: bool, depth: int = 0
) -> Iterator[list[RowOrder]]:
    """Yield the orders of a text; the things are known where an earlier clause has them."""
    if depth >= _MOST_ORDERS or not text:
        return
    for end, start in ((len(text), len(text)), *_cuts(text, book)):
        clause, rest = text[:end], text[start:]
        has_things = is_known or IT in clause
        if not has_things and IT not in rest:
            continue
        for order in _orders(_SEPARATOR.sub("", clause), book, needs_object=not has_things):
            if not rest:
                yield [order]
            else:
                after = _clauses(
                    _without_courtesy(rest, book), book, is_known=has_things, depth=depth + 1
                )
                yield from ([order, *more] for more in after)


def _cuts(text: str, book: Phrasebook) -> list[tuple[int, int]]:
    return [match.span() for match in book.then.finditer(text) if match.start()][:6]


def _orders(clause: str, book: Phrasebook, *, needs_object: bool) -> Iterator[RowOrder]:
    """Yield what one clause may order."""
    for suffix in _AS_OBJECT:
        if suffix and IT in clause:
            return
        for phrase in book.writes:
            whole = clause + suffix.format(IT)
            if match := phrase.form.fullmatch(whole):
                yield RowOrder(phrase.says, values_of(match))
    if IT in clause and not needs_object:
        yield RowOrder(clause, None)
