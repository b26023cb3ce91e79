"""Reads which things a sentence is about: a noun with all that is said of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aegis_cli.planning.lenient.rows.marked_text import Marked
from aegis_cli.planning.lenient.rows.phrasebook import Phrasebook, values_of

_MOST = 12
"""So much is said of things at most."""


@dataclass(frozen=True, slots=True)
class Things:
    """Things that are told apart, and where in the sentence that is said."""

    start: int
    end: int
    noun: str = ""
    is_every: bool = False
    says: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """What they are like: a key of `[conditions]`, with its values."""
    place: str = ""
    """`here` where the sentence says that; "" for none."""
    project: str = ""
    is_last: bool = False
    """Whether an exception was said: whatever is joined to it may be one too."""


def things_in(marked: Marked, book: Phrasebook) -> list[Things]:
    """Return each way to read which things are meant, the longest first."""
    found: dict[Things, None] = {}
    starts = {0, *(at for at in range(len(marked.text)) if _begins(marked.text, at, book))}
    for at in sorted(starts):
        for each in _from(Things(at, at), marked, book, 0):
            if each.noun:
                found[each] = None
    return sorted(found, key=lambda each: (each.start - each.end, each.start))


def _begins(text: str, at: int, book: Phrasebook) -> bool:
    if not book.has_spaces:
        return True
    return not text[at].isspace() and (at == 0 or text[at - 1] in " (,:;\n\t")


def _from(so_far: Things, marked: Marked, book: Phrasebook, depth: int) -> Iterator[Things]:
    if depth > _MOST:
        return
    yield so_far
    for each in _next(so_far, marked.text, book):
        yield from _from(each, marked, book, depth + 1)


def _next(so_far: Things, text: str, book: Phrasebook) -> Iterator[Things]:
    """Yield all that may follow: a noun, a place, or what the things are like."""
    at = so_far.end
    if at > so_far.start:
        joined = book.joins.match(text, at)
        at = joined.end() if joined else at
    if at < len(text):
        yield from _every(so_far, text, at, book)
        yield from _place(so_far, text, at, book)
        if not so_far.noun:
            yield from _noun(so_far, text, at, book)
        if not so_far.is_last:
            yield from _like(so_far, text, at, book)


def _every(so_far: Things, text: str, at: int, book: Phrasebook) -> Iterator[Things]:
    """Yield the things with a word that says that all are meant, or that some are told apart."""
    if match := book.every.match(text, at):
        if not so_far.is_every:
            yield replace(so_far, end=match.end(), is_every=True)
    elif so_far.noun and (match := book.again.match(text, at)):
        yield replace(so_far, end=match.end(), is_every=True)
    elif at == so_far.start and (match := book.these.match(text, at)):
        yield replace(so_far, end=match.end())


def _place(so_far: Things, text: str, at: int, book: Phrasebook) -> Iterator[Things]:
    if not so_far.place and (match := book.here.match(text, at)):
        yield replace(so_far, end=match.end(), place=values_of(match).get("p", "here"))
    if not so_far.project and (match := book.project.match(text, at)):
        yield replace(so_far, end=match.end(), project=values_of(match)["j"])


def _noun(so_far: Things, text: str, at: int, book: Phrasebook) -> Iterator[Things]:
    for noun in book.nouns:
        if match := noun.form.match(text, at):
            name, _, says = noun.says.partition("/")
            yield replace(
                so_far,
                end=match.end(),
                noun=name.removesuffix("!"),
                is_every=so_far.is_every or name.endswith("!"),
                says=(*so_far.says, *(((says, ()),) if says else ())),
            )


def _like(so_far: Things, text: str, at: int, book: Phrasebook) -> Iterator[Things]:
    """Yield the things with what each is like."""
    is_last = book.one("except").match(text, at) is not None
    for phrase in book.conditions:
        if match := phrase.form.match(text, at):
            like = (phrase.says, tuple(values_of(match).items()))
            yield replace(so_far, end=match.end(), says=(*so_far.says, like), is_last=is_last)
