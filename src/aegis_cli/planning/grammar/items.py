"""A sentence as the items that the grammar reads: words, references, marks, and whole quotes."""

from collections.abc import Iterator
from dataclasses import dataclass

from aegis_cli.planning.grammar.lexicon import ARTICLES, LINKS, POLITE, STOPS
from aegis_cli.planning.tokens import Token
from aegis_cli.planning.words import Sentence

_QUOTE_MARKS = ("'", '"', "`", "\u2018", "\u201c", "\u201e", "\u00ab")


@dataclass(frozen=True, slots=True)
class Item:
    """One word, reference, mark or quoted text."""

    raw: str
    """As the person wrote it; of a quote, what stands inside."""
    text: str = ""
    """Normalised; empty for a quote, whose words mean nothing to the grammar."""
    quoted: bool = False
    repo: str | None = None
    """The repository that it names, as written."""
    number: int | None = None

    @property
    def is_name(self) -> bool:
        """Whether it can be the name of something: neither a mark nor a reference."""
        return self.text not in STOPS and self.repo is None and self.number is None


def items(sentence: Sentence) -> tuple[Item, ...]:
    """Take a sentence apart; articles and courtesies inside it are left out."""
    found = [item for item in _items(sentence) if item.text not in POLITE]
    # An article stands before something: in "label #12 a", `a` may be meant as a label.
    following = [*found, Item(".", ".")][1:]
    return tuple(
        item
        for item, after in zip(found, following, strict=True)
        if item.text not in ARTICLES or after.text in STOPS | LINKS
    )


def opens_quote(item: Item) -> bool:
    """Tell whether an item starts with a quotation mark that nothing closes."""
    return not item.quoted and item.raw.startswith(_QUOTE_MARKS)


def _items(sentence: Sentence) -> Iterator[Item]:
    at = 0
    for quote in sentence.quotes:
        yield from _words(sentence.text[at : quote.start])
        yield Item(quote.text, quoted=True)
        at = quote.end
    yield from _words(sentence.text[at:])


def _words(text: str) -> Iterator[Item]:
    for piece in text.replace(",", " , ").replace(";", " ; ").split():
        if piece in STOPS or piece in _QUOTE_MARKS:
            yield Item(piece, piece)
            continue
        folded = piece.casefold()  # once: a piece of quotation marks has as many tokens
        yield from (_word(token, piece, folded) for token in Sentence(piece).tokens)
        if piece.rstrip("!?)").endswith("."):
            yield Item(".", ".")


def _word(token: Token, piece: str, folded: str) -> Item:
    """Keep a token with the letters of the piece that it was read from."""
    lone = piece.startswith(_QUOTE_MARKS)
    raw = piece if lone else _as_written(token.text, piece, folded)
    repo = _as_written(token.repo, piece, folded) if token.repo else None
    return Item(raw, token.text, repo=repo, number=token.number)


def _as_written(text: str, piece: str, folded: str) -> str:
    at = folded.find(text)
    same = len(piece) == len(folded) and at >= 0
    return piece[at : at + len(text)] if same else text
