"""A sentence as the items that the grammar reads: words, references, marks, and whole quotes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from aegis_cli.planning.grammar.lexicon import (
    ARTICLES,
    CLOSED_PARENTHESIS,
    LINKS,
    PARENTHESIS,
    POLITE,
    QUESTION,
    STOPS,
    THANKS,
)
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import (
    QUOTE_MARKS,
    Token,
    has_inner_mark,
    normal,
    unexplained,
    unpaired,
)

_BETWEEN = re.compile(r"[;()]|,(?!(?<=\d,)\d{3}(?!\d))")
"""What stands between words, whatever stands around it; in "1,200" it is part of a number."""
_AFTER_PATH = re.compile(r"/?(?:[?#]|\Z)")
_ALONE = frozenset({*STOPS, *QUOTE_MARKS, PARENTHESIS, CLOSED_PARENTHESIS})


@dataclass(frozen=True, slots=True)
class Word:
    """One word, reference, mark or quoted text."""

    raw: str
    """As the person wrote it; of a quote, what stands inside."""
    text: str = ""
    """Normalised; empty for a quote, whose words mean nothing to the grammar."""
    quoted: bool = False
    repo: str | None = None
    """The repository that it names, as written."""
    number: int | None = None
    article: str = ""
    """The article before it."""
    told: bool = False
    """Whether it is a text that only a colon says to be one."""

    @property
    def is_name(self) -> bool:
        """Whether it can be the name of something: neither a mark nor a reference."""
        return self.text not in STOPS and self.repo is None and self.number is None


def items(sentence: Sentence) -> tuple[Word, ...]:
    """Take a sentence apart; articles and courtesies inside it are left out."""
    found = [item for item in _paired(_items(sentence)) if item.text not in POLITE]
    # An article stands before something: in "label #12 a", `a` may be meant as a label.
    following = [*found, Word(".", ".")][1:]
    kept: list[Word] = []
    article = ""
    for item, after in zip(found, following, strict=True):
        if item.text in ARTICLES and after.text not in STOPS | LINKS:
            article = item.text
        else:
            kept.append(replace(item, article=article))
            article = ""
    return tuple(kept)


def _paired(found: Iterable[Word]) -> Iterator[Word]:
    """Leave out each bracket that closes another; in ";)" it means something else."""
    opened = 0
    for item in found:
        closes = item.text == CLOSED_PARENTHESIS and opened > 0
        opened += (item.text == PARENTHESIS) - closes
        if not closes:
            yield item


def is_polite(sentence: Sentence) -> bool:
    """Tell whether a sentence says please, thanks or "for me" outside quotes: it does not ask."""
    phrases = (*map(" ".join, THANKS), *POLITE, "for me")
    return any(map(sentence.holds_word, phrases))


def is_oddly_quoted(sentence: Sentence) -> bool:
    """Tell whether a quotation holds a mark without a partner: it may end somewhere else."""
    return any(unpaired(quote.text) for quote in sentence.quotes)


def is_template(sentence: Sentence) -> bool:
    """Tell whether a sentence has a place that is still to be filled: "rename #12 to <title>"."""
    return any(sentence.text[quote.start] == "<" for quote in sentence.quotes)


def is_half_quoted(item: Word) -> bool:
    """Tell whether an item has a quotation mark at one end, and nothing to go with it."""
    return not item.quoted and _has_a_lone_mark(item.raw)


def _has_a_lone_mark(piece: str) -> bool:
    return piece.startswith(QUOTE_MARKS) or piece.rstrip(".,;:!?)").endswith(QUOTE_MARKS)


def is_whole(item: Word) -> bool:
    """Tell whether an item names just that: no URL of something inside it, such as a branch."""
    repo, number = (item.repo or "").casefold(), item.number
    address = _AFTER_PATH.split(item.text.removesuffix("'s"))[0].removesuffix(".git")
    if "/" not in address.removesuffix(repo).removeprefix("/"):
        return True
    path = rf"/{re.escape(repo)}" + (rf"/(?:issues|pulls?)/0*{number}" if number else "")
    return re.search(rf"{path}\Z", address) is not None and address.count(f"/{repo}") == 1


def _items(sentence: Sentence) -> Iterator[Word]:
    at = 0
    for quote in sentence.quotes:
        yield from _words(sentence.text[at : quote.start], sentence.host)
        yield Word(quote.text, quoted=True)
        at = quote.end
    yield from _words(sentence.text[at:], sentence.host)


def _words(text: str, host: str) -> Iterator[Word]:
    for piece in _BETWEEN.sub(r" \g<0> ", text).split():
        if piece in _ALONE:
            yield Word(piece, piece)
            continue
        if has_inner_mark(piece):
            yield Word(piece, normal(piece))
            continue
        folded = piece.casefold()  # once: a piece of quotation marks has as many tokens
        tokens = Sentence(piece, host).tokens
        yield from (_word(token, piece, folded) for token in tokens)
        # NOTE: a bracket or another mark that means nothing here may mean something to the person.
        yield from (Word(mark, mark) for mark in unexplained(normal(piece)))
        if piece.endswith(":") and tokens and tokens[-1].number is not None:
            yield Word(":", ":")  # "acme/web#12: close it"
        if QUESTION in piece:
            yield Word(QUESTION, QUESTION)
        if piece.rstrip("!?").endswith("."):
            yield Word(".", ".")
        if piece.rstrip("?").endswith("!"):
            yield Word("!", "!")


def _word(token: Token, piece: str, folded: str) -> Word:
    """Keep a token with the letters of the piece that it was read from."""
    raw = piece if _has_a_lone_mark(piece) else _as_written(token.text, piece, folded)
    repo = _as_written(token.repo, piece, folded) if token.repo else None
    return Word(raw, token.text, repo=repo, number=token.number)


def _as_written(text: str, piece: str, folded: str) -> str:
    at = folded.find(text)
    same = len(piece) == len(folded) and at >= 0
    return piece[at : at + len(text)] if same else text
